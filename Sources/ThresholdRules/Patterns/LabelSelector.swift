import ThresholdModel

/// A role's label map made ready: read once when the role is stored, resolved with a user's traits at
/// each decision. Source: reference, roles-and-resources §3.2 and §3.4.
struct LabelSelector: Sendable {
  /// On which side of the role the map stands: what cannot be read opens nothing and denies everything.
  enum Side: Sendable { case allow, deny }

  private struct Entry: Sendable {
    let key: Template
    let values: [Template]
  }

  private let side: Side
  private let entries: [Entry]
  /// The resolved form, when no trait has a part in it.
  private let fixed: ResolvedSelector?

  /// Whether the map is the same for everybody.
  var isFixed: Bool { fixed != nil }

  init(_ map: LabelMap, on side: Side) {
    self.side = side
    var entries: [Entry] = []
    do {
      for (key, values) in map.entries.sorted(by: { $0.key < $1.key }) {
        var templates: [Template] = []
        for value in values { templates.append(try Template(value)) }
        entries.append(Entry(key: try Template(key), values: templates))
      }
    } catch {
      self.entries = []
      fixed = ResolvedSelector.unreadable(on: side)
      return
    }
    self.entries = entries
    let isFixed = entries.allSatisfy { $0.key.literal != nil && $0.values.allSatisfy { $0.literal != nil } }
    fixed = isFixed ? Self.resolve(entries, with: [:], on: side) : nil
  }

  /// The labels that the map asks for, for one user.
  func resolved(with traits: Traits) -> ResolvedSelector {
    fixed ?? Self.resolve(entries, with: traits, on: side)
  }

  private static func resolve(_ entries: [Entry], with traits: Traits, on side: Side) -> ResolvedSelector {
    guard !entries.isEmpty else { return .nothing }
    var needs: [ResolvedSelector.Need] = []
    for entry in entries {
      let values = entry.values.flatMap { template in
        let expanded = template.expanded(with: traits)
        return expanded.isEmpty ? [""] : expanded
      }
      let key = entry.key.literal ?? entry.key.expanded(with: traits).first ?? ""
      if key == "*" {
        // A star that came out of a trait opens nothing: only whoever writes the role may mean "all".
        guard values == ["*"], entry.key.literal != nil else { return .unreadable(on: side) }
        // Beside other keys the safer reading holds: on the deny side it covers everything by itself.
        if side == .deny || entries.count == 1 { return .everything }
        continue
      }
      var patterns: [Pattern] = []
      for value in values {
        guard let pattern = try? Pattern(value) else { return .unreadable(on: side) }
        patterns.append(pattern)
      }
      needs.append(ResolvedSelector.Need(key: key, patterns: patterns))
    }
    return .all(needs)
  }
}

/// A label map with a user's traits filled in.
enum ResolvedSelector: Sendable {
  /// One key with the values that will do.
  struct Need: Sendable {
    let key: String
    let patterns: [Pattern]
  }

  case nothing
  case everything
  /// Every need must be met.
  case all([Need])

  static func unreadable(on side: LabelSelector.Side) -> ResolvedSelector {
    side == .allow ? .nothing : .everything
  }

  /// Whether a resource with these labels is meant.
  func matches(_ labels: [String: String]) -> Bool {
    switch self {
    case .nothing: return false
    case .everything: return true
    case .all(let needs):
      return needs.allSatisfy { need in
        guard let value = labels.exactValue(need.key) else { return false }
        return need.patterns.contains { $0.matches(value) }
      }
    }
  }

  /// The resources that are meant, by set algebra on the index of their kind.
  func resources(in index: LabelIndex) -> ResourceSet {
    switch self {
    case .nothing: return ResourceSet()
    case .everything: return index.all
    case .all(let needs):
      var found: ResourceSet?
      for need in needs {
        let matching = index.resources(withKey: need.key, matching: need.patterns)
        found = found.map { $0.intersection(matching) } ?? matching
        if found?.isEmpty == true { break }
      }
      return found ?? index.all
    }
  }
}
