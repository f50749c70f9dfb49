import ThresholdModel

extension Arrangement {
  /// A role: a legal name, everything in it readable, nothing in it that could mean "everybody" by mistake, and every role
  /// that it names by name existing. What is legal and still surprises is said by ``warnings(for:)``.
  /// Source: reference, roles-and-resources §1.3 and §2; lists-and-requests §5.3 and §6.2.
  func check(_ role: Role) throws(Problem) {
    try NameRule.role.check(role.metadata.name, at: "metadata.name")
    try Self.check(role.spec.options)
    try check(role.spec.allow, on: .allow, at: "spec.allow")
    try check(role.spec.deny, on: .deny, at: "spec.deny")
    for (conditions, path) in [(role.spec.allow, "spec.allow"), (role.spec.deny, "spec.deny")] {
      try checkKubernetesResources(conditions.kubernetesResources, version: role.version, at: "\(path).kubernetes_resources")
      try checkRequestKubernetesResources(
        conditions.request.kubernetesResources ?? [], version: role.version, at: "\(path).request.kubernetes_resources")
    }
  }

  private func check(_ conditions: RoleConditions, on side: LabelSelector.Side, at path: String) throws(Problem) {
    for field in LabelField.allCases {
      try Self.check(conditions.labels[field] ?? [:], on: side, at: "\(path).\(field.rawValue)")
      if let text = conditions.labelExpressions[field] { try Self.check(expression: text, on: side, at: "\(path).\(field.expression)") }
    }
    try Self.checkPrincipals(of: conditions, on: side, at: path)
    try Self.checkTargets(of: conditions, on: side, at: path)
    try check(conditions.request, on: side, at: "\(path).request")
    try check(conditions.reviewRequests, on: side, at: "\(path).review_requests")
    for (index, rule) in conditions.rules.enumerated() { try Self.check(rule, at: "\(path).rules[\(index)]") }
    try Self.check(conditions.impersonate, on: side, at: "\(path).impersonate")
    try Self.checkSessionPolicies(of: conditions, at: path)
  }

  /// A label map as on an allow side: for roles and for what else selects by labels.
  static func check(_ labels: LabelMap, at path: String) throws(Problem) { try check(labels, on: .allow, at: path) }

  /// A label map: every key a name, every value readable. Source: reference, roles-and-resources §1.3, §3.2 and §6.
  static func check(_ labels: LabelMap, on side: LabelSelector.Side, at path: String) throws(Problem) {
    for (key, values) in labels.entries.sorted(by: { $0.key < $1.key }) {
      guard !key.isEmpty else { throw Problem(.badParameter, "a label needs a key", path: path) }
      guard key != "*" || values == ["*"] || side == .deny else {
        throw Problem(
          .badParameter, "the label key `*` goes with the value `*` only, since it would match nothing otherwise",
          hint: "write '*': '*' for every resource, or name a key", path: "\(path).\(key)")
      }
      try located("\(path).\(key.escapedForDisplay)") { () throws(Problem) in
        if let plain = try Template(key).literal, side == .deny { try checkDenied(labelKey: plain) }
        for value in values {
          if let plain = try Template(value).literal { _ = try Pattern(plain) }
        }
      }
    }
  }

  /// Whoever may set labels through the API could take a deny rule off a server that way.
  private static func checkDenied(labelKey key: String) throws(Problem) {
    guard !key.hasPrefix("dynamic/") else {
      throw Problem(
        .badParameter, "`\(key.escapedForDisplay)` cannot be denied by: labels under `dynamic/` are set from outside",
        hint: "deny by a static label")
    }
  }

  private static func check(expression text: String, on side: LabelSelector.Side, at path: String) throws(Problem) {
    try located(path) { () throws(Problem) in
      _ = try Predicate(text, .labels)
      guard side == .deny, let syntax = try? SyntaxReader.read(text) else { return }
      for key in syntax.labelKeys { try checkDenied(labelKey: key) }
    }
  }

  /// Says where in the document a problem lies.
  static func located(_ path: String, _ check: () throws(Problem) -> Void) throws(Problem) {
    do { try check() } catch { throw Problem(error.kind, error.message, hint: error.hint, path: path, cause: error.cause) }
  }
}

extension Syntax {
  /// The labels that an expression names: the keys of `labels["…"]` and what `labels_matching("…")` looks for.
  var labelKeys: [String] {
    switch form {
    case .text, .number, .bool: []
    case .reference(let reference): reference.path.first == "labels" && reference.path.count > 1 ? [reference.path[1]] : []
    case .call(let name, let arguments):
      arguments.flatMap { argument -> [String] in
        if name.path == ["labels_matching"], case .text(let pattern) = argument.form { return [pattern] }
        return argument.labelKeys
      }
    case .method(let subject, _, let arguments): subject.labelKeys + arguments.flatMap(\.labelKeys)
    case .not(let inner): inner.labelKeys
    case .all(let parts), .any(let parts): parts.flatMap(\.labelKeys)
    case .equal(let left, let right): left.labelKeys + right.labelKeys
    }
  }
}
