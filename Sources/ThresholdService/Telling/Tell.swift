import Logging
import ThresholdModel
import ThresholdStore

extension Stories {
  private static let remindEvery = Duration.seconds(60)
  private static let removeEvery = Duration.seconds(3600)
  /// How often what waits for its time is looked at.
  private static let lookEvery = Duration.seconds(1)

  /// Reviews by rule, reminds owners and delivers to webhooks, until the task is cancelled.
  func tell() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await followForReviews() }
      for target in configuration.webhooks {
        group.addTask { await follow(for: target) }
      }
      group.addTask { await remindForever() }
      group.addTask {
        await repeating(every: Self.removeEvery) {
          do throws(Problem) { try await removeSpentNotices() } catch { report(error, "removing notifications failed") }
        }
      }
      // Also when nothing rings: a round that failed is tried again, and what waits comes due.
      group.addTask { await repeating(every: Self.lookEvery) { bells.ring() } }
    }
  }

  private func followForReviews() async {
    let bell = bells.bell()
    bells.ring()
    var known: NoticeReader?
    for await _ in bell {
      do throws(Problem) {
        var reader = if let known { known } else { try await automaticReader() }
        defer { known = reader }
        try await reviewAutomatically(&reader)
      } catch {
        report(error, "automatic reviews failed")
      }
    }
  }

  /// Where automatic reviews go on.
  func automaticReader() async throws(Problem) -> NoticeReader {
    do {
      if case .noticeReader(let reader) = try await store.record(.noticeReader(Self.automaticReviewer)) { return reader }
    } catch {
      throw error.problem
    }
    return NoticeReader(name: Self.automaticReviewer)
  }

  private func follow(for target: WebhookTarget) async {
    let bell = bells.bell()
    bells.ring()
    var known: WebhookQueue?
    for await _ in bell {
      do throws(Problem) {
        var queue = if let known { known } else { try await webhookQueue(of: target) }
        defer { known = queue }
        try await deliver(to: target, &queue)
      } catch {
        report(error, "delivering to a webhook failed")
      }
    }
  }

  private func remindForever() async {
    var told = ToldReviews()
    while !Task.isCancelled {
      do throws(Problem) { try await remindOwners(&told) } catch { report(error, "reminding owners failed") }
      do { try await Task.sleep(for: Self.remindEvery, clock: .continuous) } catch { return }
    }
  }

  private func report(_ error: Problem, _ what: Logger.Message) { logger.error(what, metadata: ["error": "\(error)"]) }
}
