import ThresholdModel
import Yams

/// One document of a text that a person wrote in YAML, with the lines on which its fields stand.
struct DocumentText {
  let value: Value
  private let node: Node

  /// The longest text that is read, in bytes.
  static let longest = 1024 * 1024
  /// The most values in one text: what aliases unfold counts too, so that a small text cannot become a huge one.
  static let mostValues = 100_000

  /// Reads every document of a text; empty ones (`---` at the end) don't count.
  /// - Throws: ``Problem`` of kind `badParameter` or `limitExceeded`, with the line where YAML went wrong.
  static func read(_ text: String) throws(Problem) -> [DocumentText] {
    guard text.utf8.count <= longest else {
      throw Problem(.limitExceeded, "the documents are longer than \(longest / 1024) KiB", hint: "split the file")
    }
    var nodes: [Node] = []
    do {
      // A `for` loop would work on a copy, and the copy would keep the error to itself.
      var sequence = try Yams.compose_all(yaml: text)
      while let node = sequence.next() { nodes.append(node) }
      if let error = sequence.error { throw error }
    } catch {
      throw Problem(.badParameter, "this is not YAML: \(words(of: error))")
    }
    var count = 0
    var documents: [DocumentText] = []
    for node in nodes {
      let value = try value(of: node, count: &count)
      if value != .null { documents.append(DocumentText(value: value, node: node)) }
    }
    return documents
  }

  /// The line on which a field stands, from 1; nil when nothing is known about it.
  ///
  /// Paths don't number list items, so of several the first one that has the field counts. A field that isn't there
  /// is reported at what should hold it.
  func line(of path: String?) -> Int? {
    let parts = path?.split(separator: ".").map(String.init) ?? []
    return Self.find(parts[...], in: node).line ?? node.mark?.line
  }

  private static func find(_ path: ArraySlice<String>, in node: Node) -> (line: Int?, isWhole: Bool) {
    guard let part = path.first else { return (nil, true) }
    switch node {
    case .mapping(let mapping):
      guard let (key, value) = mapping.first(where: { $0.key.string == part }) else { return (nil, false) }
      let inner = find(path.dropFirst(), in: value)
      return (inner.line ?? key.mark?.line, inner.isWhole)
    case .sequence(let items):
      let found = items.map { find(path, in: $0) }
      return found.first(where: \.isWhole) ?? found.first(where: { $0.line != nil }) ?? (nil, false)
    case .scalar, .alias: return (nil, false)
    }
  }

  private static func value(of node: Node, count: inout Int) throws(Problem) -> Value {
    count += 1
    guard count <= mostValues else {
      throw Problem(.limitExceeded, "the documents hold more than \(mostValues) values", hint: "split the file")
    }
    switch node {
    case .mapping(let mapping):
      var entries: [String: Value] = [:]
      for (key, item) in mapping {
        guard case .scalar(let name) = key else {
          throw Problem(.badParameter, "a key in line \(key.mark?.line ?? 0) is not a text")
        }
        entries[name.string] = try value(of: item, count: &count)
      }
      return .map(entries)
    case .sequence(let items):
      var values: [Value] = []
      for item in items { values.append(try value(of: item, count: &count)) }
      return .list(values)
    case .scalar(let scalar): return value(of: node, scalar.string)
    case .alias: throw Problem(.badParameter, "an alias in line \(node.mark?.line ?? 0) stands for nothing")
    }
  }

  /// What a scalar says, by the rules of YAML: a text in quotes stays text, times stay as they are written.
  private static func value(of node: Node, _ text: String) -> Value {
    switch node.tag.rawValue {
    case "tag:yaml.org,2002:null": .null
    case "tag:yaml.org,2002:bool": node.bool.map { .bool($0) } ?? .text(text)
    case "tag:yaml.org,2002:int": node.int.map { .integer(Int64($0)) } ?? .text(text)
    case "tag:yaml.org,2002:float": node.float.map { .number($0) } ?? .text(text)
    default: .text(text)
    }
  }

  /// The parser's reason and place, in one line.
  private static func words(of error: any Error) -> String {
    let place = { (mark: Mark) in " in line \(mark.line)" }
    let reason =
      switch error as? YamlError {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
        problem + place(mark)
      case .reader(let problem, _, _, _), .emitter(let problem), .writer(let problem), .representer(let problem): problem
      case .duplicatedKeysInMapping(let duplicates, _): "the key `\(duplicates.sorted().first ?? "")` comes twice"
      case .no, .memory, .dataCouldNotBeDecoded, nil: "it cannot be read"
      }
    return reason.escapedForDisplay
  }
}
