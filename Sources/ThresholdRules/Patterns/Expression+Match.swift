import CRE2

extension Expression {
  /// How many groups the expression captures, the whole match not counted.
  var groupCount: Int { cre2_group_count(handle) }

  /// The number of a group that was written `(?P<name>…)`.
  func group(named name: String) -> Int? {
    var copy = name
    let number = copy.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cre2_group_named(handle, $0.baseAddress, $0.count) }
    }
    return number < 0 ? nil : Int(number)
  }

  /// The leftmost match at or behind a place, and the first groups of it; nil when there is none.
  ///
  /// What stands before the place is still seen by `^` and `\b`.
  /// - Parameter groups: how many groups to report behind the whole match, which stands first.
  func firstMatch(in text: [UInt8], from start: Int, groups: Int) -> [Range<Int>?]? {
    var bounds = [Int](repeating: -1, count: 2 * (groups + 1))
    let isFound = text.withUnsafeBytes { bytes in
      cre2_find(handle, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, start, &bounds, groups + 1)
    }
    guard isFound else { return nil }
    return (0...groups).map { bounds[2 * $0] < 0 ? nil : bounds[2 * $0]..<bounds[2 * $0 + 1] }
  }
}
