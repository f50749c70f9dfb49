import ThresholdModel

/// What stands between the braces of a template. Source: reference, roles-and-resources §3.4.
indirect enum TraitExpression: Sendable, Hashable {
  case text(String)
  case trait(String)
  /// A name of `internal` that does not exist: no values, whatever the traits are.
  case nothing
  /// The part before the `@` of each mail address; what is none is left out.
  case emailLocal(TraitExpression)
  /// Each value with the matches replaced; what does not match is left out.
  case replaced(TraitExpression, Replacement)

  /// - Parameters:
  ///   - inner: what stands between the braces.
  ///   - whole: the text around it, for messages.
  /// - Throws: ``Problem`` of kind `badParameter`.
  init(_ inner: String, in whole: String) throws(Problem) {
    do {
      self = try Self.read(try SyntaxReader.read(inner))
    } catch {
      throw BracedText.malformed(whole, "between the braces, \(error.placed(in: inner))", hint: error.hint)
    }
  }

  /// The values, without empty ones.
  func values(with traits: Traits) -> [String] {
    let values: [String] =
      switch self {
      case .text(let text): [text]
      case .trait(let name): traits.exactValues(name) ?? []
      case .nothing: []
      case .emailLocal(let inner): inner.values(with: traits).compactMap(MailAddress.local)
      // A value that is too long to replace in is dropped like one that does not match.
      case .replaced(let inner, let replacement): inner.values(with: traits).compactMap { try? replacement.applied(to: $0) }
      }
    return values.filter { !$0.utf8.isEmpty }
  }

  private static let functions = "email.local(external.name), regexp.replace(external.name, \"expression\", \"replacement\")"

  private static func read(_ syntax: Syntax) throws(SyntaxFault) -> TraitExpression {
    switch syntax.form {
    case .text(let text): return .text(text)
    case .reference(let reference): return try read(reference, at: syntax.place)
    case .call(let name, let arguments): return try read(name.path.joined(separator: "."), name, arguments, at: syntax.place)
    case .number, .bool, .method, .not, .all, .any, .equal:
      throw SyntaxFault(at: syntax.place, "a trait, a quoted text or a function is expected")
    }
  }

  private static func read(_ reference: Syntax.Reference, at place: Int) throws(SyntaxFault) -> TraitExpression {
    guard reference.parts.count == 2, !reference.parts[1].text.isEmpty else {
      throw SyntaxFault(
        at: place, "\(reference.shown) is no namespace and name", hint: "write {{external.name}} or {{external[\"any name\"]}}")
    }
    let name = reference.parts[1].text
    return reference.parts[0].text == "internal" && !Template.internalNames.contains(name) ? .nothing : .trait(name)
  }

  private static func read(
    _ function: String, _ name: Syntax.Reference, _ arguments: [Syntax], at place: Int
  ) throws(SyntaxFault) -> TraitExpression {
    switch (function, arguments.count) {
    case ("email.local", 1): return .emailLocal(try read(arguments[0]))
    case ("regexp.replace", 3):
      guard case .text(let pattern) = arguments[1].form, case .text(let replacement) = arguments[2].form else {
        throw SyntaxFault(at: arguments[1].place, "expression and replacement stand in quotes", hint: "the functions are \(functions)")
      }
      let inner = try read(arguments[0])
      do {
        return .replaced(inner, try Replacement(of: pattern, with: replacement))
      } catch {
        throw SyntaxFault(at: arguments[1].place, error.message, hint: error.hint)
      }
    case ("email.local", _), ("regexp.replace", _):
      throw SyntaxFault(at: place, "`\(function)` was given \(arguments.count) arguments", hint: "the functions are \(functions)")
    case ("regexp.match", _), ("regexp.not_match", _):
      throw SyntaxFault(at: place, "`\(function)` only picks names of roles", hint: "the functions are \(functions)")
    default:
      throw SyntaxFault(at: place, "the function \(name.shown) is not known in templates", hint: "the functions are \(functions)")
    }
  }
}
