import Foundation

extension Document {
  /// Reads a document that a person wrote: checked against the kind's field table, then typed.
  /// - Throws: ``Problem`` of kind `badParameter`, `limitExceeded` or `notImplemented` with the path.
  public init(reading value: Value) throws(Problem) {
    var checked = try Spec.fields.checked(value)
    if case .map(var entries) = checked, entries["spec"] == nil {
      // What a kind cannot do without, its own reading asks for by name.
      entries["spec"] = .map([:])
      checked = .map(entries)
    }
    checked = Spec.completed(checked)
    do {
      self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(checked))
    } catch let problem as Problem {
      throw problem
    } catch let DecodingError.keyNotFound(key, context) {
      let path = Self.place(context.codingPath + [key])
      throw Problem(.badParameter, "`\(path)` is missing", path: path)
    } catch let DecodingError.dataCorrupted(context) {
      throw Problem(.badParameter, context.debugDescription, path: Self.place(context.codingPath))
    } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context) {
      let path = Self.place(context.codingPath)
      throw Problem(.badParameter, "`\(path)` has the wrong form", path: path, cause: context.debugDescription)
    } catch {
      throw Problem(.badParameter, "the `\(Self.kind)` document cannot be read", cause: "\(error)")
    }
  }

  /// Where a value stands in the document: `spec.owners[1].name`.
  private static func place(_ path: [any CodingKey]) -> String {
    path.reduce("") { place, key in
      if let index = key.intValue { return "\(place)[\(index)]" }
      return DocumentCheck.place(key.stringValue, in: place)
    }
  }

  /// The document as an untyped value: what `get` answers.
  /// - Throws: only when the type cannot be encoded at all, which is a bug.
  public func value() throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(self))
  }
}

extension KeyedDecodingContainer {
  /// A list that may be absent.
  func list<Item: Decodable>(_ key: Key) throws -> [Item] { try decodeIfPresent([Item].self, forKey: key) ?? [] }
  /// A value that may be absent.
  func value<Item: Decodable>(_ key: Key, or fallback: Item) throws -> Item { try decodeIfPresent(Item.self, forKey: key) ?? fallback }
}

extension KeyedEncodingContainer {
  /// Writes a collection only when it holds something.
  mutating func encodeFilled<Items: Collection & Encodable>(_ items: Items, forKey key: Key) throws {
    if !items.isEmpty { try encode(items, forKey: key) }
  }
}
