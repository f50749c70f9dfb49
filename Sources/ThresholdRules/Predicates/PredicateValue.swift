public import ThresholdModel

/// A fact that a predicate reads.
public enum PredicateValue: Sendable, Hashable {
  /// One text; also a time, in RFC 3339.
  case text(String)
  /// Texts in their order: roles, the values of a trait.
  case list([String])
  case bool(Bool)
  case number(Double)
  /// Texts by key: labels, traits, annotations as a whole.
  case map([String: [String]])

  /// The fact that a document holds at some place.
  ///
  /// Numbers and truths in a list are read as the texts that JSON writes. `null`, and lists of anything
  /// but scalars, are no facts: nil.
  public init?(_ value: Value) {
    switch value {
    case .null: return nil
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .number(Double(value))
    case .number(let value): self = .number(value)
    case .text(let value): self = .text(value)
    case .list(let values):
      guard let texts = Self.texts(values) else { return nil }
      self = .list(texts)
    case .map(let entries):
      self = .map(
        entries.compactMapValues { entry in
          if case .list(let values) = entry { return Self.texts(values) }
          return Self.texts([entry])
        })
    }
  }

  private static func texts(_ values: [Value]) -> [String]? {
    var texts: [String] = []
    for value in values {
      switch value {
      case .text(let text): texts.append(text)
      case .bool(let value): texts.append(String(value))
      case .integer(let value): texts.append(String(value))
      case .number(let value): texts.append(String(value))
      case .null, .list, .map: return nil
      }
    }
    return texts
  }

  /// Whether it is what an absent value counts as: `""`, no elements, `false`, 0.
  var isZero: Bool {
    switch self {
    case .text(let text): text.utf8.isEmpty
    case .list(let texts): texts.isEmpty
    case .bool(let value): !value
    case .number(let value): value == 0
    case .map(let entries): entries.isEmpty
    }
  }
}

/// The facts that a predicate may ask for.
public protocol PredicateScope {
  /// The fact at a path, for example `["labels", "env"]` or `["user", "spec", "roles"]`; nil when there is none.
  ///
  /// What nil then means is the language's to say: a label that is missing is the empty text, a trait that
  /// is missing has no values, but a predicate that needs a name which the scope should have known cannot
  /// be evaluated. Paths for functions whose answer is a fact: `["can_view"]`, `["system", "catype"]`,
  /// and `["search"]` for the texts in which `search(…)` looks.
  func value(at path: [String]) -> PredicateValue?

  /// Whether the first part of a path is in question at all: `session` is not where a role is read.
  /// What is not in question cannot be evaluated, however absent values count.
  func offers(_ root: String) -> Bool
}
