import ThresholdAPI
import ThresholdModel

/// A JSON schema worked out from a body's example: what is optional and where keys are free is found
/// by reading changed copies of the example.
enum Schema {
  /// One step from a value into what it holds.
  private enum Step {
    case key(String)
    case item
  }

  private static let probeKey = "x-probe"

  static func of(_ shape: BodyShape) -> Value { schema(of: shape.example, at: [], in: shape) }

  private static func schema(of value: Value, at path: [Step], in shape: BodyShape) -> Value {
    switch value {
    case .null: return .map([:])
    case .bool: return .map(["type": "boolean"])
    case .integer: return .map(["type": "integer", "format": "int64"])
    case .number: return .map(["type": "number"])
    case .text(let text):
      let isTime = (try? Moment(rfc3339: text)) != nil
      return .map(isTime ? ["type": "string", "format": "date-time"] : ["type": "string"])
    case .list(let items):
      guard let first = items.first else { return .map(["type": "array"]) }
      return .map(["type": "array", "items": schema(of: first, at: path + [.item], in: shape)])
    case .map(let entries):
      return hasFreeKeys(entries, at: path, in: shape) ? free(entries, at: path, in: shape) : object(entries, at: path, in: shape)
    }
  }

  private static func object(_ entries: [String: Value], at path: [Step], in shape: BodyShape) -> Value {
    let properties = entries.reduce(into: [String: Value]()) { all, entry in
      all[entry.key] = schema(of: entry.value, at: path + [.key(entry.key)], in: shape)
    }
    let required = entries.keys.sorted().filter { key in
      shape.reread(changed(shape.example, at: path) { (entries: inout [String: Value]) in entries[key] = nil }) == nil
    }
    var object: [String: Value] = ["type": "object", "properties": .map(properties)]
    if !required.isEmpty { object["required"] = .list(required.map { .text($0) }) }
    return .map(object)
  }

  /// A map whose keys are data: labels, traits, or a whole document.
  private static func free(_ entries: [String: Value], at path: [Step], in shape: BodyShape) -> Value {
    let takesAnything = keeps(.list([.bool(true), .map([:])]), at: path, in: shape)
    guard !takesAnything, let sample = entries.min(by: { $0.key < $1.key }) else { return .map(["type": "object"]) }
    return .map(["type": "object", "additionalProperties": schema(of: sample.value, at: path + [.key(sample.key)], in: shape)])
  }

  private static func hasFreeKeys(_ entries: [String: Value], at path: [Step], in shape: BodyShape) -> Bool {
    keeps(entries.min { $0.key < $1.key }?.value ?? .bool(true), at: path, in: shape)
  }

  /// Whether a key that nobody knows comes back with its value.
  private static func keeps(_ value: Value, at path: [Step], in shape: BodyShape) -> Bool {
    guard let back = shape.reread(changed(shape.example, at: path) { $0[probeKey] = value }) else { return false }
    return found(back, at: path)?[probeKey] == value
  }

  private static func changed(_ value: Value, at path: [Step], _ change: (inout [String: Value]) -> Void) -> Value {
    switch (path.first, value) {
    case (nil, .map(var entries)):
      change(&entries)
      return .map(entries)
    case (.key(let key), .map(var entries)):
      entries[key] = entries[key].map { changed($0, at: Array(path.dropFirst()), change) }
      return .map(entries)
    case (.item, .list(let items)):
      return .list(items.map { changed($0, at: Array(path.dropFirst()), change) })
    default: return value
    }
  }

  private static func found(_ value: Value, at path: [Step]) -> Value? {
    switch path.first {
    case nil: value
    case .key(let key): value[key].flatMap { found($0, at: Array(path.dropFirst())) }
    case .item: value.list?.first.flatMap { found($0, at: Array(path.dropFirst())) }
    }
  }
}
