import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

/// Why somebody has access or not, and what changes would do, through the real programs.
@Suite("Access is explained, and changes are planned", .serialized, .stage)
struct ExplainingTests {
  @Test("what tsh explain proposes is typed, approved and assumed, and opens the way that it then explains")
  func opens() async throws {
    let stage = try stage()
    let question = ["node/\(Stage.hostname)", "--login", Program.login]
    let before = try await stage.max.tsh("explain", question[0], question[1], question[2]).expectSuccess()
    #expect(before.output.hasPrefix("REFUSED: max as login `\(Program.login)` on node \(Stage.hostname)"))
    let command = try #require(before.output.split(separator: "\n").first { $0.contains("tsh request create") }, "\(before)")
    #expect(before.output.contains("Who could approve it now:\n  olivia, as an owner of list \(stage.list)"))
    // As a person would paste it.
    let words = command.split(separator: " ").dropFirst().map { $0 == "WHY" ? "INC-42" : String($0) }
    let asked = try await run(Program.tsh, words + ["--nowait"], environment: stage.max.environment).expectSuccess()
    let id = String(try #require(asked.output.firstMatch(of: /Request ID:\s+([0-9a-f-]{36})/)?.1))
    #expect(try await stage.max.tsh("explain", question[0], question[1], question[2]).output.contains("\(id) waits for approval"))
    try await stage.olivia.tsh("request", "review", id, "--approve", "--reason", "go ahead").expectSuccess()
    #expect(try await stage.max.tsh("explain", question[0], question[1], question[2]).output.contains("tsh login --request-id \(id)"))
    try await stage.max.tsh("login", "--request-id", id).expectSuccess()
    let after = try await stage.max.tsh("explain", question[0], question[1], question[2]).expectSuccess()
    #expect(after.output.hasPrefix("ALLOWED: ") && after.output.contains("by access request \(id)"))
    // The administrator is told the same.
    let told: AccessExplanation = try await stage.cluster.tctl(
      "explain", "--user", "max", "--login", Program.login, question[0], "--format", "json"
    ).expectSuccess().json()
    #expect(told.allowed && told.grounds.first?.source.request?.text == id)
    #expect(told.until == told.grounds.first?.ends.first?.at)
    try await stage.max.tsh("request", "drop", id).expectSuccess()
  }

  @Test("what one may not see is refused in the words for what is not there")
  func hidden() async throws {
    let stage = try stage()
    let nina = try await Person.add("nina", to: stage.cluster)
    defer { nina.end() }
    try await nina.signIn()
    let hidden = try await nina.tsh("explain", "node/\(Stage.hostname)").expectRefusal(saying: "does not exist")
    let missing = try await nina.tsh("explain", "node/nowhere").expectRefusal(saying: "does not exist")
    #expect(hidden.errors.replacing(Stage.hostname, with: "nowhere") == missing.errors)
    try await nina.tctl("explain", "--user", "max", "node/\(Stage.hostname)").expectRefusal(saying: "user `max` does not exist")
    try await nina.tctl("acl", "rm", stage.list, "--dry-run").expectRefusal(saying: "you may not")
  }

  @Test("a plan tells who gains what, ends with 3 when anything widens, and writes nothing")
  func plans() async throws {
    let stage = try stage()
    let role = BadInput.document(
      "role", "ops", version: "v8", spec: "  allow:\n    logins: [root]\n    node_labels:\n      env: [test]")
    let user = BadInput.document("user", "olivia", version: "v2", spec: "  roles: [requester, ops]")
    let trace = try await stage.cluster.withoutTrace {
      let wider = try await stage.cluster.tctl("plan", "-f", "-", input: role + "---\n" + user)
      #expect(wider.status == 3, "\(wider)")
      #expect(wider.output.contains("  + olivia on node \(Stage.hostname): login `root`"), "\(wider)")
      let alone = try await stage.cluster.tctl("create", "-f", "--dry-run", input: role)
      #expect(alone.status == 0 && alone.output.contains("Nobody's access would change."), "\(alone)")
      let removed = try await stage.cluster.tctl("acl", "rm", stage.list, "--dry-run", "--format", "json").expectSuccess()
      let plan: AccessPlan = try removed.json()
      #expect(!plan.widens && plan.requestable.rows.map(\.user) == ["max"])
      let gone = try await stage.cluster.tctl("rm", "access_list_member/\(stage.list)/max", "--dry-run").expectSuccess()
      #expect(gone.output.contains("  - max on node \(Stage.hostname)"), "\(gone)")
    }
    #expect(trace.isNone, "\(trace)")
    try await stage.cluster.tctl("get", "role/ops").expectRefusal(saying: "does not exist")
  }
}
