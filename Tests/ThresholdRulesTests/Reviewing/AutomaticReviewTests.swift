import Testing
import ThresholdModel
import ThresholdRules

@Suite("Automatic reviews")
struct AutomaticReviewTests {
  /// A pending request of max for two servers, and somebody who may review anything.
  private var scene: Scene
  private let request: RequestID

  init() {
    scene = Scene()
    scene.role("dba")
    scene.role("everything", review: ["*"])
    scene.user("max", traits: ["team": ["web"]])
    scene.user("system", roles: ["everything"])
    let servers = [
      scene.server(1, "test-1", labels: ["env": "test", "region": "eu"]),
      scene.server(2, "test-2", labels: ["env": "test", "region": "us"]),
    ]
    request = scene.request(9, by: "max", roles: ["dba"], servers: servers, state: .pending)
  }

  private static func rule(
    _ name: String, _ condition: String, _ decision: String? = "APPROVED", zone: String? = nil, expires: Moment? = nil
  ) -> Record {
    var rule = MonitoringRule(
      name: name,
      spec: MonitoringRuleSpec(
        condition: condition, desiredState: decision == nil ? "" : "reviewed",
        automaticReview: decision.map { AutomaticReview(decision: $0) },
        schedules: zone.map {
          ["s": MonitoringSchedule(timezone: $0, shifts: [MonitoringSchedule.Shift(weekday: "Friday", start: "00:00", end: "23:59")])]
        } ?? [:]))
    rule.metadata.expires = expires
    return .monitoringRule(rule)
  }

  private func verdict(_ rules: Record..., at now: Moment = noon, before: [Record] = []) throws -> AutomaticVerdict {
    let world = World(records: scene.records + rules + before, sequence: 1)
    return world.automaticReview(of: try #require(world.request(request)), at: now) { zone, _ in zone == "Nowhere/Land" ? nil : .zero }
  }

  private static let isDBA = #"access_request.spec.roles.contains("dba")"#
  private static let isOther = #"access_request.spec.roles.contains("other")"#
  private static let everything = #"contains_any(access_request.spec.roles, set("dba"))"#

  @Test("nothing matches: nothing is proposed")
  func nothing() throws {
    #expect(try verdict() == AutomaticVerdict(proposed: nil, rules: [], unclear: []))
    #expect(try verdict(Self.rule("a", Self.isOther)) == AutomaticVerdict(proposed: nil, rules: [], unclear: []))
  }

  @Test("what matches decides, and every rule that wants it is named")
  func approves() throws {
    let found = try verdict(Self.rule("b", Self.isDBA), Self.rule("a", Self.everything), Self.rule("c", Self.isOther))
    #expect(found == AutomaticVerdict(proposed: .approved, rules: ["a", "b"], unclear: []))
  }

  @Test("DENIED wins over APPROVED, in whatever order")
  func denyWins() throws {
    for (deny, approve) in [("a", "z"), ("z", "a")] {
      let found = try verdict(Self.rule(deny, Self.isDBA, "DENIED"), Self.rule(approve, Self.isDBA))
      #expect(found == AutomaticVerdict(proposed: .denied, rules: [deny], unclear: []))
    }
  }

  @Test("a denial outside of its schedule does not win")
  func schedule() throws {
    let rules = [Self.rule("deny", Self.isDBA, "DENIED", zone: "Some/Where"), Self.rule("approve", Self.isDBA)]
    #expect(try verdict(before: rules).proposed == .denied)
    // Some hours later it is Saturday.
    let world = World(records: scene.records + rules, sequence: 1)
    var pending = try #require(world.request(request))
    pending.spec.recordExpires = noon + .days(3)
    #expect(world.automaticReview(of: pending, at: noon + .hours(16)) { _, _ in .zero }.proposed == .approved)
  }

  @Test("a denying rule that cannot be asked keeps others from approving; an approving one is left out")
  func unclear() throws {
    let unclearDeny = try verdict(Self.rule("deny", Self.isDBA, "DENIED", zone: "Nowhere/Land"), Self.rule("approve", Self.isDBA))
    #expect(unclearDeny.proposed == nil)
    #expect(unclearDeny.unclear.map(\.rule) == ["deny"])
    let unclearApproval = try verdict(Self.rule("maybe", Self.isDBA, zone: "Nowhere/Land"), Self.rule("approve", Self.isDBA))
    #expect(unclearApproval.proposed == .approved)
    #expect(unclearApproval.rules == ["approve"])
    #expect(unclearApproval.unclear.map(\.rule) == ["maybe"])
    // Its condition does not hold, so its schedule is not asked.
    #expect(
      try verdict(Self.rule("deny", Self.isOther, "DENIED", zone: "Nowhere/Land"), Self.rule("approve", Self.isDBA)).proposed == .approved)
    // A stored condition that nobody can read.
    #expect(try verdict(Self.rule("deny", "nonsense(", "DENIED"), Self.rule("approve", Self.isDBA)).proposed == nil)
    #expect(try verdict(Self.rule("odd", Self.isDBA, "PERHAPS"), Self.rule("approve", Self.isDBA)).proposed == .approved)
  }

  @Test("rules that only notify, other integrations and rules past their end decide nothing")
  func others() throws {
    #expect(try verdict(Self.rule("notify", Self.isDBA, nil)).proposed == nil)
    #expect(try verdict(Self.rule("over", Self.isDBA, expires: noon)).proposed == nil)
    #expect(try verdict(Self.rule("soon over", Self.isDBA, expires: noon + millisecond)).proposed == .approved)
    let plugin = MonitoringRule(
      name: "p",
      spec: MonitoringRuleSpec(
        condition: Self.isDBA, desiredState: "reviewed", automaticReview: AutomaticReview(integration: "pager", decision: "APPROVED")))
    #expect(try verdict(.monitoringRule(plugin)).proposed == nil)
  }

  @Test("decided requests, requests past their time and those of locked or missing people are left alone")
  func notOpen() throws {
    let approve = Self.rule("a", Self.isDBA)
    let world = World(records: scene.records + [approve], sequence: 1)
    var request = try #require(world.request(request))
    #expect(world.automaticReview(of: request, at: request.spec.recordExpires - millisecond) { _, _ in .zero }.proposed == .approved)
    #expect(world.automaticReview(of: request, at: request.spec.recordExpires) { _, _ in .zero }.proposed == nil)
    request.spec.state = .approved
    #expect(world.automaticReview(of: request, at: noon) { _, _ in .zero }.proposed == nil)
    var locked = scene
    locked.lock("l", on: "max")
    let lockedWorld = World(records: locked.records + [approve], sequence: 1)
    #expect(lockedWorld.automaticReview(of: try #require(lockedWorld.request(self.request)), at: noon) { _, _ in .zero }.proposed == nil)
  }

  @Test(
    "conditions know the facts of §6.6",
    arguments: [
      (#"access_request.spec.user == "max""#, true), (#"access_request.spec.request_reason == "deploy""#, true),
      (#"access_request.spec.creation_time == "2027-01-15T08:00:00Z""#, true),
      (#"access_request.spec.expiry == "2027-01-15T10:00:00Z""#, true),
      (#"user.traits["team"].contains("web")"#, true), (#"user.traits["team"].contains("db")"#, false),
      (#"user.traits["none"].contains("web")"#, false),
      (#"access_request.spec.resource_labels_intersection["env"].contains("test")"#, true),
      (#"is_empty(access_request.spec.resource_labels_intersection["region"])"#, true),
      (#"contains_all(set("eu", "us"), access_request.spec.resource_labels_union["region"])"#, true),
      (#"access_request.spec.resource_labels_union["region"].contains("us")"#, true),
      (#"access_request.spec.resource_labels_union["region"].contains("ap")"#, false),
      ("is_empty(access_request.spec.suggested_reviewers)", true), ("is_empty(access_request.spec.system_annotations)", true),
    ])
  func facts(condition: String, expected: Bool) throws {
    let found = try verdict(Self.rule("a", condition))
    #expect(found.unclear.isEmpty)
    #expect((found.proposed == .approved) == expected)
  }

  @Test("a requested resource that is gone has no labels, so nothing is common to all")
  func goneResource() throws {
    var scene = scene
    let request = scene.request(10, by: "max", roles: ["dba"], servers: [ServerID(uuid(1)), ServerID(uuid(77))], state: .pending)
    let rule = Self.rule("a", #"access_request.spec.resource_labels_intersection["env"].contains("test")"#)
    let world = World(records: scene.records + [rule], sequence: 1)
    #expect(world.automaticReview(of: try #require(world.request(request)), at: noon) { _, _ in .zero }.proposed == nil)
  }

  @Test("notifying rules route a request to the webhooks that they name, each recipient once")
  func routes() throws {
    func notifying(_ name: String, _ condition: String, to webhook: String, _ recipients: [String]) -> Record {
      .monitoringRule(
        MonitoringRule(
          name: name,
          spec: MonitoringRuleSpec(condition: condition, notification: MonitoringNotification(name: webhook, recipients: recipients))))
    }
    let rules = [
      notifying("a", Self.isDBA, to: "slack", ["#dba", "#ops"]), notifying("b", Self.isDBA, to: "slack", ["#ops"]),
      notifying("c", Self.isDBA, to: "pager", ["oncall"]), notifying("d", Self.isOther, to: "mail", ["x"]),
    ]
    let world = World(records: scene.records + rules, sequence: 1)
    let routes = world.notificationRoutes(of: try #require(world.request(request)), at: noon) { _, _ in .zero }
    #expect(routes == ["slack": ["#dba", "#ops"], "pager": ["oncall"]])
  }

  @Test("the review that comes of it counts as any other: thresholds still apply, and it is never on the reviewer's own request")
  func ordinary() throws {
    let world = scene.world
    let pending = try #require(world.request(request))
    let review = Review(author: "system", proposed: .approved, reason: "rule a", created: noon)
    #expect(try world.reviewed(pending, by: review, at: noon).spec.state == .approved)
    var own = pending
    own.spec.user = "system"
    #expect(problem { () throws(Problem) in try world.reviewed(own, by: review, at: noon) }?.kind == .accessDenied)
  }
}
