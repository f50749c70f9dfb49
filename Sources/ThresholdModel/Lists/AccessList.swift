/// A named group with owners, members and what both are given. Document kind `access_list`, version
/// `v1`. Source: reference, lists-and-requests §1.
public typealias AccessList = Document<AccessListSpec>

/// What a list says about itself; its members are documents of their own.
public struct AccessListSpec: DocumentSpec {
  /// Cannot change after creation.
  public var type: ListType
  /// Never empty; not unique.
  public var title: String
  public var description: String
  /// At least one; duplicate names collapse, the first wins.
  public var owners: [Owner]
  public var audit: ListAudit
  /// What a user must hold of their own for their membership to count.
  public var membershipRequires: Requirements
  /// What a user must hold of their own for their ownership to count.
  public var ownershipRequires: Requirements
  /// Given to valid members, also to those of lists inside this one.
  public var grants: Grants
  /// Given to valid owners.
  public var ownerGrants: Grants

  public init(
    type: ListType = .standard, title: String, description: String = "", owners: [Owner], audit: ListAudit = ListAudit(),
    membershipRequires: Requirements = Requirements(), ownershipRequires: Requirements = Requirements(), grants: Grants = Grants(),
    ownerGrants: Grants = Grants()
  ) {
    self.type = type
    self.title = title
    self.description = description
    self.owners = owners
    self.audit = audit
    self.membershipRequires = membershipRequires
    self.ownershipRequires = ownershipRequires
    self.grants = grants
    self.ownerGrants = ownerGrants
  }

  public static let fields = FieldTable(
    kind: "access_list", versions: ["v1"],
    fields: [
      Field("spec.type", .text, "how the list is kept: left out, static or scim; cannot change"),
      Field("spec.title", .text, limit: 200, "what people call the list"),
      Field("spec.description", .text, "free text"),
      Field("spec.owners", .objects, limit: 200, "who manages the list and reviews it"),
    ] + Owner.fields + ListAudit.fields
      + RolesAndTraits.fields(at: "spec.membership_requires", "what a user must hold for membership to count")
      + RolesAndTraits.fields(at: "spec.ownership_requires", "what a user must hold for ownership to count")
      + RolesAndTraits.fields(at: "spec.grants", "given to members")
      + RolesAndTraits.fields(at: "spec.owner_grants", "given to owners")
      + Field.notYet(["spec.grants.scoped_roles", "spec.owner_grants.scoped_roles"])
      + [Field("status", .object, owner: .server, "in which lists this one is a member or owner")])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    type = try container.value(.type, or: .standard)
    title = try container.value(.title, or: "")
    description = try container.value(.description, or: "")
    owners = try container.list(.owners)
    audit = try container.value(.audit, or: ListAudit())
    membershipRequires = try container.value(.membershipRequires, or: Requirements())
    ownershipRequires = try container.value(.ownershipRequires, or: Requirements())
    grants = try container.value(.grants, or: Grants())
    ownerGrants = try container.value(.ownerGrants, or: Grants())
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if type != .standard { try container.encode(type, forKey: .type) }
    try container.encode(title, forKey: .title)
    try container.encodeFilled(description, forKey: .description)
    try container.encode(owners, forKey: .owners)
    if audit != ListAudit() { try container.encode(audit, forKey: .audit) }
    try container.encode(membershipRequires, forKey: .membershipRequires)
    try container.encode(ownershipRequires, forKey: .ownershipRequires)
    try container.encode(grants, forKey: .grants)
    try container.encode(ownerGrants, forKey: .ownerGrants)
  }

  private enum CodingKeys: String, CodingKey {
    case type, title, description, owners, audit, grants
    case membershipRequires = "membership_requires"
    case ownershipRequires = "ownership_requires"
    case ownerGrants = "owner_grants"
  }

  /// Every role that the list names: what it gives, and what it asks for.
  public var namedRoles: Set<RoleName> {
    Set(grants.roles + ownerGrants.roles + membershipRequires.roles + ownershipRequires.roles)
  }
}

extension Document where Spec == AccessListSpec {
  public var name: ListName { ListName(metadata.name) }
}

/// Where a list stands among the others: `status` of the document, computed when read.
/// Source: reference, lists-and-requests §1.
public struct ListStatus: Codable, Hashable, Sendable {
  /// Lists of which this list is a direct member, sorted; expired memberships included.
  public var memberOf: [ListName]
  /// Lists of which this list is a direct owner, sorted.
  public var ownerOf: [ListName]

  public init(memberOf: [ListName] = [], ownerOf: [ListName] = []) {
    self.memberOf = memberOf
    self.ownerOf = ownerOf
  }

  private enum CodingKeys: String, CodingKey {
    case memberOf = "member_of"
    case ownerOf = "owner_of"
  }
}
