import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("People are told")
struct PeopleAreToldTests {
  private static let secret = "0123456789abcdef0123456789abcdef"

  /// A configuration with one webhook to a receiver.
  private func configuration(_ stage: Stage, _ receiver: WebhookReceiver) throws -> String {
    let folder = stage.cluster.folder
    let secret = try folder.write(Self.secret, to: "webhook-secret")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
    return try folder.write(
      """
      notifications:
        webhooks:
          - {name: ops, url: "http://127.0.0.1:\(receiver.port)/hook", secret_file: \(secret)}
      """, to: "threshold.yaml")
  }

  /// What the receiver took, or what it was offered and did not take.
  private func kinds(_ receiver: WebhookReceiver, _ status: Int) -> [String] {
    receiver.posts.filter { $0.status == status }.compactMap {
      (try? JSONDecoder().decode(Value.self, from: Data($0.body.utf8)))?["kind"]?.text
    }
  }

  @Test("by webhook, signed and tried again, over a restart; by `tsh status` and `tsh login`; by `tctl notifications ls`")
  func told() async throws {
    try await Stage.play { stage in
      let receiver = try WebhookReceiver()
      defer { receiver.end() }
      let config = try configuration(stage, receiver)
      try await stage.cluster.stop()
      try await stage.cluster.start(["--config", config])

      receiver.answer([500])
      let id = try await stage.ask(reason: "the disk is full")
      try await eventually("the receiver to be told again") { kinds(receiver, 200) == ["access-request-pending"] }
      #expect(kinds(receiver, 500) == ["access-request-pending"])
      try await expectSigned(receiver.posts)

      let status = try await stage.olivia.tsh("status").expectSuccess()
      #expect(status.errors.contains("1 access request waits for your review: tsh request ls --reviewable"), "\(status)")
      let listed = try await stage.cluster.tctl("notifications", "ls").expectSuccess()
      #expect(listed.output.contains("access-request-pending") && listed.output.contains("olivia"), "\(listed)")

      receiver.answer(Array(repeating: 503, count: 1000))
      try await stage.olivia.tsh("request", "review", id, "--approve", "--reason", "go ahead").expectSuccess()
      try await eventually("the approval to be refused") { kinds(receiver, 503).contains("access-request-approved") }
      try await stage.cluster.stop()
      receiver.answer([])
      try await stage.cluster.start(["--config", config])
      try await eventually("the approval to be told") { kinds(receiver, 200).last == "access-request-approved" }
      let after = try await stage.max.tsh("status").expectSuccess()
      #expect(after.errors.contains("your access request \(id) is approved"), "\(after)")
      let mine = try await stage.max.tctl("notifications", "ls", "--format", "json").expectSuccess()
      #expect(mine.output.contains("access-request-approved") && !mine.output.contains("access-request-pending"), "\(mine)")

      // Only its own words come after everything before it: nothing was told a second time.
      try await stage.cluster.tctl("notifications", "create", "--user", "max", "--title", "maintenance tonight", "--warning")
        .expectSuccess()
      try await eventually("the announcement to be told") { kinds(receiver, 200).last == "announcement-warning" }
      #expect(kinds(receiver, 200) == ["access-request-pending", "access-request-approved", "announcement-warning"])
      let warned = try await stage.max.tsh("status").expectSuccess()
      #expect(warned.errors.contains("WARNING: maintenance tonight"), "\(warned)")
    }
  }

  /// Another program works the signature out.
  private func expectSigned(_ posts: [WebhookReceiver.Post]) async throws {
    for post in posts {
      let header = try #require(post.headers["threshold-signature"])
      let parts = try #require(header.firstMatch(of: /^t=([0-9]+),v1=([0-9a-f]{64})$/))
      let outcome = try await run(
        Program.openssl, ["dgst", "-sha256", "-hmac", Self.secret, "-r"], input: "\(parts.1).\(post.body)"
      ).expectSuccess()
      #expect(outcome.output.hasPrefix(parts.2), "\(outcome)")
      #expect(abs(now().seconds - (Int64(parts.1) ?? 0)) < 120)
    }
  }

  @Test("a rule reviews a request without people, and the audit log names the rule")
  func reviewedByRule() async throws {
    try await Stage.play { stage in
      let rule = """
        kind: access_monitoring_rule
        version: v1
        metadata: {name: fires}
        spec:
          subjects: [access_request]
          condition: 'access_request.spec.request_reason == "fire"'
          desired_state: reviewed
          automatic_review: {integration: builtin, decision: APPROVED}
        """
      try await stage.cluster.tctl("create", "-f", stage.cluster.folder.write(rule, to: "rule.yaml")).expectSuccess()
      let id = try await stage.ask(reason: "fire")
      try await eventually("the request to be approved") {
        try await stage.max.tsh("request", "show", id).expectSuccess().output.contains("APPROVED")
      }
      let event = try #require(try await stage.cluster.events("access_request.review").last)
      #expect(event["user"] == "@teleport-access-approval-bot")
      #expect(event.texts("access_monitoring_rules") == ["fires"])
      let other = try await stage.ask(reason: "no fire")
      let shown = try await stage.max.tsh("request", "show", other).expectSuccess()
      #expect(shown.output.contains("PENDING"))
    }
  }
}
