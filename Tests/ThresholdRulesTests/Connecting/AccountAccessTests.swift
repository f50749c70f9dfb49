import Testing
import ThresholdModel
import ThresholdRules

/// Source: reference, roles-and-resources §1.2, §1.3, §3.4, §7.1 and §13; design, §2.
@Suite("Accounts on resources without databases and Kubernetes")
struct AccountAccessTests {
  static let arn = "arn:aws:iam::123456789012:role/Admin"
  static let aws = Sample.app("https://console.aws.amazon.com")
  static let azure = Sample.app("cloud://Azure")
  static let gcp = Sample.app("cloud://GCP")
  static let mcp = Sample.app("mcp+stdio://x")

  static func role(
    _ field: PrincipalField, _ values: [String], named name: RoleName = "r", deny: [String] = [], labelled: Bool = true
  ) -> Role {
    Role(name) {
      if labelled { for label in [LabelField.node, .app, .desktop] { $0.allow.labels[label] = ["env": ["prod"]] } }
      $0.allow[field] = values
      $0.deny[field] = deny
    }
  }

  private static func line(
    _ says: String, _ resource: Resource, _ field: PrincipalField, allow: [String], deny: [String] = [], ask: String, traits: Traits = [:],
    _ outcome: AccessCase.Outcome
  ) -> AccessCase {
    AccessCase(
      "\(field.rawValue): \(says)", [role(field, allow), role(field, [], named: "d", deny: deny, labelled: false)], on: resource,
      as: [Principal(field, ask)], traits: traits, outcome)
  }

  static let kinds: [AccessCase] =
    [
      (Sample.node(), PrincipalField.logins, "root", "Root"), (aws, .awsRoleARNs, arn, arn.uppercased()),
      (gcp, .gcpServiceAccounts, "a@p.iam", "A@p.iam"), (Sample.desktop, .windowsLogins, "Administrator", "administrator"),
    ].flatMap { resource, field, account, otherCase -> [AccessCase] in
      [
        line("exact", resource, field, allow: ["x", account], ask: account, .allowed),
        line("another case", resource, field, allow: [account], ask: otherCase, .noGrant),
        line("none", resource, field, allow: [], ask: account, .noGrant),
        line("a star allows nothing", resource, field, allow: ["*"], ask: account, .noGrant),
        line("a star is nobody", resource, field, allow: ["*"], ask: "*", .noGrant),
        line("no globs", resource, field, allow: [String(account.prefix(3)) + "*"], ask: account, .noGrant),
        line("denied", resource, field, allow: [account], deny: [account], ask: account, .deniedPrincipal),
        line("a denied star denies all", resource, field, allow: [account], deny: ["*"], ask: account, .deniedPrincipal),
        line(
          "a star from a trait denies all", resource, field, allow: [account], deny: ["{{external.x}}"], ask: account, traits: ["x": ["*"]],
          .deniedPrincipal),
        line("another denied", resource, field, allow: [account], deny: ["x"], ask: account, .allowed),
        line("from a trait", resource, field, allow: ["{{external.x}}"], ask: account, traits: ["x": ["", account]], .allowed),
        line("a star from a trait", resource, field, allow: ["{{external.x}}"], ask: account, traits: ["x": ["*"]], .noGrant),
        line("a missing trait", resource, field, allow: ["{{external.x}}", account], ask: account, .allowed),
        line("an unknown internal name", resource, field, allow: ["{{internal.x}}"], ask: account, traits: ["x": [account]], .noGrant),
        line(
          "denied through a trait", resource, field, allow: [account], deny: ["{{external.x}}"], ask: account, traits: ["x": [account]],
          .deniedPrincipal),
        line("denied through a missing trait", resource, field, allow: [account], deny: ["{{external.x}}"], ask: account, .allowed),
        line("an unreadable template opens nothing", resource, field, allow: ["{{x", account], ask: account, .noGrant),
        line("an unreadable template denies all", resource, field, allow: [account], deny: ["{{x"], ask: account, .deniedPrincipal),
      ]
    }

  static let corners: [AccessCase] =
    [
      line("without case", azure, .azureIdentities, allow: ["/Sub/A"], ask: "/sub/a", .allowed),
      line("denied without case", azure, .azureIdentities, allow: ["/Sub/A"], deny: ["/SUB/a"], ask: "/sub/a", .deniedPrincipal),
      line("a denied star", azure, .azureIdentities, allow: ["/Sub/A"], deny: ["*"], ask: "/Sub/A", .deniedPrincipal),
      line("a star allows nothing", azure, .azureIdentities, allow: ["*"], ask: "/Sub/A", .noGrant),
      line("denied in another case", gcp, .gcpServiceAccounts, allow: ["a@p.iam"], deny: ["A@p.iam"], ask: "a@p.iam", .deniedPrincipal),
      // Logins: which can be.
      line(
        "32 bytes", Sample.node(), .logins, allow: [String(repeating: "a", count: 32)], ask: String(repeating: "a", count: 32), .allowed),
      line(
        "33 bytes", Sample.node(), .logins, allow: [String(repeating: "a", count: 33)], ask: String(repeating: "a", count: 33), .noGrant),
      line(
        "17 letters, 34 bytes", Sample.node(), .logins, allow: [String(repeating: "é", count: 17)], ask: String(repeating: "é", count: 17),
        .noGrant),
      line("an address", Sample.node(), .logins, allow: ["abcd@example.com"], ask: "abcd@example.com", .allowed),
      line("a dash within", Sample.node(), .logins, allow: ["a-b"], ask: "a-b", .allowed),
      line("white space around braces", Sample.node(), .logins, allow: [" {{external.x}} "], ask: "ann", traits: ["x": ["ann"]], .allowed),
      line("prefix and suffix", Sample.node(), .logins, allow: ["a-{{external.x}}-z"], ask: "a-m-z", traits: ["x": ["l", "m"]], .allowed),
      line("canonically equal is another", Sample.node(), .logins, allow: ["caf\u{e9}"], ask: "cafe\u{301}", .noGrant),
    ]
    + ["-foo", "a:b", "a/b", "a b", "a\tb", "a\u{1}b", "\u{a0}a"].map { login in
      line("\(login.debugDescription) cannot be", Sample.node(), .logins, allow: [login], ask: login, .noGrant)
    }
    + ["\"", "/", "\\", "[", "]", ":", ";", "|", "=", ",", "+", "*", "?", "<", ">"].map { bad in
      line("\(bad) cannot be", Sample.desktop, .windowsLogins, allow: ["a\(bad)b", "ok"], ask: "a\(bad)b", .noGrant)
    } + [
      line("the others stay", Sample.desktop, .windowsLogins, allow: ["a/b", "ok"], ask: "ok", .allowed),
      line("a space can be", Sample.desktop, .windowsLogins, allow: ["a b"], ask: "a b", .allowed),
    ]

  static let tools: [AccessCase] = [
    line("literal", mcp, .mcpTools, allow: ["read"], ask: "read", .allowed),
    line("another", mcp, .mcpTools, allow: ["read"], ask: "read_all", .noGrant),
    line("glob", mcp, .mcpTools, allow: ["read_*"], ask: "read_all", .allowed),
    line("expression", mcp, .mcpTools, allow: ["^(read|write)_.*$"], ask: "write_x", .allowed),
    line("star", mcp, .mcpTools, allow: ["*"], ask: "anything", .allowed),
    line("no entry, no tools", mcp, .mcpTools, allow: [], ask: "read", .noGrant),
    line("deny wins", mcp, .mcpTools, allow: ["*"], deny: ["write_*"], ask: "write_x", .deniedPrincipal),
    line("a denied expression", mcp, .mcpTools, allow: ["*"], deny: ["^.*_x$"], ask: "write_x", .deniedPrincipal),
    line("deny of another", mcp, .mcpTools, allow: ["*"], deny: ["write_*"], ask: "read_x", .allowed),
    line("a denied star", mcp, .mcpTools, allow: ["read"], deny: ["*"], ask: "read", .deniedPrincipal),
    line("from a trait", mcp, .mcpTools, allow: ["{{internal.mcp_tools}}"], ask: "read_x", traits: ["mcp_tools": ["read_*"]], .allowed),
    AccessCase("the server itself needs no tool", [role(.mcpTools, [])], on: mcp, .allowed),
    AccessCase("mcp over http", [role(.mcpTools, ["a"])], on: Sample.app("mcp+http://x"), as: [Principal(.mcpTools, "a")], .allowed),
    AccessCase("mcp over sse", [role(.mcpTools, ["a"])], on: Sample.app("mcp+sse+https://x"), as: [Principal(.mcpTools, "b")], .noGrant),
  ]

  @Test("exact accounts", arguments: kinds)
  func exact(one: AccessCase) { one.check() }

  @Test("corners of single lists", arguments: corners)
  func corner(one: AccessCase) { one.check() }

  @Test("tools of MCP servers", arguments: tools)
  func tool(one: AccessCase) { one.check() }
}
