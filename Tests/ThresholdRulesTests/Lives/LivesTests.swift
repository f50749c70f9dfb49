import Testing
import ThresholdModel

/// Random lives of requests; what always holds is checked after every step.
@Suite("Lives of requests")
struct LivesTests {
  /// Lives in one argument; there are ``batches`` of them.
  private static let batch = 500
  private static let batches = 10

  @Test("whatever happens, what always holds for requests does", arguments: 0..<UInt64(batches))
  func lives(batch: UInt64) {
    var tally = Life.Tally()
    for number in 0..<UInt64(Self.batch) {
      let seed = batch * 1000 + number
      var life = Life(seed: seed)
      life.live(steps: 10 + Int(seed % 51))
      #expect(life.faults.isEmpty, "seed \(seed): \(life.faults.joined(separator: "; "))")
      tally = tally + life.tally
    }
    // Lives in which nothing ever comes about would prove nothing.
    let counts = [
      tally.quorums, tally.overrides, tally.narrowed, tally.denials, tally.promotions, tally.grants, tally.ended, tally.expired,
      tally.lostReviewers,
    ]
    #expect(counts.allSatisfy { $0 > 0 }, "\(tally)")
  }
}
