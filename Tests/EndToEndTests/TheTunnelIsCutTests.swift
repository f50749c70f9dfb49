import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

/// What makes somebody lose what they have open, and what their terminal then says.
enum Loss: String, CaseIterable, CustomTestStringConvertible {
  case logout, signOutByAdmin, removedMembership, changedRole, lock, deletedList, revokedRequest, endedRequest, droppedRequest, deletedUser,
    changedPassword, removedServer, deletedRequest

  var testDescription: String { rawValue }

  /// Words on the terminal and in `session.end`.
  var words: String {
    switch self {
    case .logout, .signOutByAdmin, .changedPassword: "you signed out"
    case .removedMembership, .deletedList: "you may no longer ask for what access request"
    case .changedRole: "traits or the server's labels were changed"
    case .lock: "user max is locked: on holiday"
    case .revokedRequest: "was revoked by"
    case .endedRequest: "was ended by max: enough"
    case .droppedRequest: "you dropped access request"
    case .deletedUser: "does not exist any more"
    case .removedServer: "the server was removed"
    case .deletedRequest: "access request"
    }
  }

  func happen(to request: String, on stage: Stage) async throws {
    let (cluster, max) = (stage.cluster, stage.max)
    switch self {
    case .logout: try await max.tsh("logout").expectSuccess()
    case .signOutByAdmin:
      let id = try #require(try await cluster.call(Endpoints.signIns, query: ["user": "max"]).signIns.first?.id.text)
      try await cluster.tctl("users", "sign-out", id).expectSuccess()
    case .removedMembership: try await cluster.tctl("acl", "users", "rm", stage.list, "max").expectSuccess()
    case .changedRole:
      let role = "access-standard-acl-preset-\(stage.list)"
      var document = try await cluster.tctl("get", "role/\(role)", "--format", "yaml").expectSuccess().output
      document = document.replacing(Program.login, with: "somebody-else")
      try await cluster.tctl("create", "-f", input: document).expectSuccess()
    case .lock: try await cluster.tctl("lock", "--user", "max", "--message", "on holiday").expectSuccess()
    case .deletedList: try await cluster.tctl("acl", "rm", stage.list).expectSuccess()
    case .revokedRequest: try await cluster.tctl("requests", "revoke", request, "--reason", "over").expectSuccess()
    case .endedRequest: try await max.tsh("request", "end", request, "--reason", "enough").expectSuccess()
    case .droppedRequest: try await max.tsh("request", "drop").expectSuccess()
    case .deletedUser: try await cluster.tctl("users", "rm", "max").expectSuccess()
    case .changedPassword:
      try await cluster.tctl("users", "passwd", "max", "--password-stdin", input: "another long password\n").expectSuccess()
    case .removedServer: try await cluster.tctl("rm", "node/\(stage.server)").expectSuccess()
    case .deletedRequest: try await cluster.tctl("requests", "rm", "--force", request).expectSuccess()
    }
  }
}

@Suite("The tunnel is cut")
struct TheTunnelIsCutTests {
  private let me = Program.login

  @Test("whatever ends the access ends the session within a second, and says why", arguments: Loss.allCases)
  func cut(by loss: Loss) async throws {
    try await Stage.play { stage in
      let request = try await stage.access()
      let session = try await stage.session()
      defer { session.end() }
      let before = try await stage.cluster.head().index
      try await loss.happen(to: request, on: stage)
      let outcome = try await session.outcome()
      #expect(outcome.status == 255)
      #expect(outcome.errors.contains("tsh: ") && outcome.errors.contains(loss.words), "\(outcome)")
      let end = try await stage.cluster.sessionEnd(after: before)
      #expect(end["reason"].contains(loss.words), "\(end)")
      // The change and the end are on the log beside each other: no second lies between them.
      let cause = try #require(try await stage.cluster.events(after: before).first)
      #expect(end.seconds - cause.seconds <= 1, "\(cause) … \(end)")
      try await eventually("sshd to lose the connection") { Ports.established(to: stage.sshd.port) == 0 }
    }
  }

  @Test("a session over the request's end is cut at that moment, by no other event than time")
  func atTheEnd() async throws {
    try await Stage.play { stage in
      let request = try await stage.access("--session-ttl", "25s")
      let session = try await stage.session()
      defer { session.end() }
      let outcome = try await session.outcome()
      #expect(outcome.status == 255 && outcome.errors.contains(request) && outcome.errors.contains("ended at"), "\(outcome)")
      let due: RequestAnswer = try await stage.max.call(Endpoints.request, path: ["id": request])
      let end = try await stage.cluster.sessionEnd()
      let late = end.seconds - Double(due.request.spec.accessExpires.milliseconds) / 1000
      #expect(late > -0.1 && late <= 1, "cut \(late) s after the end")
    }
  }

  @Test("standing access ends with the membership's expiry")
  func membershipExpires() async throws {
    try await Stage.play(.standing) { stage in
      let end = now() + .seconds(15)
      try await stage.cluster.tctl("acl", "users", "add", stage.list, "max", end.rfc3339, "for a moment").expectSuccess()
      let session = try await stage.session()
      defer { session.end() }
      let outcome = try await session.outcome()
      #expect(outcome.status == 255 && outcome.errors.contains("your membership of list"), "\(outcome)")
      try await stage.max.tsh("ssh", "\(me)@web1", "true").expectRefusal()
    }
  }

  @Test("a tunnel opened for one login and used with another stands for both, and falls with either", arguments: [true, false])
  func twoLogins(losesTheUsedOne: Bool) async throws {
    try await Stage.play(.standing) { stage in
      let other = try await stage.cluster.createList(.standing, labels: "env=test", logins: "daemon", owners: "olivia", members: "max")
      _ = try await stage.max.certificate(for: "daemon", on: "web1")
      let certificate = try await stage.max.certificate(for: me, on: "web1")
      let line = stage.max.throughTunnel(with: certificate, as: me, openedFor: "daemon", to: "web1") + [Stage.ticking]
      let session = try Running(Program.ssh, line, environment: stage.max.environment)
      defer { session.end() }
      try await session.says("still here")
      try await stage.cluster.tctl("acl", "users", "rm", losesTheUsedOne ? stage.list : other, "max").expectSuccess()
      let outcome = try await session.outcome()
      #expect(outcome.status == 255 && outcome.errors.contains("your membership of list"), "\(outcome)")
      let end = try await stage.cluster.sessionEnd()
      #expect(Set(end.texts("logins")) == [me, "daemon"], "\(end)")
    }
  }

  @Test("a login that joins a tunnel within the login grace counts for it, too")
  func laterLogin() async throws {
    try await Stage.play(.standing) { stage in
      let other = try await stage.cluster.createList(.standing, labels: "env=test", logins: "daemon", owners: "olivia", members: "max")
      let session = try await stage.session()
      defer { session.end() }
      _ = try await stage.max.certificate(for: "daemon", on: "web1")
      try await stage.cluster.tctl("acl", "users", "rm", other, "max").expectSuccess()
      let outcome = try await session.outcome()
      #expect(outcome.status == 255 && outcome.errors.contains("your membership of list \(other)"), "\(outcome)")
    }
  }

  @Test("a revoke that lands while the dial is stalled ends it, and nothing reaches the target")
  func stalledDial() async throws {
    try await Stage.play { stage in
      let request = try await stage.access()
      _ = try await stage.max.certificate(for: me, on: "web1")
      stage.sshd.stop()
      let silent = try await SilentListener(port: stage.sshd.port)
      defer { silent.end() }
      let tunnel = try stage.max.begin("proxy", "ssh", "\(me)@web1:22", input: .held)
      defer { tunnel.end() }
      try await eventually("the tunnel to be registered") { try await stage.cluster.call(Endpoints.connections).connections.count == 1 }
      let before = try await stage.cluster.head().index
      let receipt = try await stage.cluster.tctl("requests", "revoke", request, "--reason", "over").expectSuccess()
      #expect(receipt.output.contains("web1") && !receipt.output.contains("NOT CONFIRMED"), "\(receipt)")
      let outcome = try await tunnel.outcome(within: .seconds(5))
      #expect(outcome.status == 255 && outcome.output.isEmpty && outcome.errors.contains("was revoked by"), "\(outcome)")
      let names = try await stage.cluster.events(after: before).map(\.name)
      #expect(!names.contains("session.start") && names.contains("session.rejected"), "\(names)")
    }
  }
}
