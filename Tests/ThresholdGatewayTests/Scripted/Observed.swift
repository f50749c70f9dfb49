import Synchronization
import Testing

/// State that tests wait on: a condition is looked at whenever the state changes.
final class Observed<State: Sendable>: Sendable {
  private struct Waiter: Sendable {
    let condition: @Sendable (State) -> Bool
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct Held {
    var state: State
    var waiters: [Int: Waiter] = [:]
    var nextID = 0
  }

  private let held: Mutex<Held>

  init(_ state: State) { held = Mutex(Held(state: state)) }

  var value: State { held.withLock { $0.state } }

  @discardableResult
  func update<Answer: Sendable>(_ change: (inout State) -> Answer) -> Answer {
    let (answer, ready) = held.withLock { held in
      let answer = change(&held.state)
      let met = held.waiters.filter { $0.value.condition(held.state) }
      for id in met.keys { held.waiters[id] = nil }
      return (answer, met.values.map(\.continuation))
    }
    for continuation in ready { continuation.resume(returning: true) }
    return answer
  }

  /// Waits until a condition holds; records an issue when it does not within the limit.
  @discardableResult
  func wait(
    atMost limit: Duration = .seconds(20), sourceLocation: SourceLocation = #_sourceLocation,
    where condition: @escaping @Sendable (State) -> Bool
  ) async -> State {
    let id = held.withLock { held in
      held.nextID += 1
      return held.nextID
    }
    let timer = Task {
      try await Task.sleep(for: limit)
      held.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(returning: false)
    }
    let isMet = await withCheckedContinuation { continuation in
      let isMet = held.withLock { held in
        if condition(held.state) { return true }
        held.waiters[id] = Waiter(condition: condition, continuation: continuation)
        return false
      }
      if isMet { continuation.resume(returning: true) }
    }
    timer.cancel()
    if !isMet { Issue.record("the condition did not come true within \(limit)", sourceLocation: sourceLocation) }
    return value
  }
}
