/// A place on a list: a user's, or that of another list with all of its members. Document kind
/// `access_list_member`, version `v1`; `metadata.name` is the user's or list's name, the pair of list and
/// name is the identity. Source: reference, lists-and-requests §2.1.
public typealias Member = Document<MemberSpec>

/// Since when, until when and why somebody is a member.
public struct MemberSpec: DocumentSpec {
  public var list: ListName
  /// A user need not exist, a list must.
  public var party: Party
  /// Set by the server when somebody is added; 1970-01-01 before that.
  public var joined: Moment
  /// From this moment on the membership no longer counts; nil means it does not end by itself.
  public var expires: Moment?
  public var reason: String
  /// The person who added the member, or `local:NAME` for the operating-system user at the server.
  public var addedBy: String
  /// The title of a list as member. Only for display: filled in when read, never stored.
  public var title: String
  /// Whether the member counts. Only for display: computed when read, never stored.
  public var eligibility: Eligibility

  public init(
    list: ListName, party: Party, joined: Moment, expires: Moment? = nil, reason: String = "", addedBy: String, title: String = "",
    eligibility: Eligibility = .unspecified
  ) {
    self.list = list
    self.party = party
    self.joined = joined
    self.expires = expires
    self.reason = reason
    self.addedBy = addedBy
    self.title = title
    self.eligibility = eligibility
  }

  /// A user as member.
  public init(list: ListName, user: UserName, joined: Moment, expires: Moment? = nil, reason: String = "", addedBy: String) {
    self.init(list: list, party: .user(user), joined: joined, expires: expires, reason: reason, addedBy: addedBy)
  }

  /// The user's name; nil when the member is a list.
  public var user: UserName? { party.user }

  public static let fields = FieldTable(
    kind: "access_list_member", versions: ["v1"],
    fields: [
      Field("spec.access_list", .text, limit: 256, "the list"),
      Field("spec.name", .text, limit: 256, "the user, or the list that is a member"),
      Field("spec.title", .text, owner: .server, "shown for lists as members"),
      Field("spec.joined", .time, owner: .server, "since when"),
      Field("spec.expires", .time, "until when; absent means it does not end by itself"),
      Field("spec.reason", .text, "why"),
      Field("spec.added_by", .text, owner: .server, "who added the member"),
      Field("spec.ineligible_status", .textOrInteger, owner: .server, "whether the member counts"),
      Field("spec.membership_kind", .textOrInteger, "MEMBERSHIP_KIND_USER (the default) or MEMBERSHIP_KIND_LIST"),
    ])

  /// A member's name may stand in the metadata alone. Source: reference, lists-and-requests §2.1.
  public static func completed(_ document: Value) -> Value {
    guard case .map(var top) = document, case .map(var spec) = top["spec"], spec["name"]?.isEmpty ?? true,
      let name = top["metadata"]?["name"]?.text
    else { return document }
    spec["name"] = .text(name)
    top["spec"] = .map(spec)
    return .map(top)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    list = try container.decode(ListName.self, forKey: .list)
    party = Party(
      kind: try container.value(.kind, or: .user), name: try container.decode(String.self, forKey: .name))
    joined = try container.value(.joined, or: Moment(milliseconds: 0))
    expires = try container.decodeIfPresent(Moment.self, forKey: .expires)
    reason = try container.value(.reason, or: "")
    addedBy = try container.value(.addedBy, or: "")
    title = try container.value(.title, or: "")
    eligibility = try container.value(.eligibility, or: .unspecified)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(list, forKey: .list)
    try container.encode(party.name, forKey: .name)
    try container.encodeFilled(title, forKey: .title)
    try container.encode(joined, forKey: .joined)
    try container.encodeIfPresent(expires, forKey: .expires)
    try container.encodeFilled(reason, forKey: .reason)
    try container.encode(addedBy, forKey: .addedBy)
    if eligibility != .unspecified { try container.encode(eligibility, forKey: .eligibility) }
    try container.encode(party.kind, forKey: .kind)
  }

  private enum CodingKeys: String, CodingKey {
    case name, title, joined, expires, reason
    case list = "access_list"
    case addedBy = "added_by"
    case eligibility = "ineligible_status"
    case kind = "membership_kind"
  }
}

extension Document where Spec == MemberSpec {
  public init(_ spec: MemberSpec) {
    self.init(version: "v1", metadata: Metadata(name: spec.party.name), spec: spec)
  }

  /// Whether the membership counts at a moment: expired when now ≥ expires.
  public func isCurrent(at now: Moment) -> Bool { spec.expires.map { now < $0 } ?? true }
}
