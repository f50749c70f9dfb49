import ThresholdModel

/// Roles of every version with something of every field.
extension Facts {
  private static let arn = "arn:aws:iam::123456789012:role/"

  /// Every account that can come up in a field, `zzz` being one that no role names by itself.
  static let accounts: [PrincipalField: [String]] = [
    .logins: logins + [
      "x-test", "x-prod", "x-us-west-1", "x-staging", "x-testing", "x-ann", "us", "a", "bob", "zzz", "plain", "x-^te.*$", "x-*",
    ],
    .databaseUsers: ["ann", "bob", "ANN", "cho", "dan", "eva", "zzz", "dev", "app", arn + "ann", arn + "dev", "plain", "zzz-fresh"],
    .databaseNames: ["app", "log", "ann", "zzz", "dev", "plain", "zzz-fresh"],
    .databaseRoles: ["reader", "writer", "ann"],
    .kubernetesUsers: ["ann", "bob", "cho", "dan", "eva", "app", "dev", "zzz", "plain"],
    .kubernetesGroups: ["dev", "ops", "ann", "app", "zzz", "plain"],
    .awsRoleARNs: [arn + "ann", arn + "Ann", "ann", "app", "dev", "zzz", "plain"],
    .azureIdentities: ["/sub/a", "/SUB/A", "ann", "app", "dev", "zzz", "plain"],
    .gcpServiceAccounts: ["a@p", "A@p", "ann", "app", "dev", "zzz", "plain"],
    .mcpTools: ["read_a", "write_a", "ann", "app", "zzz"],
    .windowsLogins: ["admin", "Admin", "ann", "a/b", "app", "dev", "zzz", "plain"],
  ]

  /// What roles write into a field.
  private static func entries(_ field: PrincipalField) -> [String] {
    switch field {
    case .logins: logins + ["{{internal.logins}}", "{{external.team}}", "x-{{external.env}}", "{{email.local(external.mail)}}"]
    case .databaseUsers: ["ann", "bob", arn + "ann", "dev", "{{external.some}}"]
    case .databaseNames: ["app", "log", "app", "{{external.some}}"]
    case .databaseRoles: ["reader", "writer"]
    case .kubernetesUsers: ["ann", "bob", "{{external.some}}"]
    case .kubernetesGroups: ["dev", "ops", "{{external.some}}"]
    case .awsRoleARNs: [arn + "ann", "{{external.some}}"]
    case .azureIdentities: ["/sub/a", "/SUB/A", "{{external.some}}"]
    case .gcpServiceAccounts: ["a@p", "A@p", "{{external.some}}"]
    case .mcpTools: ["read_*", "write_a", "^(read|write)_a$", "{{external.some}}"]
    case .windowsLogins: ["admin", "a/b", "{{external.some}}"]
    default: []
    }
  }

  private static func principals(_ field: PrincipalField, _ dice: inout Dice, deny: Bool) -> [String] {
    var found = dice.some(of: entries(field), atMost: deny ? 1 : 4)
    if dice.oneIn(deny ? 20 : 12) { found.append("*") }
    if dice.oneIn(40) { found.append("{{x") }
    if dice.oneIn(15), field != .mcpTools, field != .databaseRoles { found.append(#"{{"plain"}}"#) }
    if dice.oneIn(15) { found.append("{{internal.shoe}}") }
    return found
  }

  static func everyLabels(_ dice: inout Dice) -> LabelMap {
    if dice.oneIn(8) { return [:] }
    if dice.oneIn(2) { return ["*": ["*"]] }
    var map = LabelMap()
    for key in dice.some(of: keys, atMost: 2) { map.entries[key] = dice.some(of: everyMatcher, atMost: 3) }
    if dice.oneIn(15) { map.entries["{{external.key}}"] = [dice.pick(everyMatcher)] }
    if dice.oneIn(15) { map.entries["*"] = [dice.pick(["*", "test"])] }
    if dice.oneIn(15) { map.entries["dynamic/env"] = [dice.pick(everyMatcher)] }
    return map
  }

  mutating func anyRole(_ name: RoleName, _ dice: inout Dice) -> Role {
    let version = dice.oneIn(3) ? dice.pick(RoleVersion.allCases) : .v8
    var role = Role(name: name, version: version)
    role.spec.options.requireSessionMFA = dice.oneIn(12) ? dice.pick([SessionMFA.session, .hardwareKey, .off]) : nil
    role.spec.options.deviceTrustMode = dice.oneIn(12) ? dice.pick([DeviceTrustMode.required, .optional, .off]) : nil
    role.spec.options.createDatabaseUserMode = dice.oneIn(4) ? dice.pick([DatabaseUserMode.off, .keep, .bestEffortDrop]) : nil
    role.spec.options.samlIdPEnabled = dice.oneIn(10) ? dice.oneIn(2) : nil
    role.spec.allow = side(version, &dice, deny: false)
    if dice.oneIn(3) { role.spec.deny = side(version, &dice, deny: true) }
    if dice.oneIn(15) { role.metadata.expires = Self.end(&dice) }
    return role
  }

  private mutating func side(_ version: RoleVersion, _ dice: inout Dice, deny: Bool) -> RoleConditions {
    var side = RoleConditions()
    for field in LabelField.allCases {
      if dice.oneIn(deny ? 10 : 2) { side.labels[field] = Self.everyLabels(&dice) }
      if dice.oneIn(deny ? 30 : 10) {
        let expression = SlowExpression.random(&dice)
        expressions[expression.source] = expression
        side.labelExpressions[field] = expression.source
      }
    }
    for field in Self.accounts.keys.sorted(by: { $0.rawValue < $1.rawValue }) where dice.oneIn(deny ? 5 : 2) || (!deny && field == .logins)
    {
      side[field] = Self.principals(field, &dice, deny: deny)
    }
    if dice.oneIn(deny ? 5 : 2) {
      side.githubPermissions = [GitHubPermission(orgs: dice.some(of: Self.matchers.filter { $0 != "" }, atMost: 2))]
    }
    for _ in dice.some(of: [1, 2], atMost: deny && !dice.oneIn(6) ? 0 : 2) {
      let account = dice.pick(["123456789012", "1234*", "*", "^[0-9]{12}$", "999999999999"])
      side.accountAssignments.append(
        AccountAssignment(account: account, permissionSet: dice.pick(["*", "arn:ps/Admin", "arn:ps/Read", "arn:*"])))
    }
    if dice.oneIn(2) { side.kubernetesResources = Self.objects(version, &dice, deny: deny) }
    side.request = Self.request(&dice, deny: deny)
    let patterns = Self.roleNames.map(\.text) + ["*", "role-*", "^role-[0-4]$", "*5"]
    if dice.oneIn(3) { side.reviewRequests.roles = dice.some(of: patterns, atMost: deny ? 1 : 3) }
    if dice.oneIn(4) { side.reviewRequests.previewAsRoles = dice.some(of: Self.roleNames, atMost: 2) }
    if dice.oneIn(deny ? 10 : 5) {
      let kinds = dice.pick([["node"], ["*", "access_request"], ["*"], ["db"], ["app", "kube_cluster"], ["saml_idp_service_provider"]])
      side.rules = [Rule(resources: kinds, verbs: dice.some(of: ["read", "list", "*", "update"], atMost: 2) + ["create"])]
    }
    return side
  }

  private static func request(_ dice: inout Dice, deny: Bool) -> RequestConditions {
    var request = RequestConditions()
    if dice.oneIn(deny ? 4 : 2) { request.searchAsRoles = dice.some(of: roleNames, atMost: deny ? 1 : 3) }
    if dice.oneIn(deny ? 6 : 3) { request.roles = dice.some(of: roleNames.map(\.text) + ["role-*", "^role-[0-4]$"], atMost: deny ? 1 : 2) }
    if dice.oneIn(8) {
      request.claimsToRoles = [
        ClaimMapping(claim: "env", value: dice.pick(["test", "us-*", "*"]), roles: dice.some(of: roleNames.map(\.text), atMost: 2))
      ]
    }
    return request
  }

  private static func objects(_ version: RoleVersion, _ dice: inout Dice, deny: Bool) -> [KubernetesResource] {
    (dice.some(of: [1], atMost: 1) + [2]).map { _ in
      var entry = KubernetesResource(kind: "pod", namespace: dice.pick(["*", "a", "b", "^te.*$"]), name: dice.pick(["*", "p", "q"]))
      entry.verbs = dice.pick([["*"], ["get", "list"], ["delete"], []])
      if version == .v7 { entry.kind = dice.pick(["pod", "secret", "namespace", "*", "kube_node"]) }
      if version == .v8 {
        entry.kind = dice.pick(["pods", "secrets", "*", "nodes", "widgets"])
        entry.apiGroup = entry.kind == "widgets" ? "acme.io" : entry.kind == "*" ? dice.pick(["*", "", "acme.*"]) : ""
      }
      if ["nodes", "kube_node", "namespace"].contains(entry.kind) { entry.namespace = "" }
      if entry.kind == "namespace" { entry.name = dice.pick(["*", "a", "b"]) }
      return entry
    }
  }
}
