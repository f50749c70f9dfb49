import ThresholdModel

/// One label field of one side of a role: a map, an expression, or both.
///
/// With both, an allow needs both and a deny either. Source: reference, roles-and-resources §3.3.
struct LabelRule: Sendable {
  private let side: LabelSelector.Side
  private let map: LabelSelector?
  private let expression: Predicate?
  /// An expression that could not be read, which no door lets in.
  private let isUnreadable: Bool

  /// Whether the rule is the same for everybody.
  var isFixed: Bool { expression == nil && map?.isFixed ?? true }

  /// Nil when neither is written; an empty map is not.
  init?(map: LabelMap?, expression: String?, on side: LabelSelector.Side) {
    let hasMap = map.map { !$0.isEmpty } ?? false
    guard hasMap || expression != nil else { return nil }
    self.side = side
    self.map = hasMap ? map.map { LabelSelector($0, on: side) } : nil
    self.expression = expression.flatMap { try? Predicate($0, .labels) }
    isUnreadable = expression != nil && self.expression == nil
  }

  /// The rule with a user's traits filled in.
  func resolved(for person: Person) -> ResolvedLabels {
    ResolvedLabels(
      side: side, map: map?.resolved(with: person.traits), expression: expression, isUnreadable: isUnreadable, person: person)
  }
}

/// What a label rule says about one resource.
enum LabelMatch: Sendable, Hashable {
  case matches
  case differs
  /// The expression cannot be evaluated for this resource: the whole check fails. Source: §3.3.
  case unreadable
}

/// A label rule for one user.
///
/// Never changed once made; a class, so that looking it up copies nothing.
final class ResolvedLabels: Sendable {
  let side: LabelSelector.Side
  let map: ResolvedSelector?
  let expression: Predicate?
  let isUnreadable: Bool
  /// What the expression may know of the user; nobody in particular without one.
  let person: Person

  init(side: LabelSelector.Side, map: ResolvedSelector?, expression: Predicate?, isUnreadable: Bool, person: Person) {
    self.side = side
    self.map = map
    self.expression = expression
    self.isUnreadable = isUnreadable
    self.person = person
  }

  func match(_ labels: [String: String]) -> LabelMatch {
    if isUnreadable { return .unreadable }
    let byMap = map?.matches(labels)
    guard let expression else { return byMap == true ? .matches : .differs }
    switch (side, byMap) {
    case (.allow, false): return .differs
    case (.deny, true): return .matches
    default: break
    }
    do {
      return try expression.isTrue(in: JoinedScope(LabelScope(labels), person.scope)) ? .matches : .differs
    } catch {
      return .unreadable
    }
  }

  /// Whether the label index alone answers for every resource.
  var isIndexed: Bool { expression == nil && !isUnreadable }
}
