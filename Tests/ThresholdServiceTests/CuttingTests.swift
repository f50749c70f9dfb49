import Testing
import ThresholdCertificates
import ThresholdModel
import ThresholdRules
import ThresholdStore
import ThresholdTesting

@testable import ThresholdService

@Suite("Open connections end with their ground, before the change is answered")
struct CuttingTests {
  private let admin = Caller.local(osUser: "test")

  @Test("a revoke cuts what stood on the request, and its receipt says when")
  func revoke() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let request = try await house.approvedRequest(for: max)
    let tunnel = try await house.openTunnel(max)
    let receipt = try await house.stories.revoke(request, reason: "incident closed", by: admin)
    #expect(receipt.lines.map(\.connection.id) == [tunnel.id])
    #expect(receipt.lines.allSatisfy { $0.ended != nil })
    let message = try #require(tunnel.cut.end?.message)
    #expect(message.contains("revoked by local:test: incident closed"))
    #expect(house.stories.live.count == 0)
  }

  @Test("one's own `request end` cuts, too; a stranger's request does not exist")
  func endOwn() async throws {
    let house = try await House()
    let (max, olivia) = (try await house.signIn("max"), try await house.signIn("olivia"))
    let request = try await house.approvedRequest(for: max)
    let tunnel = try await house.openTunnel(max)
    #expect(await refusal { try await house.stories.end(request, reason: "", by: olivia) }?.kind == .notFound)
    #expect(tunnel.cut.end == nil)
    let receipt = try await house.stories.end(request, reason: "done", by: max)
    #expect(receipt.lines.count == 1)
    #expect(tunnel.cut.end != nil)
  }

  @Test(
    "each loss of ground cuts, with its reason",
    arguments: [
      ("logout", "signed out"), ("membership", "may no longer ask"), ("role", "changed"), ("lock", "locked"), ("list", "may no longer ask"),
      ("drop", "dropped"), ("delete", "deleted"), ("user", "does not exist any more"), ("password", "signed out"),
    ])
  func losses(_ loss: String, _ words: String) async throws {
    let house = try await House()
    let stories = house.stories
    let max = try await house.signIn("max")
    let request = try await house.approvedRequest(for: max)
    let tunnel = try await house.openTunnel(max)
    switch loss {
    case "logout": try await stories.endSignIn(nil, by: .person(max))
    case "membership": try await stories.deleteMember("max", of: house.list, by: admin)
    case "role":
      _ = try await stories.committer.commit { situation in
        guard var role = situation.world.role(RoleName("access-standard-acl-preset-\(house.list)")) else { return Draft(answer: false) }
        role.spec.allow.nodeLabels = ["env": ["production"]]
        return Draft([.put(.role(role))], answer: true)
      }
    case "lock":
      _ = try await stories.committer.commit { _ in
        Draft(
          [.put(.lock(Lock(version: "v2", metadata: Metadata(name: freshID()), spec: LockSpec(target: LockTarget(user: "max")))))],
          answer: true)
      }
    case "list": _ = try await stories.deleteList(house.list, by: admin)
    case "drop": _ = try await stories.drop([request], by: max)
    case "delete": _ = try await stories.deleteRequest(request, by: admin)
    case "user": try await stories.deleteDocument(kind: "user", name: "max", parent: nil, revision: "", by: admin)
    default: try await stories.setPassword(of: "max", to: "another long password", by: admin)
    }
    let message = try #require(tunnel.cut.end?.message, "\(loss) did not cut")
    #expect(message.contains(words), "\(message)")
  }

  @Test("a tunnel stands for every login that its user holds a certificate for, and falls with any")
  func everyLogin() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    _ = try await house.approvedRequest(for: max)
    let tunnel = try await house.openTunnel(max, logins: ["ubuntu", "root"])
    _ = try await house.stories.committer.commit { situation in
      guard var role = situation.world.role(RoleName("access-standard-acl-preset-\(house.list)")) else { return Draft(answer: false) }
      role.spec.allow.logins = ["ubuntu"]
      return Draft([.put(.role(role))], answer: true)
    }
    #expect(tunnel.cut.end != nil)
  }

  @Test("a login gained within the grace binds the tunnel, one gained later does not")
  func loginGrace() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    _ = try await house.approvedRequest(for: max)
    let (early, late) = (try await house.openTunnel(max), try await house.openTunnel(max))
    house.clock.advance(by: .seconds(100))
    let root = SSHKeyPair.generate().publicKey.line
    _ = try await house.stories.connect(to: "web1", as: "root", publicKey: root, by: max)
    #expect(house.stories.live.connection(early.id)?.logins == ["ubuntu", "root"])
    house.clock.advance(by: .seconds(51))
    let third = try await house.openTunnel(max, logins: ["ubuntu"])
    #expect(house.stories.live.connection(third.id)?.logins == ["ubuntu", "root"])
    #expect(house.stories.live.connection(late.id)?.logins == ["ubuntu", "root"])
  }

  /// Max with a standing login on the server by one sign-in, and a requested one by another.
  private func twoSignIns(_ house: House) async throws -> (plain: Person, elevated: Person, request: RequestID) {
    let guest = Role(name: "guest", allow: RoleConditions(nodeLabels: ["env": ["test"]], logins: ["guest"]))
    _ = try await house.stories.committer.commit { situation in
      var user = situation.world.user("max") ?? User(name: "max")
      user.spec.roles = ["guest"]
      return Draft([.put(.role(guest)), .put(.user(user))], answer: true)
    }
    let (plain, elevated) = (try await house.signIn("max"), try await house.signIn("max"))
    return (plain, elevated, try await house.approvedRequest(for: elevated))
  }

  @Test("a certificate of another sign-in of the same person binds the tunnel, too", arguments: ["revoke", "drop", "logout"])
  func otherSignIn(_ loss: String) async throws {
    let house = try await House()
    let (plain, elevated, request) = try await twoSignIns(house)
    _ = try await house.stories.connect(to: "web1", as: "root", publicKey: SSHKeyPair.generate().publicKey.line, by: elevated)
    let tunnel = try await house.openTunnel(plain, logins: ["guest"])
    #expect(house.stories.live.connection(tunnel.id)?.logins == ["guest", "root"])
    #expect(tunnel.cut.end == nil)
    switch loss {
    case "revoke":
      #expect(try await house.stories.revoke(request, reason: "over", by: admin).lines.map(\.connection.id) == [tunnel.id])
    case "drop": _ = try await house.stories.drop([request], by: elevated)
    default: try await house.stories.endSignIn(nil, by: .person(elevated))
    }
    #expect(tunnel.cut.end != nil)
  }

  @Test("after a revoke no tunnel opens while a certificate for what was revoked could still be taken")
  func afterRevoke() async throws {
    let house = try await House()
    let (plain, elevated, request) = try await twoSignIns(house)
    _ = try await house.stories.connect(to: "web1", as: "root", publicKey: SSHKeyPair.generate().publicKey.line, by: elevated)
    _ = try await house.stories.revoke(request, reason: "over", by: admin)
    #expect(await refusal { try await house.openTunnel(plain, logins: ["guest"]) } != nil)
    house.clock.advance(by: .seconds(179))
    #expect(await refusal { try await house.openTunnel(plain, logins: ["guest"]) } != nil)
    house.clock.advance(by: .seconds(2))
    try await house.stories.sweep()
    _ = try await house.openTunnel(plain, logins: ["guest"])
  }

  @Test("a change that does not touch the ground cuts nothing")
  func unrelated() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    _ = try await house.approvedRequest(for: max)
    let tunnel = try await house.openTunnel(max)
    _ = try await house.stories.putMember("olivia", of: house.list, expires: nil, reason: "", by: admin)
    _ = try house.stories.signIns(of: nil, by: admin)
    #expect(tunnel.cut.end == nil)
    #expect(house.stories.live.count == 1)
  }

  @Test("without a certificate for the server no tunnel opens, and the refusal is on the log")
  func noCertificate() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    _ = try await house.approvedRequest(for: max)
    let refused = await refusal {
      try await house.stories.openConnection(TunnelOpening(server: "web1", clientTime: house.clock.now()), by: max, from: "127.0.0.1") {
        _ in
      }
    }
    #expect(refused?.kind == .accessDenied)
    #expect(house.stories.live.count == 0)
    let events = try await house.stories.auditEvents(AuditSelection(limit: 5), by: admin)
    #expect(events.first?.body["event"] == "session.rejected")
  }

  @Test("a clock more than 30 seconds off is told so", arguments: [(-31, true), (-30, false), (30, false), (31, true)])
  func skew(_ seconds: Int64, _ isRefused: Bool) async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    _ = try await house.approvedRequest(for: max)
    _ = try await house.stories.connect(to: "web1", as: "ubuntu", publicKey: SSHKeyPair.generate().publicKey.line, by: max)
    let opening = TunnelOpening(server: "web1", clientTime: Moment(milliseconds: house.clock.now().milliseconds + seconds * 1000))
    let refused = await refusal { try await house.stories.openConnection(opening, by: max, from: "127.0.0.1") { _ in } }
    #expect((refused?.message.contains("clock") ?? false) == isRefused)
  }

  @Test("a connection that is cut before it starts never counts as started")
  func cutWhileDialling() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let request = try await house.approvedRequest(for: max)
    _ = try await house.stories.connect(to: "web1", as: "ubuntu", publicKey: SSHKeyPair.generate().publicKey.line, by: max)
    let recorder = CutRecorder(house.stories)
    let opened = try await house.stories.openConnection(
      TunnelOpening(server: "web1", clientTime: house.clock.now()), by: max, from: "127.0.0.1"
    ) { recorder.cut($0) }
    _ = try await house.stories.revoke(request, reason: "no", by: admin)
    #expect(recorder.end != nil)
    #expect(await refusal { try await house.stories.connectionStarted(opened.id, target: "127.0.0.1:2222") }?.kind == .accessDenied)
    await house.stories.connectionEnded(opened.id, sent: 0, received: 0, at: nil, because: TunnelEnd(code: "cut", message: ""))
    let events = try await house.stories.auditEvents(AuditSelection(limit: 5), by: admin).compactMap { $0.body["event"]?.text }
    #expect(events.first == "session.rejected")
    #expect(!events.contains("session.start"))
  }
}
