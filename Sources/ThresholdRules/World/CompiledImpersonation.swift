import ThresholdModel

/// The `impersonate` block of one side of a role, ready to decide. Source: reference, roles-and-resources §3.6.
struct CompiledImpersonation: Sendable {
  private let users: NameMatchers
  private let roles: NameMatchers
  let condition: Predicate?
  /// A condition that could not be read, which no door lets in: the block allows nothing.
  let isUnreadable: Bool

  init(_ conditions: ImpersonateConditions, on side: LabelSelector.Side) {
    users = NameMatchers(conditions.users, on: side)
    roles = NameMatchers(conditions.roles, on: side)
    condition = conditions.condition.isEmpty ? nil : try? Predicate(conditions.condition, .impersonation)
    isUnreadable = !conditions.condition.isEmpty && condition == nil
  }

  var hasUsers: Bool { !users.isEmpty }
  var hasRoles: Bool { !roles.isEmpty }

  func names(user: UserName, with traits: Traits) -> Bool { users.match(user.text, with: traits) }
  func names(role: RoleName, with traits: Traits) -> Bool { roles.match(role.text, with: traits) }
}

/// Names of users or roles: literals, globs, `^…$`, `{{regexp.match("…")}}`, and traits that stand for such.
private struct NameMatchers: Sendable {
  private enum Entry: Sendable {
    case matcher(RoleMatcher)
    case template(Template)
    case unreadable
  }

  private let entries: [Entry]
  private let side: LabelSelector.Side

  init(_ texts: [String], on side: LabelSelector.Side) {
    self.side = side
    entries = texts.map { text in
      if let matcher = try? RoleMatcher(text) { return .matcher(matcher) }
      return (try? Template(text)).map { .template($0) } ?? .unreadable
    }
  }

  var isEmpty: Bool { entries.isEmpty }

  func match(_ name: String, with traits: Traits) -> Bool {
    entries.contains { entry in
      switch entry {
      case .matcher(let matcher): matcher.matches(name)
      case .template(let template): template.expanded(with: traits).contains { matches($0, name) }
      case .unreadable: side == .deny
      }
    }
  }

  /// A value of a trait: a star that came out of a trait opens nothing, since only whoever writes the role may mean "all".
  private func matches(_ value: String, _ name: String) -> Bool {
    guard side == .deny || value != "*" else { return false }
    return (try? Pattern(value))?.matches(name) ?? (side == .deny)
  }
}
