import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("Lists", .serialized, .stage)
struct ListsTests {
  @Test("a guided list makes its three roles, and deleting it says that they are left")
  func guided() async throws {
    let cluster = try stage().cluster
    let outcome = try await cluster.tctl(
      "acl", "create", "--access-type", "request-based", "--title", "Databases", "--description", "For the night shift", "--node-labels",
      "env=prod",
      "--logins", "postgres", "--owners", "olivia", "--members", "max", "--format", "json"
    ).expectSuccess()
    let answer: CreateListAnswer = try outcome.json()
    let name = try #require(answer.accessList["metadata"]?["name"]?.text)
    #expect(
      Set(answer.createdRoles.map(\.text)) == [
        "access-standard-acl-preset-\(name)", "requester-acl-preset-\(name)", "reviewer-acl-preset-\(name)",
      ])
    #expect(answer.accessType == .accessRequest)
    let shown = try await cluster.tctl("acl", "get", name, "--format", "yaml").expectSuccess()
    #expect(shown.output.contains("title: Databases") && shown.output.contains("teleport.internal/access-list-preset: short-term"))
    let removed = try await cluster.tctl("acl", "rm", name).expectSuccess()
    #expect(
      removed.output.contains("Deleted access list \"\(name)\"") && removed.output.contains("tctl rm roles/requester-acl-preset-\(name)"))
    for role in answer.createdRoles.map(\.text).sorted(by: >) { try await cluster.tctl("rm", "roles/\(role)").expectSuccess() }
  }

  @Test("members come, are listed, and go")
  func members() async throws {
    let stage = try stage()
    let added = try await stage.cluster.tctl("acl", "users", "add", stage.list, "olivia", "2090-01-31T00:00:00Z", "on call").expectSuccess()
    #expect(added.output.contains("successfully added user olivia to access list \(stage.list)"))
    let listed = try await stage.cluster.tctl("acl", "users", "ls", stage.list).expectSuccess()
    #expect(listed.output.contains("olivia") && listed.output.contains("on call") && listed.output.contains("2090-01-31"))
    try await stage.cluster.tctl("acl", "users", "rm", stage.list, "olivia").expectSuccess()
    try await stage.cluster.tctl("acl", "users", "rm", stage.list, "olivia").expectRefusal(saying: "does not exist")
  }

  @Test("an owner manages the members with their own sign-in; a member doesn't")
  func owners() async throws {
    let stage = try stage()
    try await stage.olivia.tctl("acl", "users", "add", stage.list, "nina").expectSuccess()
    let event = try #require(try await stage.cluster.events("access_list.member.create").last)
    #expect(event["user"] == "olivia")
    try await stage.olivia.tctl("acl", "users", "rm", stage.list, "nina").expectSuccess()
    let trace = try await stage.cluster.withoutTrace {
      try await stage.max.tctl("acl", "users", "add", stage.list, "nina").expectRefusal()
      try await stage.max.tctl("acl", "rm", stage.list).expectRefusal()
      try await stage.olivia.tctl("acl", "rm", stage.list).expectRefusal()
    }
    #expect(trace.isNone, "\(trace)")
  }

  @Test("a plain list hands out the roles that it names, at once")
  func plain() async throws {
    let stage = try stage()
    let outcome = try await stage.cluster.tctl(
      "acl", "create", "--title", "Auditors", "--owners", "olivia", "--members", "max", "--member-grant-roles", "auditor", "--format",
      "json"
    ).expectSuccess()
    let name = try #require(try outcome.json(CreateListAnswer.self).accessList["metadata"]?["name"]?.text)
    try await stage.max.tctl("audit", "ls").expectSuccess()
    try await stage.cluster.tctl("acl", "rm", name).expectSuccess()
    try await stage.max.tctl("audit", "ls").expectRefusal()
  }

  @Test("documents go out and come in again as they were")
  func roundTrip() async throws {
    let stage = try stage()
    let role = BadInput.document(
      "role", "ops", version: "v8", spec: "  allow:\n    logins: [root]\n    node_labels:\n      env: [dev, test]")
    #expect(try await stage.cluster.tctl("create", input: role).expectSuccess().text.contains("role 'ops' has been created"))
    try await stage.cluster.tctl("create", input: role).expectRefusal(saying: "exists")
    let shown = try await stage.cluster.tctl("get", "role/ops", "--format", "yaml").expectSuccess().output
    #expect(try await stage.cluster.tctl("create", "-f", input: shown).expectSuccess().text.contains("has been updated"))
    #expect(try await stage.cluster.tctl("rm", "role/ops").expectSuccess().text.contains("deleted"))
    // Several documents in one file go in one after the other; the bad one is named with its line.
    let two = role + "---\n" + BadInput.document("role", "dev", version: "v8", spec: "  allow:\n    nope: 1")
    let bad = try await stage.cluster.tctl("create", input: two)
    let line = two.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("nope") }.map { $0 + 1 }
    bad.expectRefusal(saying: "nope", "stdin:\(line ?? 0):")
    try await stage.cluster.tctl("rm", "role/ops").expectSuccess()
  }
}
