import Foundation
import Logging
import ThresholdModel
import ThresholdRules
import ThresholdStore

extension Stories {
  /// The name under which automatic reviews remember how far they have come.
  static let automaticReviewer = "automatic-review"

  /// Looks at each request that was made since the last time, once, and reviews it where the monitoring rules say so.
  ///
  /// What was looked at is remembered in the commit that holds the review, so that a restart goes on with what is
  /// left. Source: reference, lists-and-requests §6.6.
  /// - Throws: ``Problem`` of kind `unavailable` when the store cannot be read or written; what is left is looked at next time.
  func reviewAutomatically(_ reader: inout NoticeReader) async throws(Problem) {
    while true {
      let page: [NumberedNotice]
      do { page = try await store.notices(after: reader.position, limit: 200) } catch { throw error.problem }
      guard !page.isEmpty else { return }
      for item in page {
        var next = reader
        next.position = item.number
        if item.notice.kind == .requestPending { try await reviewByRules(RequestID(item.notice.subject), remembering: next) }
        reader = next
      }
    }
  }

  private func reviewByRules(_ id: RequestID, remembering reader: NoticeReader) async throws(Problem) {
    let outcome = try await committer.commit { (situation) throws(Problem) -> Draft<AutomaticOutcome> in
      let remembered = Change.put(.noticeReader(reader))
      guard let request = situation.world.request(id) else { return Draft([remembered], answer: AutomaticOutcome()) }
      let verdict = situation.world.automaticReview(of: request, at: situation.now, offset: TimeZone.offset(of:at:))
      guard let proposed = verdict.proposed else { return Draft([remembered], answer: AutomaticOutcome(verdict: verdict)) }
      let review = Review(
        author: Presets.accessApprovalBot.name, proposed: proposed, reason: Self.reason(for: verdict, proposed), created: situation.now)
      do throws(Problem) {
        let reviewed = try situation.world.reviewed(request, by: review, at: situation.now)
        var details = Self.details(of: reviewed)
        details["reviewer"] = .text(review.author.text)
        details["proposed_state"] = .text(proposed.text)
        details["review_reason"] = .text(review.reason)
        details["access_monitoring_rules"] = .list(verdict.rules.map { .text($0) })
        let event = AuditEvent(.requestReviewed, time: situation.now, uid: freshID(), user: review.author.text, details: details)
        return Draft([.put(.request(reviewed)), remembered], events: [event], answer: AutomaticOutcome(verdict: verdict))
      } catch {
        return Draft([remembered], answer: AutomaticOutcome(verdict: verdict, refusal: error))
      }
    }.answer
    report(outcome, about: id)
  }

  private static func reason(for verdict: AutomaticVerdict, _ proposed: RequestState) -> String {
    let names = verdict.rules.prefix(3).joined(separator: ", ") + (verdict.rules.count > 3 ? " and \(verdict.rules.count - 3) more" : "")
    return "\(proposed == .approved ? "approved" : "denied") by access monitoring rule\(verdict.rules.count == 1 ? "" : "s") \(names)"
  }

  /// What an operator should know: rules that cannot be asked, and reviews that were not taken.
  private func report(_ outcome: AutomaticOutcome, about id: RequestID) {
    for unclear in outcome.verdict?.unclear ?? [] {
      logger.warning(
        "an access monitoring rule could not be asked",
        metadata: ["rule.name": "\(unclear.rule)", "request.id": "\(id)", "error": "\(unclear.reason)"])
    }
    if let refusal = outcome.refusal {
      logger.warning("an automatic review was not taken", metadata: ["request.id": "\(id)", "error": "\(refusal.message)"])
    }
  }
}

/// What came of looking at one request.
private struct AutomaticOutcome: Sendable {
  /// Nil when the request was over already.
  var verdict: AutomaticVerdict?
  /// Why the review was not taken, for example because the reviewer is locked.
  var refusal: Problem?
}

extension TimeZone {
  /// How far a zone of the IANA's is ahead of UTC at a moment; nil for one that this machine does not know.
  @Sendable static func offset(of zone: String, at moment: Moment) -> Span? {
    TimeZone(identifier: zone).map { .seconds(Int64($0.secondsFromGMT(for: moment.date))) }
  }
}
