import ThresholdModel

/// Role names and patterns of them, as request, review and impersonation lists hold them.
struct RoleMatchers: Sendable {
  private let matchers: [RoleMatcher]
  private let side: LabelSelector.Side
  /// A matcher that could not be read: matches nothing on the allow side, everything on the deny side.
  private let isUnreadable: Bool

  init(_ texts: [String], on side: LabelSelector.Side) {
    matchers = texts.compactMap { try? RoleMatcher($0) }
    self.side = side
    isUnreadable = matchers.count != texts.count
  }

  var isEmpty: Bool { matchers.isEmpty && !isUnreadable }

  func matches(_ name: String) -> Bool {
    if isUnreadable { return side == .deny }
    return matchers.contains { $0.matches(name) }
  }

  /// The roles that are named in so many words.
  var literals: Set<RoleName> { Set(matchers.compactMap(\.literal).map { RoleName($0) }) }
}

/// Roles that follow from a trait, ready to decide. Source: reference, lists-and-requests §5.3.
///
/// A role may take up what the value captures: with `value: '^web-(.*)$'`, or `web-*`, the role `access-$1` is `access-x` for
/// the trait `web-x`. Such a name stands for itself, whatever the trait puts into it.
struct ClaimRule: Sendable {
  private let claim: String
  private let value: Pattern?
  private let roles: RoleMatchers
  private let captured: [Replacement]
  private let isUnreadable: Bool
  private let side: LabelSelector.Side

  init(_ mapping: ClaimMapping, on side: LabelSelector.Side) {
    claim = mapping.claim
    let pattern = try? Pattern(mapping.value)
    value = pattern
    let templates = mapping.roles.filter(Self.captures)
    roles = RoleMatchers(mapping.roles.filter { !Self.captures($0) }, on: side)
    captured = templates.compactMap { role in pattern.flatMap { try? Replacement(of: $0.capturing, with: role) } }
    isUnreadable = pattern == nil || captured.count != templates.count
    self.side = side
  }

  /// Whether a user's traits turn the mapping on for a role.
  func matches(_ name: String, with traits: Traits) -> Bool {
    guard !isUnreadable, let value else { return side == .deny }
    let values = (traits[claim] ?? []).filter { value.matches($0) }
    guard !values.isEmpty else { return false }
    if roles.matches(name) { return true }
    return captured.contains { role in
      values.contains { value in
        // What cannot be worked out allows nothing and denies all.
        do { return try role.applied(to: value).map { $0.isExactly(name) } ?? false } catch { return side == .deny }
      }
    }
  }

  /// Whether a role's name takes up a capture: `$1`, `${name}`. The `$` of an expression is its end.
  private static func captures(_ role: String) -> Bool {
    !Pattern.isExpression(role) && role.utf8.contains(UInt8(ascii: "$"))
  }
}

/// The `request` block of one side of a role, ready to decide. Source: reference, lists-and-requests §5.3.
struct CompiledRequest: Sendable {
  let roles: RoleMatchers
  let claims: [ClaimRule]
  let searchAsRoles: [RoleName]
  let thresholds: [ReviewThreshold]
  let suggestedReviewers: [String]
  /// By key, the templates of its values.
  let annotations: [(key: String, values: [Template])]
  let maxDuration: Span
  let reason: RequestReason
  let kubernetesResources: [RequestKubernetesResource]?

  init(_ conditions: RequestConditions, on side: LabelSelector.Side) {
    roles = RoleMatchers(conditions.roles, on: side)
    claims = conditions.claimsToRoles.map { ClaimRule($0, on: side) }
    searchAsRoles = conditions.searchAsRoles
    thresholds = conditions.thresholds
    suggestedReviewers = conditions.suggestedReviewers
    annotations = conditions.annotations.sorted { $0.key < $1.key }.map { ($0.key, $0.value.compactMap { try? Template($0) }) }
    maxDuration = conditions.maxDuration
    reason = conditions.reason
    kubernetesResources = conditions.kubernetesResources
  }

  /// Whether `roles` or `claims_to_roles` name a role.
  func names(_ role: RoleName, with traits: Traits) -> Bool {
    roles.matches(role.text) || claims.contains { $0.matches(role.text, with: traits) }
  }
}

/// The `review_requests` block of one side of a role, ready to decide. Source: reference, lists-and-requests §6.1.
struct CompiledReview: Sendable {
  let roles: RoleMatchers
  let claims: [ClaimRule]
  let previewAsRoles: [RoleName]
  private let condition: Predicate?
  private let isUnreadable: Bool
  private let side: LabelSelector.Side

  init(_ conditions: ReviewConditions, on side: LabelSelector.Side) {
    roles = RoleMatchers(conditions.roles, on: side)
    claims = conditions.claimsToRoles.map { ClaimRule($0, on: side) }
    previewAsRoles = conditions.previewAsRoles
    condition = conditions.condition.isEmpty ? nil : try? Predicate(conditions.condition, .review)
    isUnreadable = !conditions.condition.isEmpty && condition == nil
    self.side = side
  }

  var isEmpty: Bool { roles.isEmpty && claims.isEmpty }

  func names(_ role: RoleName, with traits: Traits) -> Bool {
    roles.matches(role.text) || claims.contains { $0.matches(role.text, with: traits) }
  }

  /// Whether the block counts for a request; one whose condition cannot be evaluated allows nothing and
  /// denies what it names.
  func applies(in scope: some PredicateScope) -> Bool {
    if isUnreadable { return side == .deny }
    guard let condition else { return true }
    return (try? condition.isTrue(in: scope)) ?? (side == .deny)
  }
}
