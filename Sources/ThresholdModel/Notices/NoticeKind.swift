/// What people are told about. The texts are those of the reference, and ours where it has none.
/// Source: reference, lists-and-requests §9.
public enum NoticeKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// An access request waits for reviews.
  case requestPending = "access-request-pending"
  case requestApproved = "access-request-approved"
  case requestDenied = "access-request-denied"
  /// The requester was made a member of a list instead.
  case requestPromoted = "access-request-promoted"
  /// Access that had been approved is over: ended early, deleted, or run to its end.
  case requestEnded = "access-request-ended"
  /// Nobody answered in time.
  case requestExpired = "access-request-expired"
  case reviewDueInFourteenDays = "access-list-review-due-14d"
  case reviewDueInSevenDays = "access-list-review-due-7d"
  case reviewDueInThreeDays = "access-list-review-due-3d"
  case reviewDueNow = "access-list-review-due-0d"
  case reviewOverdueByThreeDays = "access-list-review-overdue-3d"
  case reviewOverdueBySevenDays = "access-list-review-overdue-7d"
  /// Written by an admin: `tctl notifications create`.
  case announcement = "announcement"
  /// The same, to be shown as a warning.
  case warning = "announcement-warning"

  /// Whether it is about an access request.
  public var isAboutRequest: Bool { rawValue.hasPrefix("access-request-") }
  /// Whether it is about the review of a list.
  public var isAboutReview: Bool { rawValue.hasPrefix("access-list-review-") }
}
