/// Fields that a kind has and that no decision of this version depends on: stored and shown as they came.
///
/// The kind's field table says which names may stand here. Holding them untyped lets a document of
/// another system go in and come out again whole.
public struct KeptFields: Hashable, Sendable {
  /// By the field's name in `spec`.
  public var values: [String: Value]

  public init(_ values: [String: Value] = [:]) { self.values = values }

  public subscript(name: String) -> Value? { values[name] }

  /// Everything in a map but the fields that have a type of their own.
  init(from decoder: any Decoder, except typed: Set<String>) throws {
    let container = try decoder.container(keyedBy: AnyName.self)
    values = [:]
    for key in container.allKeys where !typed.contains(key.stringValue) {
      values[key.stringValue] = try container.decode(Value.self, forKey: key)
    }
  }

  /// Everything in a map but the fields of a kind that have a type of their own.
  init<Typed: CodingKey & CaseIterable>(from decoder: any Decoder, except typed: Typed.Type) throws {
    try self.init(from: decoder, except: Set(Typed.allCases.map(\.stringValue)))
  }

  /// Writes the fields beside those that were written already.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: AnyName.self)
    for (name, value) in values { try container.encode(value, forKey: AnyName(name)) }
  }

  private struct AnyName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }
}
