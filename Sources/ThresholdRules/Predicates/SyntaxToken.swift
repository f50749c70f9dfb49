/// The smallest parts of an expression: names, quoted texts, numbers and signs.
enum SyntaxToken: Hashable, Sendable {
  case name(String)
  case text(String)
  case number(Double)
  case sign(Sign)
  case end

  enum Sign: String, Sendable, CaseIterable {
    case and = "&&"
    case or = "||"
    case equal = "=="
    case unequal = "!="
    case not = "!"
    case open = "("
    case close = ")"
    case openBracket = "["
    case closeBracket = "]"
    case comma = ","
    case dot = "."
  }

  /// The token as a message shows it.
  var shown: String {
    switch self {
    case .name(let name): name.quotedForDisplay
    case .text(let text): "the text \(text.quotedForDisplay)"
    case .number: "a number"
    case .sign(let sign): "`\(sign.rawValue)`"
    case .end: "the end"
    }
  }
}

/// Cuts a text into tokens, byte by byte; white space and `//` comments fall away.
struct SyntaxTokens {
  struct Placed: Sendable {
    let token: SyntaxToken
    /// Bytes from the start of the text.
    let place: Int
  }

  private let bytes: [UInt8]
  private var place = 0

  /// The tokens of a text, with the end as the last.
  static func read(_ text: String) throws(SyntaxFault) -> [Placed] {
    var reader = SyntaxTokens(bytes: Array(text.utf8))
    var tokens: [Placed] = []
    repeat { tokens.append(try reader.next()) } while tokens.last?.token != .end
    return tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func byte(_ offset: Int = 0) -> UInt8? {
    place + offset < bytes.count ? bytes[place + offset] : nil
  }

  private mutating func next() throws(SyntaxFault) -> Placed {
    skipSpaceAndComments()
    let start = place
    guard let first = byte() else { return Placed(token: .end, place: start) }
    if Self.startsName(first) { return Placed(token: .name(readName()), place: start) }
    if Self.isDigit(first) || (first == UInt8(ascii: "-") && byte(1).map(Self.isDigit) == true) {
      return Placed(token: .number(try readNumber()), place: start)
    }
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "`") { return Placed(token: .text(try readText(quote: first)), place: start) }
    // The long signs stand first in the list, so `!=` is never read as `!`.
    for sign in SyntaxToken.Sign.allCases where bytes[place...].starts(with: sign.rawValue.utf8) {
      place += sign.rawValue.utf8.count
      return Placed(token: .sign(sign), place: start)
    }
    throw unexpected(first, at: start)
  }

  private mutating func skipSpaceAndComments() {
    while let next = byte() {
      if next == UInt8(ascii: " ") || (9...13).contains(next) {
        place += 1
      } else if next == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "/") {
        while let inside = byte(), inside != UInt8(ascii: "\n") { place += 1 }
      } else {
        return
      }
    }
  }

  private mutating func readName() -> String {
    let start = place
    while let next = byte(), Self.startsName(next) || Self.isDigit(next) { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func readNumber() throws(SyntaxFault) -> Double {
    let start = place
    if byte() == UInt8(ascii: "-") { place += 1 }
    while let next = byte(), Self.isDigit(next) { place += 1 }
    if byte() == UInt8(ascii: "."), byte(1).map(Self.isDigit) == true {
      place += 1
      while let next = byte(), Self.isDigit(next) { place += 1 }
    }
    let written = String(decoding: bytes[start..<place], as: UTF8.self)
    guard byte().map(Self.startsName) != true, let number = Double(written), number.isFinite else {
      throw SyntaxFault(at: start, "the number is not one", hint: "write a number like 22, or a text in double quotes")
    }
    return number
  }

  /// A text in double quotes, with escapes, or in backquotes, as it stands.
  private mutating func readText(quote: UInt8) throws(SyntaxFault) -> String {
    let start = place
    place += 1
    var text: [UInt8] = []
    while let next = byte() {
      if next == quote {
        place += 1
        return String(decoding: text, as: UTF8.self)
      }
      if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        text.append(contentsOf: try readEscape())
      } else {
        text.append(next)
        place += 1
      }
    }
    throw SyntaxFault(at: start, "the quoted text does not end", hint: "close it with \(quote == UInt8(ascii: "`") ? "a backquote" : "\"")")
  }

  private mutating func readEscape() throws(SyntaxFault) -> [UInt8] {
    let start = place
    place += 2
    switch bytes.indices.contains(start + 1) ? bytes[start + 1] : 0 {
    case UInt8(ascii: "\""): return [UInt8(ascii: "\"")]
    case UInt8(ascii: "\\"): return [UInt8(ascii: "\\")]
    case UInt8(ascii: "n"): return [UInt8(ascii: "\n")]
    case UInt8(ascii: "t"): return [UInt8(ascii: "\t")]
    case UInt8(ascii: "r"): return [UInt8(ascii: "\r")]
    case UInt8(ascii: "u"):
      let digits = bytes[place...].prefix(4)
      place += digits.count
      let isHexadecimal = digits.count == 4 && digits.allSatisfy { Self.isDigit($0) || (0x61...0x66).contains($0 | 0x20) }
      if isHexadecimal, let scalar = UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init) {
        return Array(String(scalar).utf8)
      }
      fallthrough
    default:
      throw SyntaxFault(
        at: start, "the backslash begins no escape that exists",
        hint: #"write \\ for a backslash, or put the text in backquotes; \" \\ \n \t \r and \u00e4 are the escapes"#)
    }
  }

  private func unexpected(_ byte: UInt8, at place: Int) -> SyntaxFault {
    let rest = String(decoding: bytes[place...].prefix(4), as: UTF8.self)
    let shown = String(rest.unicodeScalars.first.map(Character.init) ?? "?").quotedForDisplay
    let hint: String? =
      switch byte {
      case UInt8(ascii: "'"): "put texts in double quotes or backquotes"
      case UInt8(ascii: "="): "write == to compare"
      case UInt8(ascii: "&"): "write && for and"
      case UInt8(ascii: "|"): "write || for or"
      case UInt8(ascii: "-"): "write a name with a hyphen in brackets, for example labels[\"my-key\"]"
      default: nil
      }
    return SyntaxFault(at: place, "\(shown) is not expected", hint: hint)
  }

  static func startsName(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
