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
    case "^(read|write)_a$": return text == "read_a" || text == "write_a"
    case "^[0-9]{12}$": return text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    default: return glob(Array(pattern.utf8)[...], Array(text.utf8)[...])
    }
  }

  private static let star = UInt8(ascii: "*")

  private static func glob(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == star {
      return (text.startIndex...text.endIndex).contains { glob(pattern.dropFirst(), text[$0...]) }
    }
    return text.first == first && glob(pattern.dropFirst(), text.dropFirst())
  }

  /// Whether a text is a template or plain; `{{x` is neither.
  static func isReadable(_ text: String) -> Bool { text != "{{x" }

  static func isTemplate(_ text: String) -> Bool { text.contains("{{") }

  /// Plain text, `prefix{{namespace.name}}suffix`, and the functions that ``Facts`` use.
  static func expand(_ text: String, _ traits: Traits) -> [String] {
    guard let opening = text.firstIndex(of: "{"), let closing = text.lastIndex(of: "}") else { return [text] }
    let inner = String(text[text.index(opening, offsetBy: 2)..<text.index(before: closing)])
    let prefix = text[..<opening].drop(while: \.isWhitespace)
    var suffix = text[text.index(after: closing)...]
    while suffix.last?.isWhitespace == true { suffix.removeLast() }
    var found: [String] = []
    for value in values(inner, traits) where value != "" {
      let expanded = prefix + value + suffix
      if !found.contains(String(expanded)) { found.append(String(expanded)) }
    }
    return found
  }

  private static func values(_ inner: String, _ traits: Traits) -> [String] {
    switch inner {
    case #""plain""#: return ["plain"]
    case "email.local(external.mail)":
      return (traits["mail"] ?? []).compactMap { address in address.firstIndex(of: "@").map { String(address[..<$0]) } }
    case #"regexp.replace(external.env, "^us-(.*)$", "r-$1")"#:
      return (traits["env"] ?? []).filter { $0.hasPrefix("us-") }.map { "r-" + $0.dropFirst(3) }
    case "internal.shoe": return []
    default: return traits[String(inner.drop { $0 != "." }.dropFirst())] ?? []
    }
  }

  static func labels(_ map: LabelMap, _ labels: [String: String], _ traits: Traits, deny: Bool) -> Bool {
    if map.entries.isEmpty { return false }
    var isUnreadable = false
    var isMet = true
    for (key, values) in map.entries {
      let wanted = values.flatMap { value in
        let expanded = expand(value, traits)
        return expanded.isEmpty ? [""] : expanded
      }
      if key == "*" {
        if wanted != ["*"] { isUnreadable = true }
        // Whoever denies everything beside something denies everything.
        if deny, wanted == ["*"] { return true }
        continue
      }
      let expandedKey = isTemplate(key) ? expand(key, traits).first ?? "" : key
      // A star out of a trait cannot be meant.
      if expandedKey == "*" { isUnreadable = true }
      guard let value = labels[expandedKey], wanted.contains(where: { matches($0, value) }) else {
        isMet = false
        continue
      }
    }
    return isUnreadable ? deny : isMet
  }

  /// Whether an account of the name can be. Source: reference, roles-and-resources §3.4.
  static func canBe(_ field: PrincipalField, _ text: String) -> Bool {
    if text.isEmpty || text == "*" { return false }
    switch field {
    case .logins: return text.utf8.count <= 32 && !text.hasPrefix("-") && !text.contains { " :/\t\n".contains($0) }
    case .windowsLogins: return !text.contains { "\"/\\[]:;|=,+*?<>".contains($0) }
    default: return true
    }
  }
}
