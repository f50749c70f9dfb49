/// A text that equals another only byte for byte. Swift's own equality takes canonically equivalent
/// spellings for one; a server's label or an account on it is bytes.
struct ExactText: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: Self, right: Self) -> Bool { left.text.isExactly(right.text) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }
}

extension String {
  /// Whether two texts are the same bytes.
  func isExactly(_ other: String) -> Bool {
    let (own, others) = (utf8, other.utf8)
    guard own.count == others.count else { return false }
    // Texts of the World are contiguous; going through the views byte by byte takes several times as long.
    let isEqual = own.withContiguousStorageIfAvailable { left in
      others.withContiguousStorageIfAvailable { right in left.elementsEqual(right) }
    }
    return (isEqual ?? nil) ?? own.elementsEqual(others)
  }
}

extension [String: String] {
  /// The value under a key that is the same bytes.
  func exactValue(_ key: String) -> String? {
    guard let place = index(forKey: key), self[place].key.isExactly(key) else { return nil }
    return self[place].value
  }
}
