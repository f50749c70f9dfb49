import ThresholdModel

extension PredicateEvaluation {
  func holds(
    _ comparison: PredicateNode.Comparison, _ node: PredicateNode, _ other: PredicateNode
  ) throws(EvaluationFault) -> Bool {
    let subject = try value(node)
    // The one that decisions ask most, without a list for a single text.
    if case .contains = comparison, case .text(let single) = subject { return single.isExactly(try text(other)) }
    let texts = try Self.texts(subject)
    switch comparison {
    case .contains:
      let item = try text(other)
      return texts.contains { $0.isExactly(item) }
    case .containsAny: return ExactMembership(texts).containsAny(of: try list(other))
    case .containsAll:
      let items = try list(other)
      return !items.isEmpty && ExactMembership(texts).containsAll(of: items)
    case .isSubset:
      let whole = try list(other)
      return subject != nil && ExactMembership(whole).containsAll(of: texts)
    case .allEndWith:
      let suffix = try text(other).utf8
      return subject != nil && texts.allSatisfy { $0.utf8.suffix(suffix.count).elementsEqual(suffix) }
    case .allEqual:
      let item = try text(other)
      return subject != nil && texts.allSatisfy { $0.isExactly(item) }
    }
  }

  func pattern(_ source: PredicateNode.PatternSource) throws(EvaluationFault) -> Pattern {
    switch source {
    case .fixed(let pattern): return pattern
    case .computed(let node):
      let written = try text(node)
      do { return try Pattern(written) } catch { throw EvaluationFault(error.message, hint: error.hint) }
    }
  }

  func matches(_ node: PredicateNode, _ source: PredicateNode.PatternSource) throws(EvaluationFault) -> Bool {
    let pattern = try pattern(source)
    return try list(node).contains { pattern.matches($0) }
  }

  /// The values of all labels whose key matches, in the order of the keys.
  func labels(matching pattern: Pattern) throws(EvaluationFault) -> [String] {
    switch try present(["labels"]) {
    case .map(let labels): return labels.filter { pattern.matches($0.key) }.sorted { $0.key < $1.key }.flatMap(\.value)
    case nil: return []
    case .text, .list, .bool, .number: throw EvaluationFault("the labels are no map")
    }
  }

  func mapped(_ texts: [String], _ mapping: PredicateNode.Mapping) throws(EvaluationFault) -> [String] {
    switch mapping {
    case .upper: return texts.map { $0.uppercased() }
    case .lower: return texts.map { $0.lowercased() }
    case .emailLocal:
      var locals: [String] = []
      for text in texts {
        guard let local = MailAddress.local(of: text) else {
          throw EvaluationFault("\(text.quotedForDisplay) is not a mail address")
        }
        locals.append(local)
      }
      return locals
    }
  }

  /// Each text with its matches replaced; those without a match are left out.
  func replaced(_ texts: [String], _ source: PredicateNode.ReplacementSource) throws(EvaluationFault) -> [String] {
    let replacement = try replacement(source)
    do {
      var found: [String] = []
      for text in texts {
        if let result = try replacement.applied(to: text) { found.append(result) }
      }
      return found
    } catch {
      throw EvaluationFault(error.message, hint: error.hint)
    }
  }

  private func replacement(_ source: PredicateNode.ReplacementSource) throws(EvaluationFault) -> Replacement {
    switch source {
    case .fixed(let replacement): return replacement
    case .computed(let expression, let replacement):
      let (pattern, written) = (try text(expression), try text(replacement))
      do { return try Replacement(of: pattern, with: written) } catch { throw EvaluationFault(error.message, hint: error.hint) }
    }
  }

  /// Whether every term stands in some text that the scope offers to searches, ignoring case.
  func finds(_ terms: [PredicateNode]) throws(EvaluationFault) -> Bool {
    guard !terms.isEmpty else { return true }
    guard case .list(let fields) = try present(["search"]) else { throw Self.unknown(["search"]) }
    let lowered = fields.map { Array($0.lowercased().utf8) }
    for term in terms {
      let wanted = Array(try text(term).lowercased().utf8)
      guard wanted.isEmpty || lowered.contains(where: { Self.stands(wanted, in: $0) }) else { return false }
    }
    return true
  }

  private static func stands(_ wanted: [UInt8], in field: [UInt8]) -> Bool {
    guard field.count >= wanted.count else { return false }
    return (0...(field.count - wanted.count)).contains { field[$0...].starts(with: wanted) }
  }

  /// The parts between separators, empty ones too. An empty separator leaves the text whole.
  static func split(_ text: String, by separator: String) -> [String] {
    let cut = Array(separator.utf8)
    let bytes = Array(text.utf8)
    guard let first = cut.first else { return [text] }
    var parts: [String] = []
    var start = 0
    var place = 0
    while place < bytes.count {
      if bytes[place] == first, bytes[place...].starts(with: cut) {
        parts.append(String(decoding: bytes[start..<place], as: UTF8.self))
        place += cut.count
        start = place
      } else {
        place += 1
      }
    }
    return parts + [String(decoding: bytes[start...], as: UTF8.self)]
  }
}

/// Texts of which many may be asked whether they are among them, byte for byte.
struct ExactMembership {
  private let texts: [String]
  /// Filled only where walking the list for every question would cost more.
  private let hashed: Set<ExactText>?

  init(_ texts: [String]) {
    self.texts = texts
    hashed = texts.count > 16 ? Set(texts.map(ExactText.init)) : nil
  }

  private func contains(_ text: String) -> Bool {
    hashed?.contains(ExactText(text)) ?? texts.contains { $0.isExactly(text) }
  }

  func containsAny(of items: [String]) -> Bool { items.contains(where: contains) }
  func containsAll(of items: [String]) -> Bool { items.allSatisfy(contains) }

  static func areEqual(_ left: [String], _ right: [String], inOrder: Bool) -> Bool {
    if inOrder { return left.count == right.count && zip(left, right).allSatisfy { $0.isExactly($1) } }
    return Set(left.map(ExactText.init)) == Set(right.map(ExactText.init))
  }
}
