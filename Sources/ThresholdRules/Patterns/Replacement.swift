import ThresholdModel

/// `regexp.replace`: an RE2 expression, matched anywhere as written, and what stands in for each match.
///
/// In the replacement, `$1` or `${1}` is a group, `$name` or `${name}` a named one, `$$` a dollar sign; a group that
/// does not exist or took no part is empty. A name runs as far as letters, digits and underscores go: `$1x` is the
/// group `1x`. Source: reference, roles-and-resources §3.4.
struct Replacement: Sendable, Hashable {
  private let expression: Expression
  private let pieces: [Piece]
  private let pattern: String
  private let written: String

  private enum Piece: Sendable {
    case text([UInt8])
    /// 0 is the whole match.
    case group(Int)
  }

  /// Bytes of one text that may go in and come out: a template turns short texts into short texts.
  private static let longestText = 4096
  private static let longestResult = 16_384

  /// - Throws: ``Problem`` of kind `badParameter` when RE2 refuses the expression.
  init(of pattern: String, with replacement: String) throws(Problem) {
    self.pattern = pattern
    written = replacement
    expression = try Expression.compiled(pattern)
    pieces = Self.read(Array(replacement.utf8), for: expression)
  }

  /// The text with every match replaced; nil when there is none.
  /// - Throws: ``Problem`` of kind `limitExceeded` for a text over 4,096 bytes and a result over 16,384.
  func applied(to text: String) throws(Problem) -> String? {
    let source = Array(text.utf8)
    guard source.count <= Self.longestText else {
      throw Problem(
        .limitExceeded, "a text of \(source.count) bytes is too long to replace in", hint: "use at most \(Self.longestText) bytes")
    }
    let groups = pieces.map { if case .group(let number) = $0 { number } else { 0 } }.max() ?? 0
    var result: [UInt8] = []
    var kept = 0
    var place = 0
    var hasMatch = false
    while place <= source.count, let match = expression.firstMatch(in: source, from: place, groups: groups), let whole = match[0] {
      hasMatch = true
      result += source[kept..<whole.lowerBound]
      // An empty match right behind another is the same place once more.
      if whole.upperBound > kept || whole.lowerBound == 0 { append(match, of: source, to: &result) }
      guard result.count <= Self.longestResult else {
        throw Problem(.limitExceeded, "the text grows beyond \(Self.longestResult) bytes when replaced", hint: "use a shorter replacement")
      }
      kept = whole.upperBound
      place = max(whole.upperBound, Self.next(after: place, in: source))
    }
    guard hasMatch else { return nil }
    return String(decoding: result + source[kept...], as: UTF8.self)
  }

  private func append(_ match: [Range<Int>?], of source: [UInt8], to result: inout [UInt8]) {
    for piece in pieces {
      switch piece {
      case .text(let text): result += text
      case .group(let number): if match.indices.contains(number), let range = match[number] { result += source[range] }
      }
    }
  }

  /// Where the next character begins.
  private static func next(after place: Int, in source: [UInt8]) -> Int {
    var next = place + 1
    while next < source.count, source[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }

  private static func read(_ bytes: [UInt8], for expression: Expression) -> [Piece] {
    var pieces: [Piece] = []
    var text: [UInt8] = []
    var place = 0
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "$") else {
        text.append(bytes[place])
        place += 1
        continue
      }
      if bytes[(place + 1)...].first == UInt8(ascii: "$") {
        text.append(UInt8(ascii: "$"))
        place += 2
      } else if let (name, end) = groupName(bytes, after: place + 1) {
        pieces.append(.text(text))
        text = []
        if let number = number(of: name, in: expression) { pieces.append(.group(number)) }
        place = end
      } else {
        text.append(UInt8(ascii: "$"))
        place += 1
      }
    }
    return pieces + [.text(text)]
  }

  /// `name` or `{name}`, with the place behind it.
  private static func groupName(_ bytes: [UInt8], after start: Int) -> (String, Int)? {
    let isBraced = bytes[start...].first == UInt8(ascii: "{")
    let first = isBraced ? start + 1 : start
    let name = bytes[first...].prefix { SyntaxTokens.startsName($0) || SyntaxTokens.isDigit($0) }
    guard !name.isEmpty else { return nil }
    if isBraced { guard bytes[name.endIndex...].first == UInt8(ascii: "}") else { return nil } }
    return (String(decoding: name, as: UTF8.self), isBraced ? name.endIndex + 1 : name.endIndex)
  }

  private static func number(of name: String, in expression: Expression) -> Int? {
    guard name.utf8.allSatisfy(SyntaxTokens.isDigit) else { return expression.group(named: name) }
    guard name == "0" || name.utf8.first != UInt8(ascii: "0"), let number = Int(name), number <= expression.groupCount else { return nil }
    return number
  }

  static func == (left: Self, right: Self) -> Bool { left.pattern.isExactly(right.pattern) && left.written.isExactly(right.written) }

  func hash(into hasher: inout Hasher) {
    ExactText(pattern).hash(into: &hasher)
    ExactText(written).hash(into: &hasher)
  }
}
