extension Pattern {
  /// Whether the pattern surely stands for every text that the other stands for. False when that cannot be
  /// told, which is so for most pairs with an expression.
  func covers(_ other: Pattern) -> Bool {
    if matchesEverything || self == other { return true }
    if let text = other.literal { return matches(text) }
    // A star of the other can only be met by a star here: pieces between stars hold none. So what matches
    // the other's text matches all its texts.
    return !Self.isExpression(text) && !Self.isExpression(other.text) && matches(other.text)
  }

  /// Whether some text could be meant by both patterns. True when that cannot be told, which is so for an
  /// expression beside anything but a plain text.
  func overlaps(_ other: Pattern) -> Bool {
    if matchesEverything || other.matchesEverything { return true }
    if let text = literal { return other.matches(text) }
    if let text = other.literal { return matches(text) }
    guard !Self.isExpression(text), !Self.isExpression(other.text) else { return true }
    // Two globs: what stands between the first and the last star of each can follow one after the other, so
    // only the ends can contradict each other.
    return Self.agree(text.utf8.prefix { $0 != star }, other.text.utf8.prefix { $0 != star })
      && Self.agree(text.utf8.reversed().prefix { $0 != star }, other.text.utf8.reversed().prefix { $0 != star })
  }

  /// Whether one is the start of the other.
  private static func agree(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
    zip(left, right).allSatisfy { $0 == $1 }
  }
}

private let star = UInt8(ascii: "*")
