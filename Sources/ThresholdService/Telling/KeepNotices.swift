import ThresholdModel
import ThresholdRules
import ThresholdStore

/// Which reviews every owner is known to have been told about, so that the store is not asked each minute.
struct ToldReviews: Sendable {
  private var told: Set<DueReview> = []

  func contains(_ review: DueReview) -> Bool { told.contains(review) }
  /// Takes over what is due now; what is no longer due is forgotten.
  mutating func replace(with reviews: [DueReview]) { told = Set(reviews) }
}

extension Stories {
  private static let mostSpentAtOnce = 500

  /// Tells owners about reviews that are due: each once for each stage and date, over restarts too.
  /// Source: reference, lists-and-requests §9.
  func remindOwners(_ known: inout ToldReviews) async throws(Problem) {
    let due = world.dueReviews(at: now)
    var earlier: [DueReview: [Notice]] = [:]
    for review in due where !known.contains(review) {
      do { earlier[review] = try await store.notices(about: review.list.text, review.kind) } catch { throw error.problem }
    }
    // Nobody else writes these, so what was read still holds when it is written.
    if !earlier.isEmpty {
      _ = try await committer.commit { [earlier] situation in
        let current = Set(situation.world.dueReviews(at: situation.now))
        let notices = earlier.filter { current.contains($0.key) }.compactMap { $0.key.notice(after: $0.value, at: situation.now) }
        return Draft(notices.sorted { $0.id < $1.id }.map { .put(.notice($0)) }, answer: true)
      }
    }
    // Owners who changed meanwhile make another value of the review, which the next round finds.
    known.replace(with: due)
  }

  /// Removes notices that say nothing any more.
  func removeSpentNotices() async throws(Problem) {
    var position: Int64 = 0
    while true {
      let page: [NumberedNotice]
      do { page = try await store.expiredNotices(at: now, after: position, limit: Self.mostSpentAtOnce) } catch { throw error.problem }
      guard let last = page.last else { return }
      position = last.number
      let (world, now) = (world, now)
      let spent = page.map(\.notice).filter { world.isSpent($0, at: now) }
      guard !spent.isEmpty else { continue }
      _ = try await committer.commit { _ in Draft(spent.map { .delete(.notice($0.id)) }, answer: true) }
    }
  }
}
