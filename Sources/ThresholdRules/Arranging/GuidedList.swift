public import ThresholdModel

/// A list that was made by the guide: from what people say to the list and the roles that do it.
/// Source: reference, lists-and-requests §4.
public struct GuidedList: Sendable, Hashable {
  /// What members get.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Just-in-time: members may ask, owners approve.
    case shortTerm = "short-term"
    /// Standing: members have the access while they are members.
    case longTerm = "long-term"
  }

  /// The list's `metadata.name`, usually a UUID; part of the roles' names.
  public var id: ListName
  public var kind: Kind
  /// Everything of the list but its labels and both blocks of grants, which the guide derives.
  public var spec: AccessListSpec
  /// What the list opens, without fields that are empty.
  public var opens: GuidedAccess
  public var members: [Party]

  public init(id: ListName, kind: Kind, spec: AccessListSpec, opens: GuidedAccess, members: [Party] = []) {
    self.id = id
    self.kind = kind
    self.spec = spec
    self.opens = opens.filled
    self.members = members
  }

  /// A list that opens SSH servers.
  public init(
    id: ListName, kind: Kind, title: String, description: String = "", nodeLabels: LabelMap, logins: [String],
    owners: [Owner], members: [UserName] = []
  ) {
    self.init(
      id: id, kind: kind, spec: AccessListSpec(title: title, description: description, owners: owners),
      opens: nodeLabels.isEmpty ? GuidedAccess() : GuidedAccess(nodeLabels: nodeLabels, logins: logins),
      members: members.map(Party.user))
  }

  /// The label that marks a guided list (with its kind) and its roles (with the list's id).
  public static let presetLabel = "teleport.internal/access-list-preset"
  /// The label of a guided list that names its roles: reviewer, requester, then access roles.
  public static let rolesLabel = "teleport.internal/access-list-preset-roles"
  /// The label of everything that is kept as code, and its value.
  public static let toolLabel = "teleport.dev/iac-tool"
  public static let tool = "terraform"
  /// The version of the roles that the guide makes, and the only one that it reads again.
  public static let roleVersion = RoleVersion.v8

  public var accessRole: RoleName { Self.name("access-standard", of: id) }
  /// Apart from the other, since a role asks for all of its `app_labels` at once.
  public var identityCenterRole: RoleName { Self.name("access-awsic", of: id) }
  public var requesterRole: RoleName { Self.name("requester", of: id) }
  public var reviewerRole: RoleName { Self.name("reviewer", of: id) }

  static func name(_ prefix: String, of list: ListName) -> RoleName { RoleName("\(prefix)-acl-preset-\(list.text)") }

  /// The roles that open something; none when the list opens nothing yet.
  public var accessRoles: [Role] {
    var roles: [Role] = []
    if let conditions = opens.standardConditions { roles.append(role(accessRole, conditions)) }
    if let conditions = opens.identityCenterConditions { roles.append(role(identityCenterRole, conditions)) }
    return roles
  }

  /// The generated roles: access first, since the others name it. Requester and reviewer are made also when
  /// there is nothing to ask for yet.
  public var roles: [Role] {
    let access = accessRoles
    return access + [
      role(requesterRole, Self.requesterConditions(of: access.map(\.name))),
      role(reviewerRole, Self.reviewerConditions(of: access.map(\.name))),
    ]
  }

  static func requesterConditions(of access: [RoleName]) -> RoleConditions {
    RoleConditions(request: RequestConditions(searchAsRoles: access))
  }

  static func reviewerConditions(of access: [RoleName]) -> RoleConditions {
    RoleConditions(reviewRequests: ReviewConditions(roles: access.map(\.text), previewAsRoles: access))
  }

  /// The list itself, new.
  public var list: AccessList { written(over: AccessList(version: "v1", metadata: Metadata(name: id.text), spec: spec)) }

  /// A list with the guide's labels instead of all that it had, and the guide's grants instead of both of its
  /// blocks. Source: reference, lists-and-requests §4.2.
  public func written(over list: AccessList) -> AccessList {
    let access = accessRoles.map(\.name)
    var list = list
    list.spec = spec
    list.metadata.labels = [
      Self.presetLabel: kind.rawValue,
      Self.rolesLabel: ([reviewerRole, requesterRole] + access).map(\.text).joined(separator: ","),
    ]
    list.spec.grants = Grants(roles: kind == .shortTerm ? [requesterRole] : access)
    list.spec.ownerGrants = Grants(roles: [reviewerRole])
    return list
  }

  /// Everything that makes the list: roles, then the list, then its members.
  /// - Parameter author: who adds the members: a user name, or `local:NAME`.
  public func changes(by author: String, at now: Moment) -> [Change] {
    let members = members.withoutRepeats.map { Member(MemberSpec(list: id, party: $0, joined: now, addedBy: author)) }
    return roles.map { .put(.role($0)) } + [.put(.list(list))] + members.map { .put(.member($0)) }
  }

  private func role(_ name: RoleName, _ allow: RoleConditions) -> Role {
    var role = Role(name: name, version: Self.roleVersion, labels: [Self.presetLabel: id.text], allow: allow)
    role.metadata.description = "made by the guide for access list \(id.text); change what the list opens, not this role"
    return role
  }
}

extension [Party] {
  /// The first of each: users are the same ignoring case.
  public var withoutRepeats: [Party] {
    var seen: Set<Party> = []
    return filter { party in seen.insert(Party(kind: party.kind, name: party.keyText)).inserted }
  }
}
