/// What is known of an expression before any fact is.
enum PredicateType: Sendable, Hashable {
  case text
  case list
  /// A list that was written with `set(…)`: order and repetition do not count.
  case set
  case bool
  case number
  case map
  /// A place in a document: known only when it is read.
  case open

  /// Whether it may stand where texts are expected; a single text stands for a list of one.
  var isTexts: Bool { self == .text || self == .list || self == .set || self == .open }
  var isList: Bool { self == .list || self == .set }

  /// The type as a message shows it.
  var shown: String {
    switch self {
    case .text: "a text"
    case .list, .set: "a list"
    case .bool: "true or false"
    case .number: "a number"
    case .map: "a map"
    case .open: "a field"
    }
  }
}

/// A name that a language knows, with what stands there.
struct PredicateIdentifier: Sendable {
  enum Shape: Sendable {
    /// One value. Optional ones may be absent; others are unknown then, and nothing can be decided.
    case value(PredicateType, isOptional: Bool)
    /// One value for each key: `labels["env"]`; a missing key is empty.
    case keyed(PredicateType)
    /// Whatever the document holds below it.
    case open
  }

  let path: [String]
  let shape: Shape

  /// - Parameter path: `user.spec.traits`
  init(_ path: String, _ shape: Shape) {
    self.path = path.split(separator: ".").map(String.init)
    self.shape = shape
  }

  /// The name as a hint shows it.
  var shown: String {
    switch shape {
    case .value: path.joined(separator: ".")
    case .keyed: path.joined(separator: ".") + "[\"key\"]"
    case .open: path.joined(separator: ".") + ".…"
    }
  }
}

/// A function that a language knows.
struct PredicateFunction: Sendable {
  enum Kind: Sendable {
    case equals, exists, isEmpty, contains, containsAny, containsAll, isSubset, allEndWith, allEqual, hasPrefix
    case set, split, search, labelsMatching, match, replace, emailLocal, upper, lower
    /// Its answer is a fact of the scope.
    case fact([String])
  }

  enum Parameter: String, Sendable {
    case text = "text"
    /// A list, or a single text.
    case texts = "list"
    /// A glob or `^…$`.
    case pattern = "pattern"
    /// RE2, as written.
    case expression = "expression"
    /// A name that may be absent.
    case reference = "labels[\"key\"]"
    case anything = "value"
  }

  let name: String
  let kind: Kind
  let parameters: [Parameter]
  /// What may follow, any number of times.
  let rest: Parameter?
  let result: PredicateType

  private init(_ name: String, _ kind: Kind, _ parameters: [Parameter], rest: Parameter? = nil, _ result: PredicateType = .bool) {
    self.name = name
    self.kind = kind
    self.parameters = parameters
    self.rest = rest
    self.result = result
  }

  /// The function as a hint shows it: `contains(list, text)`.
  var shown: String {
    "\(name)(\((parameters.map(\.rawValue) + (rest.map { [$0.rawValue + "…"] } ?? [])).joined(separator: ", ")))"
  }

  static let equals = Self("equals", .equals, [.anything, .anything])
  static let exists = Self("exists", .exists, [.reference])
  static let isEmpty = Self("is_empty", .isEmpty, [.anything])
  static let contains = Self("contains", .contains, [.texts, .text])
  static let containsAny = Self("contains_any", .containsAny, [.texts, .texts])
  static let containsAll = Self("contains_all", .containsAll, [.texts, .texts])
  static let isSubset = Self("is_subset", .isSubset, [.texts, .texts], rest: .texts)
  static let allEndWith = Self("all_end_with", .allEndWith, [.texts, .text])
  static let allEqual = Self("all_equal", .allEqual, [.texts, .text])
  static let hasPrefix = Self("has_prefix", .hasPrefix, [.text, .text])
  static let hasPrefixOfFilters = Self("hasPrefix", .hasPrefix, [.text, .text])
  static let set = Self("set", .set, [], rest: .texts, .set)
  static let split = Self("split", .split, [.text, .text], .list)
  static let search = Self("search", .search, [], rest: .text)
  static let labelsMatching = Self("labels_matching", .labelsMatching, [.pattern], .list)
  static let match = Self("regexp.match", .match, [.texts, .pattern])
  static let replace = Self("regexp.replace", .replace, [.texts, .expression, .text], .list)
  static let emailLocal = Self("email.local", .emailLocal, [.texts], .list)
  static let upper = Self("strings.upper", .upper, [.texts], .list)
  static let lower = Self("strings.lower", .lower, [.texts], .list)
  static let authorityType = Self("system.catype", .fact(["system", "catype"]), [], .text)
  static let canView = Self("can_view", .fact(["can_view"]), [], .bool)
}
