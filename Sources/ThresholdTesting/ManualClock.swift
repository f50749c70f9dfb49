import Synchronization
public import ThresholdModel
public import ThresholdService

/// A clock that stands still until a test moves it.
public final class ManualClock: WallClock {
  private let moment: Mutex<Moment>

  public init(_ start: Moment = Moment(seconds: 1_790_000_000)) { moment = Mutex(start) }

  public func now() -> Moment { moment.withLock { $0 } }
  public func advance(by span: Span) { moment.withLock { $0 = $0 + span } }
}
