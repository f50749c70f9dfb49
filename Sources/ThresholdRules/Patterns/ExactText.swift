/// A text that equals another only byte for byte. Swift's own equality takes canonically equivalent
/// spellings for one; a server's label or an account on it is bytes.
struct ExactText: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }
}

extension String {
  /// Whether two texts are the same bytes.
  func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension [String: String] {
  /// The value under a key that is the same bytes.
  func exactValue(_ key: String) -> String? {
    guard let place = index(forKey: key), self[place].key.isExactly(key) else { return nil }
    return self[place].value
  }
}
