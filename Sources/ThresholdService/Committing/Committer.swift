import Foundation
import Logging
import ThresholdModel
import ThresholdRules
import ThresholdStore

/// The one door for writes: takes drafts in order, validates each against the World as the drafts
/// before it would leave it, commits them together with their audit events, moves the World, tells
/// those who follow it, and only then answers.
///
/// INVARIANT: nobody is answered, neither with success nor with a refusal that depends on another
/// draft, before that draft is on disk.
actor Committer {
  /// Called after each commit, in order, before its callers are answered; must not block.
  typealias Follower = @Sendable (Move) -> Void

  private struct Ticket: Sendable {
    let propose: @Sendable (Situation) throws(Problem) -> Draft<any Sendable>
    let answer: @Sendable (Result<Written<any Sendable>, Problem>) -> Void
  }

  /// The most drafts that share one transaction.
  private static let largestBatch = 256
  /// The most drafts that wait; beyond, callers are told to try again.
  private static let longestQueue = 10_000

  private let store: SQLiteStore
  private let current: CurrentWorld
  private let cluster: String
  private let followers: [Follower]
  private let logger: Logger
  private var queue: [Ticket] = []
  private var isWorking = false

  init(store: SQLiteStore, current: CurrentWorld, cluster: String, followers: [Follower], logger: Logger) {
    self.store = store
    self.current = current
    self.cluster = cluster
    self.followers = followers
    self.logger = logger
  }

  /// Writes what `propose` drafts.
  /// - Parameter propose: pure; may be called again with a newer World when a commit fails.
  /// - Throws: what `propose` or the rules refuse, or ``Problem`` of kind `unavailable` when the store cannot write.
  func commit<Answer: Sendable>(
    _ propose: @escaping @Sendable (Situation) throws(Problem) -> Draft<Answer>
  ) async throws(Problem) -> Written<Answer> {
    guard queue.count < Self.longestQueue else {
      throw Problem(.unavailable, "the server has too many changes waiting", hint: "try again in a moment", retryAfter: 1)
    }
    let result: Result<Written<any Sendable>, Problem> = await withCheckedContinuation { continuation in
      queue.append(
        Ticket(
          propose: { (situation) throws(Problem) in
            let draft = try propose(situation)
            return Draft<any Sendable>(draft.changes, events: draft.events, answer: draft.answer)
          },
          answer: { continuation.resume(returning: $0) }))
      if !isWorking {
        isWorking = true
        Task { await work() }
      }
    }
    let written = try result.get()
    guard let answer = written.answer as? Answer else {
      throw Problem(.internalError, "the server mixed up two answers", cause: "expected \(Answer.self)")
    }
    return Written(answer: answer, sequence: written.sequence, at: written.at)
  }

  private func work() async {
    while !queue.isEmpty {
      let batch = Array(queue.prefix(Self.largestBatch))
      queue.removeFirst(batch.count)
      await write(batch)
    }
    isWorking = false
  }

  private func write(_ batch: [Ticket]) async {
    let base = current.world
    let now = current.now
    var plan = Plan(world: base)
    for ticket in batch { plan.add(ticket, at: now) }
    guard !plan.isEmpty else {
      plan.answerAll(sequence: base.sequence, at: now)
      return
    }
    do {
      let committed = try await store.commit(Batch(changes: plan.changes, events: plan.events), after: base.sequence, cluster: cluster)
      let world = plan.world.advanced(to: committed.sequence)
      current.move(to: world, at: now)
      for follower in followers { follower(Move(world: world, changes: plan.changes, at: now)) }
      plan.answerAll(sequence: committed.sequence, at: now)
    } catch {
      logger.error("commit failed", metadata: ["commit.drafts": "\(batch.count)", "error": "\(error)"])
      await recover(batch, from: error)
    }
  }

  /// After a failed commit nothing of the batch counts: one draft alone is told why; of several each is
  /// tried anew, since one of them may be the reason.
  private func recover(_ batch: [Ticket], from error: StoreError) async {
    guard batch.count > 1, error.kind != .full, error.kind != .io else {
      for ticket in batch { ticket.answer(.failure(error.problem)) }
      return
    }
    for ticket in batch { await write([ticket]) }
  }

  /// A batch while it is put together: each draft against the World that the ones before it leave.
  private struct Plan {
    var world: World
    var changes: [Change] = []
    var events: [AuditEvent] = []
    private var outcomes: [(ticket: Ticket, result: Result<any Sendable, Problem>)] = []

    init(world: World) { self.world = world }

    var isEmpty: Bool { changes.isEmpty && events.isEmpty }

    mutating func add(_ ticket: Ticket, at now: Moment) {
      do throws(Problem) {
        let draft = try ticket.propose(Situation(world: world, now: now))
        let revised = draft.changes.map { world.completed($0, at: now).withNewRevision }
        let after = try world.applying(revised, at: now)
        // What people are told about a change is part of it: told once, or not at all.
        changes += revised + after.notices(of: revised, since: world, at: now).map { .put(.notice($0)) }
        world = after
        events += draft.events
        outcomes.append((ticket, .success(draft.answer)))
      } catch {
        outcomes.append((ticket, .failure(error)))
      }
    }

    func answerAll(sequence: Int64, at moment: Moment) {
      for outcome in outcomes {
        outcome.ticket.answer(outcome.result.map { Written(answer: $0, sequence: sequence, at: moment) })
      }
    }
  }
}

extension Change {
  /// The change with a fresh revision in what it writes.
  var withNewRevision: Change {
    switch self {
    case .put(let record): .put(record.revised(UUID().uuidString.lowercased()))
    case .delete: self
    }
  }
}
