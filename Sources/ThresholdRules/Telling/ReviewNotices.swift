import HashTreeCollections
public import ThresholdModel

/// A list whose owners are to be told about its review.
public struct DueReview: Sendable, Hashable {
  public let list: ListName
  public let title: String
  public let kind: NoticeKind
  /// When the review is due.
  public let due: Moment
  /// Who owns the list now, through other lists too.
  public let owners: [UserName]

  /// What is still to be told.
  /// - Parameter told: every notice about this list of this kind and date so far.
  /// - Returns: nil when every owner has been told.
  public func notice(after told: [Notice], at now: Moment) -> Notice? {
    let earlier = told.filter { $0.kind == kind && $0.subject.isExactly(list.text) && $0.due == due }
    let missing = owners.filter { owner in !earlier.contains { $0.tells(owner) } }
    guard !missing.isEmpty else { return nil }
    return .review(of: list, kind, due: due, part: earlier.count, to: missing, words, at: now)
  }

  private var words: String {
    let day = due.rfc3339.prefix(10)
    return switch kind {
    case .reviewOverdueByThreeDays, .reviewOverdueBySevenDays: "the review of access list `\(title)` is overdue since \(day)"
    case .reviewDueNow: "the review of access list `\(title)` is due: \(day)"
    default: "the review of access list `\(title)` is due on \(day)"
    }
  }
}

extension World {
  /// Every list about whose review something is to be told at a moment, sorted by name.
  public func dueReviews(at now: Moment) -> [DueReview] {
    listsByName.values.filter { $0.noticeOfReview(at: now) != nil }.sorted { $0.name < $1.name }.compactMap { dueReview(of: $0, at: now) }
  }

  private func dueReview(of list: AccessList, at now: Moment) -> DueReview? {
    guard let kind = list.noticeOfReview(at: now), let due = list.reviewDate else { return nil }
    return DueReview(
      list: list.name, title: list.spec.title, kind: kind, due: due, owners: effectiveOwners(of: list.name, at: now).map(\.user))
  }

  /// Whether a notice says nothing any more: it has run out and, where it is about a review, that review was
  /// done or its list is gone. Until then it is the memory that its people were told.
  public func isSpent(_ notice: Notice, at now: Moment) -> Bool {
    guard !notice.isShown(at: now) else { return false }
    guard notice.kind.isAboutReview, let due = notice.due else { return true }
    return list(ListName(notice.subject))?.reviewDate != due
  }
}

extension Document where Spec == AccessListSpec {
  /// What owners are told at a moment: nothing before reminders begin, however early the stage would be.
  /// Source: reference, lists-and-requests §1, `audit.notifications.start`, and §9.
  func noticeOfReview(at now: Moment) -> NoticeKind? {
    guard exists(at: now), let due = reviewDate, let stage = reviewNotice(at: now) else { return nil }
    let lead = spec.audit.reminderLead.flatMap { $0 > .zero ? $0 : nil } ?? ListAudit.defaultReminderLead
    guard due - now <= lead else { return nil }
    return stage.kind
  }
}

extension ReviewNotice {
  /// As it is told and kept.
  public var kind: NoticeKind {
    switch self {
    case .dueInFourteenDays: .reviewDueInFourteenDays
    case .dueInSevenDays: .reviewDueInSevenDays
    case .dueInThreeDays: .reviewDueInThreeDays
    case .dueNow: .reviewDueNow
    case .overdueByThreeDays: .reviewOverdueByThreeDays
    case .overdueBySevenDays: .reviewOverdueBySevenDays
    }
  }
}
