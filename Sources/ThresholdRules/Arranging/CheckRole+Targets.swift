import ThresholdModel

extension PrincipalField {
  /// Fields in which an allowed `*` is refused, since it would be read as "all" and is none.
  /// Source: reference, roles-and-resources §1.3.
  var refusesAllowedStar: Bool {
    switch self {
    case .logins, .awsRoleARNs, .azureIdentities, .gcpServiceAccounts, .databaseRoles: true
    case .hostGroups, .hostSudoers, .databaseUsers, .databaseNames, .kubernetesUsers, .kubernetesGroups, .mcpTools, .windowsLogins,
      .desktopGroups:
      false
    }
  }
}

extension Arrangement {
  /// The lists of accounts: none empty, every template readable.
  static func checkPrincipals(of conditions: RoleConditions, on side: LabelSelector.Side, at path: String) throws(Problem) {
    for field in PrincipalField.allCases {
      for (index, text) in conditions[field].enumerated() {
        try located("\(path).\(field.rawValue)[\(index)]") { () throws(Problem) in
          guard !text.isEmpty else { throw Problem(.badParameter, "an entry of `\(field.rawValue)` cannot be empty") }
          guard let plain = try Template(text).literal else { return }
          guard plain != "*" || side == .deny || !field.refusesAllowedStar else {
            throw Problem(
              .badParameter, "`*` cannot be allowed in `\(field.rawValue)`",
              hint: field == .logins ? "name the logins, or write {{internal.logins}}" : "name them, or take them from a trait")
          }
          if field == .mcpTools { _ = try Pattern(plain) }
        }
      }
    }
  }

  /// What is neither a label map nor a list of accounts. Source: reference, roles-and-resources §1.2 and §1.3.
  static func checkTargets(of conditions: RoleConditions, on side: LabelSelector.Side, at path: String) throws(Problem) {
    for (index, permission) in conditions.databasePermissions.enumerated() {
      try check(permission, on: side, at: "\(path).db_permissions[\(index)]")
    }
    for (index, permission) in conditions.githubPermissions.enumerated() {
      for (place, organization) in permission.orgs.enumerated() {
        try located("\(path).github_permissions[\(index)].orgs[\(place)]") { () throws(Problem) in
          guard !organization.isEmpty else { throw Problem(.badParameter, "an organisation needs a name") }
          if let plain = try Template(organization).literal { _ = try Pattern(plain) }
        }
      }
    }
    for (index, assignment) in conditions.accountAssignments.enumerated() {
      let place = "\(path).account_assignments[\(index)]"
      try checkAssigned(assignment.account, at: "\(place).account")
      try checkAssigned(assignment.permissionSet, at: "\(place).permission_set")
    }
    for (index, condition) in conditions.spiffe.enumerated() { try check(condition, at: "\(path).spiffe[\(index)]") }
  }

  private static func check(_ permission: DatabasePermission, on side: LabelSelector.Side, at path: String) throws(Problem) {
    try check(permission.match, on: side, at: "\(path).match")
    for (index, name) in permission.permissions.enumerated() {
      guard !name.isEmpty else {
        throw Problem(.badParameter, "a permission needs a name", hint: "for example SELECT", path: "\(path).permissions[\(index)]")
      }
      guard name != "*" || side == .deny else {
        throw Problem(
          .badParameter, "`*` cannot be allowed in `db_permissions`", hint: "name the permissions, for example SELECT",
          path: "\(path).permissions[\(index)]")
      }
    }
  }

  private static func checkAssigned(_ text: String, at path: String) throws(Problem) {
    try located(path) { () throws(Problem) in
      guard !text.isEmpty else {
        throw Problem(.badParameter, "an assignment needs an account and a permission set", hint: "write `*` for all")
      }
      _ = try Pattern(text)
    }
  }

  private static func check(_ condition: SPIFFECondition, at path: String) throws(Problem) {
    try located("\(path).path") { () throws(Problem) in
      guard condition.path.hasPrefix("/") || Pattern.isExpression(condition.path) else {
        throw Problem(
          .badParameter, "`\(condition.path.escapedForDisplay)` is not a path of workload identities",
          hint: "begin with /, for example /svc/web, or write an expression ^…$")
      }
      _ = try Pattern(condition.path)
    }
    for (index, name) in condition.dnsSANs.enumerated() {
      try located("\(path).dns_sans[\(index)]") { () throws(Problem) in
        guard !name.isEmpty else { throw Problem(.badParameter, "a DNS name cannot be empty") }
        _ = try Pattern(name)
      }
    }
    for (index, range) in condition.ipSANs.enumerated() where !isCIDR(range) {
      throw Problem(
        .badParameter, "`\(range.escapedForDisplay)` is not a range of addresses", hint: "write a CIDR such as 10.0.0.0/8",
        path: "\(path).ip_sans[\(index)]")
    }
  }
}
