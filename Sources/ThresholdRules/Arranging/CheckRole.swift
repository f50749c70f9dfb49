import ThresholdModel

extension Arrangement {
  /// A role: a legal name, everything in it readable, and every role that it names by name existing.
  func check(_ role: Role) throws(Problem) {
    try NameRule.role.check(role.metadata.name, at: "metadata.name")
    try check(role.spec.allow, at: "spec.allow", isAllow: true)
    try check(role.spec.deny, at: "spec.deny", isAllow: false)
  }

  private func check(_ conditions: RoleConditions, at path: String, isAllow: Bool) throws(Problem) {
    try Self.check(conditions.nodeLabels, at: "\(path).node_labels")
    try check(logins: conditions.logins, at: "\(path).logins", isAllow: isAllow)
    try check(roles: conditions.request.searchAsRoles, at: "\(path).request.search_as_roles")
    try check(matchers: conditions.reviewRequests.roles, at: "\(path).review_requests.roles")
    try check(roles: conditions.reviewRequests.previewAsRoles, at: "\(path).review_requests.preview_as_roles")
    for rule in conditions.rules { try check(rule, at: "\(path).rules") }
  }

  /// A label map: every key a name, every value readable. Source: reference, roles-and-resources §1.3 and §3.2.
  static func check(_ labels: LabelMap, at path: String) throws(Problem) {
    for (key, values) in labels.entries.sorted(by: { $0.key < $1.key }) {
      guard !key.isEmpty else { throw Problem(.badParameter, "a label needs a key", path: path) }
      guard key != "*" || values == ["*"] else {
        throw Problem(
          .badParameter, "the label key `*` goes with the value `*` only, since it would match nothing otherwise",
          hint: "write '*': '*' for every resource, or name a key", path: path)
      }
      try located(path) { () throws(Problem) in
        _ = try Template(key)
        for value in values {
          if let plain = try Template(value).literal { _ = try Pattern(plain) }
        }
      }
    }
  }

  private func check(logins: [String], at path: String, isAllow: Bool) throws(Problem) {
    for login in logins {
      guard !login.isEmpty else { throw Problem(.badParameter, "a login cannot be empty", path: path) }
      guard !isAllow || login != "*" else {
        throw Problem(
          .badParameter, "`*` is not a login that can be allowed", hint: "name the logins, or write {{internal.logins}}", path: path)
      }
      try Self.located(path) { () throws(Problem) in _ = try Template(login) }
    }
  }

  /// Role names, or patterns of them; names must exist.
  private func check(matchers: [String], at path: String) throws(Problem) {
    for matcher in matchers {
      guard !matcher.contains("{{") else {
        throw Problem(
          .notImplemented, "templates in role matchers are not supported by this version",
          hint: "name roles, or write a pattern such as prod-*",
          path: path)
      }
      if ReviewMatcher.isLiteral(matcher) { try check(roles: [RoleName(matcher)], at: path) }
      try Self.located(path) { () throws(Problem) in _ = try Pattern(matcher) }
    }
  }

  private func check(_ rule: Rule, at path: String) throws(Problem) {
    guard !rule.resources.isEmpty, rule.resources.allSatisfy({ !$0.isEmpty }) else {
      throw Problem(.badParameter, "a rule needs resources", hint: "name kinds such as access_list, or `*`", path: "\(path).resources")
    }
    guard !rule.verbs.isEmpty else {
      throw Problem(.badParameter, "a rule needs verbs", hint: "name verbs such as list and read, or `*`", path: "\(path).verbs")
    }
    for verb in rule.verbs where verb != "*" && Verb(rawValue: verb) == nil {
      throw Problem(
        .badParameter, "`\(verb.escapedForDisplay)` is not a verb",
        hint: "one of \(Verb.allCases.map(\.rawValue).joined(separator: ", ")), or `*`", path: "\(path).verbs")
    }
  }

  /// Says where in the document a problem lies.
  static func located(_ path: String, _ check: () throws(Problem) -> Void) throws(Problem) {
    do { try check() } catch { throw Problem(error.kind, error.message, hint: error.hint, path: path, cause: error.cause) }
  }
}
