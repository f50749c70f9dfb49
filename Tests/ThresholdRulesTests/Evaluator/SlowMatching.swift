import ThresholdModel

/// Matching by other means than the engine's: backtracking, and expressions known by heart.
enum SlowMatching {
  static func matches(_ pattern: String, _ text: String) -> Bool {
    switch pattern {
    case "^test|staging$": return text.hasPrefix("test") || text.hasSuffix("staging")
    case "^(test|staging)$": return text == "test" || text == "staging"
    case "^us-[a-z]+-[0-9]$":
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      return parts.count == 3 && parts[0] == "us" && !parts[1].isEmpty && parts[1].allSatisfy { $0 >= "a" && $0 <= "z" }
        && parts[2].count == 1
        && parts[2].allSatisfy { $0 >= "0" && $0 <= "9" }
    case "^te.*$": return text.hasPrefix("te")
    case "^role-[0-4]$": return ["role-0", "role-1", "role-2", "role-3", "role-4"].contains(text)
    default: return glob(Array(pattern)[...], Array(text)[...])
    }
  }

  private static func glob(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      return (text.startIndex...text.endIndex).contains { glob(pattern.dropFirst(), text[$0...]) }
    }
    return text.first == first && glob(pattern.dropFirst(), text.dropFirst())
  }

  /// `prefix{{namespace.name}}suffix`, and nothing else that templates can be.
  static func expand(_ text: String, _ traits: Traits) -> [String] {
    guard let opening = text.firstIndex(of: "{"), let closing = text.lastIndex(of: "}") else { return [text] }
    let name = text[opening...closing].drop { $0 != "." }.dropFirst().prefix { $0 != "}" }
    var found: [String] = []
    for value in traits[String(name)] ?? [] where value != "" {
      let expanded = text[..<opening] + value + text[text.index(after: closing)...]
      if !found.contains(String(expanded)) { found.append(String(expanded)) }
    }
    return found
  }

  static func labels(_ map: LabelMap, _ labels: [String: String], _ traits: Traits, deny: Bool) -> Bool {
    if map.entries.isEmpty { return false }
    if deny, map.entries["*"] == ["*"] { return true }
    for (key, values) in map.entries {
      if key == "*" { continue }
      let expandedKey = expand(key, traits).first ?? ""
      // A star out of a trait cannot be meant.
      if expandedKey == "*" { return deny }
      let wanted = values.flatMap { value in
        let expanded = expand(value, traits)
        return expanded.isEmpty ? [""] : expanded
      }
      guard let value = labels[expandedKey], wanted.contains(where: { matches($0, value) }) else {
        // One unreadable key elsewhere in the map still denies everything.
        if deny, map.entries.keys.contains(where: { expand($0, traits).first == "*" && $0 != "*" }) { return true }
        return false
      }
    }
    return true
  }

  static func isLogin(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 32 && !text.hasPrefix("-") && text != "*" && !text.contains { " :/\t\n".contains($0) }
  }
}
