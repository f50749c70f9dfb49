import Testing
import ThresholdModel
import ThresholdRules

@Suite("Deciding connections")
struct ConnectionTests {
  private func scene() -> Scene {
    var scene = Scene()
    scene.server(1, "web", labels: ["env": "test", "team": "a"])
    scene.role("root-on-test", labels: ["env": ["test"]], logins: ["root"])
    scene.role("ubuntu-on-prod", labels: ["env": ["prod"]], logins: ["ubuntu"])
    scene.user("alice", roles: ["root-on-test", "ubuntu-on-prod"])
    return scene
  }
  private let web = ServerID(uuid(1))

  @Test("a role that allows labels and login allows, until the sign-in ends")
  func allowed() {
    #expect(
      scene().verdict("Alice", web, "root")
        == .allowed(Grant(login: "root", on: web, until: noon + .hours(12), through: "root-on-test", source: .own)))
  }

  @Test("labels of one role and the login of another do not add up")
  func noMix() {
    let refusal = scene().verdict("alice", web, "ubuntu").refusal
    #expect(refusal?.reason == .noGrant)
    #expect(refusal?.hint == "log in as `root`")
  }

  @Test("logins are compared exactly", arguments: ["Root", "root ", "roo", "", "*", "root\u{0}"])
  func exact(login: String) {
    #expect(scene().verdict("alice", web, login).grant == nil)
  }

  @Test(
    "a deny wins over every allow; labels and logins deny each by itself",
    arguments: [
      (["env": ["test"]], [], .deniedLabels("d")), (["env": ["test"], "team": ["a"]], [], .deniedLabels("d")),
      ([:], ["root"], .deniedLogin("d")), ([:], ["*"], .deniedLogin("d")), (["env": ["prod"]], ["root"], .deniedLogin("d")),
      ([:], ["{{internal.logins}}"], .deniedLogin("d")), ([:], ["{{internal.logins"], .deniedLogin("d")),
    ] as [(LabelMap, [String], Refusal.Reason)])
  func denied(labels: LabelMap, logins: [String], reason: Refusal.Reason) {
    var scene = Scene()
    scene.server(1, "web", labels: ["env": "test", "team": "a"])
    scene.role("all", labels: ["*": ["*"]], logins: ["root", "other"], rules: [Rule(resources: ["node"], verbs: ["read"])])
    scene.role("d", denyLabels: labels, denyLogins: logins)
    scene.user("alice", roles: ["all", "d"], traits: ["logins": ["root"]])
    #expect(scene.verdict("alice", web, "root").refusal?.reason == reason)
  }

  @Test(
    "several keys in a deny are AND-ed, and a missing trait in it denies nothing",
    arguments: [(["env": ["test"], "team": ["b"]], []), ([:], ["{{external.none}}"]), ([:], ["other"])] as [(LabelMap, [String])])
  func notDenied(labels: LabelMap, logins: [String]) {
    var scene = scene()
    scene.role("d", denyLabels: labels, denyLogins: logins)
    scene.user("bob", roles: ["root-on-test", "d"])
    #expect(scene.verdict("bob", web, "root").grant != nil)
  }

  @Test("sign-in, user, lock and server are asked in this order")
  func order() {
    var scene = scene()
    #expect(scene.verdict("alice", web, "root", signIn: "s-none").refusal?.reason == .signInEnded)
    scene.user("bob")
    #expect(scene.verdict("alice", web, "root", signIn: "s-bob").refusal?.reason == .signInEnded)
    scene.signIn("s-ghost", of: "ghost")
    #expect(scene.verdict("ghost", web, "root").refusal?.reason == .noSuchUser)
    #expect(scene.verdict("alice", ServerID(uuid(9)), "root").refusal?.reason == .noSuchResource)
    scene.lock("k", on: "ALICE", message: "on leave")
    let refusal = scene.verdict("alice", ServerID(uuid(9)), "root").refusal
    #expect(refusal?.reason == .locked("k"))
    #expect(refusal?.message == "lock targeting User:\"ALICE\" is in force: on leave")
  }

  @Test("what a user cannot see is refused like what is not there")
  func invisible() throws {
    var scene = scene()
    scene.user("bob")
    let hidden = try #require(scene.verdict("bob", web, "root").refusal)
    let missing = try #require(scene.verdict("bob", ServerID(uuid(9)), "root").refusal)
    #expect(hidden.reason == .noSuchResource)
    #expect(hidden.message.replacing(uuid(1), with: "ID") == missing.message.replacing(uuid(9), with: "ID"))
    #expect(hidden.hint == missing.hint)
    #expect(hidden.problem.kind == .notFound)
  }

  @Test("a block that names a missing role gives nothing and still denies")
  func missingRole() {
    var scene = scene()
    scene.role("no-root", denyLogins: ["root"])
    scene.user("bob", roles: ["root-on-test", "ghost"])
    scene.user("carl", roles: ["root-on-test"])
    scene.list("l", owners: ["alice"], members: ["carl"], grants: ["no-root", "ghost"])
    #expect(scene.verdict("bob", web, "root").grant == nil)
    #expect(scene.verdict("carl", web, "root").grant == nil)
    #expect(scene.world.standing(of: "bob", at: noon).allSatisfy { $0.isDenyOnly })
  }

  @Test("a connection lasts as long as its longest ground")
  func longest() {
    var scene = scene()
    scene.user("bob")
    scene.list("short", owners: ["alice"], grants: ["root-on-test"])
    scene.list("long", owners: ["alice"], grants: ["root-on-test"])
    scene.member("bob", of: "short", until: noon + .hours(1))
    scene.member("bob", of: "long", until: noon + .hours(2))
    #expect(scene.verdict("bob", web, "root").grant?.until == noon + .hours(2))
    #expect(scene.verdict("bob", web, "root").grant?.source == .member("long"))
    #expect(scene.verdict("bob", web, "root", at: noon + .hours(2)).grant == nil)
  }

  @Test("several servers of one name are told apart by id, and only visible ones count")
  func resolving() throws {
    var scene = scene()
    scene.server(2, "WEB", labels: ["env": "secret"])
    #expect(try scene.world.resolve("Web", for: "alice", signIn: "s-alice", at: noon).id == web)
    #expect(try scene.world.resolve(uuid(1), for: "alice", signIn: "s-alice", at: noon).id == web)
    #expect(
      problem { () throws(Problem) in try scene.world.resolve(uuid(2), for: "alice", signIn: "s-alice", at: noon) }?.kind == .notFound)
    scene.server(3, "web", labels: ["env": "test"])
    let several = problem { () throws(Problem) in try scene.world.resolve("web", for: "alice", signIn: "s-alice", at: noon) }
    #expect(several?.kind == .badParameter)
    #expect(several?.hint?.contains(uuid(3)) == true)
  }

  @Test("the preset access role gives the logins of the user's own traits everywhere")
  func presets() {
    var scene = JustInTime().scene
    scene.user("root-user", roles: ["access"], traits: ["logins": ["root"]])
    #expect(
      scene.world.reachable(by: "root-user", signIn: "s-root-user", at: noon).map(\.resource.server!.spec.hostname) == ["prod-1", "test-1"])
    #expect(scene.world.reachable(by: "admin", signIn: "s-admin", at: noon).isEmpty)
    #expect(scene.world.visibleServers(to: "admin", at: noon).count == 2)
    #expect(scene.world.visibleServers(to: "outsider", at: noon).isEmpty)
  }
}
