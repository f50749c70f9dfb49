import ThresholdModel

/// A role with everything in it read once: what decisions use.
///
/// Never changed once made; a class, so that decisions hand it around without copying what is in it.
final class CompiledRole: Sendable {
  let role: Role
  let allow: CompiledConditions
  let deny: CompiledConditions

  var name: RoleName { role.name }

  init(_ role: Role) {
    self.role = role
    allow = CompiledConditions(role.spec.allow, on: .allow)
    deny = CompiledConditions(role.spec.deny, on: .deny)
  }

  /// Roles that the role names literally, on either side.
  var namedRoles: Set<RoleName> { allow.namedRoles.union(deny.namedRoles) }
}

/// One side of a role, ready to decide.
struct CompiledConditions: Sendable {
  let labels: LabelSelector
  let logins: LoginMatcher
  let searchAsRoles: [RoleName]
  let reviewRoles: ReviewMatcher
  let previewAsRoles: [RoleName]
  let rules: [CompiledRule]
  let namedRoles: Set<RoleName>

  init(_ conditions: RoleConditions, on side: LabelSelector.Side) {
    labels = LabelSelector(conditions.nodeLabels, on: side)
    logins = LoginMatcher(conditions.logins)
    searchAsRoles = conditions.request.searchAsRoles
    reviewRoles = ReviewMatcher(conditions.reviewRequests.roles, on: side)
    previewAsRoles = conditions.reviewRequests.previewAsRoles
    rules = conditions.rules.map { CompiledRule($0, on: side) }
    let reviewed = conditions.reviewRequests.roles.filter(ReviewMatcher.isLiteral).map { RoleName($0) }
    namedRoles = Set(conditions.request.searchAsRoles + conditions.reviewRequests.previewAsRoles + reviewed)
  }
}

/// The logins of one side of a role. Source: reference, roles-and-resources §1.3 and §3.4.
struct LoginMatcher: Sendable {
  private let templates: [Template]
  /// A template that could not be read: opens nothing, denies every login.
  private let isUnreadable: Bool

  init(_ logins: [String]) {
    templates = logins.compactMap { try? Template($0) }
    isUnreadable = templates.count != logins.count
  }

  /// The logins that an allow side gives, without those that no sshd should be asked for.
  func allowed(with traits: Traits) -> [String] {
    guard !isUnreadable else { return [] }
    return templates.flatMap { $0.expanded(with: traits) }.filter { $0 != "*" && Self.isAcceptable($0) }
  }

  /// Whether a deny side names the login; `*` names all.
  func denies(_ login: String, with traits: Traits) -> Bool {
    isUnreadable || templates.contains { $0.expanded(with: traits).contains { $0 == login || $0 == "*" } }
  }

  /// 1 to 32 bytes, no leading `-`, no `:` or `/`, no white space or control characters.
  static func isAcceptable(_ login: String) -> Bool {
    guard (1...32).contains(login.utf8.count), !login.hasPrefix("-") else { return false }
    return login.unicodeScalars.allSatisfy { scalar in
      scalar != ":" && scalar != "/" && !scalar.properties.isWhitespace && !scalar.isUnsafeToDisplay
    }
  }
}

/// The roles of requests that one side of a role is about. Source: reference, lists-and-requests §6.1.
struct ReviewMatcher: Sendable {
  private let patterns: [Pattern]
  private let isUnreadable: Bool
  private let side: LabelSelector.Side

  init(_ texts: [String], on side: LabelSelector.Side) {
    patterns = texts.filter { !$0.contains("{{") }.compactMap { try? Pattern($0) }
    isUnreadable = patterns.count != texts.count
    self.side = side
  }

  var isEmpty: Bool { patterns.isEmpty && !isUnreadable }

  func matches(_ role: RoleName) -> Bool {
    if isUnreadable { return side == .deny }
    return patterns.contains { $0.matches(role.text) }
  }

  /// Whether a matcher is just one role's name.
  static func isLiteral(_ text: String) -> Bool {
    !text.contains("*") && !text.contains("{{") && !Pattern.isExpression(text)
  }
}

/// An administrative rule, ready to decide. Source: reference, roles-and-resources §3.5.
struct CompiledRule: Sendable {
  private let kinds: Set<String>
  private let verbs: Set<Verb>
  private let coversAllVerbs: Bool

  init(_ rule: Rule, on side: LabelSelector.Side) {
    kinds = Set(rule.resources)
    let known = rule.verbs.compactMap(Verb.init)
    verbs = Set(known)
    let hasUnknown = known.count != rule.verbs.filter { $0 != "*" }.count
    coversAllVerbs = rule.verbs.contains("*") || (hasUnknown && side == .deny)
  }

  /// `read` also satisfies `readnosecrets`; no other verb implies another.
  func covers(_ verb: Verb, _ kind: String) -> Bool {
    guard kinds.contains(kind) || kinds.contains("*") else { return false }
    return coversAllVerbs || verbs.contains(verb) || (verb == .readWithoutSecrets && verbs.contains(.read))
  }
}
