public import ThresholdModel
import ThresholdRules

/// A list that somebody wants: guided, with roles made for it, or plain.
public struct ListWish: Sendable, Hashable {
  /// How members of a guided list get what it governs.
  public enum Access: Sendable, Hashable {
    /// Members hold it while they are members.
    case standing
    /// Members may request it.
    case byRequest
  }

  public var title: String
  public var description: String
  /// Nil makes a plain list, without roles of its own.
  public var access: Access?
  public var nodeLabels: LabelMap
  public var logins: [String]
  public var owners: [UserName]
  public var members: [UserName]
  /// Plain lists only.
  public var memberGrants: [RoleName]
  /// Plain lists only.
  public var ownerGrants: [RoleName]

  public init(
    title: String, description: String, access: Access?, nodeLabels: LabelMap, logins: [String], owners: [UserName], members: [UserName],
    memberGrants: [RoleName], ownerGrants: [RoleName]
  ) {
    self.title = title
    self.description = description
    self.access = access
    self.nodeLabels = nodeLabels
    self.logins = logins
    self.owners = owners
    self.members = members
    self.memberGrants = memberGrants
    self.ownerGrants = ownerGrants
  }

  /// What it takes: roles first, then the list, then its members.
  struct Plan: Sendable {
    let roles: [Role]
    let list: AccessList
    let members: [Member]
    let changes: [Change]
  }

  /// - Throws: ``Problem`` of kind `badParameter` for what does not go together; names and limits are the rules' to refuse.
  func planned(id: ListName, by author: String, at now: Moment) throws(Problem) -> Plan {
    try checkTexts()
    let changes: [Change] =
      if let access { try guided(id, access).changes(by: author, at: now) } else { try plain(id, by: author, at: now) }
    var roles: [Role] = []
    var lists: [AccessList] = []
    var members: [Member] = []
    for case .put(let record) in changes {
      switch record {
      case .role(let role): roles.append(role)
      case .list(let list): lists.append(list)
      case .member(let member): members.append(member)
      default: continue
      }
    }
    guard let list = lists.first else { throw Problem(.internalError, "the list could not be planned") }
    return Plan(roles: roles, list: list, members: members, changes: changes)
  }

  private func guided(_ id: ListName, _ access: Access) throws(Problem) -> GuidedList {
    guard memberGrants.isEmpty, ownerGrants.isEmpty else {
      throw Problem(
        .badParameter, "a guided list makes its own roles, so others cannot be granted by it",
        hint: "leave --access-type or the --*-grant-roles flags out")
    }
    guard !nodeLabels.isEmpty, !logins.isEmpty else {
      throw Problem(
        .badParameter, "a guided list needs labels and logins", hint: "add --node-labels env=test and --logins NAME",
        path: nodeLabels.isEmpty ? "node_labels" : "logins")
    }
    return GuidedList(
      id: id, kind: access == .byRequest ? .shortTerm : .longTerm, title: title, description: description, nodeLabels: nodeLabels,
      logins: logins, owners: owners.map { Owner(name: $0) }, members: members)
  }

  private func plain(_ id: ListName, by author: String, at now: Moment) throws(Problem) -> [Change] {
    guard nodeLabels.isEmpty, logins.isEmpty else {
      throw Problem(.badParameter, "labels and logins make roles, so they need an access type", hint: "add --access-type access-request")
    }
    let list = AccessList(
      version: "v1", metadata: Metadata(name: id.text),
      spec: AccessListSpec(
        title: title, description: description, owners: owners.map { Owner(name: $0) }, grants: Grants(roles: memberGrants),
        ownerGrants: Grants(roles: ownerGrants)))
    let people = members.uniqued().map { Member(MemberSpec(list: id, user: $0, joined: now, addedBy: author)) }
    return [.put(.list(list))] + people.map { .put(.member($0)) }
  }

  private func checkTexts() throws(Problem) {
    for (path, text) in [("title", title), ("description", description)] {
      guard !text.unicodeScalars.contains(where: \.isUnsafeToDisplay) else {
        throw Problem(.badParameter, "the \(path) holds a control character: `\(text.escapedForDisplay)`", path: path)
      }
      guard text.count <= 1000 else { throw Problem(.limitExceeded, "the \(path) is longer than 1000 characters", path: path) }
    }
    guard owners.count <= 200, members.count <= 10_000 else {
      throw Problem(.limitExceeded, "a list is made with at most 200 owners and 10,000 members")
    }
  }
}

/// The roles that a guided list names in its label.
enum GeneratedRoles {
  static func of(_ list: AccessList) -> [RoleName] {
    (list.metadata.labels[GuidedList.rolesLabel] ?? "").split(separator: ",").map { RoleName(String($0)) }
  }
}
