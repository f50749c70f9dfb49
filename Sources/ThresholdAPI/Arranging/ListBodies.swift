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

/// A new access list, guided (with its roles made for it) or plain. Everything but the title may be left out;
/// the fields of ``ThresholdModel/ListSettings`` and ``ThresholdModel/GuidedAccess`` stand beside it.
public struct CreateListBody: Body, Hashable {
  public var title: String
  /// Nil makes a plain list, without roles of its own.
  public var accessType: AccessType?
  /// What a guided list opens.
  public var opens: GuidedAccess
  public var settings: ListSettings

  public init(title: String, accessType: AccessType? = nil, opens: GuidedAccess = GuidedAccess(), settings: ListSettings) {
    self.title = title
    self.accessType = accessType
    self.opens = opens
    self.settings = settings
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    title = try container.decode(String.self, forKey: .title)
    accessType = try container.decodeIfPresent(AccessType.self, forKey: .accessType)
    opens = try GuidedAccess(from: decoder)
    settings = try ListSettings(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(title, forKey: .title)
    try container.encodeIfPresent(accessType, forKey: .accessType)
    try opens.encode(to: encoder)
    try settings.encode(to: encoder)
  }

  public static let example = CreateListBody(
    title: "Test servers", accessType: .accessRequest, opens: ListExamples.opens, settings: ListExamples.settings)
  private enum CodingKeys: String, CodingKey {
    case title
    case accessType = "access_type"
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

  /// Written without a type, too, as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(accessList, forKey: .accessList)
    try container.encode(accessType, forKey: .accessType)
    try container.encode(createdRoles, forKey: .createdRoles)
  }

  public static let example = CreateListAnswer(
    accessList: .map(["kind": "access_list"]), accessType: .accessRequest, createdRoles: ["requester-acl-preset-1"])
  private enum CodingKeys: String, CodingKey {
    case accessList = "access_list"
    case accessType = "access_type"
    case createdRoles = "created_roles"
  }
}

/// What a list that is kept as code consists of; nothing of it was made.
public struct PlanListAnswer: Body, Hashable {
  /// Where the code finds the cluster: `host:port`.
  public var address: String
  /// A static list.
  public var accessList: AccessList
  /// The roles that are made for it; those that open something first.
  public var roles: [Role]
  public var members: [Member]

  public init(address: String, accessList: AccessList, roles: [Role], members: [Member]) {
    self.address = address
    self.accessList = accessList
    self.roles = roles
    self.members = members
  }

  public static let example = PlanListAnswer(
    address: "threshold.example.com:443",
    accessList: AccessList(
      version: "v1", metadata: Metadata(name: "testers"), spec: AccessListSpec(title: "Test servers", owners: [Owner(name: "olivia")])),
    roles: [Role(name: "access-standard-acl-preset-testers", allow: RoleConditions(nodeLabels: ["env": ["test"]], logins: ["ubuntu"]))],
    members: [Member(MemberSpec(list: "testers", user: "max", joined: Moment(seconds: 1_770_000_000), addedBy: "alice"))])
  private enum CodingKeys: String, CodingKey {
    case address, roles, members
    case accessList = "access_list"
  }
}

/// What of a list changes: each field that is given is replaced whole, an empty one is cleared.
///
/// Members cannot be changed together with anything else. Source: reference, cli-api-terraform §1.3.
public struct UpdateListBody: Body, Hashable {
  public var title: String?
  /// Changes how members get what the list opens; makes a plain list a guided one.
  public var accessType: AccessType?
  /// Takes away what a guided list opens: it becomes a plain list that grants nothing.
  public var removeAccess: Bool
  public var opens: GuidedAccess
  public var settings: ListSettings

  public init(
    title: String? = nil, accessType: AccessType? = nil, removeAccess: Bool = false, opens: GuidedAccess = GuidedAccess(),
    settings: ListSettings = ListSettings()
  ) {
    self.title = title
    self.accessType = accessType
    self.removeAccess = removeAccess
    self.opens = opens
    self.settings = settings
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    title = try container.decodeIfPresent(String.self, forKey: .title)
    accessType = try container.decodeIfPresent(AccessType.self, forKey: .accessType)
    removeAccess = try container.decodeIfPresent(Bool.self, forKey: .removeAccess) ?? false
    opens = try GuidedAccess(from: decoder)
    settings = try ListSettings(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(title, forKey: .title)
    try container.encodeIfPresent(accessType, forKey: .accessType)
    if removeAccess { try container.encode(true, forKey: .removeAccess) }
    try opens.encode(to: encoder)
    try settings.encode(to: encoder)
  }

  public static let example = UpdateListBody(
    title: "Test servers", accessType: .standing, removeAccess: true, opens: ListExamples.opens, settings: ListExamples.settings)
  private enum CodingKeys: String, CodingKey {
    case title
    case accessType = "access_type"
    case removeAccess = "remove_access"
  }
}

/// A list that was changed, and what that left behind.
public struct UpdateListAnswer: Body, Hashable {
  public var accessList: Value
  /// Nil for a plain list.
  public var accessType: AccessType?
  public var updatedOrCreatedRoles: [RoleName]
  /// Roles that the list does not use any more; they stay until somebody deletes them.
  public var rolesToDelete: [RoleName]
  public var ownersRemoved: [String]
  public var membersRemoved: [String]

  public init(
    accessList: Value, accessType: AccessType?, updatedOrCreatedRoles: [RoleName], rolesToDelete: [RoleName], ownersRemoved: [String],
    membersRemoved: [String]
  ) {
    self.accessList = accessList
    self.accessType = accessType
    self.updatedOrCreatedRoles = updatedOrCreatedRoles
    self.rolesToDelete = rolesToDelete
    self.ownersRemoved = ownersRemoved
    self.membersRemoved = membersRemoved
  }

  public static let example = UpdateListAnswer(
    accessList: .map(["kind": "access_list"]), accessType: .standing, updatedOrCreatedRoles: ["requester-acl-preset-1"],
    rolesToDelete: ["access-awsic-acl-preset-1"], ownersRemoved: ["olivia"], membersRemoved: ["max"])
  private enum CodingKeys: String, CodingKey {
    case accessList = "access_list"
    case accessType = "access_type"
    case updatedOrCreatedRoles = "updated_or_created_roles"
    case rolesToDelete = "roles_to_delete"
    case ownersRemoved = "owners_removed"
    case membersRemoved = "members_removed"
  }
}

/// Roles that a deleted guided list leaves behind.
public struct DeleteListAnswer: Body, Hashable {
  public var rolesToDelete: [RoleName]

  public init(rolesToDelete: [RoleName]) { self.rolesToDelete = rolesToDelete }
  public static let example = DeleteListAnswer(rolesToDelete: ["requester-acl-preset-1"])
  private enum CodingKeys: String, CodingKey { case rolesToDelete = "roles_to_delete" }
}

/// Every field that bodies of lists may have, filled in.
enum ListExamples {
  static let opens: GuidedAccess = {
    var opens = GuidedAccess(githubOrgs: ["acme"], assignments: [AccountAssignment(account: "123456789012", permissionSet: "arn:aws:sso")])
    for field in GuidedField.allCases {
      if let label = field.label { opens.labels[label] = ["env": ["test"]] }
      if let principal = field.principal { opens.principals[principal] = ["ubuntu"] }
    }
    return opens
  }()

  static let settings: ListSettings = {
    var settings = ListSettings()
    settings.description = "For the web team"
    settings.frequency = .halfYearly
    settings.day = .last
    settings.owners = ["olivia"]
    settings.ownerLists = ["leads"]
    settings.ownerRequiredRoles = ["access"]
    settings.ownerRequiredTraits = ["team": ["web"]]
    settings.ownerGrantRoles = ["reviewer"]
    settings.ownerGrantTraits = ["team": ["web"]]
    settings.members = ["max"]
    settings.memberLists = ["interns"]
    settings.memberRequiredRoles = ["access"]
    settings.memberRequiredTraits = ["team": ["web"]]
    settings.memberGrantRoles = ["access"]
    settings.memberGrantTraits = ["logins": ["ubuntu"]]
    return settings
  }()
}
