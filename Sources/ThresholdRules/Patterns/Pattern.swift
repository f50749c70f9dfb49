public import ThresholdModel

/// A text that stands for texts: the value of a label map, or a matcher of role names.
///
/// Shape: `*` is any text; `^…$` is an RE2 expression used exactly as written, so that the alternation
/// in `^a|b$` is not grouped; everything else is compared as a whole, byte for byte, with `*` for any
/// characters. Matching takes time linear in the text. Source: reference, roles-and-resources §3.2.
public struct Pattern: Sendable, Hashable, CustomStringConvertible {
  /// The pattern as written.
  public let text: String
  private let form: Form

  private enum Form: Sendable {
    case any
    case literal
    case pieces(Pieces)
    case expression(Expression)
  }

  /// `*`: every text.
  static let any = Pattern()

  private init() {
    text = "*"
    form = .any
  }

  /// Reads a pattern.
  /// - Throws: ``Problem`` of kind `badParameter` for an expression that RE2 refuses.
  public init(_ text: String) throws(Problem) {
    self.text = text
    if text == "*" {
      form = .any
    } else if Self.isExpression(text) {
      form = .expression(try Expression.compiled(text))
    } else if text.utf8.contains(Pieces.star) {
      form = .pieces(Pieces(text))
    } else {
      form = .literal
    }
  }

  /// Whether a text is written as an expression: `^…$`.
  static func isExpression(_ text: String) -> Bool {
    text.utf8.count > 1 && text.utf8.first == UInt8(ascii: "^") && text.utf8.last == UInt8(ascii: "$")
  }

  /// The pattern as an expression whose groups hold what its stars stand for.
  var capturing: String {
    if case .expression = form { return text }
    let special = Set(#"\.+?()|[]{}^$"#)
    return "^" + text.map { $0 == "*" ? "(.*)" : special.contains($0) ? "\\\($0)" : String($0) }.joined() + "$"
  }

  /// The text that the pattern stands for, when it is just one.
  var literal: String? {
    if case .literal = form { text } else { nil }
  }

  /// Whether the pattern stands for every text.
  var matchesEverything: Bool {
    if case .any = form { true } else { false }
  }

  /// Whether the pattern stands for this text; case counts.
  public func matches(_ candidate: String) -> Bool {
    switch form {
    case .any: true
    case .literal: candidate.isExactly(text)
    case .pieces(let pieces): pieces.match(candidate)
    case .expression(let expression): expression.matches(candidate)
    }
  }

  public static func == (left: Pattern, right: Pattern) -> Bool { left.text.isExactly(right.text) }
  public func hash(into hasher: inout Hasher) { ExactText(text).hash(into: &hasher) }
  public var description: String { text }
}

/// A pattern with stars, cut at the stars: `us-*-1` is the pieces `us-` and `-1`.
private struct Pieces: Sendable {
  static let star = UInt8(ascii: "*")
  private let first: [UInt8]
  private let middle: [Piece]
  private let last: [UInt8]

  init(_ text: String) {
    let parts = text.utf8.split(separator: Self.star, omittingEmptySubsequences: false).map(Array.init)
    first = parts.first ?? []
    last = parts.last ?? []
    middle = parts.dropFirst().dropLast().filter { !$0.isEmpty }.map(Piece.init)
  }

  /// The first and last piece are anchored; taking every other at its leftmost place never loses a match.
  func match(_ candidate: String) -> Bool {
    var copy = candidate
    return copy.withUTF8 { bytes in
      guard bytes.count >= first.count + last.count, bytes.starts(with: first), bytes.suffix(last.count).elementsEqual(last) else {
        return false
      }
      var place = first.count
      let end = bytes.count - last.count
      for piece in middle {
        guard let next = piece.end(in: bytes, from: place, to: end) else { return false }
        place = next
      }
      return true
    }
  }
}

/// One piece between stars, with the table that makes the search linear (Knuth, Morris and Pratt 1977).
private struct Piece: Sendable {
  private let bytes: [UInt8]
  /// For each place, the length of the longest proper prefix that ends there.
  private let fallback: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var fallback = [Int](repeating: 0, count: bytes.count)
    var length = 0
    for place in bytes.indices.dropFirst() {
      while length > 0, bytes[place] != bytes[length] { length = fallback[length - 1] }
      if bytes[place] == bytes[length] { length += 1 }
      fallback[place] = length
    }
    self.fallback = fallback
  }

  /// Where the leftmost occurrence ends; nil when there is none.
  func end(in text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
    var matched = 0
    for place in start..<max(start, end) {
      while matched > 0, text[place] != bytes[matched] { matched = fallback[matched - 1] }
      if text[place] == bytes[matched] { matched += 1 }
      if matched == bytes.count { return place + 1 }
    }
    return nil
  }
}
