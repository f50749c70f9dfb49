import Testing
import ThresholdModel
import ThresholdRules

@Suite("Grounds of open connections")
struct ConnectionGroundTests {
  private var story = JustInTime()
  private let id = RequestID(uuid(5))
  private let ground: ConnectionGround

  init() throws {
    story.scene.request(5, by: "max", roles: [story.access], servers: [story.test])
    story.scene.signIn("s-max", of: "max", assuming: [id: noon + .hours(1)])
    ground = try #require(Self.held(story.scene.world.ground(of: "max", on: story.test, logins: ["ubuntu"], signIn: "s-max", at: noon)))
  }

  private static func held(_ verdict: GroundVerdict) -> ConnectionGround? {
    if case .held(let ground) = verdict { ground } else { nil }
  }

  private func words(after changes: [Change], at now: Moment = noon) throws -> String? {
    words(in: try story.scene.world.applying(changes, at: now), at: now)
  }

  private func words(in world: World, at now: Moment = noon) -> String? {
    if case .lost(let refusal) = world.ground(again: ground, at: now) { refusal.message } else { nil }
  }

  @Test("a connection stands on every login, until the first of them ends")
  func every() throws {
    var scene = story.scene
    scene.role("mine", labels: ["env": ["test"]], logins: ["max"])
    scene.user("max", roles: ["mine"], isSignedIn: false)
    let both = try #require(
      Self.held(scene.world.ground(of: "max", on: story.test, logins: ["ubuntu", "max", "max"], signIn: "s-max", at: noon)))
    #expect(both.logins == ["max", "ubuntu"])
    #expect(both.until == noon + .hours(1))
    #expect(scene.world.groundLost("max", on: story.test, logins: ["max", "root"], signIn: "s-max", at: noon) != nil)
    #expect(scene.world.groundLost("max", on: story.test, logins: [], signIn: "s-max", at: noon) != nil)
    #expect(scene.world.groundLost("max", on: story.test, logins: ["max"], signIn: "s-max", at: noon + .hours(1)) == nil)
  }

  @Test("nothing happened, nothing is lost")
  func stands() {
    #expect(words(in: story.scene.world) == nil)
    #expect(words(in: story.scene.world, at: noon + .hours(1) - millisecond) == nil)
  }

  @Test("what time ends is said with its time")
  func time() {
    #expect(words(in: story.scene.world, at: noon + .hours(1)) == "your use of access request \(id) ended at 2027-01-15T09:00:00Z")
    #expect(words(in: story.scene.world, at: noon + .hours(2)) == "access request \(id) ended at 2027-01-15T10:00:00Z")
    #expect(words(in: story.scene.world, at: noon + .hours(12)) == "your sign-in ended at 2027-01-15T20:00:00Z")
  }

  @Test("who ended the request is named, with the reason")
  func request() throws {
    let world = story.scene.world
    let request = try #require(world.request(id))
    let revoked = try world.revoked(request, by: "local:root", reason: "incident\u{1B}[2J over", at: noon)
    #expect(try words(after: [.put(.request(revoked))]) == "access request \(id) was revoked by local:root: incident\\u{1b}[2J over")
    #expect(try words(after: [.put(.request(world.ended(request, by: "max", at: noon)))]) == "access request \(id) was ended by max")
    let denied = try world.overridden(request, approve: false, by: "admin", reason: "mistake", at: noon)
    #expect(try words(after: [.put(.request(denied))]) == "access request \(id) was denied by admin: mistake")
    #expect(try words(after: [.delete(.request(id))]) == "access request \(id) was deleted")
    let dropped = try world.dropped(nil, by: "max", signIn: "s-max", at: noon)
    #expect(try words(after: [.put(.signIn(dropped))]) == "you dropped access request \(id)")
    let swept = world.expired(at: noon + .hours(2)).map { Change.put(.request($0)) }
    #expect(
      words(in: try world.applying(swept, at: noon + .hours(2)), at: noon + .hours(2))
        == "access request \(id) ended at 2027-01-15T10:00:00Z")
  }

  @Test("a loss of anything else is said too")
  func others() throws {
    let world = story.scene.world
    #expect(try words(after: [.delete(.member("max", of: "testers"))]) == "you may no longer ask for what access request \(id) gives")
    let lock = Lock(version: "v2", metadata: Metadata(name: "k"), spec: LockSpec(target: LockTarget(user: "max"), message: "stolen laptop"))
    #expect(try words(after: [.put(.lock(lock))]) == "user max is locked: stolen laptop")
    #expect(try words(after: [.delete(.signIn("s-max", of: "max"))]) == "you signed out")
    #expect(try words(after: world.changesToDelete(user: "max")) == "user max does not exist any more")
    #expect(try words(after: [.delete(.server(story.test))]) == "the server was removed")
    var role = try #require(world.role(story.access))
    role.spec.allow.logins = ["other"]
    #expect(try words(after: [.put(.role(role))])?.contains("changed") == true)
    role.spec.deny.nodeLabels = ["env": ["test"]]
    #expect(try words(after: [.put(.role(role))]) == "role \(story.access) denies this access now")
  }

  @Test("a standing ground says which list or role is gone")
  func standing() throws {
    var scene = Scene()
    let server = scene.server(1, "web")
    scene.role("r", labels: ["*": ["*"]], logins: ["root"])
    scene.user("olivia")
    scene.user("max")
    scene.user("own", roles: ["r"])
    scene.list("l", owners: ["olivia", "own"], members: ["max"], grants: ["r"], ownerGrants: ["r"])
    let world = scene.world
    func words(_ user: UserName, _ changes: [Change]) throws -> String? {
      let ground = try #require(Self.held(world.ground(of: user, on: server, logins: ["root"], signIn: SignInID("s-\(user)"), at: noon)))
      guard case .lost(let refusal) = try world.applying(changes, at: noon).ground(again: ground, at: noon) else { return nil }
      return refusal.message
    }
    #expect(try words("max", [.delete(.member("max", of: "l"))]) == "your membership of list l ended")
    #expect(try words("max", world.changesToDelete(list: "l")) == "list l was removed")
    #expect(try words("own", world.changesToDelete(list: "l")) == nil)
    var list = try #require(world.list("l"))
    list.spec.owners = [Owner(name: "own")]
    #expect(try words("olivia", [.put(.list(list))]) == "you no longer own list l")
    list.spec.grants = Grants()
    #expect(try words("max", [.put(.list(list))]) == "list l no longer grants role r")
    list.spec.ownerGrants = Grants()
    #expect(try words("own", [.put(.list(list)), .put(.user(User(name: "own")))]) == "role r was taken from you")
  }
}
