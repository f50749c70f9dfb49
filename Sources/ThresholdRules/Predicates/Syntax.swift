/// An expression as it was written, before anybody asked whether its names mean something.
struct Syntax: Sendable {
  /// Where it begins, in bytes from the start of the text.
  let place: Int
  let form: Form

  indirect enum Form: Sendable {
    case text(String)
    case number(Double)
    case bool(Bool)
    /// `user.spec.traits["name"]`
    case reference(Reference)
    /// `regexp.match(a, b)`, and also `request.roles.contains(a)`: only the names can tell.
    case call(Reference, [Syntax])
    /// `set("a").contains(b)`: a call on something that is no name.
    case method(Syntax, name: String, [Syntax])
    case not(Syntax)
    /// Two or more.
    case all([Syntax])
    /// Two or more.
    case any([Syntax])
    case equal(Syntax, Syntax)
  }

  /// Names with dots and quoted keys.
  struct Reference: Sendable {
    struct Part: Sendable {
      let text: String
      /// Whether it stood in brackets: `["any key"]`.
      let isQuoted: Bool
    }
    var parts: [Part]

    /// The parts as texts: `["labels", "env"]`.
    var path: [String] { parts.map(\.text) }

    /// The reference as a message shows it.
    var shown: String {
      var shown = ""
      for part in parts {
        if part.isQuoted {
          shown += "[\"\(part.text)\"]"
        } else {
          shown += (shown.isEmpty ? "" : ".") + part.text
        }
      }
      return shown.quotedForDisplay
    }
  }

  /// What one expression may need; more is refused.
  enum Limit {
    /// Bytes of text.
    static let length = 4096
    /// Parentheses, brackets, calls and negations within each other.
    static let depth = 32
    /// Names, values, operators and calls together.
    static let nodes = 500
  }
}
