/// A user's place on a list. Document kind `access_list_member`, version `v1`; `metadata.name` is the
/// user, the pair of list and user is the identity. Source: reference, lists-and-requests §2.1.
public typealias Member = Document<MemberSpec>

/// Since when, until when and why somebody is a member.
public struct MemberSpec: DocumentSpec {
  public var list: ListName
  public var user: UserName
  /// Set by the server when somebody is added.
  public var joined: Moment
  /// From this moment on the membership no longer counts; nil means it does not end by itself.
  public var expires: Moment?
  public var reason: String
  /// The person who added the member, or `local:NAME` for the operating-system user at the server.
  public var addedBy: String

  public init(list: ListName, user: UserName, joined: Moment, expires: Moment? = nil, reason: String = "", addedBy: String) {
    self.list = list
    self.user = user
    self.joined = joined
    self.expires = expires
    self.reason = reason
    self.addedBy = addedBy
  }

  public static let fields = FieldTable(
    kind: "access_list_member", versions: ["v1"],
    fields: [
      Field("spec.access_list", .text, limit: 256, "the list"),
      Field("spec.name", .text, limit: 256, "the user"),
      Field("spec.title", .text, owner: .server, "shown for lists as members"),
      Field("spec.joined", .time, owner: .server, "since when"),
      Field("spec.expires", .time, "until when; absent means it does not end by itself"),
      Field("spec.reason", .text, "why"),
      Field("spec.added_by", .text, owner: .server, "who added the member"),
      Field("spec.ineligible_status", .text, owner: .server, "why the member does not count"),
      Field("spec.membership_kind", .text, "MEMBERSHIP_KIND_USER; lists as members are refused by this version"),
    ])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    list = try container.decode(ListName.self, forKey: .list)
    user = try container.decode(UserName.self, forKey: .user)
    joined = try container.value(.joined, or: Moment(milliseconds: 0))
    expires = try container.decodeIfPresent(Moment.self, forKey: .expires)
    reason = try container.value(.reason, or: "")
    addedBy = try container.value(.addedBy, or: "")
    try MembershipKind.check(container.decodeIfPresent(String.self, forKey: .membershipKind))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(list, forKey: .list)
    try container.encode(user, forKey: .user)
    try container.encode(joined, forKey: .joined)
    try container.encodeIfPresent(expires, forKey: .expires)
    try container.encodeFilled(reason, forKey: .reason)
    try container.encode(addedBy, forKey: .addedBy)
    try container.encode(MembershipKind.user, forKey: .membershipKind)
  }

  private enum CodingKeys: String, CodingKey {
    case joined, expires, reason
    case list = "access_list"
    case user = "name"
    case addedBy = "added_by"
    case membershipKind = "membership_kind"
  }
}

extension Document where Spec == MemberSpec {
  public init(_ spec: MemberSpec) {
    self.init(version: "v1", metadata: Metadata(name: spec.user.text), spec: spec)
  }

  /// Whether the membership counts at a moment: expired when now ≥ expires.
  public func isCurrent(at now: Moment) -> Bool { spec.expires.map { now < $0 } ?? true }
}
