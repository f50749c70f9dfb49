import Foundation
import Testing
import ThresholdModel

@testable import ThresholdStore

/// SplitMix64: a failing seed can be run again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite("random batches")
struct RandomBatchesTests {
  @Test("after any batches the store holds what a dictionary would hold", arguments: 1...6 as ClosedRange<UInt64>)
  func dictionary(_ seed: UInt64) async throws {
    var generator = SeededGenerator(state: seed)
    let folder = try Folder()
    var store = try folder.open()
    var model: [ThresholdModel.Record.Key: ThresholdModel.Record] = [:]
    var feed: [FeedEntry] = []
    var events = 0
    for _ in 0..<60 {
      let changes = (0..<Int.random(in: 0...5, using: &generator)).map { _ in Self.change(&generator) }
      let written = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        Sample.event(.userUpdated, ["id": .text("q\(UInt8.random(in: 0...9, using: &generator))")])
      }
      if Int.random(in: 0..<5, using: &generator) == 0 {
        await #expect(throws: StoreError.self) {
          try await store.commit(Batch(changes: changes, events: written), after: Int64(feed.count) + 1, cluster: "main")
        }
        continue
      }
      let committed = try await store.commit(Batch(changes: changes, events: written), after: Int64(feed.count), cluster: "main")
      for change in changes {
        let isDeletion = if case .delete = change { true } else { false }
        if case .put(let record) = change { model[change.key] = record } else { model[change.key] = nil }
        feed.append(FeedEntry(sequence: Int64(feed.count) + 1, key: change.key, isDeletion: isDeletion))
      }
      events += written.count
      #expect(committed.sequence == Int64(feed.count) && committed.auditIndex == Int64(events))
      if Int.random(in: 0..<8, using: &generator) == 0 {
        try store.close()
        store = try folder.open()
      }
    }
    let current = model.values.filter {
      if case .request(let request) = $0 { [.pending, .approved].contains(request.spec.state) } else { true }
    }
    let state = try store.load()
    #expect(Set(state.records) == Set(current) && state.records.count == current.count)
    #expect(state.sequence == Int64(feed.count) && state.auditIndex == Int64(events))
    #expect(try await store.feed(after: 0, limit: 10_000) == feed)
    for (key, record) in model { #expect(try await store.record(key) == record) }
    let verification = try await store.verifyAudit(against: store.auditHead())
    #expect(verification.isConsistent && verification.events == Int64(events) && verification.anchored == Int64(events))
  }

  private static func change(_ generator: inout SeededGenerator) -> Change {
    let number = Int.random(in: 0..<6, using: &generator)
    let revision = String(generator.next())
    let record: ThresholdModel.Record =
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: Sample.user("user-\(number)", revision: revision)
      case 1: .request(Sample.request("q\(number)", state: RequestState.allCases.randomElement(using: &generator) ?? .pending))
      case 2: Sample.signIn("s\(number)")
      case 3: Sample.authority("ca-\(number)", isActive: false)
      default:
        .member(
          Member(
            MemberSpec(list: ListName("l\(number % 2)"), user: UserName("u\(number)"), joined: Sample.start, reason: revision, addedBy: "x")
          ))
      }
    return Bool.random(using: &generator) ? .put(record) : .delete(record.key)
  }
}
