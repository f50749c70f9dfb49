import ThresholdModel

/// Whether a request needs a reason, and what its dialog asks for. Source: reference, lists-and-requests §5.3 and §8.
struct RequestReasons: Hashable {
  let isRequired: Bool
  /// Sorted, each once.
  let prompts: [String]

  /// - Parameters:
  ///   - requested: the roles of the request, and those through which its resources could be asked for, whether
  ///     or not they were chosen.
  init(_ rights: AskingRights, requested: Set<RoleName>) {
    isRequired =
      rights.requestAccess == .reason
      || rights.allow.contains { $0.request.reason.isRequired && !$0.marked.isDisjoint(with: requested) }
    let scoped = rights.allow.filter { !$0.marked.isDisjoint(with: requested) }.map(\.request.reason.prompt)
    prompts = Set((rights.prompts + scoped).filter { !$0.isEmpty }.map(ExactText.init)).map(\.text).sorted()
  }

  /// - Throws: ``Problem`` of kind `badParameter` for a blank reason where one is needed.
  func check(_ reason: String) throws(Problem) {
    guard isRequired, reason.allSatisfy(\.isWhitespace) else { return }
    throw Problem(
      .badParameter, "a reason is required", hint: prompts.first.map { "add --reason: \($0.escapedForDisplay)" } ?? "add --reason \"why\"",
      path: "reason")
  }
}

extension AskingRights {
  /// Whether signing in asks for access by itself: the strictest of all roles wins.
  var requestAccess: RequestAccess {
    let modes = options.compactMap(\.requestAccess)
    if modes.contains(.reason) { return .reason }
    return modes.contains(.always) ? .always : .optional
  }

  /// `request_prompt` of every role that has one, in the order of standing.
  var prompts: [String] { options.compactMap(\.requestPrompt).filter { !$0.isEmpty } }
}

extension AskingRights.Block {
  /// The roles that the block's `reason` is about: names in `roles` and `search_as_roles`, exactly as they stand;
  /// patterns are not expanded.
  fileprivate var marked: Set<RoleName> { request.roles.literals.union(request.searchAsRoles) }
}
