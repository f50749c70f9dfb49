/// Which labels a resource must have: every key, with one of its values. Empty matches nothing.
///
/// Shape: `{"env": ["test", "dev"], "*": ["*"]}`; a single value may be written without the list.
/// A value is `*` (any value), `^…$` (an RE2 expression as written), or text in which `*` stands for
/// any characters. Source: reference, roles-and-resources §3.2.
public struct LabelMap: Hashable, Sendable, Codable, ExpressibleByDictionaryLiteral {
  public var entries: [String: [String]]

  public init(_ entries: [String: [String]] = [:]) { self.entries = entries }
  public init(dictionaryLiteral elements: (String, [String])...) {
    entries = Dictionary(elements, uniquingKeysWith: { $0 + $1 })
  }

  public var isEmpty: Bool { entries.isEmpty }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.singleValueContainer().decode([String: OneOrMany].self)
    entries = values.mapValues(\.values)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(entries)
  }
}

/// Traits of a user: attribute to values.
public typealias Traits = [String: [String]]

/// A text or a list of texts, as people write both.
struct OneOrMany: Decodable {
  let values: [String]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    values = try (try? container.decode(String.self)).map { [$0] } ?? container.decode([String].self)
  }
}
