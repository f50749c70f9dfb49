import HashTreeCollections
import ThresholdModel

/// Which servers have which labels.
struct LabelIndex: Sendable {
  private struct Key: Sendable {
    var servers = ServerSet()
    var byValue: TreeDictionary<ExactText, ServerSet> = [:]
  }

  /// Every server, labelled or not.
  private(set) var all = ServerSet()
  private var keys: TreeDictionary<ExactText, Key> = [:]

  mutating func insert(_ slot: Int, labels: [String: String]) {
    all.insert(slot)
    for (key, value) in labels {
      keys[ExactText(key), default: Key()].servers.insert(slot)
      keys[ExactText(key), default: Key()].byValue[ExactText(value), default: ServerSet()].insert(slot)
    }
  }

  mutating func remove(_ slot: Int, labels: [String: String]) {
    all.remove(slot)
    for (key, value) in labels {
      guard var entry = keys[ExactText(key)] else { continue }
      entry.servers.remove(slot)
      entry.byValue[ExactText(value)]?.remove(slot)
      if entry.byValue[ExactText(value)]?.isEmpty == true { entry.byValue[ExactText(value)] = nil }
      keys[ExactText(key)] = entry.servers.isEmpty ? nil : entry
    }
  }

  /// Servers whose label under a key is one of the patterns: by lookup for plain values, over the
  /// distinct values of the key (not over servers) for the others.
  func servers(withKey key: String, matching patterns: [Pattern]) -> ServerSet {
    guard let entry = keys[ExactText(key)] else { return ServerSet() }
    if patterns.contains(where: \.matchesEverything) { return entry.servers }
    var found = ServerSet()
    let (plain, others) = (patterns.compactMap(\.literal), patterns.filter { $0.literal == nil })
    for value in plain {
      if let servers = entry.byValue[ExactText(value)] { found = found.union(servers) }
    }
    if !others.isEmpty {
      for (value, servers) in entry.byValue where others.contains(where: { $0.matches(value.text) }) {
        found = found.union(servers)
      }
    }
    return found
  }

  /// Everything as plain values, for comparing two indexes.
  func contents<Name: Hashable>(_ name: (Int) -> Name?) -> [String: [String: Set<Name>]] {
    var contents: [String: [String: Set<Name>]] = ["": ["": Set(all.compactMap(name))]]
    for (key, entry) in keys {
      var values: [String: Set<Name>] = ["": Set(entry.servers.compactMap(name))]
      for (value, servers) in entry.byValue { values["=" + value.text] = Set(servers.compactMap(name)) }
      contents["=" + key.text] = values
    }
    return contents
  }
}
