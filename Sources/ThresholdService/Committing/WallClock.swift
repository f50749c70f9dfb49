import Foundation
public import ThresholdModel

/// Tells the time of day; handed in, so that tests can move it.
public protocol WallClock: Sendable {
  func now() -> Moment
}

/// The operating system's clock.
public struct SystemClock: WallClock {
  public init() {}
  public func now() -> Moment { Moment(Date()) }
}
