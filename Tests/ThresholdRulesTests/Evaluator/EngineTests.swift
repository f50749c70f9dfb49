import Testing
import ThresholdModel
import ThresholdRules

/// The engine against the slow evaluator, over random Worlds and moments at the edges of things.
@Suite("The engine agrees with the slow evaluator")
struct EngineTests {
  /// Each lane runs beside the others; together they ask 200,000 questions.
  private static let lanes = 4
  private static let questions = 200_000

  @Test("decisions, listings, reviews and visibility", arguments: 0..<lanes)
  func agreement(lane: Int) async {
    var tally = EngineTally()
    var seed = UInt64(lane)
    // After a few disagreements more of them say nothing new.
    while tally.questions < Self.questions / Self.lanes, tally.disagreements.count < 10 {
      Self.compare(seed: seed, &tally)
      seed += UInt64(Self.lanes)
      // Other tests share the same few threads.
      await Task.yield()
    }
    for disagreement in tally.disagreements.prefix(10) { Issue.record("\(disagreement)") }
    if tally.disagreements.isEmpty { #expect(tally.gaps(least: 25) == [], "\(tally)") }
  }

  private static func compare(seed: UInt64, _ tally: inout EngineTally) {
    var dice = Dice(seed: seed)
    let facts = Facts(everyKind: &dice)
    let world = World(records: facts.records)
    // Later all is over.
    let edges = facts.edges.filter { $0 < noon + .hours(2) }
    for now in [noon] + dice.some(of: edges, atMost: 1) {
      let round = EngineRound(facts: facts, world: world, now: now, seed: seed)
      for signIn in facts.signIns.shuffled(using: &dice).prefix(4) { round.connect(signIn, &dice, &tally) }
      for user in Facts.userNames.shuffled(using: &dice).prefix(3) { round.ask(user, &tally) }
    }
  }
}
