import Foundation
import ThresholdModel

/// Something that should have happened by now and has not.
struct NeverHappened: Error, CustomStringConvertible {
  let description: String
}

/// How long anything may take on a machine that builds beside the tests.
let patience = Duration.seconds(60)

/// Asks again until something is so.
/// - Throws: ``NeverHappened`` after the deadline, with what was seen last.
func eventually(
  _ what: String, within limit: Duration = patience, showing seen: () -> String = { "" }, _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while true {
    if try await condition() { return }
    guard ContinuousClock.now < deadline else {
      let last = seen()
      throw NeverHappened(description: "\(what): not within \(limit)" + (last.isEmpty ? "" : "; last seen: \(last)"))
    }
    try await Task.sleep(for: .milliseconds(20))
  }
}

/// Asks again until there is something.
func found<Found>(_ what: String, within limit: Duration = patience, find: () async throws -> Found?) async throws -> Found {
  var found: Found?
  try await eventually(what, within: limit) {
    found = try await find()
    return found != nil
  }
  guard let found else { throw NeverHappened(description: what) }
  return found
}

/// A bounded number of turns: clusters are heavy, and two cores should not play twenty stories at once.
actor Turns {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }

  /// Clusters that run at the same time.
  static let clusters = Turns(3)
}

/// The tests' own clock, which is the product's: both run on one machine.
func now() -> Moment { Moment(Date()) }
