import Dispatch
import Synchronization
import ThresholdModel

/// Runs calls that block a thread, a bounded number at a time and a bounded number waiting, away from
/// event loops and from the threads of Swift's tasks.
///
/// Whoever is cancelled gets an answer at once; a call that is already running ends by itself and its
/// result is dropped. So a name server that never answers costs at most `atOnce` threads.
final class BlockingWork: Sendable {
  private struct State {
    var running = 0
    var waiting: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())
  private let atOnce: Int
  private let mostWaiting: Int
  private let queue: DispatchQueue

  init(label: String, atOnce: Int, mostWaiting: Int) {
    self.atOnce = atOnce
    self.mostWaiting = mostWaiting
    queue = DispatchQueue(label: label, attributes: .concurrent)
  }

  /// Runs a blocking call.
  /// - Throws: what the call throws, or ``Problem`` of kind `unavailable` when too much is waiting or the task was cancelled.
  func run<Value: Sendable>(_ call: @escaping @Sendable () throws(Problem) -> Value) async throws(Problem) -> Value {
    let answer = Answer<Value>()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        answer.deliver(to: continuation)
        let isTaken = enqueue {
          // Nobody waits any more for what was cancelled in the queue.
          guard !answer.isGiven else { return }
          answer.give(Result { () throws(Problem) in try call() })
        }
        if !isTaken {
          answer.give(.failure(Problem(.unavailable, "the gateway is too busy", hint: "try again in a moment", retryAfter: 5)))
        }
      }
    } onCancel: {
      answer.give(.failure(Problem(.unavailable, "the connection was given up")))
    }
    return try result.get()
  }

  private func enqueue(_ job: @escaping @Sendable () -> Void) -> Bool {
    let isTaken = state.withLock { state -> Bool? in
      if state.running < atOnce {
        state.running += 1
        return true
      }
      guard state.waiting.count < mostWaiting else { return nil }
      state.waiting.append(job)
      return false
    }
    guard let startsNow = isTaken else { return false }
    if startsNow { start(job) }
    return true
  }

  private func start(_ job: @escaping @Sendable () -> Void) {
    queue.async { [self] in
      job()
      let next = state.withLock { state -> (@Sendable () -> Void)? in
        guard !state.waiting.isEmpty else {
          state.running -= 1
          return nil
        }
        return state.waiting.removeFirst()
      }
      if let next { start(next) }
    }
  }
}

/// Delivers the first of several answers, once, whichever comes first: answer or continuation.
private final class Answer<Value: Sendable>: Sendable {
  typealias Outcome = Result<Value, Problem>

  private struct State {
    var outcome: Outcome?
    var continuation: CheckedContinuation<Outcome, Never>?
  }

  private let state = Mutex(State())

  var isGiven: Bool { state.withLock { $0.outcome != nil } }

  func deliver(to continuation: CheckedContinuation<Outcome, Never>) {
    let early = state.withLock { state -> Outcome? in
      if state.outcome == nil { state.continuation = continuation }
      return state.outcome
    }
    if let early { continuation.resume(returning: early) }
  }

  func give(_ outcome: Outcome) {
    let waiting = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
      guard state.outcome == nil else { return nil }
      state.outcome = outcome
      defer { state.continuation = nil }
      return state.continuation
    }
    waiting?.resume(returning: outcome)
  }
}
