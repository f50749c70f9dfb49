/// What people say of a list when they make or change one; what is absent is not said, what is empty clears.
///
/// Shape: `{"owners": ["olivia"], "member_required_roles": ["dev"], "audit_frequency": "6 months"}`.
/// Source: reference, cli-api-terraform §1.3.
public struct ListSettings: Codable, Hashable, Sendable {
  public var description: String?
  /// Months between reviews.
  public var frequency: ReviewFrequency?
  /// The day of the month on which reviews are due.
  public var day: ReviewDay?
  /// Users as owners; lists as owners stand beside them.
  public var owners: [UserName]?
  public var ownerLists: [ListName]?
  /// What users must hold for ownership to count.
  public var ownerRequiredRoles: [RoleName]?
  public var ownerRequiredTraits: Traits?
  /// What owners get; a guided list derives it.
  public var ownerGrantRoles: [RoleName]?
  public var ownerGrantTraits: Traits?
  /// Users as members; lists as members stand beside them.
  public var members: [UserName]?
  public var memberLists: [ListName]?
  /// What users must hold for membership to count.
  public var memberRequiredRoles: [RoleName]?
  public var memberRequiredTraits: Traits?
  /// What members get; a guided list derives it.
  public var memberGrantRoles: [RoleName]?
  public var memberGrantTraits: Traits?

  public init() {}

  /// Whether nothing is said.
  public var saysNothing: Bool { self == ListSettings() }

  /// Whether it says who the members are.
  public var namesMembers: Bool { members != nil || memberLists != nil }

  /// Whether it says what is granted, which only plain lists can.
  public var namesGrants: Bool {
    ownerGrantRoles != nil || ownerGrantTraits != nil || memberGrantRoles != nil || memberGrantTraits != nil
  }

  /// The owners that it names, users first; nil when it names none of either kind.
  public var ownerParties: [Party]? { Self.parties(owners, ownerLists) }
  /// The members that it names, users first; nil when it names none of either kind.
  public var memberParties: [Party]? { Self.parties(members, memberLists) }

  private static func parties(_ users: [UserName]?, _ lists: [ListName]?) -> [Party]? {
    guard users != nil || lists != nil else { return nil }
    return (users ?? []).map(Party.user) + (lists ?? []).map(Party.list)
  }

  /// A list with all that is said replaced whole, but for its members.
  ///
  /// Users and lists as owners are replaced apart from each other; owners that stay keep their description.
  public func applied(to spec: AccessListSpec) -> AccessListSpec {
    var spec = spec
    spec.description = description ?? spec.description
    spec.audit.frequency = frequency ?? spec.audit.frequency
    spec.audit.day = day ?? spec.audit.day
    spec.membershipRequires.roles = memberRequiredRoles ?? spec.membershipRequires.roles
    spec.membershipRequires.traits = memberRequiredTraits ?? spec.membershipRequires.traits
    spec.ownershipRequires.roles = ownerRequiredRoles ?? spec.ownershipRequires.roles
    spec.ownershipRequires.traits = ownerRequiredTraits ?? spec.ownershipRequires.traits
    spec.grants.roles = memberGrantRoles ?? spec.grants.roles
    spec.grants.traits = memberGrantTraits ?? spec.grants.traits
    spec.ownerGrants.roles = ownerGrantRoles ?? spec.ownerGrants.roles
    spec.ownerGrants.traits = ownerGrantTraits ?? spec.ownerGrants.traits
    spec.owners = owners(over: spec.owners)
    return spec
  }

  private func owners(over known: [Owner]) -> [Owner] {
    let users = owners.map { $0.map { name in known.first { $0.user?.key == name.key } ?? Owner(name: name) } }
    let lists = ownerLists.map { $0.map { name in known.first { $0.list == name } ?? Owner(list: name) } }
    return (users ?? known.filter { $0.user != nil }) + (lists ?? known.filter { $0.list != nil })
  }

  private enum CodingKeys: String, CodingKey {
    case description, owners, members
    case frequency = "audit_frequency"
    case day = "audit_day"
    case ownerLists = "owner_access_lists"
    case ownerRequiredRoles = "owner_required_roles"
    case ownerRequiredTraits = "owner_required_traits"
    case ownerGrantRoles = "owner_grant_roles"
    case ownerGrantTraits = "owner_grant_traits"
    case memberLists = "member_access_lists"
    case memberRequiredRoles = "member_required_roles"
    case memberRequiredTraits = "member_required_traits"
    case memberGrantRoles = "member_grant_roles"
    case memberGrantTraits = "member_grant_traits"
  }
}
