import Foundation
import Logging
import ThresholdModel
import ThresholdRules
import ThresholdStore

extension Stories {
  private static let pageToDeliver = 50

  /// Where a webhook goes on: behind what it was told; a new one begins with what comes from now on.
  func webhookQueue(of target: WebhookTarget) async throws(Problem) -> WebhookQueue {
    do {
      if case .noticeReader(let reader) = try await store.record(.noticeReader(target.reader)) { return WebhookQueue(reader) }
      let queue = WebhookQueue(NoticeReader(name: target.reader, position: try await store.newestNotice()))
      // Put on record at once: what comes next is told even if the server stops before it could be.
      await remember(queue)
      return queue
    } catch {
      throw error.problem
    }
  }

  /// Delivers what is due to one target, and comes back when there is nothing more to do now.
  ///
  /// What was delivered is remembered before the next one is tried: a restart delivers exactly what is missing. Only
  /// a stop between an answer and its record delivers one notice twice, under the same id.
  func deliver(to target: WebhookTarget, _ queue: inout WebhookQueue) async throws(Problem) {
    while !Task.isCancelled {
      do {
        switch queue.next(newest: try await store.newestNotice(), at: now) {
        case .wait: return
        case .take(let position):
          let page = try await store.notices(after: position, limit: Self.pageToDeliver)
          guard !page.isEmpty else {
            // The newest were deleted.
            queue.skip(try await store.newestNotice())
            continue
          }
          await deliver(page, to: target, &queue)
        case .retry(let waiting):
          guard case .notice(let notice) = try await store.record(.notice(waiting.notice)) else {
            queue.drop(waiting.notice)
            await remember(queue)
            continue
          }
          guard await attempt(notice, number: nil, at: target, &queue) else {
            queue.drop(waiting.notice)
            await remember(queue)
            continue
          }
        }
      } catch {
        throw error.problem
      }
    }
  }

  /// Until the first failure; what is left of the page is taken again later.
  private func deliver(_ page: [NumberedNotice], to target: WebhookTarget, _ queue: inout WebhookQueue) async {
    var skipped = false
    for item in page {
      guard !Task.isCancelled, case .take = queue.next(newest: item.number, at: now) else { break }
      if target.wants(item.notice.kind), await attempt(item.notice, number: item.number, at: target, &queue) {
        skipped = false
      } else if queue.reader.position < item.number {
        queue.skip(item.number)
        skipped = true
      }
    }
    if skipped { await remember(queue) }
  }

  /// - Returns: false when the notice is routed elsewhere, and so was not tried.
  private func attempt(_ notice: Notice, number: Int64?, at target: WebhookTarget, _ queue: inout WebhookQueue) async -> Bool {
    let request = await request(behind: notice)
    let routes = request.map { world.notificationRoutes(of: $0, at: notice.created, offset: TimeZone.offset(of:at:)) } ?? [:]
    guard routes.isEmpty || routes[target.name] != nil else { return false }
    let body = WebhookBody(notice, request: request, recipients: routes[target.name] ?? [], cluster: clusterName)
    let answer: WebhookAnswer
    do { answer = await webhooks.send(try body.post(to: target, at: now)) } catch { answer = .failed("the body cannot be written") }
    // A stop is no answer: what was under way is tried again after the restart.
    if Task.isCancelled, case .failed = answer { return true }
    let isKept = queue.record(answer, for: notice, number: number, at: now, jitter: Double.random(in: 0...1))
    report(answer, about: notice, isKept: isKept, at: target, queue)
    await remember(queue)
    return true
  }

  private func request(behind notice: Notice) async -> AccessRequest? {
    guard notice.kind.isAboutRequest, case .request(let request) = try? await store.record(.request(RequestID(notice.subject))) else {
      return nil
    }
    return request
  }

  private func remember(_ queue: WebhookQueue) async {
    do throws(Problem) {
      _ = try await committer.commit { _ in Draft([.put(.noticeReader(queue.reader))], answer: true) }
    } catch {
      logger.error("what a webhook was told could not be put on record", metadata: ["reader": "\(queue.reader.name)", "error": "\(error)"])
    }
  }

  private func report(_ answer: WebhookAnswer, about notice: Notice, isKept: Bool, at target: WebhookTarget, _ queue: WebhookQueue) {
    let why: String
    switch answer {
    case .delivered: return
    case .refused(let status, _): why = "it answered with HTTP status \(status)"
    case .failed(let words): why = words
    }
    let metadata: Logger.Metadata = [
      "webhook.name": "\(target.name)", "webhook.url": "\(target.url)", "notification.id": "\(notice.id)", "error": "\(why)",
    ]
    if !isKept {
      logger.error("a webhook could not be told, and is not told again", metadata: metadata)
    } else if queue.reader.failures == 1 {
      logger.warning("a webhook could not be told; it is tried again", metadata: metadata)
    } else {
      logger.debug("a webhook could not be told; it is tried again", metadata: metadata)
    }
  }
}
