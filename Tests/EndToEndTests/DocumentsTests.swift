import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("Documents go in and out", .serialized, .stage)
struct DocumentsTests {
  @Test("what `tctl get` of another cluster prints goes in as it comes out, as one change")
  func foreignDump() async throws {
    let cluster = try stage().cluster
    let created = try await cluster.tctl("create", input: ForeignDump.yaml).expectSuccess()
    let lines = created.output.split(separator: "\n").map(String.init)
    #expect(lines.contains("role 'shop-dba' has been created") && lines.contains("Access list \"shop-databases\" has been created"))
    #expect(lines.count == 7, "\(created)")
    let member = try await cluster.tctl("get", "access_list_member/shop-databases/priya@example.com", "--format", "json").expectSuccess()
    let shown: [Value] = try member.json()
    #expect(shown.first?["spec"]?["reason"] == "on call" && shown.first?["spec"]?["added_by"] != "admin")
    // Again, as it comes out of this cluster: with the revisions that are stored here.
    let kinds =
      "role/shop-dba,role/shop-admin,user/priya@example.com,access_list/shop-databases,access_list_members/shop-databases,db/orders"
    let own = try await cluster.tctl("get", kinds).expectSuccess().output
    let updated = try await cluster.tctl("create", "-f", input: own).expectSuccess()
    #expect(updated.output.contains("role 'shop-dba' has been updated"))
    try await cluster.tctl("create", "-f", input: own).expectRefusal(saying: "changed by somebody else", "stdin:", "metadata.revision")
    for document in [
      "access_list_member/shop-databases/priya@example.com", "access_list/shop-databases", "user/priya@example.com", "role/shop-dba",
      "role/shop-admin", "db/orders", "lock/5f9c1f6e-52a4-4e7c-9d5a-0d6f1c2b3a4d",
    ] {
      try await cluster.tctl("rm", document).expectSuccess()
    }
  }

  @Test("everything that can be read can be written again")
  func everything() async throws {
    let cluster = try stage().cluster
    let dump = try await cluster.tctl("get", "all").expectSuccess().output
    #expect(dump.contains("kind: access_list_member") && dump.contains("kind: node"))
    let written = try await cluster.tctl("create", "-f", input: dump).expectSuccess()
    #expect(written.output.split(separator: "\n").count == dump.components(separatedBy: "\n---\n").count)
    let json = try await cluster.tctl("get", "roles", "--format", "json").expectSuccess().output
    try await cluster.tctl("create", "-f", input: json).expectSuccess()
  }

  @Test("join tokens and reviews of lists are shown in the shape of documents, and made by commands of their own")
  func shownOnly() async throws {
    let stage = try stage()
    try await stage.olivia.tctl("acl", "reviews", "create", stage.list, "--notes", "fine").expectSuccess()
    let reviews: [Value] = try await stage.cluster.tctl("get", "access_list_review/\(stage.list)", "--format", "json").expectSuccess()
      .json()
    let id = try #require(reviews.first?["metadata"]?["name"]?.text)
    try await stage.cluster.tctl("rm", "access_list_review/\(stage.list)/\(id)").expectSuccess()
    try await stage.cluster.tctl("get", "access_list_review/\(stage.list)/\(id)").expectRefusal(saying: "does not exist")
    _ = try await stage.cluster.token(labels: "env=test")
    let tokens: [Value] = try await stage.cluster.tctl("get", "tokens", "--format", "json").expectSuccess().json()
    #expect(tokens.contains { $0["spec"]?["roles"] == .list(["Node"]) && $0["metadata"]?["labels"]?["env"] == "test" })
    let written = BadInput.document("token", "chosen-secret", version: "v2", spec: "  roles: [Node]")
    try await stage.cluster.tctl("create", input: written).expectRefusal(saying: "tctl tokens add")
  }

  @Test("every refusal names the line, and nothing is written")
  func lines() async throws {
    let cluster = try stage().cluster
    let good = BadInput.document("role", "good", version: "v8", spec: "  allow:\n    logins: [root]")
    let refusals: [(bad: String, at: String, says: String)] = [
      (BadInput.document("role", "bad", version: "v8", spec: "  allow:\n    node_lables:\n      env: test"), "node_lables", "not a field"),
      (BadInput.document("role", "bad", version: "v8", spec: "  deny:\n    node_labels:\n      env: '^(a$'"), "env: ", "spec.deny"),
      (
        BadInput.document(
          "access_list", "bad", version: "v1", spec: "  title: T\n  owners:\n  - name: olivia\n  grants:\n    roles: [ghost]"),
        "ghost", "ghost"
      ),
      (BadInput.document("access_list", "bad", version: "v1", spec: "  owners:\n  - name: olivia\n  title: ''"), "title", "title"),
      (BadInput.document("user", "bad", version: "v2", spec: "  roles: [ghost]"), "roles", "ghost"),
    ]
    for (bad, at, says) in refusals {
      let text = good + "---\n" + bad
      let outcome = try await cluster.tctl("create", input: text)
      let line = (text.components(separatedBy: "\n").firstIndex { $0.contains(at) } ?? 0) + 1
      outcome.expectRefusal(saying: "stdin:\(line):", says)
      #expect(outcome.output.isEmpty)
      try await cluster.tctl("get", "role/good").expectRefusal(saying: "does not exist")
    }
  }

  @Test("unknown fields are left out only where that can only take something away, and are listed")
  func unknownFields() async throws {
    let cluster = try stage().cluster
    let allow = BadInput.document("role", "future", version: "v8", spec: "  allow:\n    mainframe_labels:\n      env: test")
    try await cluster.tctl("create", input: allow).expectRefusal(saying: "stdin:7:5: spec.allow.mainframe_labels")
    let written = try await cluster.tctl("create", "--allow-unknown-fields", input: allow).expectSuccess()
    #expect(written.errors.contains("stdin:7:5: spec.allow.mainframe_labels") && written.errors.contains("left out"))
    let deny = allow.replacing("allow", with: "deny")
    try await cluster.tctl("create", "-f", "--allow-unknown-fields", input: deny).expectRefusal(saying: "spec.deny.mainframe_labels")
    try await cluster.tctl("rm", "role/future").expectSuccess()
  }

  @Test("labels and ends are changed alone; a document that is gone is not made again")
  func update() async throws {
    let cluster = try stage().cluster
    let role = BadInput.document("role", "ops", version: "v8", spec: "  allow:\n    logins: [root]")
    try await cluster.tctl("create", input: role).expectSuccess()
    try await cluster.tctl("update", "role/ops", "--set-labels", "team=web").expectSuccess()
    let shown: [Value] = try await cluster.tctl("get", "role/ops", "--format", "json").expectSuccess().json()
    #expect(shown.first?["metadata"]?["labels"] == .map(["team": "web"]))
    #expect(shown.first?["spec"]?["allow"]?["logins"] == .list(["root"]))
    try await cluster.tctl("rm", "role/ops").expectSuccess()
    try await cluster.tctl("update", "role/ops", "--set-labels", "team=web").expectRefusal(saying: "does not exist")
  }

  @Test("a lock shuts out what it names, until it is removed")
  func lock() async throws {
    let stage = try stage()
    let made = try await stage.cluster.tctl("lock", "--user", "max", "--message", "call the desk", "--ttl", "1h").expectSuccess()
    let name = try #require(made.output.firstMatch(of: /Created a lock with name "([0-9a-f-]{36})"\./)?.1)
    try await stage.max.tsh("ls").expectRefusal(saying: "call the desk")
    try await stage.cluster.tctl("rm", "lock/\(name)").expectSuccess()
    try await stage.max.tsh("ls").expectSuccess()
  }
}
