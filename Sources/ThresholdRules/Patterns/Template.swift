public import ThresholdModel

/// A text in which a user's trait may stand: `{{internal.logins}}`, `dev-{{external["team name"]}}`,
/// `{{email.local(external.email)}}`, `{{regexp.replace(external.team, "^(.*)-team$", "$1")}}`.
///
/// One pair of braces, with a prefix and a suffix; every namespace reads the same traits; `internal`
/// knows a fixed set of names. Source: reference, roles-and-resources §3.4.
public struct Template: Sendable, Hashable {
  private enum Form: Sendable, Hashable {
    case literal(ExactText)
    case filled(TraitExpression, prefix: ExactText, suffix: ExactText)
  }

  private let form: Form

  /// Traits that `internal.…` may name; any other name of that namespace stands for nothing.
  public static let internalNames: Set<String> = [
    "logins", "windows_logins", "kubernetes_groups", "kubernetes_users", "db_names", "db_users", "db_roles",
    "aws_role_arns", "azure_identities", "gcp_service_accounts", "jwt", "github_orgs", "mcp_tools",
  ]

  /// Reads a text with or without braces.
  /// - Throws: ``Problem`` of kind `badParameter` for anything between braces that is no trait, quoted text or known function.
  public init(_ text: String) throws(Problem) {
    guard let braced = try BracedText(text) else {
      form = .literal(ExactText(text))
      return
    }
    switch try TraitExpression(braced.inner, in: text) {
    case .text(let quoted): form = .literal(ExactText(braced.prefix + quoted + braced.suffix))
    case let expression: form = .filled(expression, prefix: ExactText(braced.prefix), suffix: ExactText(braced.suffix))
    }
  }

  /// The text itself, when no trait stands in it.
  public var literal: String? {
    if case .literal(let text) = form { text.text } else { nil }
  }

  /// The texts that the template stands for: one for each value of the trait that is not empty and that the functions
  /// leave, none when the user lacks it; without duplicates, in the order of the trait.
  public func expanded(with traits: Traits) -> [String] {
    switch form {
    case .literal(let text): return [text.text]
    case .filled(let expression, let prefix, let suffix):
      var seen: Set<ExactText> = []
      return expression.values(with: traits).map { prefix.text + $0 + suffix.text }.filter { seen.insert(ExactText($0)).inserted }
    }
  }
}

/// A text cut at its one pair of braces.
struct BracedText {
  /// Without the white space before it.
  let prefix: String
  /// What stands between the braces.
  let inner: String
  /// Without the white space behind it.
  let suffix: String

  /// Nil for a text without braces.
  /// - Throws: ``Problem`` of kind `badParameter` when they don't form one pair.
  init?(_ text: String) throws(Problem) {
    // Between the first and the last, so that a quoted expression may hold braces of its own.
    let bytes = Array(text.utf8)
    let opening = Self.places(of: UInt8(ascii: "{"), in: bytes).first
    let closing = Self.places(of: UInt8(ascii: "}"), in: bytes).last
    if opening == nil, closing == nil { return nil }
    guard let opening, let closing, opening + 2 <= closing else { throw Self.malformed(text, "its braces are no pair") }
    guard Self.places(of: UInt8(ascii: "}"), in: Array(bytes[..<opening])).isEmpty,
      Self.places(of: UInt8(ascii: "{"), in: Array(bytes[(closing + 2)...])).isEmpty
    else { throw Self.malformed(text, "its braces are no pair") }
    prefix = String(String(decoding: bytes[..<opening], as: UTF8.self).drop(while: \.isWhitespace))
    inner = String(decoding: bytes[(opening + 2)..<closing], as: UTF8.self)
    suffix = String(decoding: bytes[(closing + 2)...], as: UTF8.self).withoutTrailingWhitespace
  }

  /// Where two of a byte stand beside each other.
  private static func places(of brace: UInt8, in bytes: [UInt8]) -> [Int] {
    bytes.indices.dropLast().filter { bytes[$0] == brace && bytes[$0 + 1] == brace }
  }

  static func malformed(_ text: String, _ reason: String, hint: String? = nil) -> Problem {
    Problem(
      .badParameter, "\(text.quotedForDisplay) is not a template: \(reason)",
      hint: hint ?? "write one {{internal.logins}} or {{external.name}} with text around it")
  }
}

extension String {
  fileprivate var withoutTrailingWhitespace: String {
    var trimmed = self[...]
    while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
    return String(trimmed)
  }
}
