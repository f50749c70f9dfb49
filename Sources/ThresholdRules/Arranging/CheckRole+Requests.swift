import ThresholdModel

extension Arrangement {
  /// The longest access that a role may give over the end of a session. Source: reference, lists-and-requests §5.3.
  static let longestRequest = Span.days(14)

  /// What may be asked for. Source: reference, lists-and-requests §5.3 and §6.2.
  func check(_ conditions: RequestConditions, on side: LabelSelector.Side, at path: String) throws(Problem) {
    // What may be asked for by name may still be to come: nothing can be asked for until it is there.
    try check(matchers: conditions.roles, mustExist: false, at: "\(path).roles")
    try check(claims: conditions.claimsToRoles, at: "\(path).claims_to_roles")
    try checkEach(conditions.searchAsRoles, mustExist: side == .allow, at: "\(path).search_as_roles")
    guard side == .allow || conditions.thresholds.isEmpty else {
      throw Problem(.badParameter, "thresholds cannot be denied", hint: "move them to spec.allow.request", path: "\(path).thresholds")
    }
    for (index, threshold) in conditions.thresholds.enumerated() { try Self.check(threshold, at: "\(path).thresholds[\(index)]") }
    for (key, values) in conditions.annotations.sorted(by: { $0.key < $1.key }) {
      guard !key.isEmpty else { throw Problem(.badParameter, "an annotation needs a key", path: "\(path).annotations") }
      for value in values { try Self.located("\(path).annotations") { () throws(Problem) in _ = try Template(value) } }
    }
    guard (.zero...Self.longestRequest).contains(conditions.maxDuration) else {
      throw Problem(
        .badParameter, "`max_duration` is \(conditions.maxDuration), and it can be 14 days at most", hint: "write up to 336h",
        path: "\(path).max_duration")
    }
  }

  /// Whose requests may be reviewed. Source: reference, lists-and-requests §6.1 and §6.2.
  func check(_ conditions: ReviewConditions, on side: LabelSelector.Side, at path: String) throws(Problem) {
    try check(matchers: conditions.roles, mustExist: side == .allow, at: "\(path).roles")
    try check(claims: conditions.claimsToRoles, at: "\(path).claims_to_roles")
    try checkEach(conditions.previewAsRoles, mustExist: side == .allow, at: "\(path).preview_as_roles")
    guard !conditions.condition.isEmpty else { return }
    try Self.located("\(path).where") { () throws(Problem) in _ = try Predicate(conditions.condition, .review) }
  }

  private static func check(_ threshold: ReviewThreshold, at path: String) throws(Problem) {
    for (name, count) in [("approve", threshold.approve), ("deny", threshold.deny)] where count < 0 {
      throw Problem(.badParameter, "a threshold cannot be negative", hint: "write 0 for never", path: "\(path).\(name)")
    }
    guard !threshold.filter.isEmpty else { return }
    try located("\(path).filter") { () throws(Problem) in _ = try Predicate(threshold.filter, .reviewFilter) }
  }

  /// Literal names of roles. What is denied need not exist: that can only narrow.
  private func checkEach(_ roles: [RoleName], mustExist: Bool, at path: String) throws(Problem) {
    for (index, role) in roles.enumerated() {
      let place = "\(path)[\(index)]"
      if mustExist { try check(roles: [role], at: place) }
      // A pattern would match nothing here: a deny that is void.
      if role.text.contains("*") || role.text.hasPrefix("^") {
        throw Problem(.badParameter, "`\(role.text.escapedForDisplay)` is not the name of a role", hint: "name each role", path: place)
      }
    }
  }

  /// Role names, or patterns of them.
  private func check(matchers: [String], mustExist: Bool, at path: String) throws(Problem) {
    for (index, text) in matchers.enumerated() {
      var literal: String?
      try Self.located("\(path)[\(index)]") { () throws(Problem) in literal = try RoleMatcher(text).literal }
      if mustExist, let literal { try check(roles: [RoleName(literal)], at: "\(path)[\(index)]") }
    }
  }

  /// Roles that follow from traits. Their names may be made of what the value captures, so they need not exist.
  private func check(claims: [ClaimMapping], at path: String) throws(Problem) {
    for (index, mapping) in claims.enumerated() {
      let place = "\(path)[\(index)]"
      guard !mapping.claim.isEmpty else {
        throw Problem(.badParameter, "a mapping of claims names a trait", hint: "set claim", path: "\(place).claim")
      }
      try Self.located("\(place).value") { () throws(Problem) in _ = try Pattern(mapping.value) }
      guard !mapping.roles.isEmpty else {
        throw Problem(.badParameter, "a mapping of claims names roles", hint: "set roles", path: "\(place).roles")
      }
      for (number, role) in mapping.roles.enumerated() {
        try Self.located("\(place).roles[\(number)]") { () throws(Problem) in
          guard !role.isEmpty else { throw Problem(.badParameter, "a role needs a name") }
          _ = try RoleMatcher(role)
        }
      }
    }
  }
}
