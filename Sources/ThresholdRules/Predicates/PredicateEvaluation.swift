import ThresholdModel

/// Why a predicate that was read has no answer for some facts.
struct EvaluationFault: Error {
  /// One clause in lower case; data in backticks and escaped.
  let reason: String
  let hint: String?

  init(_ reason: String, hint: String? = nil) {
    self.reason = reason
    self.hint = hint
  }
}

/// One question to a predicate. Depth and work are bounded by the limits on reading and by the size of the facts.
struct PredicateEvaluation<Scope: PredicateScope> {
  let scope: Scope

  /// The answer of a node that is a condition. What the left side of `&&` and `||` decides leaves the right side unasked.
  func isTrue(_ node: PredicateNode) throws(EvaluationFault) -> Bool {
    switch node {
    case .not(let inner): return try !isTrue(inner)
    case .all(let parts):
      for part in parts where try !isTrue(part) { return false }
      return true
    case .any(let parts):
      for part in parts where try isTrue(part) { return true }
      return false
    case .equal(let left, let right, let inOrder): return try areEqual(try value(left), try value(right), inOrder: inOrder)
    case .exists(let path): return try present(path) != nil
    case .isEmpty(let inner): return try value(inner)?.isZero ?? true
    case .compare(let comparison, let list, let other): return try holds(comparison, list, other)
    case .hasPrefix(let whole, let prefix): return try text(whole).utf8.starts(with: try text(prefix).utf8)
    case .matches(let list, let source): return try matches(list, source)
    case .search(let terms): return try finds(terms)
    case .constant, .fact, .joined, .split, .mapped, .replaced, .labelsMatching:
      switch try value(node) {
      case .bool(let answer): return answer
      // An absent field is false, as an empty one is.
      case nil: return false
      case .text, .list, .number, .map: throw EvaluationFault("a field that should be true or false is neither")
      }
    }
  }

  /// What a node yields; nil for a field that is absent.
  func value(_ node: PredicateNode) throws(EvaluationFault) -> PredicateValue? {
    switch node {
    case .constant(let value): return value
    case .fact(let path, let whenAbsent):
      if let found = try present(path) { return found }
      switch whenAbsent {
      case .counts(let value): return value
      case .isEmpty: return nil
      case .isUnknown: throw Self.unknown(path)
      }
    case .joined(let parts):
      var texts: [String] = []
      for part in parts { texts += try list(part) }
      return .list(texts)
    case .split(let whole, let separator): return .list(Self.split(try text(whole), by: try text(separator)))
    case .mapped(let texts, let mapping): return .list(try mapped(try list(texts), mapping))
    case .replaced(let texts, let source): return .list(try replaced(try list(texts), source))
    case .labelsMatching(let source): return .list(try labels(matching: try pattern(source)))
    case .not, .all, .any, .equal, .exists, .isEmpty, .compare, .hasPrefix, .matches, .search: return .bool(try isTrue(node))
    }
  }

  /// The text that a node yields; an absent field is empty.
  func text(_ node: PredicateNode) throws(EvaluationFault) -> String {
    switch try value(node) {
    case .text(let text): return text
    case nil: return ""
    case .list, .bool, .number, .map: throw EvaluationFault("a field that should be a text is none")
    }
  }

  /// The texts that a node yields: a single text stands for a list of one, an absent field for none.
  func list(_ node: PredicateNode) throws(EvaluationFault) -> [String] {
    try Self.texts(try value(node))
  }

  static func texts(_ value: PredicateValue?) throws(EvaluationFault) -> [String] {
    switch value {
    case .list(let texts): return texts
    case .text(let text): return [text]
    case nil: return []
    case .bool, .number, .map: throw EvaluationFault("a field that should be a list of texts is none")
    }
  }

  /// The fact at a path; nil when it is absent where it could be.
  func present(_ path: [String]) throws(EvaluationFault) -> PredicateValue? {
    if let found = scope.value(at: path) { return found }
    guard let root = path.first, scope.offers(root) else { throw Self.unknown(path) }
    return nil
  }

  static func unknown(_ path: [String]) -> EvaluationFault {
    EvaluationFault("\(path.joined(separator: ".").quotedForDisplay) is not known here")
  }

  private func areEqual(_ left: PredicateValue?, _ right: PredicateValue?, inOrder: Bool) throws(EvaluationFault) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): return left.isExactly(right)
    case (.list(let left), .list(let right)): return ExactMembership.areEqual(left, right, inOrder: inOrder)
    case (.text(let left), .list(let right)): return ExactMembership.areEqual([left], right, inOrder: inOrder)
    case (.list(let left), .text(let right)): return ExactMembership.areEqual(left, [right], inOrder: inOrder)
    case (.bool(let left), .bool(let right)): return left == right
    case (.number(let left), .number(let right)): return left == right
    case (nil, nil): return true
    case (nil, .some(let value)), (.some(let value), nil): return value.isZero
    case (.text, _), (.list, _), (.bool, _), (.number, _), (.map, _):
      throw EvaluationFault("values of different types were compared", hint: "compare texts with texts and numbers with numbers")
    }
  }
}
