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
