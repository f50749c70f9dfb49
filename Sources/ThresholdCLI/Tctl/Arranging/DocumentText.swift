import ThresholdModel
import Yams

/// One document of a text that a person wrote in YAML or JSON, with the places where its fields stand.
struct DocumentText {
  let value: Value
  let node: Node

  /// The longest text that is read, in bytes.
  static let longest = 1024 * 1024
  /// The most values in one text: what aliases unfold counts too, so that a small text cannot become a huge one.
  static let mostValues = 100_000
  /// The deepest nesting that is read at all.
  private static let deepest = 64

  /// Reads every document of a text. Empty ones (`---` at the end) don't count; a list stands for its items, since that is
  /// how `tctl get --format json` prints several.
  /// - Throws: ``Problem`` of kind `badParameter` or `limitExceeded`, with the line where YAML went wrong.
  static func read(_ text: String) throws(Problem) -> [DocumentText] {
    guard text.utf8.count <= longest else {
      throw Problem(.limitExceeded, "the documents are longer than \(longest / 1024) KiB", hint: "split the file")
    }
    try DocumentDepth.check(text, limit: deepest)
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
      let items: [Node] = if case .sequence(let sequence) = node { Array(sequence) } else { [node] }
      for item in items {
        let value = try value(of: item, count: &count, depth: 0)
        if value != .null { documents.append(DocumentText(value: value, node: item)) }
      }
    }
    return documents
  }

  private static func value(of node: Node, count: inout Int, depth: Int) throws(Problem) -> Value {
    count += 1
    guard count <= mostValues else {
      throw Problem(.limitExceeded, "the documents hold more than \(mostValues) values", hint: "split the file")
    }
    guard depth < deepest else {
      throw Problem(.limitExceeded, "the document is nested deeper than \(deepest) levels in line \(node.mark?.line ?? 0)")
    }
    switch node {
    case .mapping(let mapping):
      var entries: [String: Value] = [:]
      var merged: [String: Value] = [:]
      for (key, item) in mapping {
        guard case .scalar(let name) = key else {
          throw Problem(.badParameter, "a key in line \(key.mark?.line ?? 0) is not a text")
        }
        if key.tag.rawValue == "tag:yaml.org,2002:merge" {
          try merge(item, into: &merged, count: &count, depth: depth + 1)
          continue
        }
        guard entries.updateValue(try value(of: item, count: &count, depth: depth + 1), forKey: name.string) == nil else {
          throw Problem(.badParameter, "the key `\(name.string.escapedForDisplay)` comes twice, in line \(key.mark?.line ?? 0) again")
        }
      }
      // What stands in the map itself wins.
      return .map(entries.merging(merged) { own, _ in own })
    case .sequence(let items):
      var values: [Value] = []
      for item in items { values.append(try value(of: item, count: &count, depth: depth + 1)) }
      return .list(values)
    case .scalar(let scalar): return value(of: node, scalar.string)
    case .alias: throw Problem(.badParameter, "an alias in line \(node.mark?.line ?? 0) stands for nothing")
    }
  }

  /// Adds what a merge key (`<<: *base`) brings along: a map, or several, of which the first wins.
  private static func merge(_ node: Node, into merged: inout [String: Value], count: inout Int, depth: Int) throws(Problem) {
    let sources: [Node] = if case .sequence(let sequence) = node { Array(sequence) } else { [node] }
    for source in sources {
      guard case .map(let entries) = try value(of: source, count: &count, depth: depth) else {
        throw Problem(.badParameter, "the merge key in line \(node.mark?.line ?? 0) does not name a map")
      }
      merged.merge(entries) { first, _ in first }
    }
  }

  /// What a scalar says, by the rules of YAML: a text in quotes stays text, times stay as they are written.
  private static func value(of node: Node, _ text: String) -> Value {
    // `10:30` is a time of day to everybody but the oldest YAML, which reads a number in base 60.
    if text.utf8.contains(UInt8(ascii: ":")) { return .text(text) }
    return switch node.tag.rawValue {
    case "tag:yaml.org,2002:null": .null
    case "tag:yaml.org,2002:bool": node.bool.map { .bool($0) } ?? .text(text)
    case "tag:yaml.org,2002:int": node.int.map { .integer(Int64($0)) } ?? .text(text)
    case "tag:yaml.org,2002:float": node.float.flatMap { $0.isFinite ? .number($0) : nil } ?? .text(text)
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

/// How deep a text nests, looked at before a parser that follows every level by a call of its own does.
enum DocumentDepth {
  /// Counts what opens and closes in flow style, and how far lines are indented: both bound how deep YAML can nest.
  /// - Throws: ``Problem`` of kind `limitExceeded`, with the line.
  static func check(_ text: String, limit: Int) throws(Problem) {
    var (open, line, dashes) = (0, 1, 0)
    var isIndenting = true
    var before = UInt8(ascii: "\n")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\n"): (line, dashes, isIndenting) = (line + 1, 0, true)
      case UInt8(ascii: "["), UInt8(ascii: "{"): (open, isIndenting) = (open + 1, false)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): (open, isIndenting) = (max(open - 1, 0), false)
      // `- - - x` nests once with every dash.
      case UInt8(ascii: " ") where isIndenting && [UInt8(ascii: "-"), UInt8(ascii: "?")].contains(before): dashes += 1
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "?"): break
      default: isIndenting = false
      }
      before = byte
      // Brackets inside of texts count too, and are many only where somebody means harm.
      guard open < 1000, dashes < limit else {
        throw Problem(.limitExceeded, "the document is nested deeper than \(limit) levels in line \(line)")
      }
    }
  }
}
