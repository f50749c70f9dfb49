import Testing
import ThresholdModel
import ThresholdRules

/// Source: reference, roles-and-resources §1.2, §2, §3.1 and §7.1.
@Suite("What opens each kind of resource")
struct KindAccessTests {
  private static func labelled(_ field: LabelField, _ map: LabelMap = ["env": ["prod"]], version: RoleVersion = .v8) -> Role {
    Role("r", version: version) { $0.allow.labels[field] = map }
  }
  private static func denying(_ field: LabelField, _ map: LabelMap = ["env": ["prod"]]) -> Role {
    Role("d") { $0.deny.labels[field] = map }
  }

  static let byLabels: [(LabelField, Resource)] = [
    (.app, Sample.app()), (.app, Sample.app("tcp://x:1")), (.app, Sample.saml), (.group, Sample.group),
    (.cluster, Sample.leaf(Sample.labels)),
    (.workloadIdentity, Sample.workload), (.databaseService, Sample.databaseService),
  ]

  @Test("labels alone", arguments: byLabels)
  func labels(field: LabelField, resource: Resource) {
    AccessCase("its own field", [Self.labelled(field)], on: resource, .allowed).check()
    AccessCase("everything", [Self.labelled(field, ["*": ["*"]])], on: resource, .allowed).check()
    AccessCase("other labels", [Self.labelled(field, ["env": ["dev"]])], on: resource, .noGrant).check()
    AccessCase("denied", [Self.labelled(field), Self.denying(field)], on: resource, .deniedLabels).check()
    AccessCase("denied otherwise", [Self.labelled(field), Self.denying(field, ["env": ["dev"]])], on: resource, .allowed).check()
    AccessCase("an account that it does not have", [Self.labelled(field)], on: resource, as: [Principal(.logins, "root")], .noGrant).check()
    for other in LabelField.allCases where other != field {
      AccessCase("by \(other)", [Self.labelled(other, ["*": ["*"]], version: .v8)], on: resource, .noGrant).check()
      AccessCase("denied by \(other)", [Self.labelled(field), Self.denying(other, ["*": ["*"]])], on: resource, .allowed).check()
    }
  }

  @Test(
    "a leaf cluster without labels is open to everybody whose roles say nothing of clusters",
    arguments: [
      AccessCase("no roles at all", [], on: Sample.leaf(), seesAll: false, .allowed),
      AccessCase("roles about other things", [labelled(.node)], on: Sample.leaf(), .allowed),
      AccessCase("a leaf with labels", [labelled(.node)], on: Sample.leaf(Sample.labels), .noGrant),
      AccessCase("an allow that mentions clusters", [labelled(.cluster)], on: Sample.leaf(), .noGrant),
      AccessCase("an allow for every cluster", [labelled(.cluster, ["*": ["*"]])], on: Sample.leaf(), .allowed),
      AccessCase("a deny that mentions clusters", [denying(.cluster, ["x": ["y"]])], on: Sample.leaf(), .noGrant),
      AccessCase(
        "an expression", [Role("r") { $0.allow.labelExpressions[.cluster] = #"labels["x"] == "y""# }], on: Sample.leaf(), .noGrant),
      AccessCase("an empty map says nothing", [labelled(.cluster, [:])], on: Sample.leaf(), .allowed),
      AccessCase(
        "another role's second factor is not asked for", [Role("r") { $0.options.requireSessionMFA = .session }], on: Sample.leaf(),
        .allowed),
    ])
  func leaves(one: AccessCase) { one.check() }

  private static func git(_ orgs: [String], deny: [String] = []) -> [Role] {
    [
      Role("r") { $0.allow.githubPermissions = [GitHubPermission(orgs: ["none"]), GitHubPermission(orgs: orgs)] },
      Role("d") { $0.deny.githubPermissions = deny.isEmpty ? [] : [GitHubPermission(orgs: deny)] },
    ]
  }
  @Test(
    "GitHub organisations match as label values do",
    arguments: [
      AccessCase("literal", git(["acme-platform"]), on: Sample.git, .allowed),
      AccessCase("glob", git(["acme-*"]), on: Sample.git, .allowed),
      AccessCase("expression", git(["^acme-(platform|web)$"]), on: Sample.git, .allowed),
      AccessCase("star", git(["*"]), on: Sample.git, .allowed),
      AccessCase("part", git(["acme"]), on: Sample.git, .noGrant), AccessCase("case", git(["Acme-platform"]), on: Sample.git, .noGrant),
      AccessCase("deny", git(["*"], deny: ["acme-*"]), on: Sample.git, .deniedLabels),
      AccessCase("deny of another", git(["*"], deny: ["other"]), on: Sample.git, .allowed),
      AccessCase("trait", git(["{{internal.github_orgs}}"]), on: Sample.git, traits: ["github_orgs": ["x", "acme-platform"]], .allowed),
      AccessCase("missing trait", git(["{{internal.github_orgs}}"]), on: Sample.git, .noGrant),
      AccessCase("labels are not consulted", [labelled(.node, ["*": ["*"]])], on: Sample.git, .noGrant),
    ])
  func gitServers(one: AccessCase) { one.check() }

  private static func identity(_ allow: [(String, String)], deny: [(String, String)] = []) -> [Role] {
    [
      Role("r") {
        $0.allow.accountAssignments = allow.map { AccountAssignment(account: $0.0, permissionSet: $0.1) }
        $0.deny.accountAssignments = deny.map { AccountAssignment(account: $0.0, permissionSet: $0.1) }
      }
    ]
  }
  private static let id = "123456789012"
  private static let set = "arn:aws:sso:::ps/Admin"
  @Test(
    "an assignment needs account and permission set in one entry; an account is matched on itself alone",
    arguments: [
      AccessCase("literal", identity([(id, set)]), on: Sample.assignment, .allowed),
      AccessCase("stars", identity([("*", "*")]), on: Sample.assignment, .allowed),
      AccessCase("globs", identity([("1234*", "arn:*:ps/A*")]), on: Sample.assignment, .allowed),
      AccessCase("expressions", identity([("^[0-9]{12}$", "^.*Admin$")]), on: Sample.assignment, .allowed),
      AccessCase("two entries", identity([(id, "arn:other"), ("1", set)]), on: Sample.assignment, .noGrant),
      AccessCase("another set", identity([(id, "arn:other")]), on: Sample.assignment, .noGrant),
      AccessCase("deny", identity([("*", "*")], deny: [(id, set)]), on: Sample.assignment, .deniedLabels),
      AccessCase("deny of stars", identity([(id, set)], deny: [("*", "*")]), on: Sample.assignment, .deniedLabels),
      AccessCase("deny of another set", identity([("*", "*")], deny: [(id, "arn:other")]), on: Sample.assignment, .allowed),
      AccessCase("deny of half", identity([("*", "*")], deny: [(id, "arn:other"), ("1", set)]), on: Sample.assignment, .allowed),
      AccessCase("an account with any set", identity([(id, "arn:other")]), on: Sample.account, .allowed),
      AccessCase("another account", identity([("1", set)]), on: Sample.account, .noGrant),
      AccessCase("labels are not consulted", [labelled(.app, ["*": ["*"]])], on: Sample.account, .noGrant),
      AccessCase(
        "nothing is a template", identity([("{{external.x}}", "*")]), on: Sample.account, traits: ["x": [id]], .noGrant),
    ])
  func identityCenter(one: AccessCase) { one.check() }

  private static func saml(_ version: RoleVersion, enabled: Bool?, labels: LabelMap? = nil) -> Role {
    Role("r", version: version) {
      $0.options.samlIdPEnabled = enabled
      $0.allow.labels[.app] = labels
    }
  }
  @Test("up to v7 the option opens SAML service providers", arguments: RoleVersion.allCases.filter { $0 < .v8 })
  func samlByOption(version: RoleVersion) {
    AccessCase("unset", [Self.saml(version, enabled: nil)], on: Sample.saml, seesAll: false, .allowed).check()
    AccessCase("on", [Self.saml(version, enabled: true)], on: Sample.saml, seesAll: false, .allowed).check()
    AccessCase("off", [Self.saml(version, enabled: false, labels: ["*": ["*"]])], on: Sample.saml, .deniedLabels).check()
    let denying = Role("d", version: version) { $0.deny.labels[.app] = ["*": ["*"]] }
    AccessCase("labels say nothing", [Self.saml(version, enabled: nil), denying], on: Sample.saml, .allowed).check()
    AccessCase("labels of a later role do", [Self.saml(version, enabled: nil), Self.denying(.app)], on: Sample.saml, .deniedLabels).check()
  }

  @Test(
    "from v8 on labels open them, and the verbs that everybody has",
    arguments: [
      AccessCase("labels", [saml(.v8, enabled: nil, labels: ["env": ["prod"]])], on: Sample.saml, .allowed),
      AccessCase("the option alone", [saml(.v8, enabled: true)], on: Sample.saml, .noGrant),
      AccessCase("any false denies", [saml(.v8, enabled: false, labels: ["*": ["*"]])], on: Sample.saml, .deniedLabels),
      AccessCase(
        "any false denies others", [saml(.v8, enabled: nil, labels: ["*": ["*"]]), Role("x") { $0.options.samlIdPEnabled = false }],
        on: Sample.saml,
        .deniedLabels),
      AccessCase(
        "verbs taken away",
        [
          saml(.v8, enabled: nil, labels: ["*": ["*"]]),
          Role("x") { $0.deny.rules = [Rule(resources: ["saml_idp_service_provider"], verbs: ["read"])] },
        ],
        on: Sample.saml, .noGrant),
      AccessCase(
        "other verbs taken away",
        [
          saml(.v8, enabled: nil, labels: ["*": ["*"]]),
          Role("x") { $0.deny.rules = [Rule(resources: ["saml_idp_service_provider"], verbs: ["update"])] },
        ],
        on: Sample.saml, .allowed),
    ])
  func samlByLabels(one: AccessCase) { one.check() }
}
