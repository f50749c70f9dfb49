import Testing
import ThresholdModel
import ThresholdRules

/// A role document with one thing in it, and what becomes of it.
private struct Case: Sendable, CustomTestStringConvertible {
  let name: String
  /// Where the error lies, below the side; nil when it is taken.
  let path: String?
  let change: @Sendable (inout RoleConditions) -> Void
  var testDescription: String { "\(name) → \(path ?? "taken")" }

  init(_ name: String, _ path: String?, _ change: @escaping @Sendable (inout RoleConditions) -> Void) {
    self.name = name
    self.path = path
    self.change = change
  }
}

@Suite("Which roles may be written")
struct RoleValidationTests {
  private static let world = JustInTime().scene.world

  private func refusal(_ role: Role) -> Problem? {
    do {
      _ = try Self.world.applying([.put(.role(role))], at: noon)
      return nil
    } catch { return error }
  }

  private func check(_ found: Problem?, _ path: String?) {
    #expect(found?.path == path)
    guard let found else { return }
    #expect(found.kind == .badParameter)
    #expect(found.message.first?.isUppercase == false || found.message.hasPrefix("`"))
    #expect(!found.message.hasSuffix("."))
  }

  private func check(_ test: Case, on side: WritableKeyPath<RoleSpec, RoleConditions>, at prefix: String) {
    var role = Role(name: "new")
    test.change(&role.spec[keyPath: side])
    check(refusal(role), test.path.map { "\(prefix).\($0)" })
  }

  private static let eitherSide: [Case] =
    LabelField.allCases.flatMap { field in
      [
        Case("\(field) with a bad expression in a value", "\(field.rawValue).env") { $0.labels[field] = ["env": ["ok", "^($"]] },
        Case("\(field) with a bad template", "\(field.rawValue).env") { $0.labels[field] = ["env": ["{{external.}}"]] },
        Case("\(field) with a bad template as a key", "\(field.rawValue).{{") { $0.labels[field] = ["{{": ["x"]] },
        Case("\(field) without a key", field.rawValue) { $0.labels[field] = ["": ["x"]] },
        Case("\(field) with everything", nil) { $0.labels[field] = ["*": ["*"]] },
        Case("\(field) with nothing", nil) { $0.labels[field] = [:] },
        Case("\(field) with a template", nil) { $0.labels[field] = ["{{external.key}}": ["{{external.team}}-*", "^a|b$"]] },
        Case("\(field) with a bad label expression", field.expression) { $0.labelExpressions[field] = "labels[\"env\"] = \"x\"" },
        Case("\(field) with an unknown name in an expression", field.expression) { $0.labelExpressions[field] = "resource.name == \"x\"" },
        Case("\(field) with a label expression", nil) {
          $0.labelExpressions[field] = #"labels["env"] == "x" && contains(user.spec.traits["a"], "b")"#
        },
      ]
    }
    + PrincipalField.allCases.flatMap { field in
      [
        Case("\(field) with an empty entry", "\(field.rawValue)[1]") { $0[field] = ["ok", ""] },
        Case("\(field) with a bad template", "\(field.rawValue)[0]") { $0[field] = ["{{internal.logins"] },
        Case("\(field) with an unknown function", "\(field.rawValue)[0]") { $0[field] = ["{{upper(external.x)}}"] },
        Case("\(field) with a template", nil) {
          $0[field] = ["{{internal.logins}}", #"{{regexp.replace(external.x, "^a-(.*)$", "$1")}}"#]
        },
      ]
    } + [
      Case("an MCP tool with a bad expression", "mcp.tools[0]") { $0[.mcpTools] = ["^($"] },
      Case("MCP tools by pattern", nil) { $0[.mcpTools] = ["get_*", "^a|b$", "*"] },
      Case("database users and names: all", nil) {
        $0[.databaseUsers] = ["*"]
        $0[.databaseNames] = ["*"]
      },
      Case("database permissions with bad labels", "db_permissions[0].match.a") {
        $0.databasePermissions = [DatabasePermission(match: ["a": ["^($"]], permissions: ["SELECT"])]
      },
      Case("a database permission without a name", "db_permissions[0].permissions[1]") {
        $0.databasePermissions = [DatabasePermission(match: ["*": ["*"]], permissions: ["SELECT", ""])]
      },
      Case("an organisation with a bad expression", "github_permissions[0].orgs[1]") {
        $0.githubPermissions = [GitHubPermission(orgs: ["a", "^($"])]
      },
      Case("organisations by template", nil) { $0.githubPermissions = [GitHubPermission(orgs: ["{{internal.github_orgs}}", "acme-*"])] },
      Case("an assignment with a bad account", "account_assignments[0].account") {
        $0.accountAssignments = [AccountAssignment(account: "^($", permissionSet: "*")]
      },
      Case("an assignment without a permission set", "account_assignments[0].permission_set") {
        $0.accountAssignments = [AccountAssignment(account: "*", permissionSet: "")]
      },
      Case("all assignments", nil) { $0.accountAssignments = [AccountAssignment(account: "*", permissionSet: "*")] },
      Case("a SPIFFE path without a slash", "spiffe[0].path") { $0.spiffe = [SPIFFECondition(path: "svc")] },
      Case("a bad SPIFFE expression", "spiffe[0].path") { $0.spiffe = [SPIFFECondition(path: "^($")] },
      Case("a SPIFFE path and an expression", nil) {
        $0.spiffe = [
          SPIFFECondition(path: "/svc/*", dnsSANs: ["*.example.com"], ipSANs: ["10.0.0.0/8", "fd00::/8"]), SPIFFECondition(path: "^/a|b$"),
        ]
      },
      Case("a SPIFFE range that is none", "spiffe[0].ip_sans[1]") {
        $0.spiffe = [SPIFFECondition(path: "/", ipSANs: ["10.0.0.0/8", "10.0.0.1"])]
      },
      Case("a rule without resources", "rules[1].resources") {
        $0.rules = [Rule(resources: ["user"], verbs: ["read"]), Rule(resources: [], verbs: ["read"])]
      },
      Case("a rule without verbs", "rules[0].verbs") { $0.rules = [Rule(resources: ["user"], verbs: [])] },
      Case("a rule with an unknown verb", "rules[0].verbs[1]") { $0.rules = [Rule(resources: ["user"], verbs: ["read", "reed"])] },
      Case("a rule with a bad condition", "rules[0].where") {
        $0.rules = [Rule(resources: ["user"], verbs: ["*"], condition: "contains(")]
      },
      Case("a rule with an unknown name", "rules[0].where") {
        $0.rules = [Rule(resources: ["user"], verbs: ["*"], condition: "labels[\"a\"] == \"b\"")]
      },
      Case("a rule with an action that is none", "rules[0].actions[0]") {
        $0.rules = [Rule(resources: ["user"], verbs: ["*"], actions: ["drop()"])]
      },
      Case("a rule that logs", nil) {
        $0.rules = [Rule(resources: ["*"], verbs: ["*"], condition: "can_view()", actions: [#"log("info", "seen")"#])]
      },
      Case("request of a role that does not exist yet", nil) { $0.request.roles = ["access", "ghost"] },
      Case("request of roles by pattern", nil) { $0.request.roles = ["*", "ghost-*", "^gh$", #"{{regexp.not_match("^prod")}}"#] },
      Case("request of roles by trait", "request.roles[0]") { $0.request.roles = ["{{external.roles}}"] },
      Case("request of roles by a bad expression", "request.roles[0]") { $0.request.roles = [#"{{regexp.match("(")}}"#] },
      Case("search as a pattern", "request.search_as_roles[0]") { $0.request.searchAsRoles = ["acc*"] },
      Case("claims without a trait", "request.claims_to_roles[0].claim") {
        $0.request.claimsToRoles = [ClaimMapping(claim: "", value: "x", roles: ["access"])]
      },
      Case("claims with a bad value", "request.claims_to_roles[0].value") {
        $0.request.claimsToRoles = [ClaimMapping(claim: "c", value: "^($", roles: ["access"])]
      },
      Case("claims without roles", "request.claims_to_roles[0].roles") {
        $0.request.claimsToRoles = [ClaimMapping(claim: "c", value: "x", roles: [])]
      },
      Case("claims with captured roles", nil) {
        $0.request.claimsToRoles = [ClaimMapping(claim: "c", value: "^(.*)$", roles: ["$1", "dev-*"])]
      },
      Case("annotations with a bad template", "request.annotations") { $0.request.annotations = ["pager": ["{{"]] },
      Case("annotations", nil) { $0.request.annotations = ["pager": ["{{external.pager}}", "fixed"]] },
      Case("14 days", nil) { $0.request.maxDuration = .days(14) },
      Case("a millisecond more", "request.max_duration") { $0.request.maxDuration = .days(14) + Span(milliseconds: 1) },
      Case("a negative time", "request.max_duration") { $0.request.maxDuration = Span(milliseconds: -1) },
      Case("an unknown reason mode", nil) { $0.request.reason = RequestReason(mode: "maybe") },
      Case("review of everything", nil) { $0.reviewRequests.roles = ["*"] },
      Case("review with a bad condition", "review_requests.where") { $0.reviewRequests.condition = "contains(reviewer.roles)" },
      Case("review with a condition on the review", "review_requests.where") { $0.reviewRequests.condition = #"review.reason == "x""# },
      Case("review with a condition", nil) {
        $0.reviewRequests.condition = #"contains(reviewer.traits["team"], "a") && contains(request.roles, "b")"#
      },
      Case("users without roles to act as", "impersonate.roles") { $0.impersonate = ImpersonateConditions(users: ["x"]) },
      Case("roles alone to act as", nil) { $0.impersonate = ImpersonateConditions(roles: ["{{external.roles}}", "x-*", "ghost"]) },
      Case("acting as an empty name", "impersonate.users[0]") { $0.impersonate = ImpersonateConditions(users: [""], roles: ["x"]) },
      Case("acting as a bad template", "impersonate.users[0]") { $0.impersonate = ImpersonateConditions(users: ["{{"], roles: ["x"]) },
      Case("acting as a bad expression", "impersonate.roles[0]") {
        $0.impersonate = ImpersonateConditions(roles: [#"{{regexp.match("(")}}"#])
      },
      Case("joining by a bad expression", "join_sessions[0].roles[0]") {
        $0.joinSessions = [SessionJoinPolicy(name: "j", roles: ["^($"], kinds: ["ssh"], modes: ["peer"])]
      },
      Case("requiring people by a bad filter", "require_session_join[0].filter") {
        $0.requireSessionJoin = [SessionRequirePolicy(name: "p", filter: "contains(", kinds: ["ssh"], count: 1, modes: [])]
      },
      Case("requiring fewer than nobody", "require_session_join[0].count") {
        $0.requireSessionJoin = [SessionRequirePolicy(name: "p", filter: "", kinds: ["ssh"], count: -1, modes: [])]
      },
      Case("requiring somebody", nil) {
        $0.requireSessionJoin = [
          SessionRequirePolicy(name: "p", filter: #"contains(user.spec.roles, "auditor")"#, kinds: ["ssh"], count: 1, modes: ["moderator"])
        ]
      },
    ]

  @Test("what is bad on both sides, and what is good on both", arguments: eitherSide)
  fileprivate func sides(test: Case) {
    check(test, on: \.allow, at: "spec.allow")
    check(test, on: \.deny, at: "spec.deny")
  }

  private static let stars: [(PrincipalField, Bool)] = [
    (.logins, false), (.awsRoleARNs, false), (.azureIdentities, false), (.gcpServiceAccounts, false), (.databaseRoles, false),
    (.databaseUsers, true), (.databaseNames, true), (.mcpTools, true), (.windowsLogins, true), (.kubernetesUsers, true),
    (.kubernetesGroups, true), (.hostGroups, true), (.hostSudoers, true), (.desktopGroups, true),
  ]

  @Test("a star in an allow list is refused where it would be read as all; in a deny list it is all", arguments: stars)
  fileprivate func star(field: PrincipalField, isAllowed: Bool) {
    #expect(Set(Self.stars.map(\.0)).count == PrincipalField.allCases.count)
    for written in ["*", #"{{"*"}}"#] {
      let test = Case("\(field)", isAllowed ? nil : "\(field.rawValue)[0]") { $0[field] = [written] }
      check(test, on: \.allow, at: "spec.allow")
      check(Case("\(field)", nil, test.change), on: \.deny, at: "spec.deny")
    }
  }

  @Test("what differs between the sides")
  fileprivate func differences() {
    let cases: [(Case, Bool)] = [
      // Refused on the allow side. To deny what is not there can only narrow.
      (Case("search as a role that does not exist", "request.search_as_roles[0]") { $0.request.searchAsRoles = ["ghost"] }, true),
      (Case("review of a role that does not exist", "review_requests.roles[0]") { $0.reviewRequests.roles = ["ghost"] }, true),
      (
        Case("preview as a role that does not exist", "review_requests.preview_as_roles[0]") {
          $0.reviewRequests.previewAsRoles = ["ghost"]
        }, true
      ),
      (Case("a star as a key with a value", "node_labels.*") { $0.nodeLabels = ["*": ["prod"]] }, true),
      (Case("a star as a key with two values", "app_labels.*") { $0.labels[.app] = ["*": ["*", "prod"]] }, true),
      (
        Case("all permissions", "db_permissions[0].permissions[0]") {
          $0.databasePermissions = [DatabasePermission(match: ["*": ["*"]], permissions: ["*"])]
        }, true
      ),
      // Refused on the deny side.
      (Case("dynamic labels", "db_labels.dynamic/env") { $0.labels[.database] = ["dynamic/env": ["x"]] }, false),
      (
        Case("dynamic labels in an expression", "node_labels_expression") { $0.labelExpressions[.node] = #"labels["dynamic/env"] == "x""# },
        false
      ),
      (
        Case("dynamic labels looked for", "node_labels_expression") {
          $0.labelExpressions[.node] = #"contains(labels_matching("dynamic/*"), "x")"#
        }, false
      ),
      (Case("thresholds", "request.thresholds") { $0.request.thresholds = [.standard] }, false),
      (
        Case("a condition on acting", "impersonate.where") {
          $0.impersonate = ImpersonateConditions(roles: ["x"], condition: "can_view()")
        }, false
      ),
    ]
    for (test, isAllowSide) in cases {
      let taken = Case(test.name, nil, test.change)
      check(isAllowSide ? test : taken, on: \.allow, at: "spec.allow")
      check(isAllowSide ? taken : test, on: \.deny, at: "spec.deny")
    }
  }

  @Test("thresholds: readable filters, no negative numbers; zero is never")
  fileprivate func thresholds() {
    func refused(_ thresholds: ReviewThreshold...) -> String? {
      refusal(Role(name: "new", allow: RoleConditions(request: RequestConditions(thresholds: thresholds))))?.path
    }
    #expect(refused(.standard, ReviewThreshold(approve: -1, deny: 1)) == "spec.allow.request.thresholds[1].approve")
    #expect(refused(ReviewThreshold(approve: 1, deny: -1)) == "spec.allow.request.thresholds[0].deny")
    #expect(refused(ReviewThreshold(filter: "contains(reviewer.roles)", approve: 1, deny: 1)) == "spec.allow.request.thresholds[0].filter")
    #expect(refused(ReviewThreshold(approve: 0, deny: 0), ReviewThreshold(filter: #"review.reason == "x""#, approve: 2, deny: 1)) == nil)
  }

  @Test("options: unknown values and negative numbers, each with its path")
  fileprivate func options() {
    func refused(_ change: (inout RoleOptions) -> Void) -> String? {
      var role = Role(name: "new")
      change(&role.spec.options)
      return refusal(role)?.path
    }
    #expect(refused { $0.maxSessions = -1 } == "spec.options.max_sessions")
    #expect(refused { $0.maxConnections = -1 } == "spec.options.max_connections")
    #expect(refused { $0.maxKubernetesConnections = -1 } == "spec.options.max_kubernetes_connections")
    #expect(refused { $0.enhancedRecording = ["command", "disc"] } == "spec.options.enhanced_recording[1]")
    #expect(refused { $0.enhancedRecording = ["command", "disk", "network"] } == nil)
    #expect(refused { $0.certFormat = "newssh" } == "spec.options.cert_format")
    #expect(refused { $0.certFormat = "oldssh" } == nil)
    func wanted(_ change: (inout CertExtension) -> Void) -> String? {
      refused { options in
        var wanted = CertExtension(name: "login@example.com", value: "{{external.login}}")
        change(&wanted)
        options.certExtensions = [CertExtension(name: "ok", value: ""), wanted]
      }
    }
    #expect(wanted { _ in } == nil)
    #expect(wanted { $0.type = "x509" } == "spec.options.cert_extensions[1].type")
    #expect(wanted { $0.mode = "option" } == "spec.options.cert_extensions[1].mode")
    #expect(wanted { $0.value = "{{" } == "spec.options.cert_extensions[1].value")
    for name in [
      "", "a b", "a=b", "permit-agent-forwarding", "permit-X11-forwarding", "no-touch-required", String(repeating: "x", count: 256),
    ] {
      #expect(wanted { $0.name = name } == "spec.options.cert_extensions[1].name")
    }
  }

  @Test(
    "words of options that are not known are refused when the document is read",
    arguments: ["lock", "device_trust_mode", "request_access", "require_session_mfa", "create_host_user_mode", "create_db_user_mode"])
  fileprivate func words(option: String) {
    let document: Value = .map([
      "kind": "role", "version": "v8", "metadata": .map(["name": "r"]), "spec": .map(["options": .map([option: "nonsense"])]),
    ])
    #expect(problem { () throws(Problem) in try Role(reading: document) }?.path == "spec.options.\(option)")
  }

  @Test(
    "ranges of addresses",
    arguments: [
      ("10.0.0.0/8", true), ("10.0.0.1/32", true), ("0.0.0.0/0", true), ("fd00::/8", true), ("::/0", true), ("::ffff:10.0.0.1/128", true),
      ("1:2:3:4:5:6:7:8/64", true), ("10.0.0.0", false), ("10.0.0.0/33", false), ("10.0.0/8", false), ("10.0.0.256/8", false),
      ("10.0.0.01/8", false), ("fd00::/129", false), ("fd00:::/8", false), ("1::2::3/8", false), ("1:2:3:4:5:6:7:8:9/8", false),
      ("1:2:3:4:5:6:7/8", false), ("1:2:3:4:5:6:7:8::/8", false), ("g::/8", false), ("10.0.0.0/", false), ("10.0.0.0/8/8", false),
      ("", false), ("10.0.0.0/+8", false),
      ("::1.2.3/8", false), ("1.2.3.4::/8", false),
    ])
  fileprivate func ranges(range: String, expected: Bool) {
    check(
      Case(range, expected ? nil : "spiffe[0].ip_sans[0]") { $0.spiffe = [SPIFFECondition(path: "/", ipSANs: [range])] }, on: \.allow,
      at: "spec.allow")
  }
}
