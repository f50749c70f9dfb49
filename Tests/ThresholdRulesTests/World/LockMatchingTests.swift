import Testing
import ThresholdModel
import ThresholdRules

@Suite("Locks in force")
struct LockMatchingTests {
  private static func lock(_ name: String, _ target: LockTarget, until end: Moment? = nil) -> Record {
    .lock(Lock(version: "v2", metadata: Metadata(name: name), spec: LockSpec(target: target, expires: end)))
  }

  /// Everything there is to know of somebody.
  private static let subject = LockSubject(
    user: "Max", roles: ["dev", "ops"], login: "root", mfaDevice: "m1", device: "d1", serverID: "s1", windowsDesktop: "w1",
    requests: ["r1", "r2"], botInstanceID: "b1", joinToken: "t1")

  @Test(
    "each target matches its own fact, exactly",
    arguments: [
      (LockTarget(user: "max"), true), (LockTarget(user: "MAX"), true), (LockTarget(user: "ma"), false), (LockTarget(user: "*"), false),
      (LockTarget(role: "dev"), true), (LockTarget(role: "ops"), true), (LockTarget(role: "Dev"), false), (LockTarget(role: "d*"), false),
      (LockTarget(login: "root"), true), (LockTarget(login: "Root"), false), (LockTarget(mfaDevice: "m1"), true),
      (LockTarget(mfaDevice: "d1"), false), (LockTarget(device: "d1"), true), (LockTarget(device: "m1"), false),
      (LockTarget(serverID: "s1"), true), (LockTarget(serverID: "s2"), false), (LockTarget(windowsDesktop: "w1"), true),
      (LockTarget(windowsDesktop: "W1"), false), (LockTarget(accessRequest: "r2"), true), (LockTarget(accessRequest: "r3"), false),
      (LockTarget(botInstanceID: "b1"), true), (LockTarget(botInstanceID: "b2"), false), (LockTarget(joinToken: "t1"), true),
      (LockTarget(joinToken: "t2"), false), (LockTarget(login: "dev"), false), (LockTarget(role: "Max"), false),
      (LockTarget(user: "max", login: "root"), true), (LockTarget(user: "max", login: "ubuntu"), false),
      (LockTarget(user: "ann", login: "root"), false), (LockTarget(role: "dev", serverID: "s1"), true),
      (LockTarget(role: "dev", serverID: "s2"), false), (LockTarget(user: "max", accessRequest: "r1"), true), (LockTarget(), false),
    ])
  func targets(target: LockTarget, expected: Bool) {
    let world = World(records: [Self.lock("k", target)])
    #expect((world.lockInForce(matching: Self.subject, at: noon) != nil) == expected)
    #expect(world.lockInForce(matching: LockSubject(), at: noon) == nil)
  }

  @Test("a lock on a user and a login shuts out neither the whole user nor the whole login")
  func several() {
    let world = World(records: [Self.lock("k", LockTarget(user: "max", login: "root"))])
    #expect(world.lockInForce(on: "max", at: noon) == nil)
    #expect(world.lockInForce(matching: LockSubject(user: "max"), at: noon) == nil)
    #expect(world.lockInForce(matching: LockSubject(login: "root"), at: noon) == nil)
    #expect(world.locks(on: "max").map(\.name) == ["k"])
    #expect(world.locks(for: .login, "root").map(\.name) == ["k"])
    #expect(world.locks(for: .user, "Max").map(\.name) == ["k"])
    #expect(world.locks(for: .role, "root").isEmpty)
  }

  @Test("any lock in force suffices, the first by name is told, and one counts until its end and not at it")
  func ends() {
    let world = World(records: [
      Self.lock("c", LockTarget(role: "dev")), Self.lock("b", LockTarget(login: "root"), until: noon),
      Self.lock("a", LockTarget(user: "ann")),
    ])
    #expect(world.lockInForce(matching: Self.subject, at: noon + Span(milliseconds: -1))?.name == "b")
    #expect(world.lockInForce(matching: Self.subject, at: noon)?.name == "c")
  }

  @Test("a lock that is replaced counts for its new target only")
  func replaced() {
    var world = World(records: [Self.lock("k", LockTarget(user: "max", login: "root"))])
    world.applyUnchecked(.put(Self.lock("k", LockTarget(role: "ops"))))
    #expect(world.locks(for: .user, "max").isEmpty)
    #expect(world.locks(for: .login, "root").isEmpty)
    #expect(world.lockInForce(matching: LockSubject(roles: ["ops"]), at: noon)?.name == "k")
    #expect(world.lockInForce(on: "max", at: noon) == nil)
  }
}
