import ThresholdModel

extension PredicateResolver {
  /// The node of a call whose arguments fit. What is written as a constant pattern is compiled now, so that a bad one
  /// is refused when it is written.
  static func node(_ kind: PredicateFunction.Kind, _ nodes: [PredicateNode], _ arguments: [Syntax]) throws(SyntaxFault) -> PredicateNode {
    switch kind {
    case .fact(let path): return .fact(path: path, whenAbsent: .isUnknown)
    case .set: return .joined(nodes)
    case .search: return .search(nodes)
    case .exists:
      guard case .fact(let path, _) = nodes[0] else { return .exists(path: []) }
      return .exists(path: path)
    case .isEmpty: return .isEmpty(nodes[0])
    case .labelsMatching: return .labelsMatching(try pattern(nodes[0], at: arguments[0].place))
    case .emailLocal: return .mapped(nodes[0], .emailLocal)
    case .upper: return .mapped(nodes[0], .upper)
    case .lower: return .mapped(nodes[0], .lower)
    case .equals: return .equal(nodes[0], nodes[1], inOrder: true)
    case .contains: return .compare(.contains, nodes[0], nodes[1])
    case .containsAny: return .compare(.containsAny, nodes[0], nodes[1])
    case .containsAll: return .compare(.containsAll, nodes[0], nodes[1])
    case .isSubset: return .compare(.isSubset, nodes[0], nodes.count == 2 ? nodes[1] : .joined(Array(nodes.dropFirst())))
    case .allEndWith: return .compare(.allEndWith, nodes[0], nodes[1])
    case .allEqual: return .compare(.allEqual, nodes[0], nodes[1])
    case .hasPrefix: return .hasPrefix(nodes[0], nodes[1])
    case .split: return .split(nodes[0], nodes[1])
    case .match: return .matches(nodes[0], try pattern(nodes[1], at: arguments[1].place))
    case .replace: return .replaced(nodes[0], try replacement(nodes[1], nodes[2], at: arguments[1].place))
    }
  }

  private static func pattern(_ node: PredicateNode, at place: Int) throws(SyntaxFault) -> PredicateNode.PatternSource {
    guard case .constant(.text(let text)) = node else { return .computed(node) }
    do {
      return .fixed(try Pattern(text))
    } catch {
      throw SyntaxFault(at: place, error.message, hint: error.hint)
    }
  }

  private static func replacement(
    _ expression: PredicateNode, _ replacement: PredicateNode, at place: Int
  ) throws(SyntaxFault) -> PredicateNode.ReplacementSource {
    guard case .constant(.text(let pattern)) = expression, case .constant(.text(let written)) = replacement else {
      return .computed(expression: expression, replacement: replacement)
    }
    do {
      return .fixed(try Replacement(of: pattern, with: written))
    } catch {
      throw SyntaxFault(at: place, error.message, hint: error.hint)
    }
  }
}
