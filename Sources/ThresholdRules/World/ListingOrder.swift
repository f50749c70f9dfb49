import ThresholdModel

/// The resources of one kind in the order of listings: by what people call them, then by name.
///
/// Kept in blocks, so that a change moves one of them only: some microseconds among a hundred thousand.
struct ListingOrder: Sendable {
  /// A place in the order, whether or not a resource stands there.
  struct Place: Comparable, Hashable, Sendable {
    let displayName: String
    let name: String

    static func < (left: Self, right: Self) -> Bool {
      left.displayName == right.displayName ? left.name < right.name : left.displayName < right.displayName
    }
  }

  /// A resource's place and its slot in the World.
  struct Entry: Sendable {
    let place: Place
    let slot: Int

    init(_ target: Target, in slot: Int) {
      place = Place(displayName: target.resource.displayName, name: target.key.name)
      self.slot = slot
    }
  }

  // INVARIANT: strictly ascending by place over all blocks, and no block is empty.
  private var blocks: [[Entry]] = []
  private static let longestBlock = 512

  var isEmpty: Bool { blocks.isEmpty }

  mutating func insert(_ entry: Entry) {
    guard !blocks.isEmpty else {
      blocks = [[entry]]
      return
    }
    let block = block(of: entry.place)
    let index = Self.index(of: entry.place, in: blocks[block])
    blocks[block].insert(entry, at: index)
    guard blocks[block].count > Self.longestBlock else { return }
    let half = Array(blocks[block][(Self.longestBlock / 2)...])
    blocks[block].removeSubrange((Self.longestBlock / 2)...)
    blocks.insert(half, at: block + 1)
  }

  mutating func remove(_ entry: Entry) {
    guard !blocks.isEmpty else { return }
    let block = block(of: entry.place)
    let index = Self.index(of: entry.place, in: blocks[block])
    guard index < blocks[block].count, blocks[block][index].slot == entry.slot else { return }
    blocks[block].remove(at: index)
    if blocks[block].isEmpty { blocks.remove(at: block) }
  }

  /// Goes through the entries that stand after a place, all of them without one, until told to stop.
  /// - Parameter body: answers whether to go on.
  func visit(after place: Place? = nil, _ body: (Entry) -> Bool) {
    var first = 0
    var skipped = 0
    if let place, !blocks.isEmpty {
      first = block(of: place)
      skipped = Self.index(of: place, in: blocks[first])
      if skipped < blocks[first].count, blocks[first][skipped].place == place { skipped += 1 }
    }
    for block in blocks[first...] {
      for entry in block[skipped...] where !body(entry) { return }
      skipped = 0
    }
  }

  /// The last block that begins at or before a place; the first one when none does.
  private func block(of place: Place) -> Int {
    var (low, high) = (0, blocks.count)
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle][0].place <= place { low = middle + 1 } else { high = middle }
    }
    return max(low - 1, 0)
  }

  /// The index of the first entry of a block at or after a place.
  private static func index(of place: Place, in block: [Entry]) -> Int {
    var (low, high) = (0, block.count)
    while low < high {
      let middle = (low + high) / 2
      if block[middle].place < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
