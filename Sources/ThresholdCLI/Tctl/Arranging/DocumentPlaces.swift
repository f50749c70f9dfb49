import ThresholdModel
import Yams

/// Where something stands in a text, both from 1.
struct TextPlace: Hashable {
  let line: Int
  let column: Int

  init(_ mark: Mark) { (line, column) = (mark.line, mark.column) }
}

extension DocumentText {
  /// Where a field stands; the start of the document when nothing is known about it.
  ///
  /// A field that isn't there is reported at what should hold it. A path without numbers of list items means the first
  /// item that has the field.
  /// - Parameter path: as problems name it, for example `spec.owners[1].name`.
  func place(of path: String?) -> TextPlace? {
    let mark = Self.find((path ?? "")[...], in: node).mark ?? node.mark
    return mark.map { TextPlace($0) }
  }

  /// - Returns: the mark of the deepest part that is there, and whether that is the whole path.
  private static func find(_ path: Substring, in node: Node) -> (mark: Mark?, isWhole: Bool) {
    guard !path.isEmpty else { return (nil, true) }
    switch node {
    case .mapping(let mapping):
      // Keys may hold dots themselves (`teleport.dev/origin`), so the longest one that fits counts.
      var best: (key: Node, value: Node, rest: Substring)?
      for (key, value) in mapping {
        guard let name = key.string?.escapedForDisplay, let rest = rest(of: path, after: name) else { continue }
        if best.map({ rest.utf8.count < $0.rest.utf8.count }) ?? true { best = (key, value, rest) }
      }
      guard let best else { return (nil, false) }
      let inner = find(best.rest, in: best.value)
      return (inner.mark ?? best.key.mark, inner.isWhole)
    case .sequence(let items):
      if let (index, rest) = index(at: path) {
        guard items.indices.contains(index) else { return (nil, false) }
        let inner = find(rest, in: items[index])
        return (inner.mark ?? items[index].mark, inner.isWhole)
      }
      let found = items.map { find(path, in: $0) }
      return found.first { $0.isWhole && $0.mark != nil } ?? found.first { $0.mark != nil } ?? (nil, false)
    case .scalar, .alias:
      // A text may stand for a list of one.
      return index(at: path).map { (nil, $0.rest.isEmpty) } ?? (nil, false)
    }
  }

  /// What a path says behind a key that it starts with; nil when it starts with something else.
  private static func rest(of path: Substring, after key: String) -> Substring? {
    guard path.utf8.starts(with: key.utf8) else { return nil }
    let rest = path.utf8.dropFirst(key.utf8.count)
    switch rest.first {
    case nil: return ""
    case UInt8(ascii: "."): return Substring(rest.dropFirst())
    case UInt8(ascii: "["): return Substring(rest)
    default: return nil
    }
  }

  /// Reads `[2].name`.
  private static func index(at path: Substring) -> (index: Int, rest: Substring)? {
    guard path.first == "[", let end = path.firstIndex(of: "]"), let index = Int(path[path.index(after: path.startIndex)..<end]) else {
      return nil
    }
    let rest = path[path.index(after: end)...]
    return (index, rest.first == "." ? rest.dropFirst() : rest)
  }
}
