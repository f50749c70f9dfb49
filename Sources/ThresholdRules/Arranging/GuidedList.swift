public import ThresholdModel

/// A list that was made by the guide: from what people say to the list and the roles that do it.
/// Source: reference, lists-and-requests §4.1 and §4.2.
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
  public var title: String
  public var description: String
  /// Which servers.
  public var nodeLabels: LabelMap
  /// As whom on these servers.
  public var logins: [String]
  public var owners: [Owner]
  public var members: [UserName]

  public init(
    id: ListName, kind: Kind, title: String, description: String = "", nodeLabels: LabelMap, logins: [String],
    owners: [Owner], members: [UserName] = []
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.description = description
    self.nodeLabels = nodeLabels
    self.logins = logins
    self.owners = owners
    self.members = members
  }

  /// The label that marks a guided list (with its kind) and its roles (with the list's id).
  public static let presetLabel = "teleport.internal/access-list-preset"
  /// The label of a guided list that names its roles: reviewer, requester, then access roles.
  public static let rolesLabel = "teleport.internal/access-list-preset-roles"

  public var accessRole: RoleName { RoleName("access-standard-acl-preset-\(id.text)") }
  public var requesterRole: RoleName { RoleName("requester-acl-preset-\(id.text)") }
  public var reviewerRole: RoleName { RoleName("reviewer-acl-preset-\(id.text)") }

  /// None when the list opens nothing yet; requester and reviewer are made all the same.
  private var accessRoles: [RoleName] { nodeLabels.isEmpty ? [] : [accessRole] }

  /// The generated roles: access first, since the others name it.
  public var roles: [Role] {
    let access = accessRoles.map { role($0, RoleConditions(nodeLabels: nodeLabels, logins: logins)) }
    let requester = role(requesterRole, RoleConditions(request: RequestConditions(searchAsRoles: accessRoles)))
    let reviewer = role(
      reviewerRole, RoleConditions(reviewRequests: ReviewConditions(roles: accessRoles.map(\.text), previewAsRoles: accessRoles)))
    return access + [requester, reviewer]
  }

  /// The list itself, with its grants.
  public var list: AccessList {
    let granted = kind == .shortTerm ? [requesterRole] : accessRoles
    let labels = [
      Self.presetLabel: kind.rawValue,
      Self.rolesLabel: ([reviewerRole, requesterRole] + accessRoles).map(\.text).joined(separator: ","),
    ]
    return AccessList(
      version: "v1", metadata: Metadata(name: id.text, labels: labels),
      spec: AccessListSpec(
        title: title, description: description, owners: owners, grants: Grants(roles: granted), ownerGrants: Grants(roles: [reviewerRole])))
  }

  /// Everything that makes the list: roles, then the list, then its members.
  /// - Parameter author: who adds the members: a user name, or `local:NAME`.
  public func changes(by author: String, at now: Moment) -> [Change] {
    var seen: Set<UserKey> = []
    let members = members.filter { seen.insert($0.key).inserted }
      .map { Member(MemberSpec(list: id, user: $0, joined: now, addedBy: author)) }
    return roles.map { .put(.role($0)) } + [.put(.list(list))] + members.map { .put(.member($0)) }
  }

  private func role(_ name: RoleName, _ allow: RoleConditions) -> Role {
    var role = Role(name: name, labels: [Self.presetLabel: id.text], allow: allow)
    role.metadata.description = "made for the access list \(id.text); change it there"
    return role
  }
}
