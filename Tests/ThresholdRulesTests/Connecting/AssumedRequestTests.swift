import Testing
import ThresholdModel
import ThresholdRules

@Suite("Assumed requests")
struct AssumedRequestTests {
  private let story = JustInTime()

  private func assumed(state: RequestState = .approved, start: Moment? = nil, until: Moment = noon + .hours(1)) -> Scene {
    var scene = story.scene
    let id = scene.request(5, by: "max", roles: [story.access], servers: [story.test], state: state, start: start)
    scene.signIn("s-max", of: "max", assuming: [id: until])
    return scene
  }

  @Test("an assumed request adds its roles for its servers, until the assumption ends")
  func adds() {
    let scene = assumed()
    #expect(
      scene.verdict("max", story.test, "ubuntu")
        == .allowed(
          Grant(login: "ubuntu", on: story.test, until: noon + .hours(1), through: story.access, source: .request(RequestID(uuid(5))))))
    #expect(scene.verdict("max", story.production, "ubuntu").refusal?.reason == .noSuchResource)
    #expect(scene.world.reachable(by: "max", signIn: "s-max", at: noon).map(\.logins) == [["ubuntu"]])
  }

  @Test("it counts for the sign-in that assumed it only")
  func otherSignIn() {
    var scene = assumed()
    scene.signIn("s-second", of: "max")
    #expect(scene.verdict("max", story.test, "ubuntu", signIn: "s-second").grant == nil)
  }

  @Test("own access stays beside it")
  func additive() {
    var scene = assumed()
    scene.role("prod", labels: ["env": ["prod"]], logins: ["max"])
    scene.user("max", roles: ["prod"], isSignedIn: false)
    #expect(scene.verdict("max", story.production, "max").grant != nil)
    #expect(scene.verdict("max", story.test, "ubuntu").grant != nil)
  }

  @Test("its denies count for its servers, and nowhere else")
  func denies() {
    var scene = story.scene
    scene.server(3, "test-2", labels: ["env": "test"])
    scene.role("mine", labels: ["env": ["test"]], logins: ["max"])
    scene.role("strict", labels: ["env": ["test"]], logins: ["root"], denyLogins: ["max"])
    scene.role("asker", searchAs: ["strict"])
    scene.user("max", roles: ["mine", "asker"], isSignedIn: false)
    let id = scene.request(6, by: "max", roles: ["strict"], servers: [story.test])
    scene.signIn("s-max", of: "max", assuming: [id: noon + .hours(1)])
    #expect(scene.verdict("max", story.test, "root").grant != nil)
    #expect(scene.verdict("max", story.test, "max").refusal?.reason == .deniedLogin("strict", "max"))
    #expect(scene.verdict("max", ServerID(uuid(3)), "max").grant != nil)
  }

  @Test("a request's deny hides no server that is seen without it")
  func denyDoesNotHide() {
    var scene = story.scene
    scene.role("mine", labels: ["env": ["test"]], logins: ["max"])
    scene.role("none", labels: ["env": ["test"]], logins: ["root"], denyLogins: ["*"])
    scene.role("asker", searchAs: ["none"])
    scene.list("testers", owners: ["olivia"])
    scene.user("max", roles: ["mine", "asker"], isSignedIn: false)
    let id = scene.request(6, by: "max", roles: ["none"], servers: [story.test])
    scene.signIn("s-max", of: "max", assuming: [id: noon + .hours(1)])
    #expect(scene.verdict("max", story.test, "max").refusal?.reason == .deniedLogin("none", "max"))
    #expect(scene.world.visibleServers(to: "max", signIn: "s-max", at: noon).map(\.id) == [story.test])
  }

  @Test("denies of a role that was asked for by itself count everywhere, and hide nothing either")
  func denyOfRoleDoesNotHide() {
    var scene = story.scene
    scene.server(3, "dev-1", labels: ["env": "dev"])
    scene.role("mine", labels: ["env": ["test"]], logins: ["max"])
    scene.role("dev", labels: ["env": ["dev"]], logins: ["root"])
    scene.role("none", labels: ["env": ["prod"]], logins: ["root"], denyLabels: ["env": ["test", "dev"]])
    scene.records.append(
      .role(Role("asker") { $0.allow.request = RequestConditions(roles: ["none"], searchAsRoles: ["dev"]) }))
    scene.user("max", roles: ["mine", "asker"], isSignedIn: false)
    let id = scene.request(6, by: "max", roles: ["none"], servers: [])
    scene.signIn("s-max", of: "max", assuming: [id: noon + .hours(1)])
    #expect(scene.verdict("max", story.production, "root").grant != nil)
    #expect(scene.verdict("max", story.test, "max").refusal?.reason == .deniedLabels("none"))
    #expect(scene.verdict("max", ServerID(uuid(3)), "root").refusal?.reason == .deniedLabels("none"))
    let visible = scene.world.visibleServers(to: "max", signIn: "s-max", at: noon).map(\.id)
    #expect(visible == [ServerID(uuid(3)), story.production, story.test])
    #expect(visible.allSatisfy { scene.world.isVisible($0, to: "max", signIn: "s-max", at: noon) })
  }

  @Test("it needs an approval, a start that has come, and times that have not passed")
  func times() {
    #expect(assumed(state: .pending).verdict("max", story.test, "ubuntu").grant == nil)
    let starting = assumed(start: noon + .minutes(10))
    let ending = assumed(until: noon + .hours(3))
    for (offset, expected) in [(-millisecond.milliseconds, false), (0, true), (1, true)] {
      let moment = noon + .minutes(10) + Span(milliseconds: offset)
      #expect((starting.verdict("max", story.test, "ubuntu", at: moment).grant != nil) == expected)
    }
    for (offset, expected) in [(-1, true), (0, false), (1, false)] as [(Int64, Bool)] {
      #expect((assumed().verdict("max", story.test, "ubuntu", at: noon + .hours(1) + Span(milliseconds: offset)).grant != nil) == expected)
      #expect((ending.verdict("max", story.test, "ubuntu", at: noon + .hours(2) + Span(milliseconds: offset)).grant != nil) == expected)
    }
  }

  @Test("losing what lets one ask ends it at once")
  func noLongerAskable() throws {
    let scene = assumed()
    let world = try scene.world.applying([.delete(.member("max", of: "testers"))], at: noon)
    #expect(world.decideConnection("max", to: story.test, as: "ubuntu", signIn: "s-max", at: noon).grant == nil)
  }

  @Test("a membership that ends sooner ends it sooner")
  func membershipEnd() {
    var scene = assumed()
    scene.member("max", of: "testers", until: noon + .minutes(5))
    #expect(scene.verdict("max", story.test, "ubuntu").grant?.until == noon + .minutes(5))
    #expect(scene.verdict("max", story.test, "ubuntu", at: noon + .minutes(5)).grant == nil)
  }

  @Test("assuming says why it cannot be")
  func refusals() {
    var scene = story.scene
    scene.request(1, by: "max", roles: [story.access], servers: [story.test], state: .pending)
    scene.request(2, by: "outsider", roles: [story.access], servers: [story.test])
    scene.request(3, by: "max", roles: [story.access], servers: [story.test], start: noon + .hours(1))
    scene.request(4, by: "max", roles: ["access"], servers: [story.test])
    let world = scene.world
    func kind(_ number: Int, at now: Moment = noon) -> Problem.Kind? {
      problem { () throws(Problem) in try world.assumed(RequestID(uuid(number)), by: "max", signIn: "s-max", at: now) }?.kind
    }
    #expect(kind(1) == .accessDenied)
    #expect(kind(2) == .notFound)
    #expect(kind(9) == .notFound)
    #expect(kind(3) == .accessDenied)
    #expect(kind(4) == .accessDenied)
    #expect(kind(1, at: noon + .hours(12)) == .unauthenticated)
  }

  @Test("assuming and dropping change the sign-in's requests, never its end")
  func assumeAndDrop() throws {
    var scene = story.scene
    let id = scene.request(1, by: "max", roles: [story.access], servers: [story.test])
    let signIn = try scene.world.assumed(id, by: "max", signIn: "s-max", at: noon + .minutes(30))
    #expect(signIn.assumed == [id: noon + .hours(2)])
    #expect(signIn.expires == noon + .hours(12))
    let world = try scene.world.applying([.put(.signIn(signIn))], at: noon + .minutes(30))
    #expect(try world.dropped([RequestID(uuid(9))], by: "max", signIn: "s-max", at: noon).assumed == [id: noon + .hours(2)])
    #expect(try world.dropped([id], by: "max", signIn: "s-max", at: noon).assumed.isEmpty)
    #expect(try world.dropped(nil, by: "max", signIn: "s-max", at: noon).assumed.isEmpty)
  }
}
