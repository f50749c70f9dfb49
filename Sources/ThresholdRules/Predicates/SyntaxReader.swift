/// Reads an expression by recursive descent: `||` binds least, then `&&`, then `==` and `!=`, then `!`.
///
/// It knows no names: label expressions, predicates, filters and what stands between a template's
/// braces are all read by it. Time is linear in the text.
struct SyntaxReader {
  private let tokens: [SyntaxTokens.Placed]
  private var position = 0
  private var depth = 0
  private var nodes = 0

  /// Reads a whole text.
  /// - Throws: ``SyntaxFault``, also when the text is longer, deeper or larger than ``Syntax/Limit``.
  static func read(_ text: String) throws(SyntaxFault) -> Syntax {
    guard text.utf8.count <= Syntax.Limit.length else {
      throw SyntaxFault(at: Syntax.Limit.length, "the text is longer than \(Syntax.Limit.length) bytes", hint: "write a shorter one")
    }
    var reader = SyntaxReader(tokens: try SyntaxTokens.read(text))
    let syntax = try reader.readAny()
    guard reader.current == .end else { throw reader.unexpected() }
    return syntax
  }

  private init(tokens: [SyntaxTokens.Placed]) { self.tokens = tokens }

  // INVARIANT: position never passes the last token, which is the end.
  private var current: SyntaxToken { tokens[position].token }
  private var place: Int { tokens[position].place }

  private mutating func advance() {
    if position < tokens.count - 1 { position += 1 }
  }

  private mutating func take(_ sign: SyntaxToken.Sign) -> Bool {
    guard current == .sign(sign) else { return false }
    advance()
    return true
  }

  private mutating func expect(_ sign: SyntaxToken.Sign) throws(SyntaxFault) {
    guard take(sign) else { throw SyntaxFault(at: place, "`\(sign.rawValue)` is missing before \(current.shown)") }
  }

  private func unexpected() -> SyntaxFault {
    current == .end ? SyntaxFault(at: place, "something is missing") : SyntaxFault(at: place, "\(current.shown) is not expected")
  }

  private mutating func make(_ place: Int, _ form: Syntax.Form) throws(SyntaxFault) -> Syntax {
    nodes += 1
    guard nodes <= Syntax.Limit.nodes else {
      throw SyntaxFault(at: place, "there are more than \(Syntax.Limit.nodes) parts", hint: "write a shorter one")
    }
    return Syntax(place: place, form: form)
  }

  private mutating func enter() throws(SyntaxFault) {
    depth += 1
    guard depth <= Syntax.Limit.depth else {
      throw SyntaxFault(at: place, "it is nested deeper than \(Syntax.Limit.depth)", hint: "write it with fewer parentheses")
    }
  }

  private mutating func readAny() throws(SyntaxFault) -> Syntax {
    let start = place
    var parts = [try readAll()]
    while take(.or) { parts.append(try readAll()) }
    return parts.count == 1 ? parts[0] : try make(start, .any(parts))
  }

  private mutating func readAll() throws(SyntaxFault) -> Syntax {
    let start = place
    var parts = [try readComparison()]
    while take(.and) { parts.append(try readComparison()) }
    return parts.count == 1 ? parts[0] : try make(start, .all(parts))
  }

  private mutating func readComparison() throws(SyntaxFault) -> Syntax {
    let start = place
    let left = try readUnary()
    let isEqual = take(.equal)
    guard isEqual || take(.unequal) else { return left }
    let equal = try make(start, .equal(left, try readUnary()))
    if current == .sign(.equal) || current == .sign(.unequal) {
      throw SyntaxFault(at: place, "a comparison has two sides", hint: "put one of the comparisons in parentheses")
    }
    return isEqual ? equal : try make(start, .not(equal))
  }

  private mutating func readUnary() throws(SyntaxFault) -> Syntax {
    let start = place
    guard take(.not) else { return try readPostfix() }
    try enter()
    defer { depth -= 1 }
    return try make(start, .not(try readUnary()))
  }

  /// A value with what follows it after dots: `set("a").contains("b")`.
  private mutating func readPostfix() throws(SyntaxFault) -> Syntax {
    let start = place
    var syntax = try readPrimary()
    var entered = 0
    defer { depth -= entered }
    while current == .sign(.dot) {
      advance()
      guard case .name(let name) = current else { throw unexpected() }
      advance()
      guard current == .sign(.open) else { throw SyntaxFault(at: place, "`(` is missing after \(name.quotedForDisplay)") }
      entered += 1
      try enter()
      let arguments = try readArguments()
      syntax = try make(start, .method(syntax, name: name, arguments))
    }
    return syntax
  }

  private mutating func readPrimary() throws(SyntaxFault) -> Syntax {
    let start = place
    switch current {
    case .text(let text):
      advance()
      return try make(start, .text(text))
    case .number(let number):
      advance()
      return try make(start, .number(number))
    case .name(let name):
      return try readNamed(name, at: start)
    case .sign(.open):
      try enter()
      defer { depth -= 1 }
      advance()
      let inner = try readAny()
      try expect(.close)
      return inner
    case .sign, .end:
      throw unexpected()
    }
  }

  private mutating func readNamed(_ name: String, at start: Int) throws(SyntaxFault) -> Syntax {
    advance()
    var reference = Syntax.Reference(parts: [.init(text: name, isQuoted: false)])
    while true {
      if take(.dot) {
        guard case .name(let part) = current else { throw unexpected() }
        advance()
        reference.parts.append(.init(text: part, isQuoted: false))
      } else if take(.openBracket) {
        guard case .text(let key) = current else {
          throw SyntaxFault(at: place, "a quoted key is missing after `[`", hint: "write a key like labels[\"env\"]")
        }
        advance()
        try expect(.closeBracket)
        reference.parts.append(.init(text: key, isQuoted: true))
      } else {
        break
      }
    }
    if current == .sign(.open) {
      guard reference.parts.last?.isQuoted == false else { throw unexpected() }
      try enter()
      defer { depth -= 1 }
      return try make(start, .call(reference, try readArguments()))
    }
    if reference.parts.count == 1, name == "true" || name == "false" { return try make(start, .bool(name == "true")) }
    return try make(start, .reference(reference))
  }

  /// What stands between parentheses; a comma after the last is allowed.
  private mutating func readArguments() throws(SyntaxFault) -> [Syntax] {
    try expect(.open)
    var arguments: [Syntax] = []
    while !take(.close) {
      arguments.append(try readAny())
      if take(.close) { break }
      try expect(.comma)
    }
    return arguments
  }
}
