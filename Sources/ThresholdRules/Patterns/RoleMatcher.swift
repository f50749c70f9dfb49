public import ThresholdModel

/// An entry of a list that picks roles by name: what may be requested, reviewed or impersonated.
///
/// Shape: a name; text with `*` for any characters; `^…$`, an RE2 expression as written; or
/// `{{regexp.match("…")}}` and `{{regexp.not_match("…")}}`, whose quoted RE2 expression is matched anywhere, as written.
/// Text around the braces must begin and end the name, and the expression sees what lies between: `dev-{{regexp.not_match("^root$")}}`.
/// Traits are not filled in here. Source: reference, roles-and-resources §3.4; lists-and-requests §5.3 and §6.1.
public struct RoleMatcher: Sendable, Hashable, CustomStringConvertible {
  /// The matcher as written.
  public let text: String
  private let form: Form

  private enum Form: Sendable {
    case pattern(Pattern)
    case expression(Expression, matches: Bool, prefix: String, suffix: String)
  }

  /// Reads a matcher.
  /// - Throws: ``Problem`` of kind `badParameter` for an expression that RE2 refuses, and anything else between braces.
  public init(_ text: String) throws(Problem) {
    self.text = text
    // An expression may hold braces of its own, such as ^a{2}$, but two beside each other mean a function.
    guard let braced = try BracedText(text) else {
      form = .pattern(try Pattern(text))
      return
    }
    do {
      let (expression, matches) = try Self.read(try SyntaxReader.read(braced.inner))
      form = .expression(expression, matches: matches, prefix: braced.prefix, suffix: braced.suffix)
    } catch {
      throw Problem(
        .badParameter, "\(text.quotedForDisplay) picks no roles: between the braces, \(error.placed(in: braced.inner))",
        hint: error.hint ?? #"write {{regexp.match("^dev-")}} or {{regexp.not_match("^prod-")}}"#)
    }
  }

  private static func read(_ syntax: Syntax) throws(SyntaxFault) -> (Expression, matches: Bool) {
    guard case .call(let name, let arguments) = syntax.form else {
      throw SyntaxFault(at: syntax.place, "a function is expected; traits are not filled in here")
    }
    let function = name.path.joined(separator: ".")
    guard ["regexp.match", "regexp.not_match"].contains(function) else {
      throw SyntaxFault(at: syntax.place, "the function \(name.shown) is not known here")
    }
    guard arguments.count == 1, case .text(let pattern) = arguments[0].form else {
      throw SyntaxFault(at: syntax.place, "`\(function)` takes one quoted expression")
    }
    do {
      return (try Expression.compiled(pattern), function == "regexp.match")
    } catch {
      throw SyntaxFault(at: arguments[0].place, error.message, hint: error.hint)
    }
  }

  /// The one name that the matcher stands for; nil when it can be several.
  public var literal: String? {
    if case .pattern(let pattern) = form { pattern.literal } else { nil }
  }

  /// Whether the matcher picks this role; case counts.
  public func matches(_ name: String) -> Bool {
    switch form {
    case .pattern(let pattern): return pattern.matches(name)
    case .expression(let expression, let matches, let prefix, let suffix):
      let bytes = name.utf8
      guard bytes.count >= prefix.utf8.count + suffix.utf8.count, bytes.starts(with: prefix.utf8),
        bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
      else { return false }
      let middle = bytes.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
      return expression.matches(String(decoding: middle, as: UTF8.self)) == matches
    }
  }

  public static func == (left: RoleMatcher, right: RoleMatcher) -> Bool { left.text.isExactly(right.text) }
  public func hash(into hasher: inout Hasher) { ExactText(text).hash(into: &hasher) }
  public var description: String { text }
}
