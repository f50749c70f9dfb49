public import ThresholdModel

/// How members of a guided list get what it governs.
public enum AccessType: String, Codable, Hashable, Sendable, CaseIterable {
  /// Members hold the access while they are members.
  case standing
  /// Members may request the access.
  case accessRequest = "access-request"

  /// Reads both spellings that people use for just-in-time lists.
  public init?(text: String) {
    self.init(rawValue: text == "request-based" ? "access-request" : text)
  }
}

/// A new access list, guided (with its roles made for it) or plain.
public struct CreateListBody: Body, Hashable {
  public var title: String
  public var description: String
  /// Nil makes a plain list, without roles of its own.
  public var accessType: AccessType?
  public var nodeLabels: LabelMap
  public var logins: [String]
  public var owners: [UserName]
  public var members: [UserName]
  /// Plain lists only: roles for members and for owners.
  public var memberGrantRoles: [RoleName]
  public var ownerGrantRoles: [RoleName]

  public init(
    title: String, description: String = "", accessType: AccessType? = nil, nodeLabels: LabelMap = [:], logins: [String] = [],
    owners: [UserName], members: [UserName] = [], memberGrantRoles: [RoleName] = [], ownerGrantRoles: [RoleName] = []
  ) {
    self.title = title
    self.description = description
    self.accessType = accessType
    self.nodeLabels = nodeLabels
    self.logins = logins
    self.owners = owners
    self.members = members
    self.memberGrantRoles = memberGrantRoles
    self.ownerGrantRoles = ownerGrantRoles
  }

  public static let example = CreateListBody(
    title: "Test servers", description: "For the web team", accessType: .accessRequest, nodeLabels: ["env": ["test"]], logins: ["ubuntu"],
    owners: ["olivia"], members: ["max"], memberGrantRoles: ["access"], ownerGrantRoles: ["reviewer"])
  private enum CodingKeys: String, CodingKey {
    case title, description, logins, owners, members
    case accessType = "access_type"
    case nodeLabels = "node_labels"
    case memberGrantRoles = "member_grant_roles"
    case ownerGrantRoles = "owner_grant_roles"
  }
}

/// A list that was made, with the roles made for it.
public struct CreateListAnswer: Body, Hashable {
  public var accessList: Value
  public var accessType: AccessType?
  public var createdRoles: [RoleName]

  public init(accessList: Value, accessType: AccessType?, createdRoles: [RoleName]) {
    self.accessList = accessList
    self.accessType = accessType
    self.createdRoles = createdRoles
  }

  public static let example = CreateListAnswer(
    accessList: .map(["kind": "access_list"]), accessType: .accessRequest, createdRoles: ["requester-acl-preset-1"])
  private enum CodingKeys: String, CodingKey {
    case accessList = "access_list"
    case accessType = "access_type"
    case createdRoles = "created_roles"
  }
}

/// Roles that a deleted guided list leaves behind.
public struct DeleteListAnswer: Body, Hashable {
  public var rolesToDelete: [RoleName]

  public init(rolesToDelete: [RoleName]) { self.rolesToDelete = rolesToDelete }
  public static let example = DeleteListAnswer(rolesToDelete: ["requester-acl-preset-1"])
  private enum CodingKeys: String, CodingKey { case rolesToDelete = "roles_to_delete" }
}

/// Adds a member, or changes one.
public struct MemberBody: Body, Hashable {
  public var expires: Moment?
  public var reason: String?

  public init(expires: Moment? = nil, reason: String? = nil) {
    self.expires = expires
    self.reason = reason
  }

  public static let example = MemberBody(expires: Moment(seconds: 1_770_000_000), reason: "on call")
}
