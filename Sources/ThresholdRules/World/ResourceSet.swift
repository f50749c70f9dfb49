/// A set of resources by their slot in the World: a sparse bit set, 64 slots a word, words in order.
///
/// One resource costs 16 bytes, ten thousand neighbours 2.5 KB; union, intersection and difference are
/// one pass over both.
struct ResourceSet: Hashable, Sendable, Sequence {
  fileprivate struct Word: Hashable, Sendable {
    let place: UInt32
    var bits: UInt64
  }

  // INVARIANT: strictly ascending by place, and no word is empty.
  private var words: [Word] = []

  init() {}

  init(_ slot: Int) { insert(slot) }

  var isEmpty: Bool { words.isEmpty }
  var count: Int { words.reduce(0) { $0 + $1.bits.nonzeroBitCount } }

  func contains(_ slot: Int) -> Bool {
    let place = Self.place(slot)
    let index = position(of: place)
    return index < words.count && words[index].place == place && words[index].bits & Self.bit(slot) != 0
  }

  mutating func insert(_ slot: Int) {
    let place = Self.place(slot)
    let index = position(of: place)
    if index < words.count, words[index].place == place {
      words[index].bits |= Self.bit(slot)
    } else {
      words.insert(Word(place: place, bits: Self.bit(slot)), at: index)
    }
  }

  mutating func remove(_ slot: Int) {
    let place = Self.place(slot)
    let index = position(of: place)
    guard index < words.count, words[index].place == place else { return }
    words[index].bits &= ~Self.bit(slot)
    if words[index].bits == 0 { words.remove(at: index) }
  }

  func union(_ other: ResourceSet) -> ResourceSet {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return merged(with: other, keepsOwn: true, keepsOther: true) { $0 | $1 }
  }

  func intersection(_ other: ResourceSet) -> ResourceSet {
    merged(with: other, keepsOwn: false, keepsOther: false) { $0 & $1 }
  }

  func subtracting(_ other: ResourceSet) -> ResourceSet {
    if other.isEmpty { return self }
    return merged(with: other, keepsOwn: true, keepsOther: false) { $0 & ~$1 }
  }

  private func merged(
    with other: ResourceSet, keepsOwn: Bool, keepsOther: Bool, _ combine: (UInt64, UInt64) -> UInt64
  ) -> ResourceSet {
    var result = ResourceSet()
    var (left, right) = (0, 0)
    while left < words.count, right < other.words.count {
      let (own, theirs) = (words[left], other.words[right])
      if own.place < theirs.place {
        if keepsOwn { result.words.append(own) }
        left += 1
      } else if own.place > theirs.place {
        if keepsOther { result.words.append(theirs) }
        right += 1
      } else {
        let bits = combine(own.bits, theirs.bits)
        if bits != 0 { result.words.append(Word(place: own.place, bits: bits)) }
        left += 1
        right += 1
      }
    }
    if keepsOwn { result.words.append(contentsOf: words[left...]) }
    if keepsOther { result.words.append(contentsOf: other.words[right...]) }
    return result
  }

  /// The slots in ascending order.
  struct Iterator: IteratorProtocol {
    private let words: [Word]
    private var index = 0
    private var rest: UInt64

    fileprivate init(_ words: [Word]) {
      self.words = words
      rest = words.first?.bits ?? 0
    }

    mutating func next() -> Int? {
      while rest == 0 {
        index += 1
        guard index < words.count else { return nil }
        rest = words[index].bits
      }
      let bit = rest.trailingZeroBitCount
      rest &= rest - 1
      return Int(words[index].place) * 64 + bit
    }
  }

  func makeIterator() -> Iterator { Iterator(words) }

  private static func place(_ slot: Int) -> UInt32 { UInt32(slot >> 6) }
  private static func bit(_ slot: Int) -> UInt64 { 1 << UInt64(slot & 63) }

  /// The index of the first word at or after a place.
  private func position(of place: UInt32) -> Int {
    if let last = words.last, last.place < place { return words.count }
    var (low, high) = (0, words.count)
    while low < high {
      let middle = (low + high) / 2
      if words[middle].place < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The older name, until every rule speaks of resources.
typealias ServerSet = ResourceSet
