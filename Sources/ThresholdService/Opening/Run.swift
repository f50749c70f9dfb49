import Crypto
import Logging
import ThresholdModel
import ThresholdRules
import ThresholdStore

extension Stories {
  private static let sweepEvery = Duration.seconds(1)
  private static let askAgainEvery = Duration.seconds(10)
  private static let checkpointEvery = Duration.seconds(60)

  /// Does what time asks for, until the task is cancelled: sweeps what is over, asks again about every
  /// open connection as a safety net, writes checkpoints, reviews by rule, and tells people.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await repeating(every: Self.sweepEvery) { await sweepQuietly() } }
      group.addTask { await repeating(every: Self.askAgainEvery) { askAgain() } }
      group.addTask { await repeating(every: Self.checkpointEvery) { await checkpoint() } }
      group.addTask { await tell() }
    }
  }

  /// Ends what is open, with words, and puts the stop and a last checkpoint on the record.
  public func drain() async {
    live.cutAll(
      TunnelEnd(code: "stopped", message: "the cluster's gateway is stopping", hint: "connect again in a moment"), sequence: world.sequence)
    for connection in live.all { _ = await live.closed(connection.id, within: .seconds(2)) }
    watchers.closeAll()
    do throws(Problem) {
      _ = try await committer.commit { situation in
        Draft(events: [AuditEvent(.serverStopped, time: situation.now, uid: freshID(), user: nil)], answer: true)
      }
    } catch {
      logger.error("the stop is not on the audit log", metadata: ["error": "\(error)"])
    }
    await checkpoint()
  }

  /// Whether changes can be written and read.
  public func isReady() async -> Bool {
    guard (try? await store.feed(after: world.sequence, limit: 1)) != nil else { return false }
    return store.auditHead().index > 0
  }

  func repeating(every interval: Duration, _ action: () async -> Void) async {
    while !Task.isCancelled {
      do { try await Task.sleep(for: interval, clock: .continuous) } catch { return }
      await action()
    }
  }

  private func sweepQuietly() async {
    do throws(Problem) { try await sweep() } catch { logger.error("sweeping failed", metadata: ["error": "\(error)"]) }
  }

  /// What only this finds is a bug: every change and every timer should have asked already.
  private func askAgain() {
    for connection in live.enforce(world, at: now) {
      logger.error(
        "a connection had lost its ground and nothing noticed: please report this",
        metadata: ["connection.id": "\(connection.id)", "connection.user": "\(connection.person.user)"])
    }
  }

  private func checkpoint() async {
    do {
      _ = try await store.writeCheckpoint(
        signing: { [authorities] in try authorities.audit.signature(for: $0) }, keyID: authorities.auditKeyID, now: now,
        cluster: clusterName)
    } catch {
      logger.error("the checkpoint could not be written", metadata: ["error": "\(error)"])
    }
  }
}
