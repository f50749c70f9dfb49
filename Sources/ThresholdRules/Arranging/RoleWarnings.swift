public import ThresholdModel

/// Something in a role that may be written, and does not do what one might think.
public struct RoleWarning: Sendable, Hashable {
  /// Where in the document, for example `spec.deny.node_labels`.
  public let path: String
  /// One sentence, lower case, no final period.
  public let message: String

  public init(_ path: String, _ message: String) {
    self.path = path
    self.message = message
  }
}

/// What whoever writes a role should know about it, in the order of the document.
///
/// Nothing here refuses the role; everything that would is an error when it is written.
public func warnings(for role: Role) -> [RoleWarning] {
  RoleReview(role).warnings
}

/// One reading of a role.
private struct RoleReview {
  private(set) var warnings: [RoleWarning] = []

  init(_ role: Role) {
    review(role.spec.options, of: role)
    for (side, conditions, path) in [
      (LabelSelector.Side.allow, role.spec.allow, "spec.allow"), (.deny, role.spec.deny, "spec.deny"),
    ] {
      for field in LabelField.allCases { review(conditions.labels[field] ?? [:], on: side, at: "\(path).\(field.rawValue)") }
      reviewPrincipals(of: conditions, on: side, at: path)
      reviewRequests(of: conditions, on: side, at: path)
      reviewRules(of: conditions, at: path)
      if side == .deny { reviewIgnored(conditions) }
    }
    if role.roleVersion == .v3 { reviewDefaults(role.spec.allow) }
  }

  private mutating func warn(_ path: String, _ message: String) { warnings.append(RoleWarning(path, message)) }

  private mutating func review(_ options: RoleOptions, of role: Role) {
    for option in OptionSupport.unenforceable(in: role, on: .ssh) {
      let path = option.hasPrefix("allow.") ? "spec.\(option)" : "spec.options.\(option)"
      warn(path, "it cannot be enforced over SSH here, so the role's holders are refused there")
    }
    let directions = ForwardingDirections(of: [options])
    if directions.local != directions.remote {
      warn("spec.options.ssh_port_forwarding", "certificates know no directions, so the closed one closes both")
    }
    if let mode = options.createHostUserMode, mode != .off {
      warn("spec.options.create_host_user_mode", "no accounts are made on servers here; log in to accounts that exist")
    }
    if options.certFormat == "oldssh" { warn("spec.options.cert_format", "certificates are always in the standard format here") }
  }

  private mutating func review(_ labels: LabelMap, on side: LabelSelector.Side, at path: String) {
    for (key, values) in labels.entries.sorted(by: { $0.key < $1.key }) {
      review(patterns: values, at: "\(path).\(key.escapedForDisplay)")
      if key == "*", side == .deny {
        warn(
          path,
          values == ["*"] ? "it shuts its holders out of everything of this kind" : "the key `*` denies everything, whatever the value")
      }
      if values.isEmpty { warn("\(path).\(key.escapedForDisplay)", "without a value it matches nothing") }
    }
    if side == .deny, labels.entries.count > 1 {
      warn(path, "all of these labels must match before it denies; use one role for each to deny by any of them")
    }
  }

  /// `^a|b$` is "begins with a, or ends with b".
  private mutating func review(patterns: [String], at path: String) {
    for text in patterns where Pattern.isExpression(text) && Self.hasBareAlternation(text) {
      warn(
        path, "`\(text.escapedForDisplay)` is not grouped: it begins with the first part or ends with the last; write ^(…|…)$")
    }
  }

  /// Whether `|` stands outside of parentheses and brackets.
  private static func hasBareAlternation(_ text: String) -> Bool {
    var (depth, isEscaped, isInSet) = (0, false, false)
    for byte in text.utf8 {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch byte {
      case UInt8(ascii: "\\"): isEscaped = true
      case UInt8(ascii: "["): isInSet = true
      case UInt8(ascii: "]"): isInSet = false
      case UInt8(ascii: "(") where !isInSet: depth += 1
      case UInt8(ascii: ")") where !isInSet: depth -= 1
      case UInt8(ascii: "|") where !isInSet && depth == 0: return true
      default: break
      }
    }
    return false
  }

  private mutating func reviewPrincipals(of conditions: RoleConditions, on side: LabelSelector.Side, at path: String) {
    for field in PrincipalField.allCases where conditions[field].contains("*") {
      switch field {
      case .databaseUsers, .databaseNames, .mcpTools: continue
      default: break
      }
      // Fields that refuse an allowed star never come here.
      if side == .allow { warn("\(path).\(field.rawValue)", "`*` is compared as it stands here, so it opens nothing") }
    }
    review(patterns: conditions[.mcpTools], at: "\(path).mcp.tools")
    review(patterns: conditions.githubPermissions.flatMap(\.orgs), at: "\(path).github_permissions")
    review(patterns: conditions.accountAssignments.flatMap { [$0.account, $0.permissionSet] }, at: "\(path).account_assignments")
    if conditions.accountAssignments.contains(where: { $0.account.contains("{{") || $0.permissionSet.contains("{{") }) {
      warn("\(path).account_assignments", "templates are not filled in here")
    }
    review(patterns: conditions.spiffe.map(\.path), at: "\(path).spiffe")
  }

  private mutating func reviewRequests(of conditions: RoleConditions, on side: LabelSelector.Side, at path: String) {
    review(patterns: conditions.request.roles, at: "\(path).request.roles")
    review(patterns: conditions.request.claimsToRoles.map(\.value), at: "\(path).request.claims_to_roles")
    review(patterns: conditions.reviewRequests.roles, at: "\(path).review_requests.roles")
    review(patterns: conditions.reviewRequests.claimsToRoles.map(\.value), at: "\(path).review_requests.claims_to_roles")
    let mode = conditions.request.reason.mode
    if !["", "required", "optional"].contains(mode) {
      warn("\(path).request.reason.mode", "`\(mode.escapedForDisplay)` counts as optional")
    }
    if side == .deny, !conditions.request.suggestedReviewers.isEmpty {
      warn("\(path).request.suggested_reviewers", "reviewers cannot be denied here; it has no effect")
    }
  }

  private mutating func reviewRules(of conditions: RoleConditions, at path: String) {
    for (index, rule) in conditions.rules.enumerated() {
      if !rule.actions.isEmpty {
        warn("\(path).rules[\(index)].actions", "actions are not run; they only make the rule more specific")
      }
      for kind in rule.resources where kind != "*" && !RuleKinds.all.contains(kind) {
        warn("\(path).rules[\(index)].resources", "`\(kind.escapedForDisplay)` is not a kind that is known here")
      }
    }
    review(patterns: conditions.impersonate.users, at: "\(path).impersonate.users")
    review(patterns: conditions.impersonate.roles, at: "\(path).impersonate.roles")
  }

  /// What stands on the deny side and has no meaning there.
  private mutating func reviewIgnored(_ conditions: RoleConditions) {
    if !conditions.joinSessions.isEmpty { warn("spec.deny.join_sessions", "joining cannot be denied here; it has no effect") }
    if !conditions.requireSessionJoin.isEmpty { warn("spec.deny.require_session_join", "it has no effect on the deny side") }
    if conditions.impersonate.users.isEmpty, !conditions.impersonate.roles.isEmpty {
      warn("spec.deny.impersonate", "without users it only denies roles that are taken alone, not with a user")
    }
  }

  /// What is absent opens everything in the oldest version.
  private mutating func reviewDefaults(_ allow: RoleConditions) {
    func isAbsent(_ field: LabelField) -> Bool { allow.labels[field] == nil && allow.labelExpressions[field] == nil }
    for field in [LabelField.app, .kubernetes, .database] where isAbsent(field) {
      warn("spec.allow.\(field.rawValue)", "absent in a v3 role it means every one; write it, or use v8")
    }
    if isAbsent(.node), !allow.logins.isEmpty {
      warn("spec.allow.node_labels", "absent in a v3 role with logins it means every server; write it, or use v8")
    }
  }
}
