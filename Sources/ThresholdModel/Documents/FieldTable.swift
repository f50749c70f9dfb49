/// All fields of one kind. Decoding, errors about unknown fields, the API document and the reference
/// pages all read this one table.
public struct FieldTable: Sendable {
  /// The kind's name as it stands in documents, for example `access_list`.
  public let kind: String
  /// Versions that may be written, newest last; the last one is the default where a door fills it in.
  public let versions: [String]
  /// In the order in which the reference pages show them.
  public let fields: [Field]
  private let byPath: [String: Field]
  /// The deepest nesting that is read at all.
  private static let deepest = 32
  /// What other systems print for a time that is not set.
  private static let noTime = Value.text("0001-01-01T00:00:00Z")

  public init(kind: String, versions: [String], fields: [Field]) {
    self.kind = kind
    self.versions = versions
    self.fields = Self.envelope + fields
    byPath = Dictionary(self.fields.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether a document of the kind may come without a `spec`: some kinds have nothing to say in it.
  var mayLackSpec: Bool { !fields.contains { $0.path.hasPrefix("spec.") && $0.owner == .person } }

  private static let envelope: [Field] = [
    Field("kind", .text, "what kind of thing this document is"),
    Field("sub_kind", .text, "a finer kind, where the kind has some"),
    Field("version", .text, "which form of the kind this document is written in"),
    Field("metadata", .object, "what every kind has"),
    Field("metadata.name", .text, limit: 256, "the name, unique within the kind"),
    Field("metadata.namespace", .text, owner: .server, "always `default`"),
    Field("metadata.description", .text, "free text"),
    Field("metadata.labels", .labels, "labels of the document itself"),
    Field("metadata.expires", .time, "when the thing stops to exist; absent means never"),
    Field("metadata.revision", .text, "the stored version that this change starts from; absent means whatever is stored"),
    Field("metadata.id", .integer, owner: .server, "an older form of the revision"),
    Field("spec", .object, "the thing itself"),
  ]

  /// Checks shapes, limits and names against the table and drops what only the server writes.
  /// - Returns: the document with `null`, server-owned and empty unsupported fields left out.
  /// - Throws: ``Problem`` of kind `badParameter`, with the path of the first field that is wrong:
  ///   unknown, not enforced yet, of another shape, or over its limit.
  public func checked(_ document: Value) throws(Problem) -> Value {
    guard case .map(let top) = document else {
      throw Problem(.badParameter, "a document must be a map of fields", hint: "start with `kind: \(kind)`")
    }
    guard top["kind"]?.text == kind else {
      throw Problem(.badParameter, "expected a document of kind `\(kind)`", hint: "write `kind: \(kind)`", path: "kind")
    }
    guard let version = top["version"]?.text, versions.contains(version) else {
      throw Problem(.badParameter, "`\(kind)` needs a known version", hint: "one of \(versions.joined(separator: ", "))", path: "version")
    }
    return .map(try checkedMap(top, at: "", depth: 0))
  }

  private func checkedMap(_ entries: [String: Value], at parent: String, depth: Int) throws(Problem) -> [String: Value] {
    guard depth < Self.deepest else {
      throw Problem(.limitExceeded, "the document is nested deeper than \(Self.deepest) levels", path: parent)
    }
    var kept: [String: Value] = [:]
    for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
      let path = parent.isEmpty ? key : "\(parent).\(key)"
      let place = shown(path)
      guard let field = byPath[path] else {
        throw Problem(.badParameter, "`\(place)` is not a field of `\(kind)`", hint: suggestion(for: path), path: place)
      }
      if value == .null || field.owner == .server || (field.shape == .time && value == Self.noTime) { continue }
      if field.support == .notYet {
        if value.isEmpty { continue }
        throw Problem(
          .notImplemented, "`\(place)` is not enforced by this version, so it is refused instead of ignored",
          hint: "leave the field out", path: place)
      }
      kept[key] = try checkedField(value, field, at: path, depth: depth)
    }
    return kept
  }

  private func checkedField(_ value: Value, _ field: Field, at path: String, depth: Int) throws(Problem) -> Value {
    switch (field.shape, value) {
    case (.object, .map(let entries)):
      return .map(try checkedMap(entries, at: path, depth: depth + 1))
    case (.objects, .list(let items)):
      try limit(items.count, field)
      var kept: [Value] = []
      for item in items {
        guard case .map(let entries) = item else { throw wrongShape(field) }
        kept.append(.map(try checkedMap(entries, at: path + "[]", depth: depth + 1)))
      }
      return .list(kept)
    case (.namedObjects, .map(let entries)):
      try limit(entries.count, field)
      var kept: [String: Value] = [:]
      for (name, item) in entries {
        try plain(name, field)
        guard case .map(let fields) = item else { throw wrongShape(field) }
        kept[name] = .map(try checkedMap(fields, at: path + "{}", depth: depth + 1))
      }
      return .map(kept)
    case (.open, _):
      var left = field.limit
      try checkOpen(value, field, left: &left, depth: depth)
    case (.texts, .text): return try checkedField(.list([value]), field, at: path, depth: depth)
    case (.texts, .list(let items)):
      try limit(items.count, field)
      for item in items {
        guard let text = item.text else { throw wrongShape(field) }
        try plain(text, field)
      }
    case (.labels, .map(let entries)):
      try limit(entries.count, field)
      for (key, item) in entries {
        guard let text = item.text else { throw wrongShape(field) }
        try plain(key, field)
        try plain(text, field)
      }
    case (.selectors, .map(let entries)):
      try limit(entries.count, field)
      for (key, item) in entries {
        try plain(key, field)
        for one in item.list ?? [item] {
          guard let text = one.text else { throw wrongShape(field) }
          try plain(text, field)
        }
      }
    case (.text, .text(let text)), (.textOrInteger, .text(let text)), (.duration, .text(let text)), (.time, .text(let text)):
      try limit(text.utf8.count, field)
      try plain(text, field)
      if field.shape == .duration { try located(field) { () throws(Problem) in _ = try Span(text: text) } }
      if field.shape == .time { try located(field) { () throws(Problem) in _ = try Moment(rfc3339: text) } }
    case (.scalar, .text(let text)):
      try limit(text.utf8.count, field)
      try plain(text, field)
    case (.signedDuration, .text(let text)):
      try limit(text.utf8.count, field)
      if !text.isEmpty { try located(field) { () throws(Problem) in _ = try Span(signed: text) } }
    case (.bool, .bool), (.integer, .integer), (.scalar, .integer), (.scalar, .bool), (.textOrInteger, .integer): break
    default: throw wrongShape(field)
    }
    return value
  }

  /// Any value: bounded in depth and, over all texts, keys and items, in bytes.
  private func checkOpen(_ value: Value, _ field: Field, left: inout Int, depth: Int) throws(Problem) {
    guard depth < Self.deepest else {
      throw Problem(.limitExceeded, "the document is nested deeper than \(Self.deepest) levels", path: shown(field.path))
    }
    func take(_ text: String) throws(Problem) {
      left -= text.utf8.count
      let unsafe = text.unicodeScalars.contains { $0.isUnsafeToDisplay && !"\n\t\r".unicodeScalars.contains($0) }
      guard !unsafe else {
        throw Problem(
          .badParameter, "`\(shown(field.path))` holds a control character", hint: "write it without that character",
          path: shown(field.path))
      }
    }
    left -= 1
    switch value {
    case .text(let text): try take(text)
    case .list(let items): for item in items { try checkOpen(item, field, left: &left, depth: depth + 1) }
    case .map(let entries):
      for (key, item) in entries {
        try take(key)
        try checkOpen(item, field, left: &left, depth: depth + 1)
      }
    case .null, .bool, .integer, .number: break
    }
    guard left >= 0 else {
      throw Problem(.limitExceeded, "`\(shown(field.path))` holds more than \(field.limit) bytes", path: shown(field.path))
    }
  }

  private func located(_ field: Field, _ check: () throws(Problem) -> Void) throws(Problem) {
    do { try check() } catch { throw Problem(error.kind, error.message, hint: error.hint, path: shown(field.path)) }
  }

  private func limit(_ count: Int, _ field: Field) throws(Problem) {
    guard count <= field.limit else {
      throw Problem(.limitExceeded, "`\(shown(field.path))` holds more than \(field.limit)", path: shown(field.path))
    }
  }

  private func plain(_ text: String, _ field: Field) throws(Problem) {
    let longest = field.shape == .text ? max(4096, field.limit) : 4096
    guard text.utf8.count <= longest else {
      throw Problem(.limitExceeded, "a text in `\(shown(field.path))` is longer than \(longest) bytes", path: shown(field.path))
    }
    let unsafe = text.unicodeScalars.contains { $0.isUnsafeToDisplay && $0 != "\n" && $0 != "\t" }
    guard !unsafe else {
      throw Problem(
        .badParameter, "`\(shown(field.path))` holds a control character: `\(text.escapedForDisplay)`",
        hint: "write it without that character",
        path: shown(field.path))
    }
  }

  private func wrongShape(_ field: Field) -> Problem {
    let wanted =
      switch field.shape {
      case .text: "a text"
      case .bool: "true or false"
      case .integer: "a whole number"
      case .duration, .signedDuration: "a duration such as 8h"
      case .scalar: "a text, a whole number, true or false"
      case .textOrInteger: "a text or a whole number"
      case .time: "a time such as 2026-01-31T15:04:05Z"
      case .texts: "a list of texts"
      case .labels: "a map from text to text"
      case .selectors: "a map from text to a text or a list of texts"
      case .object: "a map of fields"
      case .objects: "a list of maps"
      case .namedObjects: "a map from names to maps of fields"
      case .open: "a value"
      }
    return Problem(.badParameter, "`\(shown(field.path))` must be \(wanted)", path: shown(field.path))
  }

  private func shown(_ path: String) -> String { path.replacing("[]", with: "").replacing("{}", with: "").escapedForDisplay }

  /// The field whose last part is closest to what was written: `login` finds `logins`.
  private func suggestion(for path: String) -> String? {
    let parent = path.split(separator: ".").dropLast().joined(separator: ".")
    let siblings = fields.filter { field in
      field.path.split(separator: ".").dropLast().joined(separator: ".") == parent
    }
    let last = path.split(separator: ".").last.map(String.init) ?? path
    let near = siblings.first { field in
      let name = field.path.split(separator: ".").last.map(String.init) ?? ""
      return name.hasPrefix(last) || last.hasPrefix(name)
    }
    if let near { return "did you mean `\(shown(near.path))`?" }
    let names = siblings.filter { $0.owner == .person && $0.support != .notYet }.compactMap {
      $0.path.split(separator: ".").last.map { shown(String($0)) }
    }
    return names.isEmpty ? nil : "known here: \(names.sorted().joined(separator: ", "))"
  }
}

extension Value {
  /// Null, false, zero, or a text, list or map without content: what other systems print for "not set".
  public var isEmpty: Bool {
    switch self {
    case .null, .bool(false), .integer(0), .text(""): true
    case .list(let items): items.isEmpty
    case .map(let entries): entries.values.allSatisfy(\.isEmpty)
    default: false
    }
  }
}
