import Synchronization
import ThresholdModel

/// What a tunnel has done outside its event loop.
enum TunnelOrder: Sendable {
  case decide(TunnelOpening)
  case dial(address: String)
  case abandonDial
  case start
  /// - `at`: when the connection to the target was closed; nil when there was none.
  case report(TunnelEnd, sent: Int64, received: Int64, at: Moment?)
}

/// Carries a tunnel's few orders to the task that serves it.
///
/// Unlike an `AsyncStream` it goes on when the task is cancelled: the end of a connection must be reported
/// also then. A tunnel gives at most five orders, so nothing piles up.
final class TunnelOrders: Sendable {
  private struct State {
    var waiting: [TunnelOrder] = []
    var isFinished = false
    var reader: CheckedContinuation<TunnelOrder?, Never>?
  }

  private let state = Mutex(State())

  func give(_ order: TunnelOrder) {
    let reader = state.withLock { state -> CheckedContinuation<TunnelOrder?, Never>? in
      guard let reader = state.reader else {
        state.waiting.append(order)
        return nil
      }
      state.reader = nil
      return reader
    }
    reader?.resume(returning: order)
  }

  func finish() {
    let reader = state.withLock { state -> CheckedContinuation<TunnelOrder?, Never>? in
      state.isFinished = true
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: nil)
  }

  /// The next order; nil when there will be none. One reader at a time.
  func next() async -> TunnelOrder? {
    await withCheckedContinuation { continuation in
      let answer = state.withLock { state -> TunnelOrder?? in
        if !state.waiting.isEmpty { return .some(state.waiting.removeFirst()) }
        if state.isFinished { return .some(nil) }
        state.reader = continuation
        return nil
      }
      if let answer { continuation.resume(returning: answer) }
    }
  }
}
