import ThresholdModel

/// An administrative rule, ready to decide. Source: reference, roles-and-resources §3.5.
struct CompiledRule: Sendable {
  /// Where the rule stands in its side of the role.
  let index: Int
  private let kinds: Set<String>
  private let verbs: Set<Verb>
  private let coversAllVerbs: Bool
  let condition: Predicate?
  /// A condition that could not be read, which no door lets in: an explicit denial wherever the rule is tried.
  let isUnreadable: Bool
  /// How specific the rule is: of the rules for a kind the highest is tried first.
  let score: Int

  init(_ rule: Rule, at index: Int = 0, on side: LabelSelector.Side) {
    self.index = index
    kinds = Set(rule.resources)
    let known = rule.verbs.compactMap(Verb.init)
    verbs = Set(known)
    let hasUnknown = known.count != rule.verbs.filter { $0 != "*" }.count
    coversAllVerbs = rule.verbs.contains("*") || (hasUnknown && side == .deny)
    condition = rule.condition.isEmpty ? nil : try? Predicate(rule.condition, .rule)
    isUnreadable = !rule.condition.isEmpty && condition == nil
    score = Self.score(of: rule)
  }

  /// Resource `*` -4, exactly one resource by name +2; verb `*` -2; `where` +8; `actions` +8.
  static func score(of rule: Rule) -> Int {
    let kinds = rule.resources.contains("*") ? -4 : rule.resources.count == 1 ? 2 : 0
    return kinds + (rule.verbs.contains("*") ? -2 : 0) + (rule.condition.isEmpty ? 0 : 8) + (rule.actions.isEmpty ? 0 : 8)
  }

  /// Whether the rule is about a kind by its name, not through `*`.
  func names(_ kind: String) -> Bool { kinds.contains(kind) }

  /// Whether the rule is about every kind.
  var isAboutEverything: Bool { kinds.contains("*") }

  /// `read` also satisfies `readnosecrets`; no other verb implies another.
  func covers(_ verb: Verb) -> Bool {
    coversAllVerbs || verbs.contains(verb) || (verb == .readWithoutSecrets && verbs.contains(.read))
  }
}

/// The rules of one side of a role, in the order in which they are tried.
struct CompiledRules: Sendable {
  private let bySpecificity: [CompiledRule]

  init(_ rules: [Rule], on side: LabelSelector.Side) {
    // Rules of one score keep the order of the document.
    bySpecificity = rules.enumerated().map { CompiledRule($1, at: $0, on: side) }
      .sorted { ($1.score, $0.index) < ($0.score, $1.index) }
  }

  var isEmpty: Bool { bySpecificity.isEmpty }

  /// The rules about a kind: those that name it before those for every kind, the most specific first.
  func tried(for kind: String) -> [CompiledRule] {
    bySpecificity.filter { $0.names(kind) } + bySpecificity.filter { $0.isAboutEverything && !$0.names(kind) }
  }
}
