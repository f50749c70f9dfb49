import ThresholdModel

extension Arrangement {
  /// An administrative rule. Source: reference, roles-and-resources §1.2 and §1.3.
  static func check(_ rule: Rule, at path: String) throws(Problem) {
    guard !rule.resources.isEmpty, rule.resources.allSatisfy({ !$0.isEmpty }) else {
      throw Problem(.badParameter, "a rule needs resources", hint: "name kinds such as access_list, or `*`", path: "\(path).resources")
    }
    guard !rule.verbs.isEmpty else {
      throw Problem(.badParameter, "a rule needs verbs", hint: "name verbs such as list and read, or `*`", path: "\(path).verbs")
    }
    for (index, verb) in rule.verbs.enumerated() where verb != "*" && Verb(rawValue: verb) == nil {
      throw Problem(
        .badParameter, "`\(verb.escapedForDisplay)` is not a verb",
        hint: "one of \(Verb.allCases.map(\.rawValue).joined(separator: ", ")), or `*`", path: "\(path).verbs[\(index)]")
    }
    if !rule.condition.isEmpty { try located("\(path).where") { () throws(Problem) in _ = try Predicate(rule.condition, .rule) } }
    for (index, action) in rule.actions.enumerated() {
      guard let syntax = try? SyntaxReader.read(action), case .call(let name, let arguments) = syntax.form, name.path == ["log"],
        arguments.count >= 2
      else {
        throw Problem(
          .badParameter, "`\(action.escapedForDisplay)` is not an action of a rule", hint: #"only log("info", "message") is one"#,
          path: "\(path).actions[\(index)]")
      }
    }
  }

  /// As whom holders may act. Source: reference, roles-and-resources §1.2 and §3.6.
  static func check(_ conditions: ImpersonateConditions, on side: LabelSelector.Side, at path: String) throws(Problem) {
    guard conditions.users.isEmpty || !conditions.roles.isEmpty else {
      throw Problem(
        .badParameter, "`impersonate` names users without roles", hint: "name the roles that may be taken, or `*`", path: "\(path).roles")
    }
    for (field, texts) in [("users", conditions.users), ("roles", conditions.roles)] {
      for (index, text) in texts.enumerated() {
        try located("\(path).\(field)[\(index)]") { () throws(Problem) in
          guard !text.isEmpty else { throw Problem(.badParameter, "an entry of `impersonate` cannot be empty") }
          // A matcher or a template: what both refuse is told as the template's fault, which knows more.
          guard (try? RoleMatcher(text)) == nil else { return }
          _ = try Template(text)
        }
      }
    }
    guard !conditions.condition.isEmpty else { return }
    guard side == .allow else {
      throw Problem(
        .badParameter, "`impersonate` cannot be denied under a condition", hint: "leave where out of spec.deny", path: "\(path).where")
    }
    try located("\(path).where") { () throws(Problem) in _ = try Predicate(conditions.condition, .impersonation) }
  }

  /// Who joins sessions, and who must be there.
  static func checkSessionPolicies(of conditions: RoleConditions, at path: String) throws(Problem) {
    for (index, policy) in conditions.joinSessions.enumerated() {
      for (number, role) in policy.roles.enumerated() {
        try located("\(path).join_sessions[\(index)].roles[\(number)]") { () throws(Problem) in _ = try RoleMatcher(role) }
      }
    }
    for (index, policy) in conditions.requireSessionJoin.enumerated() {
      let place = "\(path).require_session_join[\(index)]"
      guard policy.count >= 0 else {
        throw Problem(.badParameter, "a number of people cannot be negative", hint: "write 1 or more", path: "\(place).count")
      }
      guard !policy.filter.isEmpty else { continue }
      // What a filter may name is not decided before sessions can be joined; that it can be read is.
      do { _ = try SyntaxReader.read(policy.filter) } catch {
        throw Problem(
          .badParameter, "\(policy.filter.quotedForDisplay) is not a filter: \(error.placed(in: policy.filter))", hint: error.hint,
          path: "\(place).filter")
      }
    }
  }

  /// The options whose values are not checked on reading. Source: reference, roles-and-resources §1.1 and §1.3.
  static func check(_ options: RoleOptions) throws(Problem) {
    let counts = [
      ("max_sessions", options.maxSessions), ("max_connections", options.maxConnections),
      ("max_kubernetes_connections", options.maxKubernetesConnections),
    ]
    for (name, count) in counts where (count ?? 0) < 0 {
      throw Problem(.badParameter, "`\(name)` cannot be negative", hint: "write 0 for no limit", path: "spec.options.\(name)")
    }
    for (index, event) in (options.enhancedRecording ?? []).enumerated() where !["command", "disk", "network"].contains(event) {
      throw Problem(
        .badParameter, "`\(event.escapedForDisplay)` cannot be recorded", hint: "one of command, disk, network",
        path: "spec.options.enhanced_recording[\(index)]")
    }
    if let format = options.certFormat, !["", "standard", "oldssh"].contains(format) {
      throw Problem(
        .badParameter, "`\(format.escapedForDisplay)` is not a format of certificates", hint: "one of standard, oldssh",
        path: "spec.options.cert_format")
    }
    for (index, wanted) in (options.certExtensions ?? []).enumerated() { try check(wanted, at: "spec.options.cert_extensions[\(index)]") }
  }

  private static func check(_ wanted: CertExtension, at path: String) throws(Problem) {
    // Other systems print the only choice there is as 0.
    guard ["ssh", "0", ""].contains(wanted.type) else {
      throw Problem(
        .badParameter, "`\(wanted.type.escapedForDisplay)` certificates take no extensions", hint: "write ssh", path: "\(path).type")
    }
    guard ["extension", "0", ""].contains(wanted.mode) else {
      throw Problem(
        .badParameter, "`\(wanted.mode.escapedForDisplay)` is not a mode of extensions", hint: "write extension", path: "\(path).mode")
    }
    let isWord =
      (1...255).contains(wanted.name.utf8.count) && wanted.name.utf8.allSatisfy { (0x21...0x7E).contains($0) && !",=\"".utf8.contains($0) }
    guard isWord else {
      throw Problem(
        .badParameter, "`\(wanted.name.escapedForDisplay)` cannot name an extension", hint: "for example login@example.com",
        path: "\(path).name")
    }
    // OpenSSH's own extensions open what other options close.
    guard wanted.name.contains("@") || !(wanted.name.hasPrefix("permit-") || wanted.name == "no-touch-required") else {
      throw Problem(
        .badParameter, "`\(wanted.name)` is decided by other options", hint: "for example forward_agent or permit_x11_forwarding",
        path: "\(path).name")
    }
    try located("\(path).value") { () throws(Problem) in _ = try Template(wanted.value) }
  }
}
