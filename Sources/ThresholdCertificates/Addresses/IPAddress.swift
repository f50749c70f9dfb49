/// An IPv4 or IPv6 address, read strictly: no zones, no leading zeros in IPv4, no shortened IPv4.
/// Source: RFC 4291, section 2.2; RFC 5952 for the text that is written.
struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16 bytes in network order.
  let bytes: [UInt8]

  /// Reads `192.0.2.7` or `2001:db8::7`; nil for anything else. IPv4 mapped into IPv6 (`::ffff:192.0.2.7`) becomes IPv4, as it
  /// is one and the same peer.
  init?(_ text: String) {
    guard text.utf8.count <= 45, let bytes = text.contains(":") ? Self.version6(text) : Self.version4(text[...]) else { return nil }
    self.bytes = bytes.starts(with: Self.mapped) && bytes.count == 16 ? Array(bytes.dropFirst(12)) : bytes
  }

  var isVersion4: Bool { bytes.count == 4 }
  /// How many bits the address has: 32 or 128.
  var width: Int { bytes.count * 8 }

  /// Whether nothing is set beyond the first bits.
  func isNetwork(prefix: Int) -> Bool {
    bytes.indices.allSatisfy { index in
      let kept = min(max(prefix - index * 8, 0), 8)
      return bytes[index] & UInt8(0xFF >> kept) == 0
    }
  }

  var description: String {
    guard !isVersion4 else { return bytes.map(String.init).joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    let run = Self.longestZeroRun(in: groups)
    let write = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
    guard run.count >= 2 else { return write(groups[...]) }
    return write(groups[..<run.lowerBound]) + "::" + write(groups[run.upperBound...])
  }

  private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

  private static func longestZeroRun(in groups: [UInt16]) -> Range<Int> {
    var longest = 0..<0
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 {
        start = index + 1
      } else if index + 1 - start > longest.count {
        longest = start..<index + 1
      }
    }
    return longest
  }

  private static func version4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let bytes = parts.compactMap { part -> UInt8? in
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || part.first != "0" else {
        return nil
      }
      return UInt8(part)
    }
    return bytes.count == 4 ? bytes : nil
  }

  private static func version6(_ text: String) -> [UInt8]? {
    // At most one `::`, which stands for at least one group of zeros.
    guard let gap = text.firstRange(of: "::") else {
      return groups(text[...]).flatMap { $0.count == 16 ? $0 : nil }
    }
    let (before, after) = (text[..<gap.lowerBound], text[gap.upperBound...])
    guard
      !before.contains("."), let head = before.isEmpty ? [] : groups(before), let tail = after.isEmpty ? [] : groups(after)
    else { return nil }
    let missing = 16 - head.count - tail.count
    return missing >= 2 ? head + Array(repeating: 0, count: missing) + tail : nil
  }

  /// Groups of one to four hexadecimal digits; the last may be an IPv4 address.
  private static func groups(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var bytes: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.contains(".") {
        guard let last = version4(part) else { return nil }
        bytes += last
      } else {
        guard
          (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHexadecimal), let group = UInt16(part, radix: 16)
        else { return nil }
        bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
      }
    }
    return bytes.count <= 16 ? bytes : nil
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }
}
