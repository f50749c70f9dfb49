import Testing
import ThresholdModel
import ThresholdRules

@Suite("Bypassing reviews, and ending")
struct OverrideTests {
  private let story = JustInTime()

  private func request(_ state: RequestState) -> AccessRequest {
    Scene.request(1, by: "max", roles: [story.access], servers: [story.test], state: state)
  }

  @Test(
    "which state an override leads to",
    arguments: [
      (RequestState.pending, true, RequestState.approved), (.pending, false, .denied), (.approved, false, .denied),
      (.denied, false, .denied),
      (.approved, true, nil), (.denied, true, nil), (.promoted, true, nil), (.promoted, false, nil), (.ended, true, nil),
      (.ended, false, nil),
      (.expired, true, nil), (.expired, false, nil),
    ] as [(RequestState, Bool, RequestState?)])
  func states(from: RequestState, approve: Bool, to expected: RequestState?) {
    let result = try? story.scene.world.overridden(request(from), approve: approve, by: "local:root", reason: "fire", at: noon)
    #expect(result?.spec.state == expected)
    if expected != nil, from != .denied {
      #expect(result?.spec.override == Override(author: "local:root", reason: "fire", at: noon))
      #expect(result?.spec.resolveReason == "fire")
    }
  }

  @Test("an override needs a reason and is never one's own", arguments: ["", " \n"])
  func refused(reason: String) {
    let world = story.scene.world
    #expect(
      problem { () throws(Problem) in try world.overridden(request(.pending), approve: true, by: "admin", reason: reason, at: noon) }?.path
        == "reason")
    #expect(
      problem { () throws(Problem) in try world.overridden(request(.pending), approve: true, by: "Max", reason: "x", at: noon) }?.kind
        == .accessDenied)
    #expect(
      problem { () throws(Problem) in
        try world.overridden(request(.pending), approve: true, by: "admin", reason: "x", at: noon + .hours(2))
      }?.kind == .accessDenied)
  }

  @Test("an approved request is revoked with a reason, or ended by its requester")
  func ending() throws {
    let world = story.scene.world
    let revoked = try world.revoked(request(.approved), by: "olivia", reason: "done", at: noon)
    #expect(revoked.spec.state == .ended)
    #expect(revoked.spec.ended == Ended(by: "olivia", reason: "done", at: noon))
    #expect(try world.ended(request(.approved), by: "Max", at: noon).spec.state == .ended)
    #expect(
      problem { () throws(Problem) in try world.revoked(request(.approved), by: "olivia", reason: " ", at: noon) }?.kind == .badParameter)
    #expect(problem { () throws(Problem) in try world.ended(request(.approved), by: "olivia", at: noon) }?.kind == .notFound)
    for state in RequestState.allCases where state != .approved {
      #expect(problem { () throws(Problem) in try world.ended(request(state), by: "max", at: noon) }?.kind == .accessDenied)
    }
    #expect(problem { () throws(Problem) in try world.ended(request(.approved), by: "max", at: noon + .hours(2)) }?.kind == .accessDenied)
  }

  @Test("what time has ended is found for the sweeper, exactly at its end")
  func sweeping() {
    var scene = story.scene
    scene.records.append(.request(request(.approved)))
    scene.records.append(
      .request(Scene.request(2, by: "max", roles: [story.access], servers: [story.test], state: .pending, until: noon + .hours(1))))
    let world = scene.world
    #expect(world.expired(at: noon + .hours(1) - millisecond).isEmpty)
    #expect(world.expired(at: noon + .hours(1)).map(\.id) == [RequestID(uuid(2))])
    #expect(world.expired(at: noon + .hours(2)).map(\.spec.state) == [.expired, .expired])
    #expect(world.changesToSweep(at: noon + .hours(12) - millisecond).isEmpty)
    #expect(world.changesToSweep(at: noon + .hours(12)).count == 4)
  }
}

@Suite("Approving a part of a request")
struct PartialApprovalTests {
  private func pending() -> (Scene, AccessRequest) {
    var scene = Scene()
    scene.role("a")
    scene.role("b")
    scene.role("reviewer", review: ["b"])
    scene.role("boss", rules: [Rule(resources: ["access_request"], verbs: ["update", "list", "read"])])
    scene.user("max")
    scene.user("ann", roles: ["reviewer"])
    scene.user("boss", roles: ["boss"])
    let request = Scene.request(1, by: "max", roles: ["a", "b"], servers: [], state: .pending)
    scene.records.append(.request(request))
    return (scene, request)
  }

  @Test("an override approves some of the roles, moves the start and leaves annotations; what was asked for stays on record")
  func part() throws {
    let (scene, request) = pending()
    let decision = Decision(
      approve: true, reason: "enough", roles: ["b", "b"], annotations: ["ticket": ["7"]], assumeStart: noon + .hours(1))
    let approved = try scene.world.overridden(request, decision, by: "boss", at: noon)
    #expect(approved.spec.roles == ["b"])
    #expect(approved.spec.reviewedRoles == ["a", "b"])
    #expect(approved.spec.resolveAnnotations == ["ticket": ["7"]])
    #expect(approved.spec.assumeStart == noon + .hours(1))
    #expect(throws: Never.self) { try scene.world.applying([.put(.request(approved))], at: noon) }
    #expect(scene.world.mayReview("ann", approved, at: noon) != nil)
    let whole = try scene.world.overridden(request, Decision(approve: true, reason: "x", roles: ["b", "a"]), by: "boss", at: noon)
    #expect(whole.spec.roles == ["a", "b"])
    #expect(whole.spec.originalRoles == nil)
  }

  @Test("roles that were not asked for, roles with a denial, and bad starts are refused")
  func refused() {
    let (scene, request) = pending()
    for decision in [
      Decision(approve: true, reason: "x", roles: ["c"]), Decision(approve: true, reason: "x", roles: ["a", "c"]),
      Decision(approve: false, reason: "x", roles: ["a"]), Decision(approve: false, reason: "x", assumeStart: noon),
      Decision(approve: true, reason: "x", assumeStart: noon - .seconds(1)),
      Decision(approve: true, reason: "x", assumeStart: noon + .hours(2)),
    ] {
      #expect(problem { () throws(Problem) in try scene.world.overridden(request, decision, by: "boss", at: noon) }?.kind == .badParameter)
    }
  }

  @Test("nobody writes fewer or other roles without an override")
  func forged() throws {
    let (scene, request) = pending()
    let approved = try scene.world.overridden(request, Decision(approve: true, reason: "x", roles: ["b"]), by: "boss", at: noon)
    func refusal(_ change: (inout AccessRequest) -> Void) -> Problem.Kind? {
      var forged = approved
      change(&forged)
      return problem { () throws(Problem) in try scene.world.applying([.put(.request(forged))], at: noon) }?.kind
    }
    #expect(refusal { $0.spec.originalRoles = nil } == .badParameter)
    #expect(refusal { $0.spec.roles = ["c"] } == .badParameter)
    #expect(refusal { $0.spec.roles = [] } == .badParameter)
    #expect(refusal { $0.spec.override?.reason = " " } == .badParameter)
    #expect(refusal { $0.spec.override?.author = "ann" } == .accessDenied)
    #expect(refusal { $0.spec.override = nil } == .badParameter)
  }

  @Test("denying again changes nothing, also not the reason")
  func deniedAgain() throws {
    let (scene, request) = pending()
    let denied = try scene.world.overridden(request, approve: false, by: "boss", reason: "no", at: noon)
    #expect(try scene.world.overridden(denied, approve: false, by: "boss", reason: "still no", at: noon) == denied)
  }
}
