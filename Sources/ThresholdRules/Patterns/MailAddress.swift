/// A mail address, as far as rules look into one. Source: RFC 5322 §3.4; quoted local parts are not read.
enum MailAddress {
  /// What stands before the `@` of `max@example.com` or `Max <max@example.com>`; nil when the text is no address.
  static func local(of text: String) -> String? {
    var address = text.utf8[...].trimmingSpaces()
    if address.last == UInt8(ascii: ">") {
      guard let opening = address.lastIndex(of: UInt8(ascii: "<")) else { return nil }
      let name = address[..<opening]
      guard !name.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 < 0x20 }) else { return nil }
      address = address[address.index(after: opening)...].dropLast()
    }
    let parts = address.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy(isDotAtom) else { return nil }
    return String(parts[0])
  }

  /// Atoms of RFC 5322 with dots between them, letters beyond ASCII included (RFC 6532).
  private static func isDotAtom(_ text: Substring.UTF8View) -> Bool {
    text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty && atom.allSatisfy { isAtomByte($0) }
    }
  }

  private static let signs = Set("!#$%&'*+-/=?^_`{|}~".utf8)

  private static func isAtomByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || signs.contains(byte)
  }
}

extension Substring.UTF8View {
  fileprivate func trimmingSpaces() -> Substring.UTF8View {
    var trimmed = drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    while let last = trimmed.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { trimmed = trimmed.dropLast() }
    return trimmed
  }
}
