import Testing
import ThresholdModel

@testable import ThresholdRules

@Suite("Reviewing with thresholds, filters and conditions")
struct ThresholdTests {
  /// Max asks for role `a`, for which the given thresholds stand; ann, bob and cid may review it.
  private func scene(_ thresholds: [ReviewThreshold], annotations: [String: [String]] = [:]) -> Scene {
    var scene = Scene()
    scene.role("a")
    scene.role("asker", request: RequestConditions(roles: ["a"], thresholds: thresholds, annotations: annotations))
    scene.role("reviewer", review: ReviewConditions(roles: ["a"]))
    scene.role("senior")
    scene.user("max", roles: ["asker"])
    for name in ["ann", "bob", "cid"] as [UserName] {
      scene.user(name, roles: name == "ann" ? ["reviewer", "senior"] : ["reviewer"], traits: ["team": name == "bob" ? ["red"] : []])
    }
    return scene
  }

  private func request(_ scene: Scene, reason: String = "") throws -> AccessRequest {
    try scene.draft(RequestWish(roles: ["a"], reason: reason))
  }

  private func review(_ author: UserName, _ proposed: RequestState = .approved, reason: String = "") -> Review {
    Review(author: author, proposed: proposed, reason: reason, created: noon)
  }

  @Test(
    "a review counts where the filter holds when it is made",
    arguments: [
      ("", "ann", true), ("contains(reviewer.roles, \"senior\")", "ann", true), ("contains(reviewer.roles, \"senior\")", "bob", false),
      ("contains(reviewer.traits[\"team\"], \"red\")", "bob", true), ("contains(reviewer.traits[\"team\"], \"red\")", "ann", false),
      ("contains(request.roles, \"a\")", "ann", true), ("request.reason == \"deploy\"", "ann", true),
      ("request.reason == \"x\"", "ann", false),
      ("contains(request.system_annotations[\"env\"], \"prod\")", "ann", true),
      ("contains(request.system_annotations[\"none\"], \"prod\")", "ann", false), ("review.reason == \"fine\"", "ann", true),
      ("!(review.reason == \"fine\")", "ann", false),
    ] as [(String, UserName, Bool)])
  func filters(filter: String, author: UserName, counts: Bool) throws {
    let scene = scene([ReviewThreshold(name: "t", filter: filter, approve: 1, deny: 1)], annotations: ["env": ["prod"]])
    let request = try request(scene, reason: "deploy")
    let approved = try scene.world.reviewed(request, by: review(author, reason: "fine"), at: noon)
    #expect(approved.spec.state == (counts ? .approved : .pending))
    #expect(approved.spec.reviews.map(\.thresholds) == [counts ? [0] : []])
    #expect(approved.spec.resolveReason == (counts ? "fine" : ""))
    let denied = try scene.world.reviewed(request, by: review(author, .denied, reason: "fine"), at: noon)
    #expect(denied.spec.state == (counts ? .denied : .pending))
    for result in [approved, denied] where result.spec.state != .pending || !counts {
      let stored = try scene.world.applying([.put(.request(request))], at: noon)
      #expect(throws: Never.self) { try stored.applying([.put(.request(result))], at: noon) }
    }
  }

  @Test("a filter that cannot be evaluated lets no approval count, and every denial")
  func unreadable() throws {
    let scene = scene([ReviewThreshold(name: "t", filter: "nonsense(", approve: 1, deny: 1)])
    let request = try request(scene)
    #expect(try scene.world.reviewed(request, by: review("ann"), at: noon).spec.state == .pending)
    #expect(try scene.world.reviewed(request, by: review("ann", .denied), at: noon).spec.state == .denied)
  }

  @Test("two must agree, one after the other; the last one's reason is kept; a person counts once")
  func quorum() throws {
    let scene = scene([ReviewThreshold(name: "two", approve: 2, deny: 1)])
    let first = try scene.world.reviewed(request(scene), by: review("ann", reason: "one"), at: noon)
    #expect(first.spec.state == .pending)
    #expect(problem { () throws(Problem) in try scene.world.reviewed(first, by: review("ANN"), at: noon) }?.kind == .accessDenied)
    let second = try scene.world.reviewed(first, by: review("bob", reason: "two"), at: noon)
    #expect(second.spec.state == .approved)
    #expect(second.spec.resolveReason == "two")
  }

  @Test("an approval stops to count when its author may not review any more, is locked or is gone")
  func eligibility() throws {
    let scene = scene([ReviewThreshold(name: "two", approve: 2, deny: 1)])
    let first = try scene.world.reviewed(request(scene), by: review("ann"), at: noon)
    var (demoted, locked, gone) = (scene, scene, scene)
    demoted.user("ann", roles: ["senior"], isSignedIn: false)
    locked.lock("k", on: "ann")
    gone.records.removeAll { if case .user(let user) = $0 { user.name == "ann" } else { false } }
    for scene in [demoted, locked, gone] {
      let second = try scene.world.reviewed(first, by: review("bob"), at: noon)
      #expect(second.spec.state == .pending)
      #expect(try scene.world.reviewed(second, by: review("cid"), at: noon).spec.state == .approved)
    }
  }

  @Test("nobody writes a decision that the reviews do not come to")
  func forged() throws {
    let scene = scene([ReviewThreshold(name: "two", filter: "contains(reviewer.roles, \"senior\")", approve: 1, deny: 1)])
    let request = try request(scene)
    let world = try scene.world.applying([.put(.request(request))], at: noon)
    var forged = try scene.world.reviewed(request, by: review("bob"), at: noon)
    #expect(forged.spec.state == .pending)
    forged.spec.state = .approved
    #expect(problem { () throws(Problem) in try world.applying([.put(.request(forged))], at: noon) }?.kind == .accessDenied)
    forged.spec.reviews[0].thresholds = [0]
    #expect(problem { () throws(Problem) in try world.applying([.put(.request(forged))], at: noon) }?.kind == .compareFailed)
    var changed = request
    changed.spec.thresholds = [.standard]
    changed.spec.reviews = [review("bob")]
    #expect(problem { () throws(Problem) in try world.applying([.put(.request(changed))], at: noon) }?.kind == .badParameter)
  }

  struct Condition: Sendable, CustomTestStringConvertible {
    let about: String
    var allow: [ReviewConditions] = []
    var deny: [ReviewConditions] = []
    let mayReview: Bool
    var testDescription: String { about }
  }

  private static let holds = "contains(reviewer.roles, \"senior\") && contains(request.roles, \"a\")"
  private static let fails = "contains(request.system_annotations[\"env\"], \"prod\")"

  static let conditions: [Condition] = [
    Condition(about: "both roles by one block", allow: [ReviewConditions(roles: ["*"])], mayReview: true),
    Condition(about: "one role only", allow: [ReviewConditions(roles: ["a"])], mayReview: false),
    Condition(about: "both by two blocks", allow: [ReviewConditions(roles: ["a"]), ReviewConditions(roles: ["^b$"])], mayReview: true),
    Condition(about: "a condition that holds", allow: [ReviewConditions(roles: ["*"], condition: holds)], mayReview: true),
    Condition(about: "one that does not", allow: [ReviewConditions(roles: ["*"], condition: fails)], mayReview: false),
    Condition(about: "one that cannot be read", allow: [ReviewConditions(roles: ["*"], condition: "huh(")], mayReview: false),
    Condition(
      about: "of two blocks one does not apply", allow: [ReviewConditions(roles: ["a"]), ReviewConditions(roles: ["b"], condition: fails)],
      mayReview: false),
    Condition(
      about: "by a trait",
      allow: [ReviewConditions(roles: ["a"], claimsToRoles: [ClaimMapping(claim: "team", value: "^r.*$", roles: ["b"])])], mayReview: true),
    Condition(
      about: "a deny of any one", allow: [ReviewConditions(roles: ["*"])], deny: [ReviewConditions(roles: ["b"])], mayReview: false),
    Condition(about: "a deny of others", allow: [ReviewConditions(roles: ["*"])], deny: [ReviewConditions(roles: ["c"])], mayReview: true),
    Condition(
      about: "a deny that does not apply", allow: [ReviewConditions(roles: ["*"])],
      deny: [ReviewConditions(roles: ["b"], condition: fails)],
      mayReview: true),
    Condition(
      about: "a deny that applies", allow: [ReviewConditions(roles: ["*"])], deny: [ReviewConditions(roles: ["b"], condition: holds)],
      mayReview: false),
    Condition(
      about: "a deny that cannot be read", allow: [ReviewConditions(roles: ["*"])],
      deny: [ReviewConditions(roles: ["b"], condition: "huh(")],
      mayReview: false),
    Condition(
      about: "a deny by a trait", allow: [ReviewConditions(roles: ["*"])],
      deny: [ReviewConditions(claimsToRoles: [ClaimMapping(claim: "team", value: "red", roles: ["a"])])], mayReview: false),
  ]

  @Test("who may review a request for `a` and `b`", arguments: conditions)
  func reviewers(condition: Condition) {
    var scene = Scene()
    scene.role("senior")
    for (place, block) in condition.allow.enumerated() { scene.role(RoleName("allow\(place)"), review: block) }
    for (place, block) in condition.deny.enumerated() { scene.role(RoleName("deny\(place)"), denyReview: block) }
    let roles = ["senior"] + condition.allow.indices.map { "allow\($0)" } + condition.deny.indices.map { "deny\($0)" }
    scene.user("ann", roles: roles.map { RoleName($0) }, traits: ["team": ["red"]])
    var request = Scene.request(1, by: "max", roles: ["a", "b"], servers: [], state: .pending)
    #expect((scene.world.mayReview("ann", request, at: noon) == nil) == condition.mayReview)
    // What was asked for counts, even when only a part of it was approved.
    request.spec.originalRoles = ["a", "b"]
    request.spec.roles = ["c"]
    #expect((scene.world.mayReview("ann", request, at: noon) == nil) == condition.mayReview)
  }

  @Test("a reviewer's assumed requests lend nothing")
  func assumed() {
    var scene = Scene()
    scene.role("a")
    scene.role("reviewer", review: ReviewConditions(roles: ["a"]))
    scene.role("asker", request: RequestConditions(roles: ["reviewer"]))
    scene.user("ann", roles: ["asker"], isSignedIn: false)
    let id = scene.request(3, by: "ann", roles: ["reviewer"], servers: [])
    scene.signIn("s-ann", of: "ann", assuming: [id: noon + .hours(1)])
    #expect(scene.world.mayReview("ann", Scene.request(1, by: "max", roles: ["a"], servers: [], state: .pending), at: noon) != nil)
  }

  @Test("what a review must not say")
  func malformed() throws {
    let scene = scene([])
    let request = try request(scene)
    func kind(_ change: (inout Review, inout AccessRequest) -> Void, caller: UserName? = nil) -> Problem.Kind? {
      var (review, request) = (review("ann"), request)
      change(&review, &request)
      return problem { () throws(Problem) in try scene.world.reviewed(request, by: review, as: caller, at: noon) }?.kind
    }
    #expect(kind({ review, _ in review.author = "" }) == .badParameter)
    #expect(kind({ _, request in request.metadata.name = "" }) == .badParameter)
    #expect(kind({ _, _ in }, caller: "bob") == .badParameter)
    #expect(kind({ review, _ in review.annotations = ["a": []] }) == .notImplemented)
    #expect(kind({ review, _ in review.roles = ["b"] }) == .notImplemented)
    #expect(kind({ review, _ in review.accessList = PromotedList(name: "l", title: "") }) == .badParameter)
    #expect(kind({ review, _ in review.reason = String(repeating: "x", count: 4097) }) == .badParameter)
    #expect(kind({ _, request in request.spec.thresholds = [] }) == .badParameter)
    #expect(kind({ _, request in request.spec.kind = .longTerm }) == .badParameter)
    var all = review("ann")
    all.roles = ["a"]
    #expect(throws: Never.self) { try scene.world.reviewed(request, by: all, as: "Ann", at: noon) }
  }
}
