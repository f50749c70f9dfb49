import Testing
import ThresholdModel

@testable import ThresholdRules

/// The walk through lists against the slow one, over random Worlds with circles, ends and requirements.
@Suite("The walk through lists agrees with the slow evaluator")
struct ListEngineTests {
  private struct Tally {
    var memberships = 0
    var inherited = 0
    var ownerships = 0
    var throughLists = 0
    var addedTraits = 0
  }

  @Test("memberships, ownerships, people and traits")
  func agreement() {
    var tally = Tally()
    for seed in 0..<150 as Range<UInt64> {
      var dice = Dice(seed: seed &+ 50_000)
      let facts = Facts(dice: &dice)
      let world = World(records: facts.records)
      for now in [noon] + dice.some(of: facts.edges, atMost: 2) { Self.compare(world, facts, now, "seed \(seed) at \(now)", &tally) }
    }
    #expect(tally.memberships > 1000 && tally.inherited > 300, "\(tally)")
    #expect(tally.ownerships > 1000 && tally.throughLists > 100 && tally.addedTraits > 300, "\(tally)")
  }

  private static func compare(_ world: World, _ facts: Facts, _ now: Moment, _ place: String, _ tally: inout Tally) {
    let slow = SlowLists(facts: facts, now: now)
    let evaluator = SlowEvaluator(facts: facts, now: now)
    for list in Facts.listNames {
      var (members, owners): ([String], [String]) = ([], [])
      for name in Facts.userNames {
        let user = evaluator.isLocked(name) ? nil : evaluator.user(name)
        let membership = user.flatMap { slow.membership(of: $0, in: list) }
        let ownership = user.flatMap { slow.ownership(of: $0, of: list) }
        let standing = world.listStanding(of: name, at: now)
        check(standing.memberships[list], membership, "\(name) in \(list), \(place)")
        check(standing.ownerships[list], ownership, "\(name) owns \(list), \(place)")
        if let membership {
          members.append(name.text)
          tally.memberships += 1
          if !membership.isExplicit { tally.inherited += 1 }
        }
        if let ownership {
          owners.append(name.text)
          tally.ownerships += 1
          if !ownership.isExplicit { tally.throughLists += 1 }
        }
      }
      if world.effectiveMembers(of: list, at: now).map(\.user.text) != members { Issue.record("members of \(list), \(place)") }
      if world.effectiveOwners(of: list, at: now).map(\.user.text) != owners { Issue.record("owners of \(list), \(place)") }
    }
    for name in Facts.userNames {
      guard let user = evaluator.user(name), !evaluator.isLocked(name) else { continue }
      let (all, until) = slow.traits(of: user)
      let holder = world.holder(name, at: now)
      if holder?.traits.mapValues(Set.init) != all.mapValues(Set.init) { Issue.record("traits of \(name), \(place)") }
      if holder?.traitsUntil.milliseconds != until { Issue.record("end of the traits of \(name), \(place)") }
      if all != user.spec.traits { tally.addedTraits += 1 }
    }
  }

  private static func check(_ found: ListGround?, _ expected: SlowLists.Way?, _ place: @autoclosure () -> String) {
    if found?.until.milliseconds != expected?.until || found?.isExplicit != expected?.isExplicit { Issue.record("\(place())") }
  }
}
