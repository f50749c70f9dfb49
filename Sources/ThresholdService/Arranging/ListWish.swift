public import ThresholdModel
import ThresholdRules

/// How members of a guided list get what it governs.
public enum ListAccess: Sendable, Hashable {
  /// Members hold it while they are members.
  case standing
  /// Members may request it.
  case byRequest

  var kind: GuidedList.Kind { self == .byRequest ? .shortTerm : .longTerm }
}

/// A list that somebody wants: guided, with roles made for it, or plain.
public struct ListWish: Sendable, Hashable {
  public typealias Access = ListAccess

  public var title: String
  /// Nil makes a plain list, without roles of its own.
  public var access: Access?
  /// What a guided list opens.
  public var opens: GuidedAccess
  public var settings: ListSettings

  public init(title: String, access: Access?, opens: GuidedAccess = GuidedAccess(), settings: ListSettings) {
    self.title = title
    self.access = access
    self.opens = opens
    self.settings = settings
  }

  /// A list of users that opens SSH servers, or hands out roles.
  public init(
    title: String, description: String, access: Access?, nodeLabels: LabelMap, logins: [String], owners: [UserName], members: [UserName],
    memberGrants: [RoleName], ownerGrants: [RoleName]
  ) {
    var settings = ListSettings()
    settings.description = description
    settings.owners = owners
    settings.members = members
    settings.memberGrantRoles = memberGrants.isEmpty ? nil : memberGrants
    settings.ownerGrantRoles = ownerGrants.isEmpty ? nil : ownerGrants
    self.init(title: title, access: access, opens: GuidedAccess(nodeLabels: nodeLabels, logins: logins), settings: settings)
  }

  /// What it takes: roles first, then the list, then its members.
  public struct Plan: Sendable, Hashable {
    public internal(set) var roles: [Role]
    public internal(set) var list: AccessList
    public internal(set) var members: [Member]
    var changes: [Change] { roles.map { .put(.role($0)) } + [.put(.list(list))] + members.map { .put(.member($0)) } }
  }

  /// - Throws: ``Problem`` of kind `badParameter` for what does not go together; names and limits are the rules' to refuse.
  func planned(id: ListName, by author: String, at now: Moment) throws(Problem) -> Plan {
    try settings.check(title: title)
    var spec = settings.applied(to: AccessListSpec(title: title, owners: []))
    spec.audit.nextDate = nil
    let members = (settings.memberParties ?? []).withoutRepeats.map {
      Member(MemberSpec(list: id, party: $0, joined: now, addedBy: author))
    }
    guard let access else {
      guard opens.saysNothing else { throw .accessWithoutType }
      return Plan(roles: [], list: AccessList(version: "v1", metadata: Metadata(name: id.text), spec: spec), members: members)
    }
    guard !settings.namesGrants else { throw .grantsBesideGuide }
    let guided = GuidedList(id: id, kind: access.kind, spec: spec, opens: opens)
    return Plan(roles: guided.roles, list: guided.list, members: members)
  }
}

extension ListWish.Plan {
  /// The same for a list that is kept as code: static, without review dates, and every part says which tool
  /// keeps it. Source: reference, lists-and-requests §1.3 and §4.2, and cli-api-terraform §5.8.
  var asCode: ListWish.Plan {
    var plan = self
    plan.list.spec.type = .static
    plan.list.spec.audit = ListAudit()
    plan.list.metadata.labels[GuidedList.toolLabel] = GuidedList.tool
    for index in plan.roles.indices {
      plan.roles[index].metadata.labels[GuidedList.toolLabel] = GuidedList.tool
      plan.roles[index].metadata.description = ""
    }
    for index in plan.members.indices { plan.members[index].metadata.labels[GuidedList.toolLabel] = GuidedList.tool }
    return plan
  }
}

extension ListSettings {
  /// Texts that can be shown and sizes that can be stored in one go.
  func check(title: String?) throws(Problem) {
    for (path, text) in [("title", title ?? ""), ("description", description ?? "")] {
      guard !text.unicodeScalars.contains(where: \.isUnsafeToDisplay) else {
        throw Problem(.badParameter, "the \(path) holds a control character: `\(text.escapedForDisplay)`", path: path)
      }
      guard text.count <= 1000 else { throw Problem(.limitExceeded, "the \(path) is longer than 1000 characters", path: path) }
    }
    guard (ownerParties ?? []).count <= 200, (memberParties ?? []).count <= 10_000 else {
      throw Problem(.limitExceeded, "a list is written with at most 200 owners and 10,000 members")
    }
  }
}

extension Problem {
  /// What a list opens was said, but not how members get it.
  static let accessWithoutType = Problem(
    .badParameter, "labels and accounts make roles, so they need an access type",
    hint: "add --access-type access-request, or standing")

  /// Grants were named for a list that derives them.
  static let grantsBesideGuide = Problem(
    .badParameter, "a guided list makes its own roles, so nothing else can be granted by it",
    hint: "leave --access-type or the --*-grant-* flags out")
}
