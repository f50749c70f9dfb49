import Testing
import ThresholdModel

@testable import ThresholdRules

@Suite("Indexes")
struct IndexTests {
  @Test("after any changes the indexes say what a rebuild from the records says", arguments: 0..<20 as Range<UInt64>)
  func rebuild(seed: UInt64) {
    var dice = Dice(seed: seed &+ 1000)
    var world = World(records: Facts(dice: &dice).records)
    for step in 0..<40 {
      let records = Facts(dice: &dice).records.filter { $0.key.kind != .request || dice.oneIn(2) }
      for _ in 0..<5 {
        let record = dice.pick(records)
        world.applyUnchecked(dice.oneIn(3) ? .delete(record.key) : .put(record))
      }
      guard step % 8 == 7 else { continue }
      let rebuilt = World(records: world.allRecords.shuffled(using: &dice))
      #expect(world.indexes == rebuilt.indexes, "seed \(seed), step \(step)")
    }
  }

  @Test("deleting everything leaves no trace in any index")
  func empty() {
    var dice = Dice(seed: 5)
    var world = World(records: Facts(dice: &dice).records)
    world.applyUnchecked(
      .put(
        .certificate(
          IssuedCertificate(serial: 1, user: "ann", signIn: "s0", server: "x", login: "root", validAfter: noon, validBefore: noon))))
    for record in world.allRecords.shuffled(using: &dice) { world.applyUnchecked(.delete(record.key)) }
    #expect(world.indexes == World().indexes)
  }

  @Test("a World that was copied does not see later changes")
  func snapshot() {
    var dice = Dice(seed: 9)
    let world = World(records: Facts(dice: &dice).records)
    let before = world.indexes
    var changed = world
    for record in world.allRecords { changed.applyUnchecked(.delete(record.key)) }
    #expect(world.indexes == before)
  }

  @Test("the last 1,000 ended requests are kept, and no more")
  func endedRequests() {
    var world = World()
    for number in 0..<1200 {
      var request = Scene.request(number, by: "max", roles: ["r"], servers: [])
      world.applyUnchecked(.put(.request(request)))
      request.spec.state = .ended
      world.applyUnchecked(.put(.request(request)))
      world.applyUnchecked(.put(.request(request)))
    }
    #expect(world.endedRequests.count == 1000)
    #expect(world.endedRequest(RequestID(uuid(199))) == nil)
    #expect(world.endedRequest(RequestID(uuid(200)))?.request.spec.state == .ended)
  }

  @Test("certificates are found by user, server and sign-in")
  func certificates() {
    func certificate(_ serial: UInt64, _ signIn: SignInID) -> Record {
      .certificate(
        IssuedCertificate(
          serial: serial, user: "Max", signIn: signIn, server: "x", login: "root", validAfter: noon, validBefore: noon + .minutes(2)))
    }
    let world = World(records: [certificate(2, "a"), certificate(1, "b")])
    #expect(world.certificates(of: "max", on: "x").map(\.serial) == [1, 2])
    #expect(world.certificates(of: "max", on: "x", signIn: "a").map(\.serial) == [2])
    #expect(world.certificates(of: "max", on: "y").isEmpty)
  }

  @Test("sets of resources do what sets do", arguments: 0..<50 as Range<UInt64>)
  func resourceSets(seed: UInt64) {
    var dice = Dice(seed: seed)
    func draw() -> (Set<Int>, ResourceSet) {
      var (model, set) = (Set<Int>(), ResourceSet())
      for _ in 0..<200 {
        let slot = Int.random(in: 0..<400, using: &dice) * (dice.oneIn(2) ? 1 : 37)
        if dice.oneIn(3) { model.remove(slot); set.remove(slot) } else { model.insert(slot); set.insert(slot) }
      }
      return (model, set)
    }
    let ((left, leftSet), (right, rightSet)) = (draw(), draw())
    #expect(Array(leftSet) == left.sorted())
    #expect(leftSet.count == left.count)
    #expect(Array(leftSet.union(rightSet)) == left.union(right).sorted())
    #expect(Array(leftSet.intersection(rightSet)) == left.intersection(right).sorted())
    #expect(Array(leftSet.subtracting(rightSet)) == left.subtracting(right).sorted())
    #expect((0..<500).allSatisfy { leftSet.contains($0) == left.contains($0) })
    #expect(leftSet.subtracting(leftSet) == ResourceSet())
  }
}
