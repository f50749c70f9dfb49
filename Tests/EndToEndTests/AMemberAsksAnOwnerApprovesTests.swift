import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("A member asks, an owner approves")
struct AMemberAsksAnOwnerApprovesTests {
  private let me = Program.login

  @Test("the whole story: refused, asked, approved, in, revoked, and all of it on the audit log")
  func wholeStory() async throws {
    try await Stage.play { stage in
      let found = try await stage.max.tsh("request", "search", "--kind", "node").expectSuccess()
      let resource = try await stage.resource()
      #expect(found.output.contains("web1") && found.output.contains("tsh request create --resource \(resource)"))
      try await stage.max.tsh("ssh", "\(me)@web1", "true").expectRefusal(saying: "ERROR:", "tsh request create --resource /", "--reason")

      let id = try await stage.ask(reason: "the disk is full")
      let waiting = try await stage.olivia.tsh("request", "ls", "--reviewable").expectSuccess()
      #expect(waiting.output.contains(id) && waiting.output.contains("PENDING"))
      try await stage.max.tsh("login", "--request-id", id).expectRefusal(saying: "PENDING, not approved")
      let review = try await stage.olivia.tsh("request", "review", id, "--approve", "--reason", "go ahead").expectSuccess()
      #expect(review.errors.contains("Request state: APPROVED"))
      try await stage.max.tsh("ssh", "\(me)@web1", "true").expectRefusal()
      let status = try await stage.max.tsh("login", "--request-id", id).expectSuccess()
      #expect(status.output.contains(id))

      let inside = try await stage.max.tsh("ssh", "\(me)@web1", "echo hello from $(whoami)").expectSuccess()
      #expect(inside.line == "hello from \(me)")
      let passedOn = try await stage.max.tsh("ssh", "\(me)@web1", "exit 42")
      #expect(passedOn.status == 42)

      let session = try await stage.session()
      defer { session.end() }
      let receipt = try await stage.cluster.tctl("requests", "revoke", id, "--reason", "all done").expectSuccess()
      #expect(receipt.output.contains("web1") && receipt.output.contains("max") && !receipt.output.contains("NOT CONFIRMED"), "\(receipt)")
      let cut = try await session.outcome()
      #expect(cut.status == 255)
      #expect(cut.errors.contains("access request \(id) was revoked by") && cut.errors.contains("all done"), "\(cut)")
      try await stage.max.tsh("ssh", "\(me)@web1", "true").expectRefusal(saying: "tsh request create")

      try await expectTrail(of: id, on: stage)
    }
  }

  private func expectTrail(of id: String, on stage: Stage) async throws {
    _ = try await stage.cluster.sessionEnd()
    let events = try await stage.cluster.events().filter { $0["id"] == id || $0.texts("access_requests").contains(id) }
    let names = events.map(\.name)
    for name in [
      "access_request.create", "access_request.review", "access_request.assume", "cert.create", "session.start", "access_request.revoke",
      "session.end",
    ] {
      #expect(names.contains(name), "no \(name) in \(names)")
    }
    let end = try #require(events.last { $0.name == "session.end" })
    let revoke = try #require(events.first { $0.name == "access_request.revoke" })
    #expect(end["reason"].contains("revoked"))
    #expect(end.seconds - revoke.seconds <= 1)
    try await stage.cluster.tctl("audit", "verify").expectSuccess()
  }

  @Test("`request create` waits for the answer, and an approval counts at once")
  func waiting() async throws {
    try await Stage.play { stage in
      let asking = try stage.max.begin("request", "create", "--resource", try await stage.resource(), "--reason", "INC-1")
      defer { asking.end() }
      try await asking.says("Waiting for request approval")
      let id = try await found("the request") {
        try await stage.olivia.tsh("request", "ls", "--reviewable").output.firstMatch(of: /[0-9a-f]{8}-[0-9a-f-]{27}/).map { String($0.0) }
      }
      try await stage.olivia.tsh("request", "review", id, "--approve").expectSuccess()
      let answer = try await asking.outcome().expectSuccess()
      #expect(answer.errors.contains("Approval received"))
      try await stage.max.tsh("ssh", "\(me)@web1", "true").expectSuccess()
      try await stage.max.tsh("request", "end", id, "--reason", "done").expectSuccess()
      try await stage.max.tsh("ssh", "\(me)@web1", "true").expectRefusal()
    }
  }

  @Test("a denial ends the waiting with its reason, and an admin's word counts as an override")
  func denial() async throws {
    try await Stage.play { stage in
      let asking = try stage.max.begin("request", "create", "--resource", try await stage.resource(), "--reason", "INC-1")
      defer { asking.end() }
      try await asking.says("Waiting for request approval")
      let first: RequestsAnswer = try await stage.olivia.call(Endpoints.requests, query: ["scope": "NEEDS_REVIEW"])
      let id = try #require(first.requests.first?.request.id.text)
      try await stage.olivia.tsh("request", "review", id, "--deny", "--reason", "use the staging server").expectSuccess()
      try await asking.outcome().expectRefusal(saying: "denied", "use the staging server")

      let second = try await stage.ask()
      // The machine's own administrator has no name that could stand under an approval.
      try await stage.cluster.tctl("requests", "approve", second, "--reason", "R").expectRefusal(saying: "a person's name", "tsh login")
      let alice = try await Person.add("alice", roles: "editor", to: stage.cluster)
      defer { alice.end() }
      try await alice.signIn()
      try await alice.tctl("requests", "approve", second, "--reason", "nobody answers").expectSuccess()
      let shown = try await stage.max.tsh("request", "show", second).expectSuccess()
      #expect(shown.output.contains("Overridden By") && shown.output.contains("nobody answers"))
      #expect(try await stage.cluster.events("access_request.override").count == 1)
    }
  }

  @Test("an issued certificate has one principal, bound to login and server, the gateway's address, and minutes of life")
  func certificate() async throws {
    try await Stage.play { stage in
      _ = try await stage.access()
      let certificate = try await stage.max.certificate(for: me, on: "web1")
      let lines = try await certificate.description().split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      let principals = lines.drop { $0 != "Principals:" }.dropFirst().prefix { !$0.hasSuffix(":") && !$0.hasPrefix("Critical") }
      #expect(Array(principals) == ["\(me)@\(stage.server)"])
      #expect(lines.contains { $0.hasPrefix("source-address 127.0.0.2") }, "\(lines)")
      #expect(lines.contains("Type: ssh-ed25519-cert-v01@openssh.com user certificate"))
      #expect(lines.contains("Serial: \(certificate.answer.serial)"))
      #expect(try life(lines) <= 180)
      let issued = try await stage.cluster.events("cert.create")
      #expect(issued.contains { $0["serial"] == String(certificate.answer.serial) })
    }
  }

  /// Seconds from `Valid: from 2026-01-31T15:04:05 to 2026-01-31T15:07:05`.
  private func life(_ lines: [String]) throws -> Double {
    let match = try #require(lines.compactMap { $0.firstMatch(of: /Valid: from (\S+) to (\S+)/) }.first)
    let (from, to) = (try Moment(rfc3339: "\(match.1)Z"), try Moment(rfc3339: "\(match.2)Z"))
    return Double((to - from).milliseconds) / 1000
  }
}
