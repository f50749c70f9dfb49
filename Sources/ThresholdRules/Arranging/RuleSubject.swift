public import ThresholdModel

/// About which documents of a kind somebody asks whether they may do something.
public enum RuleSubject: Sendable {
  /// About one, of which the facts are known.
  case document(RuleFacts)
  /// About every one, also those that are not there yet. A `where` that only reads the user is evaluated; any other
  /// vouches for nothing on the allow side, and may concern one of them on the deny side.
  case every
  /// About any one at all: what menus show. A `where` of an allow rule counts as true, that of a deny rule as false.
  case some
}

/// What the `where` of a rule may read beside the user. Source: reference, roles-and-resources §3.5.
public struct RuleFacts: Sendable {
  private var documents: [String: Value]
  /// Whether the caller may access the resource in question; nil where nobody has found out, and then `can_view()`
  /// cannot be evaluated.
  public var canView: Bool?
  /// The authority's type for `system.catype()`; nil elsewhere.
  public var authorityType: String?

  /// The facts of one document.
  ///
  /// Every kind is `resource`; sessions, session trackers, SSH sessions and host certificates also have the names that
  /// their kinds have in conditions: `session`, `session_tracker`, `ssh_session`, `host_cert`.
  /// - Parameter kind: as in rules, for example `session`.
  public init(_ document: Value, kind: String, canView: Bool? = nil, authorityType: String? = nil) {
    documents = ["resource": document]
    if Self.kindsWithNames.contains(kind) { documents[kind] = document }
    self.canView = canView
    self.authorityType = authorityType
  }

  private static let kindsWithNames: Set<String> = ["session", "session_tracker", "ssh_session", "host_cert"]

  fileprivate func value(at path: [String]) -> PredicateValue? {
    switch path {
    case ["can_view"]: canView.map { .bool($0) }
    case ["system", "catype"]: authorityType.map { .text($0) }
    default: DocumentScope(documents).value(at: path)
    }
  }

  fileprivate func offers(_ root: String) -> Bool { documents[root] != nil }
}

/// The user and, where one is known, the document.
struct RuleScope: PredicateScope {
  let user: UserScope
  let facts: RuleFacts?

  func value(at path: [String]) -> PredicateValue? {
    path.first == "user" ? user.value(at: path) : facts?.value(at: path)
  }

  func offers(_ root: String) -> Bool { user.offers(root) || (facts?.offers(root) ?? false) }
}
