/// A predicate ready to be evaluated: every name and function resolved, constant patterns compiled.
indirect enum PredicateNode: Sendable {
  case constant(PredicateValue)
  case fact(path: [String], whenAbsent: Absence)
  case not(PredicateNode)
  case all([PredicateNode])
  case any([PredicateNode])
  /// A text beside a list stands for a list of one; order counts unless one side was written as a set.
  case equal(PredicateNode, PredicateNode, inOrder: Bool)
  case exists(path: [String])
  case isEmpty(PredicateNode)
  case compare(Comparison, PredicateNode, PredicateNode)
  case hasPrefix(PredicateNode, PredicateNode)
  case matches(PredicateNode, PatternSource)
  case search([PredicateNode])
  case joined([PredicateNode])
  case split(PredicateNode, PredicateNode)
  case mapped(PredicateNode, Mapping)
  case replaced(PredicateNode, ReplacementSource)
  case labelsMatching(PatternSource)

  /// What it means that the scope has no fact at a path.
  enum Absence: Sendable {
    /// The value counts as this.
    case counts(PredicateValue)
    /// It equals whatever is empty.
    case isEmpty
    /// The scope should have known; nothing can be decided.
    case isUnknown
  }

  /// A question about a list and something that is looked for in it.
  enum Comparison: Sendable {
    case contains, containsAny, containsAll
    /// Whether the list lies within the other. Nothing lies within everything; what is absent lies nowhere.
    case isSubset
    case allEndWith, allEqual
  }

  /// A function that turns each text of a list into another.
  enum Mapping: Sendable { case emailLocal, upper, lower }

  enum PatternSource: Sendable {
    case fixed(Pattern)
    case computed(PredicateNode)
  }

  enum ReplacementSource: Sendable {
    case fixed(Replacement)
    case computed(expression: PredicateNode, replacement: PredicateNode)
  }
}
