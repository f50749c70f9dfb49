import Testing
import ThresholdModel
import ThresholdRules
import ThresholdStore
import ThresholdTesting

@testable import ThresholdService

@Suite("Reviews by rule")
struct AutomaticReviewStoryTests {
  private static let isFire = #"access_request.spec.request_reason == "INC-42""#

  private func write(_ name: String, _ decision: String, _ condition: String = isFire, to house: House) async throws {
    let rule = MonitoringRule(
      name: name,
      spec: MonitoringRuleSpec(condition: condition, desiredState: "reviewed", automaticReview: AutomaticReview(decision: decision)))
    _ = try await house.stories.committer.commit { _ in Draft([.put(.monitoringRule(rule))], answer: true) }
  }

  /// One round of what the server does all the time.
  private func look(_ stories: Stories) async throws {
    var reader = try await stories.automaticReader()
    try await stories.reviewAutomatically(&reader)
  }

  @Test("a new cluster has the reviewer that the reference names, and nobody suggests asking it")
  func reviewer() async throws {
    let house = try await House()
    #expect(house.stories.world.user("@teleport-access-approval-bot")?.spec.roles == ["@teleport-access-approver"])
    let request = try await house.stories.submitRequest(house.wish, dryRun: false, by: house.signIn("max"))
    #expect(!request.spec.suggestedReviewers.contains("@teleport-access-approval-bot"))
  }

  @Test("a request that a rule approves is approved by the system's reviewer, and the event names the rules")
  func approved() async throws {
    let house = try await House()
    try await write("fires", "APPROVED", to: house)
    try await write("also-fires", "APPROVED", to: house)
    let request = try await house.stories.submitRequest(house.wish, dryRun: false, by: house.signIn("max"))
    try await look(house.stories)
    let decided = try #require(house.stories.world.request(request.id))
    #expect(decided.spec.state == .approved)
    #expect(decided.spec.reviews.map(\.author) == ["@teleport-access-approval-bot"])
    #expect(decided.spec.resolveReason == "approved by access monitoring rules also-fires, fires")
    let events = try await house.stories.auditEvents(AuditSelection(eventPrefix: "access_request.review"), by: .local(osUser: "test"))
    let event = try #require(events.first?.body)
    #expect(event["access_monitoring_rules"] == .list([.text("also-fires"), .text("fires")]))
    #expect(event["user"] == "@teleport-access-approval-bot")
    #expect(event["state"] == "APPROVED")
  }

  @Test("DENIED wins, and a request that no rule knows is left to people")
  func denied() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    try await write("approve", "APPROVED", to: house)
    try await write("deny", "DENIED", to: house)
    var other = house.wish
    other.reason = "something else"
    let left = try await house.stories.submitRequest(other, dryRun: false, by: max)
    let denied = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    try await look(house.stories)
    #expect(house.stories.world.request(left.id)?.spec.state == .pending)
    let stored = try await house.stories.request(denied.id, by: .local(osUser: "test"))
    #expect(stored.spec.state == .denied)
    #expect(stored.spec.resolveReason == "denied by access monitoring rule deny")
  }

  @Test("each request is looked at once, over restarts too; one that nobody had looked at yet is looked at then")
  func once() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let before = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    try await look(house.stories)
    try await write("fires", "APPROVED", to: house)
    let after = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    try house.stories.store.close()
    let again = try await House.open(directory: house.directory, clock: house.clock)
    try await look(again)
    #expect(again.world.request(before.id)?.spec.state == .pending)
    #expect(again.world.request(after.id)?.spec.state == .approved)
    let sequence = again.world.sequence
    try await look(again)
    #expect(again.world.sequence == sequence)
  }

  @Test("a locked reviewer reviews nothing, and the request is not looked at again")
  func locked() async throws {
    let house = try await House()
    try await write("fires", "APPROVED", to: house)
    let lock = Lock(
      version: "v2", metadata: Metadata(name: "stop"), spec: LockSpec(target: LockTarget(user: "@teleport-access-approval-bot")))
    _ = try await house.stories.committer.commit { _ in Draft([.put(.lock(lock))], answer: true) }
    let request = try await house.stories.submitRequest(house.wish, dryRun: false, by: house.signIn("max"))
    try await look(house.stories)
    #expect(house.stories.world.request(request.id)?.spec.state == .pending)
    _ = try await house.stories.committer.commit { _ in Draft([.delete(Record.Key(.lock, "stop"))], answer: true) }
    try await look(house.stories)
    #expect(house.stories.world.request(request.id)?.spec.state == .pending)
  }

  @Test("a running server reviews by itself")
  func running() async throws {
    let house = try await House()
    try await write("fires", "APPROVED", to: house)
    let max = try await house.signIn("max")
    let running = Task { await house.stories.run() }
    let watched = try await house.stories.watch(after: nil, by: max)
    let request = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    for await change in watched where change.request == request.id && change.state == "APPROVED" { break }
    #expect(house.stories.world.request(request.id)?.spec.state == .approved)
    running.cancel()
    await running.value
  }
}
