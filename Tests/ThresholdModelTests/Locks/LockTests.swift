import Testing
import ThresholdModel

@Suite("Locks")
struct LockTests {
  @Test(
    "every target of the reference goes in, comes out, and is named in the refusal",
    arguments: [
      ("user", "max", "User"), ("role", "dev", "Role"), ("login", "root", "Login"), ("mfa_device", "m1", "MFADevice"),
      ("device", "d1", "Device"), ("server_id", "s1", "ServerID"), ("windows_desktop", "w1", "WindowsDesktop"),
      ("access_request", "r1", "AccessRequest"), ("bot_instance_id", "b1", "BotInstanceID"), ("join_token", "t1", "JoinToken"),
    ])
  func targets(field: String, value: String, title: String) throws {
    let target: Value = [field: .text(value)]
    let document: Value = [
      "kind": "lock", "version": "v2", "metadata": ["name": "k"], "spec": ["target": target, "message": "stolen laptop"],
    ]
    let lock = try Lock(reading: document)
    #expect(lock.spec.target.facts.map(\.field.rawValue) == [field])
    #expect(lock.spec.target.facts.map(\.value) == [value])
    #expect(lock.refusal == "lock targeting \(title):\"\(value)\" is in force: stolen laptop")
    #expect(try lock.value() == document)
    #expect(LockTarget.Field.allCases.contains { $0.rawValue == field })
  }

  @Test("`node` is the older name of `server_id`; two that differ are refused")
  func node() throws {
    func target(_ fields: Value) throws -> LockTarget {
      try Lock(reading: ["kind": "lock", "version": "v2", "metadata": ["name": "k"], "spec": ["target": fields]]).spec.target
    }
    #expect(try target(["node": "s1"]) == LockTarget(serverID: "s1"))
    #expect(try target(["node": "s1", "server_id": "s1"]) == LockTarget(serverID: "s1"))
    #expect(try target(["node": "", "server_id": "s1", "user": ""]) == LockTarget(serverID: "s1"))
    let problem = #expect(throws: Problem.self) { try target(["node": "s1", "server_id": "s2"]) }
    #expect(problem?.path == "spec.target.node")
  }

  @Test("several facts are told in one order, without a message without a colon")
  func several() {
    let target = LockTarget(user: "max", login: "root", joinToken: "t")
    let lock = Lock(version: "v2", metadata: Metadata(name: "k"), spec: LockSpec(target: target))
    #expect(lock.refusal == #"lock targeting User:"max" Login:"root" JoinToken:"t" is in force"#)
    #expect(LockTarget().isEmpty)
  }

  @Test("a lock is in force until its end, and not at it")
  func end() {
    let end = Moment(seconds: 1_800_000_000)
    var lock = Lock(version: "v2", metadata: Metadata(name: "k"), spec: LockSpec(target: LockTarget(user: "max"), expires: end))
    #expect(lock.isInForce(at: Moment(milliseconds: end.milliseconds - 1)))
    #expect(!lock.isInForce(at: end))
    lock.spec.expires = nil
    #expect(lock.isInForce(at: end))
  }
}
