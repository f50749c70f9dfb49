public import ThresholdModel

/// A text in which a user's trait may stand: `{{internal.logins}}`, `dev-{{external["team name"]}}`.
///
/// One pair of braces, with a prefix and a suffix; every namespace reads the same traits; `internal`
/// knows a fixed set of names. Source: reference, roles-and-resources §3.4.
public struct Template: Sendable, Hashable {
  private enum Form: Sendable, Hashable {
    case literal(String)
    case trait(String, prefix: String, suffix: String)
  }

  private let form: Form

  /// Traits that `internal.…` may name.
  public static let internalNames: Set<String> = [
    "logins", "windows_logins", "kubernetes_groups", "kubernetes_users", "db_names", "db_users", "db_roles",
    "aws_role_arns", "azure_identities", "gcp_service_accounts", "jwt", "github_orgs", "mcp_tools",
  ]

  /// Reads a text with or without braces.
  /// - Throws: ``Problem`` of kind `badParameter` for anything else between braces, `notImplemented` for functions.
  public init(_ text: String) throws(Problem) {
    guard text.contains("{{") || text.contains("}}") else {
      form = .literal(text)
      return
    }
    guard let opening = text.firstRange(of: "{{"),
      let closing = text[opening.upperBound...].firstRange(of: "}}")
    else { throw Self.malformed(text) }
    let rest = text[closing.upperBound...]
    guard !rest.contains("{{"), !rest.contains("}}"), !text[..<opening.lowerBound].contains("}}") else { throw Self.malformed(text) }
    let prefix = String(text[..<opening.lowerBound].drop(while: \.isWhitespace))
    let suffix = String(rest.trimmingSuffix(while: \.isWhitespace))
    let inner = String(text[opening.upperBound..<closing.lowerBound].trimming(while: \.isWhitespace))
    switch try TraitReference(inner, in: text) {
    case .text(let quoted): form = .literal(prefix + quoted + suffix)
    case .trait(let name): form = .trait(name, prefix: prefix, suffix: suffix)
    }
  }

  /// The text itself, when no trait stands in it.
  public var literal: String? {
    if case .literal(let text) = form { text } else { nil }
  }

  /// The texts that the template stands for: one for each non-empty value of the trait, none when the
  /// user lacks it; without duplicates, in the order of the trait.
  public func expanded(with traits: Traits) -> [String] {
    switch form {
    case .literal(let text): return [text]
    case .trait(let name, let prefix, let suffix):
      var seen: Set<ExactText> = []
      return (traits[name] ?? []).filter { !$0.isEmpty }.map { prefix + $0 + suffix }.filter { seen.insert(ExactText($0)).inserted }
    }
  }

  static func malformed(_ text: String) -> Problem {
    Problem(
      .badParameter, "`\(text.escapedForDisplay)` is not a template",
      hint: "write one {{internal.logins}} or {{external.name}} with text around it")
  }
}

/// What stands between the braces.
private enum TraitReference {
  case text(String)
  case trait(String)

  init(_ inner: String, in whole: String) throws(Problem) {
    if let quoted = Self.unquoted(inner) {
      self = .text(quoted)
      return
    }
    if inner.contains("(") {
      let function = String(inner.prefix { $0 != "(" }).escapedForDisplay
      throw Problem(
        .notImplemented, "the template function `\(function)` is not supported by this version",
        hint: "use {{external.name}} without functions")
    }
    let namespace = inner.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    let rest = inner.dropFirst(namespace.count)
    guard let first = namespace.first, !first.isNumber, let name = Self.name(rest) else { throw Template.malformed(whole) }
    guard namespace != "internal" || Template.internalNames.contains(name) else {
      throw Problem(
        .badParameter, "`\(whole.escapedForDisplay)` names an internal trait that does not exist",
        hint: "internal knows \(Template.internalNames.sorted().joined(separator: ", ")); others are external")
    }
    self = .trait(name)
  }

  /// `.name` or `["any key"]`.
  private static func name(_ rest: Substring) -> String? {
    if rest.first == "." {
      let name = rest.dropFirst()
      let legal = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      return legal && name.first.map { !$0.isNumber } ?? false ? String(name) : nil
    }
    guard rest.first == "[", rest.last == "]", rest.count > 2 else { return nil }
    return unquoted(String(rest.dropFirst().dropLast())).flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func unquoted(_ text: String) -> String? {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return nil }
    let inner = text.dropFirst().dropLast()
    return inner.contains("\"") || inner.contains("\\") ? nil : String(inner)
  }
}

extension Collection where SubSequence == Self {
  fileprivate func trimmingSuffix(while predicate: (Element) -> Bool) -> Self where Self: BidirectionalCollection {
    var trimmed = self
    while let last = trimmed.last, predicate(last) { trimmed = trimmed.dropLast() }
    return trimmed
  }

  fileprivate func trimming(while predicate: (Element) -> Bool) -> Self where Self: BidirectionalCollection {
    drop(while: predicate).trimmingSuffix(while: predicate)
  }
}
