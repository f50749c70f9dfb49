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

  @Test("a guided list opens every kind of resource; what it opens is changed field by field, and roles are never deleted")
  func everyKind() async throws {
    let cluster = try stage().cluster
    let made = try await cluster.tctl(
      "acl", "create", "--access-type", "standing", "--title", "Everything", "--owners", "olivia", "--node-labels", "env=prod", "--logins",
      "ops", "--db-labels", "env=prod", "--db-users", "reader", "--db-names", "*", "--kubernetes-labels", "env=prod",
      "--kubernetes-users", "dev", "--kubernetes-groups", "devs", "--app-labels", "env=prod", "--aws-role-arns",
      "arn:aws:iam::123456789012:role/r", "--azure-identities", "/subscriptions/1/resourceGroups/r", "--gcp-service-accounts",
      "a@b.iam.gserviceaccount.com", "--mcp-tools", "read_*", "--windows-labels", "os=win", "--windows-logins", "admin", "--github-orgs",
      "acme", "--aws-ic-assignments", "123456789012^arn:aws:sso:::permissionSet/ssoins-1/ps-2", "--format", "json"
    ).expectSuccess()
    let answer: CreateListAnswer = try made.json()
    let name = answer.accessList["metadata"]?["name"]?.text ?? ""
    #expect(answer.createdRoles.count == 4)
    let role = try await cluster.tctl("get", "role/access-standard-acl-preset-\(name)").expectSuccess().output
    for field in [
      "node_labels", "logins", "db_labels", "db_users", "db_names", "kubernetes_labels", "kubernetes_users", "kubernetes_groups",
      "app_labels", "aws_role_arns", "azure_identities", "gcp_service_accounts", "mcp:", "windows_desktop_labels",
      "windows_desktop_logins", "github_permissions",
    ] {
      #expect(role.contains(field), "\(field)")
    }
    let narrowed = try await cluster.tctl("acl", "update", name, "--aws-ic-assignments", "", "--format", "json").expectSuccess()
    #expect(try narrowed.json(UpdateListAnswer.self).rolesToDelete.map(\.text) == ["access-awsic-acl-preset-\(name)"])
    let text = try await cluster.tctl("acl", "update", name, "--logins", "deploy").expectSuccess().output
    #expect(text.contains("access-standard-acl-preset-\(name)"))
    // Whoever changes a generated role by hand keeps it by hand.
    let byHand = role.replacing("  deny: {}", with: "  deny: {logins: [root]}").replacing(/revision: .*\n/, with: "revision: ''\n")
    try await cluster.tctl("create", "-f", input: byHand).expectSuccess()
    let refused = try await cluster.tctl("acl", "update", name, "--logins", "ops")
    refused.expectRefusal(saying: "spec.deny.logins", "tctl edit role/access-standard-acl-preset-\(name)")
    let removed = try await cluster.tctl("acl", "update", name, "--remove-access").expectSuccess().output
    #expect(removed.contains("tctl rm roles/reviewer-acl-preset-\(name)"))
    try await cluster.tctl("acl", "delete", name).expectSuccess()
    for role in answer.createdRoles.map(\.text).sorted(by: >) { try await cluster.tctl("rm", "roles/\(role)").expectSuccess() }
  }

  @Test("members of a list inside another one hold what the outer one grants")
  func nested() async throws {
    let stage = try stage()
    let plain = ["--data-dir", stage.cluster.data, "acl", "create", "--owners", "olivia", "--format", "json", "--title"]
    var names: [String] = []
    for more in [["Inner"], ["Outer", "--member-grant-roles", "auditor"]] {
      let made: CreateListAnswer = try await run(Program.tctl, plain + more).expectSuccess().json()
      names.append(made.accessList["metadata"]?["name"]?.text ?? "")
    }
    let (inner, outer) = (names[0], names[1])
    try await stage.cluster.tctl("acl", "users", "add", inner, "max").expectSuccess()
    try await stage.max.tctl("audit", "ls").expectRefusal()
    let added = try await stage.cluster.tctl("acl", "users", "add", "--kind", "list", outer, inner).expectSuccess()
    #expect(added.output == "successfully added list \(inner) to access list \(outer)")
    try await stage.max.tctl("audit", "ls").expectSuccess()
    let listed = try await stage.cluster.tctl("acl", "users", "ls", outer).expectSuccess().output
    #expect(listed.contains("Inner (\(inner))") && listed.contains("Access List"))
    try await stage.cluster.tctl("acl", "rm", inner).expectRefusal(saying: "a member of list")
    try await stage.cluster.tctl("acl", "users", "add", "--kind", "list", inner, outer).expectRefusal()
    try await stage.cluster.tctl("acl", "users", "rm", outer, inner).expectSuccess()
    try await stage.max.tctl("audit", "ls").expectRefusal()
    for name in names { try await stage.cluster.tctl("acl", "rm", name).expectSuccess() }
  }

  @Test("an owner without any right reviews the list, which removes members and moves the date")
  func reviews() async throws {
    let stage = try stage()
    let made = try await stage.cluster.tctl(
      "acl", "create", "--title", "Reviewed", "--owners", "olivia", "--members", "max,nina", "--audit-frequency", "1", "--audit-day", "31",
      "--format", "json"
    ).expectSuccess()
    let name = try made.json(CreateListAnswer.self).accessList["metadata"]?["name"]?.text ?? ""
    try await stage.cluster.tctl("acl", "reviews", "create", name).expectRefusal(saying: "person")
    try await stage.max.tctl("acl", "reviews", "create", name).expectRefusal(saying: "may not review")
    try await stage.olivia.tctl("acl", "reviews", "create", name, "--remove-members", "nobody").expectRefusal(saying: "not a member")
    let review = try await stage.olivia.tctl("acl", "reviews", "create", name, "--notes", "nina left", "--remove-members", "nina")
      .expectSuccess().output
    #expect(review.wholeMatch(of: /Review submitted for access list [0-9a-f-]+\nNext audit date: \d{4}-\d\d-\d\d\n/) != nil, "\(review)")
    let listed = try await stage.olivia.tctl("acl", "reviews", "ls", name).expectSuccess().output
    #expect(listed.contains("olivia") && listed.contains("nina left"))
    #expect(try await !stage.olivia.tctl("acl", "users", "ls", name).expectSuccess().output.contains("nina"))
    let event = try #require(try await stage.cluster.events("access_list.review").last)
    #expect(event.code == "TAL004I" && event.texts("removed_members") == ["nina"] && event["user"] == "olivia")
    let summary = try await stage.olivia.tctl("acl", "summary", name, "--format", "json").expectSuccess()
    let read: [SummarizedList] = try summary.json()
    #expect(read.first?.members.map(\.name) == ["max"] && read.first?.lastReview?.notes == "nina left")
    try await stage.cluster.tctl("acl", "rm", name).expectSuccess()
  }

  @Test("the review of a static list changes nothing: what should change is handed out")
  func staticList() async throws {
    let stage = try stage()
    let text = BadInput.document(
      "access_list", "as-code", version: "v1", spec: "  type: static\n  title: Code\n  owners:\n  - name: olivia")
    try await stage.cluster.tctl("create", input: text).expectSuccess()
    try await stage.cluster.tctl("acl", "users", "add", "as-code", "max").expectSuccess()
    let review = try await stage.olivia.tctl("acl", "reviews", "create", "as-code", "--remove-members", "max").expectSuccess().output
    #expect(review.contains("Remove from the list's code: max"))
    #expect(try await stage.cluster.tctl("acl", "users", "ls", "as-code").expectSuccess().output.contains("max"))
    try await stage.cluster.tctl("acl", "rm", "as-code").expectSuccess()
  }

  @Test("a list as code is printed and not made")
  func terraform() async throws {
    let cluster = try stage().cluster
    let trace = try await cluster.withoutTrace {
      let module = try await cluster.tctl(
        "acl", "create", "--access-type", "request-based", "--title", "a ${b}", "--owners", "olivia", "--members", "max", "--node-labels",
        "env=prod", "--logins", "ops", "--iac", "terraform"
      ).expectSuccess().output
      for part in [
        "resource \"teleport_role\" \"requester-acl-preset-", "resource \"teleport_access_list\" \"acl-", "type = \"static\"",
        "resource \"teleport_access_list_member\" \"acl-member-max\"", "title = \"a $${b}\"", "membership_kind = 1",
        "\"teleport.dev/iac-tool\" = \"terraform\"",
      ] {
        #expect(module.contains(part), "\(part)")
      }
    }
    #expect(trace.isNone, "\(trace)")
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
    // Several documents in one file are one change; the bad one is named with its line.
    let two = role + "---\n" + BadInput.document("role", "dev", version: "v8", spec: "  allow:\n    nope: 1")
    let bad = try await stage.cluster.tctl("create", input: two)
    let line = two.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("nope") }.map { $0 + 1 }
    bad.expectRefusal(saying: "nope", "stdin:\(line ?? 0):")
    try await stage.cluster.tctl("get", "role/ops").expectRefusal(saying: "does not exist")
  }
}
