import HashTreeCollections
import ThresholdModel

/// Which resources of one kind have which labels.
struct LabelIndex: Sendable {
  private struct Key: Sendable {
    var resources = ResourceSet()
    var byValue: TreeDictionary<ExactText, ResourceSet> = [:]
  }

  /// Every resource of the kind, labelled or not.
  private(set) var all = ResourceSet()
  private var keys: TreeDictionary<ExactText, Key> = [:]

  mutating func insert(_ slot: Int, labels: [String: String]) {
    all.insert(slot)
    for (key, value) in labels {
      keys[ExactText(key), default: Key()].resources.insert(slot)
      keys[ExactText(key), default: Key()].byValue[ExactText(value), default: ResourceSet()].insert(slot)
    }
  }

  mutating func remove(_ slot: Int, labels: [String: String]) {
    all.remove(slot)
    for (key, value) in labels {
      guard var entry = keys[ExactText(key)] else { continue }
      entry.resources.remove(slot)
      entry.byValue[ExactText(value)]?.remove(slot)
      if entry.byValue[ExactText(value)]?.isEmpty == true { entry.byValue[ExactText(value)] = nil }
      keys[ExactText(key)] = entry.resources.isEmpty ? nil : entry
    }
  }

  /// Resources whose label under a key is one of the patterns: by lookup for plain values, over the
  /// distinct values of the key (not over resources) for the others.
  func resources(withKey key: String, matching patterns: [Pattern]) -> ResourceSet {
    guard let entry = keys[ExactText(key)] else { return ResourceSet() }
    if patterns.contains(where: \.matchesEverything) { return entry.resources }
    var found = ResourceSet()
    let (plain, others) = (patterns.compactMap(\.literal), patterns.filter { $0.literal == nil })
    for value in plain {
      if let resources = entry.byValue[ExactText(value)] { found = found.union(resources) }
    }
    if !others.isEmpty {
      for (value, resources) in entry.byValue where others.contains(where: { $0.matches(value.text) }) {
        found = found.union(resources)
      }
    }
    return found
  }

  /// Everything as plain values, for comparing two indexes.
  func contents<Name: Hashable>(_ name: (Int) -> Name?) -> [String: [String: Set<Name>]] {
    var contents: [String: [String: Set<Name>]] = ["": ["": Set(all.compactMap(name))]]
    for (key, entry) in keys {
      var values: [String: Set<Name>] = ["": Set(entry.resources.compactMap(name))]
      for (value, resources) in entry.byValue { values["=" + value.text] = Set(resources.compactMap(name)) }
      contents["=" + key.text] = values
    }
    return contents
  }
}
