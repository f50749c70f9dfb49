import Synchronization
public import ThresholdModel

/// What a watcher is told: that a request moved, never more than its reader may see.
public struct Watched: Sendable {
  /// The feed position to resume behind.
  public let sequence: Int64
  public let request: RequestID
  public let user: UserName
  /// As tables print it; `DELETED` when the record is gone.
  public let state: String
  public let resolveReason: String
}

/// Whoever follows the feed right now. Telling never blocks: a slow reader misses nothing, it is told
/// to read from the feed again.
final class Watchers: Sendable {
  private struct State {
    var next = 0
    var listeners: [Int: (signIn: SignInID, bell: AsyncStream<Void>.Continuation)] = [:]
  }

  /// How often one sign-in may watch at once.
  static let mostEach = 16

  private let state = Mutex(State())

  /// Wakes everybody: something moved.
  func tell(_ move: Move) {
    let listeners = state.withLock { Array($0.listeners.values) }
    for listener in listeners { listener.bell.yield() }
  }

  /// A bell that rings at least once after each commit; rings while nobody listens collapse into one.
  /// - Returns: nil when the sign-in listens ``mostEach`` times already.
  func bell(for signIn: SignInID) -> AsyncStream<Void>? {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let id: Int? = state.withLock { state in
      guard state.listeners.values.filter({ $0.signIn == signIn }).count < Self.mostEach else { return nil }
      state.next += 1
      state.listeners[state.next] = (signIn, continuation)
      return state.next
    }
    guard let id else { return nil }
    continuation.onTermination = { [weak self] _ in _ = self?.state.withLock { $0.listeners.removeValue(forKey: id) } }
    return stream
  }

  func closeAll() {
    let listeners = state.withLock { Array($0.listeners.values) }
    for listener in listeners { listener.bell.finish() }
  }
}
