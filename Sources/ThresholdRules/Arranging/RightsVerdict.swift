public import ThresholdModel

/// One administrative rule of one role.
public struct RuleReference: Sendable, Hashable {
  public let role: RoleName
  /// Where it stands in the role's document, for example `spec.allow.rules[1]`.
  public let path: String

  public init(role: RoleName, path: String) {
    self.role = role
    self.path = path
  }
}

/// Whether administrative rules let somebody do something, and which of them decided.
public enum RightsVerdict: Sendable, Hashable {
  /// Why a rule denies.
  public enum Denial: Sendable, Hashable {
    /// It stands on the deny side, and holds.
    case rule
    /// Its `where` cannot be read or evaluated, so nothing can be known.
    case unreadableCondition
  }

  case allowed(RuleReference)
  /// Explicitly: no allow rule can change it.
  case denied(RuleReference, Denial)
  /// Nobody there to allow anything to: the user does not exist, or is locked.
  case noStanding
  /// Implicitly: no rule says anything.
  case notAllowed

  public var isAllowed: Bool {
    if case .allowed = self { true } else { false }
  }

  /// Whether a rule forbids it, which is more than that none allows it.
  public var isExplicitDenial: Bool {
    switch self {
    case .denied, .noStanding: true
    case .allowed, .notAllowed: false
    }
  }

  /// The rule that decided; nil when none did.
  public var rule: RuleReference? {
    switch self {
    case .allowed(let rule), .denied(let rule, _): rule
    case .noStanding, .notAllowed: nil
    }
  }

  /// One clause about why, for explanations: lower case, no final period.
  public var reason: String {
    switch self {
    case .allowed(let rule): "role `\(rule.role.text.escapedForDisplay)` allows it (\(rule.path))"
    case .denied(let rule, .rule): "role `\(rule.role.text.escapedForDisplay)` denies it (\(rule.path))"
    case .denied(let rule, .unreadableCondition):
      "the condition of a rule of role `\(rule.role.text.escapedForDisplay)` cannot be evaluated (\(rule.path).where)"
    case .noStanding: "the user does not exist or is locked"
    case .notAllowed: "no role allows it"
    }
  }
}
