/// A named group with owners, members and what both are given. Document kind `access_list`, version
/// `v1`. Source: reference, lists-and-requests §1.
public typealias AccessList = Document<AccessListSpec>

/// What a list says about itself; its members are documents of their own.
public struct AccessListSpec: DocumentSpec {
  /// Never empty; not unique.
  public var title: String
  public var description: String
  /// At least one; duplicates collapse, the first wins.
  public var owners: [Owner]
  /// Given to valid members while they are members.
  public var grants: Grants
  /// Given to owners while they are owners.
  public var ownerGrants: Grants

  public init(title: String, description: String = "", owners: [Owner], grants: Grants = Grants(), ownerGrants: Grants = Grants()) {
    self.title = title
    self.description = description
    self.owners = owners
    self.grants = grants
    self.ownerGrants = ownerGrants
  }

  public static let fields = FieldTable(
    kind: "access_list", versions: ["v1"],
    fields: [
      Field("spec.title", .text, limit: 200, "what people call the list"),
      Field("spec.description", .text, "free text"),
      Field("spec.owners", .objects, limit: 200, "who manages the list and reviews its requests"),
      Field("spec.owners[].name", .text, limit: 256, "a user"),
      Field("spec.owners[].title", .text, owner: .server, "shown for lists as owners"),
      Field("spec.owners[].description", .text, "why this owner"),
      Field("spec.owners[].ineligible_status", .text, owner: .server, "why this owner does not count"),
      Field("spec.owners[].membership_kind", .text, "MEMBERSHIP_KIND_USER; lists as owners are refused by this version"),
      Field("spec.grants", .object, "given to members"),
      Field("spec.grants.roles", .texts, limit: 100, "roles given to members"),
      Field("spec.owner_grants", .object, "given to owners"),
      Field("spec.owner_grants.roles", .texts, limit: 100, "roles given to owners"),
      Field("status", .object, owner: .server, "run-time state"),
    ]
      + Field.notYet([
        "spec.type", "spec.audit", "spec.membership_requires", "spec.ownership_requires", "spec.grants.traits",
        "spec.grants.scoped_roles", "spec.owner_grants.traits", "spec.owner_grants.scoped_roles",
      ]))

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    title = try container.value(.title, or: "")
    description = try container.value(.description, or: "")
    owners = try container.list(.owners)
    grants = try container.value(.grants, or: Grants())
    ownerGrants = try container.value(.ownerGrants, or: Grants())
  }

  private enum CodingKeys: String, CodingKey {
    case title, description, owners, grants
    case ownerGrants = "owner_grants"
  }
}

/// Somebody who manages a list.
public struct Owner: Codable, Hashable, Sendable {
  public var name: UserName
  public var description: String

  public init(name: UserName, description: String = "") {
    self.name = name
    self.description = description
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(UserName.self, forKey: .name)
    description = try container.value(.description, or: "")
    try MembershipKind.check(container.decodeIfPresent(String.self, forKey: .membershipKind))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encodeFilled(description, forKey: .description)
    try container.encode(MembershipKind.user, forKey: .membershipKind)
  }

  private enum CodingKeys: String, CodingKey {
    case name, description
    case membershipKind = "membership_kind"
  }
}

/// Roles that a list hands on.
public struct Grants: Codable, Hashable, Sendable {
  public var roles: [RoleName]

  public init(roles: [RoleName] = []) { self.roles = roles }

  public init(from decoder: any Decoder) throws {
    roles = try decoder.container(keyedBy: CodingKeys.self).list(.roles)
  }

  private enum CodingKeys: String, CodingKey { case roles }
}

/// Whether an owner or member is a user or a list; this version takes users.
enum MembershipKind {
  static let user = "MEMBERSHIP_KIND_USER"

  /// - Throws: ``Problem`` of kind `notImplemented` for lists in lists, `badParameter` for unknown text.
  static func check(_ text: String?) throws(Problem) {
    switch text {
    case nil, "", user, "MEMBERSHIP_KIND_UNSPECIFIED": return
    case "MEMBERSHIP_KIND_LIST":
      throw Problem(
        .notImplemented, "lists as owners or members are not enforced by this version, so they are refused", hint: "name users",
        path: "membership_kind")
    default:
      throw Problem(
        .badParameter, "`\((text ?? "").escapedForDisplay)` is not a membership kind", hint: "write \(user)", path: "membership_kind")
    }
  }
}

extension Document where Spec == AccessListSpec {
  public var name: ListName { ListName(metadata.name) }
}
