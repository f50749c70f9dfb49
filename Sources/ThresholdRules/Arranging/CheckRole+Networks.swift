extension Arrangement {
  /// An address and the length of its prefix: `10.0.0.0/8`, `fd00::/8`. Bits behind the prefix may be set.
  static func isCIDR(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let length = decimal(parts[1], atMost: 128) else { return false }
    return parts[0].contains(":") ? isVersion6(parts[0]) : isVersion4(parts[0]) && length <= 32
  }

  private static func isVersion4(_ text: Substring) -> Bool {
    let octets = text.split(separator: ".", omittingEmptySubsequences: false)
    return octets.count == 4 && octets.allSatisfy { decimal($0, atMost: 255) != nil }
  }

  /// Eight groups of hexadecimal digits; one `::` stands for at least one of them, and the last two may be written as version 4.
  private static func isVersion6(_ text: Substring) -> Bool {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    guard halves.count <= 2 else { return false }
    var groups = 0
    for (place, half) in halves.enumerated() where !half.isEmpty {
      let written = half.split(separator: ":", omittingEmptySubsequences: false)
      for (index, group) in written.enumerated() {
        let isLast = place == halves.count - 1 && index == written.count - 1
        if isLast, group.contains(".") {
          guard isVersion4(group) else { return false }
          groups += 2
        } else {
          guard (1...4).contains(group.utf8.count), group.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return false }
          groups += 1
        }
      }
    }
    return halves.count == 2 ? groups <= 7 : groups == 8
  }

  /// Digits only, without a leading zero, which some readers take for octal.
  private static func decimal(_ text: Substring, atMost limit: Int) -> Int? {
    let isPlain = (1...3).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isPlain, text == "0" || !text.hasPrefix("0"), let value = Int(text), value <= limit else { return nil }
    return value
  }
}
