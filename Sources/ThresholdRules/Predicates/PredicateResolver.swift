import ThresholdModel

/// Gives the names of an expression their meaning in one language, and refuses what can have none:
/// unknown names and functions, wrong numbers of arguments, types that can never fit, bad patterns.
struct PredicateResolver {
  let language: Predicate.Language

  /// An expression with what it yields.
  struct Typed {
    let node: PredicateNode
    let type: PredicateType
  }

  /// An expression that has to be true or false.
  func condition(_ syntax: Syntax) throws(SyntaxFault) -> PredicateNode {
    let typed = try resolve(syntax)
    guard typed.type == .bool || typed.type == .open else {
      throw SyntaxFault(at: syntax.place, "this is \(typed.type.shown), not true or false", hint: "compare it, or use \(functionsHint)")
    }
    return typed.node
  }

  func resolve(_ syntax: Syntax) throws(SyntaxFault) -> Typed {
    switch syntax.form {
    case .text(let text): return Typed(node: .constant(.text(text)), type: .text)
    case .number(let number): return Typed(node: .constant(.number(number)), type: .number)
    case .bool(let value): return Typed(node: .constant(.bool(value)), type: .bool)
    case .reference(let reference): return try resolve(reference, at: syntax.place)
    case .not(let inner): return Typed(node: .not(try condition(inner)), type: .bool)
    case .all(let parts): return Typed(node: .all(try conditions(parts)), type: .bool)
    case .any(let parts): return Typed(node: .any(try conditions(parts)), type: .bool)
    case .equal(let left, let right): return try equality(left, right, at: syntax.place, mayCompareLists: language.comparesLists)
    case .call(let name, let arguments): return try call(name, arguments, at: syntax.place)
    case .method(let receiver, let name, let arguments):
      return try apply(try method(name, at: syntax.place), to: [receiver] + arguments, at: syntax.place)
    }
  }

  private func conditions(_ parts: [Syntax]) throws(SyntaxFault) -> [PredicateNode] {
    var nodes: [PredicateNode] = []
    for part in parts { nodes.append(try condition(part)) }
    return nodes
  }

  private func call(_ name: Syntax.Reference, _ arguments: [Syntax], at place: Int) throws(SyntaxFault) -> Typed {
    let written = name.path.joined(separator: ".")
    let isPlain = name.parts.allSatisfy { !$0.isQuoted }
    if isPlain, let function = language.functions.first(where: { $0.name == written }) {
      return try apply(function, to: arguments, at: place)
    }
    // What stands before the last dot may be a name that the function is asked of.
    if language.hasMethods, name.parts.count > 1, let last = name.parts.last {
      let receiver = Syntax(place: place, form: .reference(Syntax.Reference(parts: Array(name.parts.dropLast()))))
      return try apply(try method(last.text, at: place), to: [receiver] + arguments, at: place)
    }
    throw SyntaxFault(at: place, "the function \(name.shown) is not known here", hint: "the functions are \(functionsHint)")
  }

  private func method(_ name: String, at place: Int) throws(SyntaxFault) -> PredicateFunction {
    guard language.hasMethods else {
      throw SyntaxFault(at: place, "functions stand before their arguments here", hint: "the functions are \(functionsHint)")
    }
    guard let function = language.functions.first(where: { $0.name == name && !$0.parameters.isEmpty }) else {
      throw SyntaxFault(at: place, "the function \(name.quotedForDisplay) is not known here", hint: "the functions are \(functionsHint)")
    }
    return function
  }

  private func resolve(_ reference: Syntax.Reference, at place: Int) throws(SyntaxFault) -> Typed {
    let path = reference.path
    for identifier in language.identifiers {
      let length = identifier.path.count
      guard path.starts(with: identifier.path), reference.parts.prefix(length).allSatisfy({ !$0.isQuoted }) else { continue }
      switch identifier.shape {
      case .value(let type, let isOptional):
        guard path.count == length else { break }
        return Typed(node: .fact(path: path, whenAbsent: isOptional ? .counts(.text("")) : .isUnknown), type: type)
      case .keyed(let type):
        if path.count == length { return Typed(node: .fact(path: path, whenAbsent: .counts(.map([:]))), type: .map) }
        guard path.count == length + 1 else { break }
        return Typed(node: .fact(path: path, whenAbsent: .counts(type == .text ? .text("") : .list([]))), type: type)
      case .open:
        guard path.count > length else { break }
        return Typed(node: .fact(path: path, whenAbsent: .isEmpty), type: .open)
      }
    }
    let known = language.identifiers.map(\.shown).joined(separator: ", ")
    throw SyntaxFault(
      at: place, "the name \(reference.shown) is not known here", hint: "the names are \(known); texts stand in double quotes")
  }

  /// - Parameter mayCompareLists: whether `==` between lists means anything here.
  private func equality(_ left: Syntax, _ right: Syntax, at place: Int, mayCompareLists: Bool) throws(SyntaxFault) -> Typed {
    let first = try resolve(left)
    let second = try resolve(right)
    let types = [first.type, second.type]
    if types.contains(where: \.isList), !mayCompareLists {
      throw SyntaxFault(at: place, "a list cannot be compared with `==`", hint: "use contains(list, \"value\")")
    }
    let areTexts = types.allSatisfy(\.isTexts)
    let areAlike = first.type == second.type && first.type != .map
    guard areTexts || areAlike || (types.contains(.open) && !types.contains(.map)) else {
      throw SyntaxFault(at: place, "\(first.type.shown) is never equal to \(second.type.shown)", hint: "write texts in double quotes")
    }
    return Typed(node: .equal(first.node, second.node, inOrder: !types.contains(.set)), type: .bool)
  }

  private func apply(_ function: PredicateFunction, to arguments: [Syntax], at place: Int) throws(SyntaxFault) -> Typed {
    let expected = function.parameters.count
    guard arguments.count == expected || (arguments.count > expected && function.rest != nil) else {
      throw SyntaxFault(at: place, "`\(function.name)` was given \(arguments.count) arguments", hint: "write \(function.shown)")
    }
    if case .equals = function.kind { return try equality(arguments[0], arguments[1], at: place, mayCompareLists: true) }
    var nodes: [PredicateNode] = []
    for (index, argument) in arguments.enumerated() {
      guard let parameter = index < expected ? function.parameters[index] : function.rest else { break }
      nodes.append(try self.argument(argument, for: parameter, of: function))
    }
    return Typed(node: try Self.node(function.kind, nodes, arguments), type: function.result)
  }

  private func argument(
    _ syntax: Syntax, for parameter: PredicateFunction.Parameter, of function: PredicateFunction
  ) throws(SyntaxFault) -> PredicateNode {
    let typed = try resolve(syntax)
    let fits =
      switch parameter {
      case .text, .pattern, .expression: typed.type == .text || typed.type == .open
      case .texts: typed.type.isTexts
      case .reference: if case .fact = typed.node { typed.type != .map } else { false }
      case .anything: true
      }
    guard fits else {
      throw SyntaxFault(at: syntax.place, "\(typed.type.shown) does not fit into `\(function.name)`", hint: "write \(function.shown)")
    }
    return typed.node
  }

  private var functionsHint: String { language.functions.map(\.shown).joined(separator: ", ") }
}
