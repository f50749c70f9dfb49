/// One reading of a document by its kind's field table.
///
/// A `path` is how the table names a field (`spec.owners[].name`), a `place` is where it stands in this document
/// (`spec.owners[1].name`).
struct DocumentCheck {
  let table: FieldTable

  /// The deepest nesting that is read at all.
  private static let deepest = 32
  /// What other systems print for a time that is not set.
  private static let noTime = Value.text("0001-01-01T00:00:00Z")

  func checkedMap(_ entries: [String: Value], at parent: String, place: String, depth: Int) throws(Problem) -> [String: Value] {
    guard depth < Self.deepest else {
      throw Problem(.limitExceeded, "the document is nested deeper than \(Self.deepest) levels", path: place)
    }
    var kept: [String: Value] = [:]
    for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
      let path = parent.isEmpty ? key : "\(parent).\(key)"
      let place = Self.place(key, in: place)
      guard let field = table.field(at: path) else {
        throw Problem(.badParameter, "`\(place)` is not a field of `\(table.kind)`", hint: table.suggestion(for: path), path: place)
      }
      if value == .null || field.owner == .server || (field.shape == .time && value == Self.noTime) { continue }
      if field.support == .notYet {
        if value.isEmpty { continue }
        throw Problem(
          .notImplemented, "`\(place)` is not enforced by this version, so it is refused instead of ignored",
          hint: "leave the field out", path: place)
      }
      kept[key] = try checkedField(value, field, place: place, depth: depth)
    }
    return kept
  }

  private func checkedField(_ value: Value, _ field: Field, place: String, depth: Int) throws(Problem) -> Value {
    switch (field.shape, value) {
    case (.object, .map(let entries)):
      return .map(try checkedMap(entries, at: field.path, place: place, depth: depth + 1))
    case (.objects, .list(let items)):
      try limit(items.count, field, place)
      var kept: [Value] = []
      for (index, item) in items.enumerated() {
        let place = "\(place)[\(index)]"
        guard case .map(let entries) = item else { throw Self.wrong(place, "a map of fields") }
        kept.append(.map(try checkedMap(entries, at: field.path + "[]", place: place, depth: depth + 1)))
      }
      return .list(kept)
    case (.namedObjects, .map(let entries)):
      try limit(entries.count, field, place)
      var kept: [String: Value] = [:]
      for (name, item) in entries.sorted(by: { $0.key < $1.key }) {
        let place = Self.place(name, in: place)
        try plain(name, field, place)
        guard case .map(let fields) = item else { throw Self.wrong(place, "a map of fields") }
        kept[name] = .map(try checkedMap(fields, at: field.path + "{}", place: place, depth: depth + 1))
      }
      return .map(kept)
    case (.open, _):
      var left = field.limit
      try checkOpen(value, place, left: &left, depth: depth) { (words) in
        Problem(.limitExceeded, "`\(place)` \(words)", path: place)
      }
    case (.texts, .text): return try checkedField(.list([value]), field, place: place, depth: depth)
    case (.texts, .list(let items)): try checkTexts(items, field, place)
    case (.traits, .map(let entries)):
      let named = entries.filter { $0.value != .null }
      try checkEntries(named, field, place)
      return .map(named)
    case (.labels, .map(let entries)), (.selectors, .map(let entries)): try checkEntries(entries, field, place)
    case (.text, .text(let text)), (.textOrInteger, .text(let text)), (.duration, .text(let text)), (.time, .text(let text)),
      (.scalar, .text(let text)), (.signedDuration, .text(let text)):
      try checkText(text, field, place)
    case (.bool, .bool), (.integer, .integer), (.scalar, .integer), (.scalar, .bool), (.textOrInteger, .integer): break
    default:
      throw Self.wrong(
        place, field.shape.wanted,
        hint: [.duration, .signedDuration].contains(field.shape)
          ? "write it with a unit, such as 8h or 30m" : field.shape.holdsText ? value.quotingHint : nil)
    }
    return value
  }

  private func checkText(_ text: String, _ field: Field, _ place: String) throws(Problem) {
    try limit(text.utf8.count, field, place)
    try plain(text, field, place)
    switch field.shape {
    case .duration: try located(place) { () throws(Problem) in _ = try Span(text: text) }
    case .signedDuration where !text.isEmpty: try located(place) { () throws(Problem) in _ = try Span(signed: text) }
    case .time: try located(place) { () throws(Problem) in _ = try Moment(rfc3339: text) }
    default: break
    }
  }

  private func checkTexts(_ items: [Value], _ field: Field, _ place: String) throws(Problem) {
    try limit(items.count, field, place)
    for (index, item) in items.enumerated() {
      let place = "\(place)[\(index)]"
      guard let text = item.text else { throw Self.wrong(place, "a text", hint: item.quotingHint) }
      try plain(text, field, place)
    }
  }

  /// Labels and selectors: a key with one text, or, in selectors, with several.
  private func checkEntries(_ entries: [String: Value], _ field: Field, _ place: String) throws(Problem) {
    try limit(entries.count, field, place)
    for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
      let place = Self.place(key, in: place)
      try plain(key, field, place)
      if field.shape != .labels, let items = value.list {
        for (index, item) in items.enumerated() {
          guard let text = item.text else { throw Self.wrong("\(place)[\(index)]", "a text", hint: item.quotingHint) }
          try plain(text, field, "\(place)[\(index)]")
        }
        continue
      }
      guard let text = value.text else {
        throw Self.wrong(place, field.shape != .labels ? "a text or a list of texts" : "a text", hint: value.quotingHint)
      }
      try plain(text, field, place)
    }
  }

  /// Any value: bounded in depth and, over all texts, keys and items, in bytes.
  /// - Parameters:
  ///   - left: bytes that may still come.
  ///   - excess: words a limit of the whole field, wherever in it the last byte stood.
  private func checkOpen(
    _ value: Value, _ place: String, left: inout Int, depth: Int, excess: (String) -> Problem
  ) throws(Problem) {
    guard depth < Self.deepest else { throw excess("is nested deeper than \(Self.deepest) levels") }
    func take(_ text: String) throws(Problem) {
      left -= text.utf8.count
      let unsafe = text.unicodeScalars.contains { $0.isUnsafeToDisplay && !"\n\t\r".unicodeScalars.contains($0) }
      guard !unsafe else {
        throw Problem(.badParameter, "`\(place)` holds a control character", hint: "write it without that character", path: place)
      }
    }
    left -= 1
    switch value {
    case .text(let text): try take(text)
    case .list(let items):
      for (index, item) in items.enumerated() { try checkOpen(item, "\(place)[\(index)]", left: &left, depth: depth + 1, excess: excess) }
    case .map(let entries):
      for (key, item) in entries.sorted(by: { $0.key < $1.key }) {
        try take(key)
        try checkOpen(item, Self.place(key, in: place), left: &left, depth: depth + 1, excess: excess)
      }
    case .null, .bool, .integer, .number: break
    }
    guard left >= 0 else { throw excess("is larger than a field of this kind may be") }
  }

  private func located(_ place: String, _ check: () throws(Problem) -> Void) throws(Problem) {
    do { try check() } catch { throw Problem(error.kind, error.message, hint: error.hint, path: place) }
  }

  private func limit(_ count: Int, _ field: Field, _ place: String) throws(Problem) {
    guard count <= field.limit else {
      throw Problem(.limitExceeded, "`\(place)` holds more than \(field.limit)", path: place)
    }
  }

  private func plain(_ text: String, _ field: Field, _ place: String) throws(Problem) {
    let longest = field.shape == .text ? max(4096, field.limit) : 4096
    guard text.utf8.count <= longest else {
      throw Problem(.limitExceeded, "a text in `\(place)` is longer than \(longest) bytes", path: place)
    }
    let unsafe = text.unicodeScalars.contains { $0.isUnsafeToDisplay && $0 != "\n" && $0 != "\t" }
    guard !unsafe else {
      throw Problem(
        .badParameter, "`\(place)` holds a control character: `\(text.escapedForDisplay)`", hint: "write it without that character",
        path: place)
    }
  }

  private static func wrong(_ place: String, _ wanted: String, hint: String? = nil) -> Problem {
    Problem(.badParameter, "`\(place)` must be \(wanted)", hint: hint, path: place)
  }

  /// Where a key of a map stands.
  static func place(_ key: String, in parent: String) -> String {
    let key = key.escapedForDisplay
    return parent.isEmpty ? key : "\(parent).\(key)"
  }
}

extension Field.Shape {
  /// What must stand in the field, for messages.
  fileprivate var wanted: String {
    switch self {
    case .text: "a text"
    case .bool: "true or false"
    case .integer: "a whole number"
    case .duration, .signedDuration: "a duration such as 8h"
    case .scalar: "a text, a whole number, true or false"
    case .textOrInteger: "a text or a whole number"
    case .time: "a time such as 2026-01-31T15:04:05Z"
    case .texts: "a list of texts"
    case .labels: "a map from text to text"
    case .selectors, .traits: "a map from text to a text or a list of texts"
    case .object: "a map of fields"
    case .objects: "a list of maps"
    case .namedObjects: "a map from names to maps of fields"
    case .open: "a value"
    }
  }

  fileprivate var holdsText: Bool { [.text, .texts, .duration, .signedDuration, .time].contains(self) }
}

extension Value {
  /// YAML reads `1.10`, `yes` and `010` as something other than text; nil for values that no quotes would help.
  fileprivate var quotingHint: String? {
    switch self {
    case .bool, .integer, .number: "put it in quotes to write a text"
    case .null, .text, .list, .map: nil
    }
  }
}
