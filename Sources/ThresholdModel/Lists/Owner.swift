/// Who manages a list and reviews it: a user, or the valid members of another list. The user need not
/// exist, the list must. Source: reference, lists-and-requests §1.1.
public struct Owner: Codable, Hashable, Sendable {
  public var party: Party
  /// Why this owner; free text.
  public var description: String
  /// The title of a list as owner. Only for display: filled in when read, never stored.
  public var title: String
  /// Whether the owner counts. Only for display: computed when read, never stored.
  public var eligibility: Eligibility

  public init(_ party: Party, description: String = "", title: String = "", eligibility: Eligibility = .unspecified) {
    self.party = party
    self.description = description
    self.title = title
    self.eligibility = eligibility
  }

  /// A user as owner.
  public init(name: UserName, description: String = "") { self.init(.user(name), description: description) }
  /// A list as owner: its valid members own.
  public init(list: ListName, description: String = "") { self.init(.list(list), description: description) }

  /// The name as written, without its kind.
  public var name: String { party.name }
  /// The user's name; nil for a list.
  public var user: UserName? { party.user }
  /// The list's name; nil for a user.
  public var list: ListName? { party.list }

  static let fields = [
    Field("spec.owners[].name", .text, limit: 256, "a user or a list"),
    Field("spec.owners[].title", .text, owner: .server, "shown for lists as owners"),
    Field("spec.owners[].description", .text, "why this owner"),
    Field("spec.owners[].ineligible_status", .textOrInteger, owner: .server, "whether this owner counts"),
    Field("spec.owners[].membership_kind", .textOrInteger, "MEMBERSHIP_KIND_USER (the default) or MEMBERSHIP_KIND_LIST"),
  ]

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.value(.kind, or: MembershipKind.user)
    party = Party(kind: kind, name: try container.value(.name, or: ""))
    description = try container.value(.description, or: "")
    title = try container.value(.title, or: "")
    eligibility = try container.value(.eligibility, or: .unspecified)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(party.name, forKey: .name)
    try container.encodeFilled(title, forKey: .title)
    try container.encodeFilled(description, forKey: .description)
    try container.encode(party.kind, forKey: .kind)
    if eligibility != .unspecified { try container.encode(eligibility, forKey: .eligibility) }
  }

  private enum CodingKeys: String, CodingKey {
    case name, title, description
    case kind = "membership_kind"
    case eligibility = "ineligible_status"
  }
}

/// Whether an owner or a member counts, as shown in `ineligible_status`.
/// Source: reference, lists-and-requests §2.1.
public enum Eligibility: String, Codable, Hashable, Sendable, CaseIterable {
  /// Not computed: documents as they are stored.
  case unspecified = "INELIGIBLE_STATUS_UNSPECIFIED"
  case eligible = "INELIGIBLE_STATUS_ELIGIBLE"
  /// The user, or the list, does not exist.
  case doesNotExist = "INELIGIBLE_STATUS_USER_NOT_EXIST"
  /// The user's own roles and traits do not meet the list's requirements, or the user is locked.
  case missingRequirements = "INELIGIBLE_STATUS_MISSING_REQUIREMENTS"
  case expired = "INELIGIBLE_STATUS_EXPIRED"
}
