import Testing
import ThresholdModel
import ThresholdRules

@Suite("What a role's author should know")
struct RoleWarningTests {
  private func paths(_ version: RoleVersion = .v8, _ change: (inout RoleSpec) -> Void) -> [String] {
    var role = Role(name: "r", version: version)
    change(&role.spec)
    let found = warnings(for: role)
    #expect(found.allSatisfy { !$0.message.hasSuffix(".") && $0.message.first?.isUppercase == false })
    return found.map(\.path)
  }

  @Test(
    "a plain role has none, and neither have the presets that people hold",
    arguments: ["access", "editor", "auditor", "requester", "reviewer"])
  func none(name: String) throws {
    #expect(paths { _ in }.isEmpty)
    let preset = try #require(Presets.roles.first { $0.metadata.name == name })
    #expect(warnings(for: preset).isEmpty)
  }

  @Test(
    "an alternation that is not grouped",
    arguments: [
      ("^a|b$", true), ("^(a|b)$", false), ("^[a|b]$", false), (#"^a\|b$"#, false), ("^(a)|b$", true), ("a|b", false),
      ("^(a|(b|c))$", false),
      (#"^\(a|b\)$"#, true),
    ])
  func alternation(written: String, expected: Bool) {
    let labels = paths { $0.allow.nodeLabels = ["env": [written]] }
    #expect(labels == (expected ? ["spec.allow.node_labels.env"] : []))
    #expect(paths { $0.deny.reviewRequests.roles = [written] } == (expected ? ["spec.deny.review_requests.roles"] : []))
  }

  @Test("denies that say less, or more, than they seem to")
  func denies() {
    #expect(paths { $0.deny.nodeLabels = ["env": ["prod"], "team": ["a"]] } == ["spec.deny.node_labels"])
    #expect(paths { $0.allow.nodeLabels = ["env": ["prod"], "team": ["a"]] }.isEmpty)
    #expect(paths { $0.deny.labels[.app] = ["*": ["*"]] } == ["spec.deny.app_labels"])
    #expect(paths { $0.deny.labels[.app] = ["*": ["prod"]] } == ["spec.deny.app_labels"])
    #expect(paths { $0.allow.labels[.app] = ["*": ["*"]] }.isEmpty)
    #expect(paths { $0.deny.request.suggestedReviewers = ["x"] } == ["spec.deny.request.suggested_reviewers"])
    #expect(paths { $0.deny.impersonate.roles = ["x"] } == ["spec.deny.impersonate"])
    #expect(paths { $0.deny.joinSessions = [SessionJoinPolicy(name: "j", roles: [], kinds: [], modes: [])] } == ["spec.deny.join_sessions"])
  }

  @Test("what is kept and not acted on")
  func ignored() {
    #expect(
      paths { $0.allow.rules = [Rule(resources: ["user"], verbs: ["read"], actions: ["log(\"info\", \"m\")"])] } == [
        "spec.allow.rules[0].actions"
      ])
    #expect(paths { $0.allow.rules = [Rule(resources: ["usr"], verbs: ["read"])] } == ["spec.allow.rules[0].resources"])
    #expect(paths { $0.allow.request.reason.mode = "maybe" } == ["spec.allow.request.reason.mode"])
    #expect(paths { $0.allow[.kubernetesGroups] = ["*"] } == ["spec.allow.kubernetes_groups"])
    #expect(paths { $0.allow[.databaseUsers] = ["*"] }.isEmpty)
    #expect(paths { $0.deny[.kubernetesGroups] = ["*"] }.isEmpty)
    #expect(paths { $0.allow.nodeLabels = ["env": []] } == ["spec.allow.node_labels.env"])
    #expect(paths { $0.options.createHostUserMode = .keep } == ["spec.options.create_host_user_mode"])
    #expect(paths { $0.options.sshPortForwarding = PortForwarding(local: false) } == ["spec.options.ssh_port_forwarding"])
    #expect(paths { $0.options.certFormat = "oldssh" } == ["spec.options.cert_format"])
    #expect(paths { $0.options.sshFileCopy = false } == ["spec.options.ssh_file_copy"])
  }

  @Test("what is absent opens everything in a v3 role")
  func oldest() {
    let opened = ["spec.allow.app_labels", "spec.allow.kubernetes_labels", "spec.allow.db_labels"]
    #expect(paths(.v3) { _ in } == opened)
    #expect(paths(.v3) { $0.allow.logins = ["root"] } == opened + ["spec.allow.node_labels"])
    #expect(
      paths(.v3) { spec in
        for field in [LabelField.app, .kubernetes, .database] { spec.allow.labels[field] = [:] }
      }.isEmpty)
    #expect(paths(.v4) { $0.allow.logins = ["root"] }.isEmpty)
  }
}
