public import ThresholdModel

/// Reviews a list. Who reviews and when is the server's to say. Source: reference, lists-and-requests §2.2.
public struct ReviewListBody: Body, Hashable {
  /// Free text; what is longer than 4,096 bytes is cut.
  public var notes: String?
  /// Nil certifies the list as it is.
  public var changes: ListReviewChanges?

  public init(notes: String? = nil, changes: ListReviewChanges? = nil) {
    self.notes = notes
    self.changes = changes
  }

  public static let example = ReviewListBody(
    notes: "as it should be",
    changes: ListReviewChanges(
      membershipRequirements: Requirements(roles: ["access"], traits: ["team": ["web"]]), removedMembers: ["nina"], frequency: .quarterly,
      day: .fifteenth))
}

/// A review as it was kept.
public struct ReviewListAnswer: Body, Hashable {
  /// A document of kind `access_list_review`, with only those changes that change something.
  public var review: Value
  /// When the next review is due; nil for a static list.
  public var nextDate: Moment?
  public var removedMembers: [String]
  /// Whether the changes are left to whoever keeps the list's code, and nothing was changed here.
  public var isHandedOut: Bool

  public init(review: Value, nextDate: Moment?, removedMembers: [String], isHandedOut: Bool) {
    self.review = review
    self.nextDate = nextDate
    self.removedMembers = removedMembers
    self.isHandedOut = isHandedOut
  }

  public static let example = ReviewListAnswer(
    review: .map(["kind": "access_list_review"]), nextDate: Moment(seconds: 1_770_000_000), removedMembers: ["nina"], isHandedOut: false)
  private enum CodingKeys: String, CodingKey {
    case review
    case nextDate = "next_audit_date"
    case removedMembers = "removed_members"
    case isHandedOut = "handed_out"
  }
}

/// A page of a list's reviews, newest first; at most 200.
public struct ListReviewsAnswer: Body, Hashable {
  /// Documents of kind `access_list_review`.
  public var reviews: [Value]
  /// Nil on the last page.
  public var nextPageToken: String?

  public init(reviews: [Value], nextPageToken: String?) {
    self.reviews = reviews
    self.nextPageToken = nextPageToken
  }

  public static let example = ListReviewsAnswer(reviews: [.map(["kind": "access_list_review"])], nextPageToken: "token")
  private enum CodingKeys: String, CodingKey {
    case reviews
    case nextPageToken = "next_page_token"
  }
}
