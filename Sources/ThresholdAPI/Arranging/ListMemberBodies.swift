public import ThresholdModel

/// Adds a member, or changes one.
public struct MemberBody: Body, Hashable {
  /// Nil means without end.
  public var expires: Moment?
  public var reason: String?
  /// A user, or a list; nil means a user.
  public var kind: MembershipKind?

  public init(expires: Moment? = nil, reason: String? = nil, kind: MembershipKind? = nil) {
    self.expires = expires
    self.reason = reason
    self.kind = kind
  }

  public static let example = MemberBody(expires: Moment(seconds: 1_770_000_000), reason: "on call", kind: .user)
  private enum CodingKeys: String, CodingKey {
    case expires, reason
    case kind = "membership_kind"
  }
}

/// A page of a list's members, sorted by name.
public struct MembersAnswer: Body, Hashable {
  /// Documents of kind `access_list_member`, with what is only shown: titles and whether they count.
  public var members: [Value]
  /// Nil on the last page.
  public var nextPageToken: String?

  public init(members: [Value], nextPageToken: String?) {
    self.members = members
    self.nextPageToken = nextPageToken
  }

  public static let example = MembersAnswer(members: [.map(["kind": "access_list_member"])], nextPageToken: "max")
  private enum CodingKeys: String, CodingKey {
    case members
    case nextPageToken = "next_page_token"
  }
}
