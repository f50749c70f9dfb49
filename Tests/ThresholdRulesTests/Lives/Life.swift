import Testing
import ThresholdModel

@testable import ThresholdRules

/// One random life of a few requests: a small World, its clock, and a ledger of what must hold.
struct Life {
  static let people: [UserName] = ["max", "ann", "bob", "cid", "boss"]
  static let servers = [ServerID(uuid(1)), ServerID(uuid(2))]
  static let askable: [RoleName] = ["access-test", "access-prod", "extra"]

  /// What was asked for, as it was when it was asked.
  struct Entry {
    let asked: AccessRequestSpec
    /// No access may last longer, worked out apart from the rules.
    let latestEnd: Moment
    var state: RequestState
  }

  /// What happened, so that a run of lives that never gets anywhere is noticed.
  struct Tally {
    var quorums = 0
    var overrides = 0
    var narrowed = 0
    var denials = 0
    var promotions = 0
    var grants = 0
    var ended = 0
    var expired = 0
    var lostReviewers = 0

    static func + (left: Tally, right: Tally) -> Tally {
      Tally(
        quorums: left.quorums + right.quorums, overrides: left.overrides + right.overrides, narrowed: left.narrowed + right.narrowed,
        denials: left.denials + right.denials, promotions: left.promotions + right.promotions, grants: left.grants + right.grants,
        ended: left.ended + right.ended, expired: left.expired + right.expired, lostReviewers: left.lostReviewers + right.lostReviewers)
    }
  }

  var dice: Dice
  var world: World
  var now = noon
  var entries: [RequestID: Entry] = [:]
  var tally = Tally()
  var nextNumber = 100
  /// What went wrong, in words; empty when nothing did.
  var faults: [String] = []

  init(seed: UInt64) {
    dice = Dice(seed: seed)
    world = World(records: Self.scene(&dice).records, sequence: 1)
  }

  /// Max may ask for three roles and two servers; ann, bob and cid review, boss overrides. Thresholds, durations and
  /// lists differ from life to life.
  private static func scene(_ dice: inout Dice) -> Scene {
    var scene = Scene()
    scene.server(1, "test-1", labels: ["env": "test"])
    scene.server(2, "prod-1", labels: ["env": "prod"])
    scene.role("access-test", labels: ["env": ["test"]], logins: ["root"], longest: .hours(dice.oneIn(2) ? 30 : 4))
    scene.role("access-prod", labels: ["env": ["prod"]], logins: ["root"])
    scene.role("extra", labels: ["env": ["*"]], logins: ["extra"])
    for record in [requester(&dice), requester(&dice, "requester-2"), reviewer(), senior()] { scene.records.append(.role(record)) }
    scene.role("boss", rules: [Rule(resources: ["access_request"], verbs: ["update", "list", "read", "delete"])])
    scene.user("max", roles: dice.oneIn(2) ? ["requester-2"] : [])
    scene.user("ann", roles: ["senior"])
    scene.user("bob")
    scene.user("cid", roles: ["reviewer"])
    scene.user("boss", roles: dice.oneIn(2) ? ["boss"] : ["boss", "reviewer"])
    scene.list("askers", owners: ["ann"], members: ["max"], grants: ["requester"], ownerGrants: ["reviewer"])
    scene.list("reviewers", owners: ["cid"], members: ["bob", "ann"], grants: ["reviewer"])
    scene.list("testers", owners: ["ann", "cid"], members: [], grants: ["access-test"])
    return scene
  }

  /// A role that lets one ask, with thresholds of any kind.
  static func requester(_ dice: inout Dice, _ name: RoleName = "requester") -> Role {
    let known = [
      ReviewThreshold(name: "two", approve: 2, deny: 1), ReviewThreshold(name: "one", approve: 1, deny: 2),
      ReviewThreshold(name: "senior", filter: "contains(reviewer.roles, \"senior\")", approve: 1, deny: 0),
      ReviewThreshold(name: "three", approve: 3, deny: 3),
    ]
    return Role(
      name: name,
      allow: RoleConditions(
        request: RequestConditions(
          roles: ["extra", "access-*"], searchAsRoles: ["access-test", "access-prod"], thresholds: dice.some(of: known, atMost: 2),
          maxDuration: dice.pick([Span.zero, .hours(2), .days(2)]))))
  }

  static func reviewer(condition: String = "") -> Role {
    Role(name: "reviewer", allow: RoleConditions(reviewRequests: ReviewConditions(roles: ["*"], condition: condition)))
  }

  static func senior(isDenied: Bool = false) -> Role {
    Role(name: "senior", deny: RoleConditions(reviewRequests: ReviewConditions(roles: isDenied ? ["extra"] : [])))
  }

  /// Lives up to a number of steps, and checks everything after each.
  mutating func live(steps: Int) {
    for _ in 0..<steps where faults.isEmpty {
      let before = world
      step()
      checkEverything(since: before)
    }
  }

  /// Takes a change when the rules allow it.
  /// - Returns: whether they did.
  @discardableResult
  mutating func commit(_ changes: [Change]) -> Bool {
    guard let after = try? world.applying(changes, at: now) else { return false }
    world = after
    return true
  }

  mutating func fault(_ text: String) { faults.append("at \(now): \(text)") }
}
