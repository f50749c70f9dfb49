public import ThresholdModel
import ThresholdRules
import ThresholdStore

/// A page of what people are told.
public struct NoticePage: Sendable {
  public let notices: [Notice]
  /// What to ask the next page with; nil when this was the last.
  public let next: Int64?
}

extension Stories {
  /// Reads what somebody is told, the newest first: one's own, or with the right to list and read `notification` anybody's.
  /// - Parameters:
  ///   - user: whose; nil for one's own, or everybody's with that right.
  ///   - before: what the page before answered; nil for the first.
  ///   - limit: 1 to 1,000.
  /// - Throws: ``Problem`` of kind `accessDenied` without the right.
  public func notices(of user: UserName?, before: Int64?, limit: Int, by caller: Caller) async throws(Problem) -> NoticePage {
    let size = min(max(limit, 1), 1000)
    let wanted: UserName?
    if let own = caller.user, user.map({ $0.key == own.key }) ?? !mayReadNotices(caller) {
      wanted = own
    } else {
      try demand(.list, "notification", of: caller)
      try demand(.read, "notification", of: caller)
      wanted = user
    }
    let page: [NumberedNotice]
    do {
      page = try await store.notices(of: wanted, shownAt: now, before: before, limit: size + 1)
    } catch {
      throw error.problem
    }
    let shown = page.prefix(size)
    return NoticePage(notices: shown.map(\.notice), next: page.count > size ? shown.last?.number : nil)
  }

  private func mayReadNotices(_ caller: Caller) -> Bool {
    let situation = Situation(world: world, now: now)
    return Self.may(.list, "notification", caller, in: situation) && Self.may(.read, "notification", caller, in: situation)
  }
}
