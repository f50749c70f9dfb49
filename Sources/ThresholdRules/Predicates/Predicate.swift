public import ThresholdModel

/// A condition in the small language of roles, thresholds, filters and monitoring rules, read once and then asked
/// any number of times.
///
/// Shape: `contains(user.spec.traits["team"], labels["team"]) && labels["env"] != "prod"`. Operators `&&`, `||`, `!`,
/// `==`, `!=`, parentheses, calls; texts in double quotes with escapes or in backquotes as they stand; `//` begins a
/// comment. At most 4096 bytes, 32 levels and 500 parts. What it may name depends on the ``Language``.
/// Source: reference, roles-and-resources §3.3, §3.5 and §3.7; lists-and-requests §6.2 and §6.6.
public struct Predicate: Sendable, Hashable, CustomStringConvertible {
  /// The predicate as written.
  public let text: String
  public let language: Language
  private let root: PredicateNode

  /// Reads a predicate.
  /// - Throws: ``Problem`` of kind `badParameter`, with the place, for whatever could never be evaluated: bad syntax, unknown
  ///   names and functions, wrong arguments, types that never fit, patterns that RE2 refuses, an empty text.
  public init(_ text: String, _ language: Language) throws(Problem) {
    self.text = text
    self.language = language
    do {
      root = try PredicateResolver(language: language).condition(try SyntaxReader.read(text))
    } catch {
      throw Problem(.badParameter, "\(text.quotedForDisplay) is not \(language.noun): \(error.placed(in: text))", hint: error.hint)
    }
  }

  /// Whether the condition holds for these facts.
  /// - Throws: ``Problem`` of kind `badParameter` when it cannot be evaluated: a fact is unknown or of another type than is
  ///   needed, a text is no mail address, a computed pattern is bad. Whoever decides by it must then refuse.
  public func isTrue(in scope: some PredicateScope) throws(Problem) -> Bool {
    do {
      return try PredicateEvaluation(scope: scope).isTrue(root)
    } catch {
      throw Problem(.badParameter, "\(text.quotedForDisplay) cannot be evaluated: \(error.reason)", hint: error.hint)
    }
  }

  public static func == (left: Predicate, right: Predicate) -> Bool {
    left.language == right.language && left.text.isExactly(right.text)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(language)
    ExactText(text).hash(into: &hasher)
  }

  public var description: String { text }
}
