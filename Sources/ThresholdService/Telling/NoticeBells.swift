import Synchronization
import ThresholdModel

/// Rings whenever a commit holds something to tell, for those who read all notices in order.
final class NoticeBells: Sendable {
  private let bells = Mutex<[AsyncStream<Void>.Continuation]>([])

  /// A bell that rings at least once after each such commit; rings while nobody listens collapse into one.
  func bell() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    bells.withLock { $0.append(continuation) }
    return stream
  }

  /// Rings when a commit holds a notice. Never blocks.
  func ring(for move: Move) {
    let hasNotice = move.changes.contains { if case .put(.notice) = $0 { true } else { false } }
    if hasNotice { ring() }
  }

  func ring() {
    for bell in bells.withLock({ $0 }) { bell.yield() }
  }
}
