import Synchronization
import ThresholdModel
import ThresholdRules

/// The World that decisions are made from: the one of the last commit, and the moment of its last event.
///
/// Reading is cheap and never waits for a commit; only the committer moves it.
final class CurrentWorld: Sendable {
  private struct State {
    var world: World
    var lastEvent: Moment
  }

  private let state: Mutex<State>
  private let clock: any WallClock

  init(_ world: World, lastEvent: Moment, clock: any WallClock) {
    state = Mutex(State(world: world, lastEvent: lastEvent))
    self.clock = clock
  }

  var world: World { state.withLock { $0.world } }

  /// The time of decisions: the clock's, but never before the last committed event.
  var now: Moment {
    let read = clock.now()
    return state.withLock { max(read, $0.lastEvent) }
  }

  func move(to world: World, at moment: Moment) {
    state.withLock { state in
      state.world = world
      state.lastEvent = max(state.lastEvent, moment)
    }
  }
}
