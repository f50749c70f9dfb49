import HashTreeCollections
public import ThresholdModel

/// What somebody may ask for, and how. Source: reference, lists-and-requests §5.6.
public struct RequestCapabilities: Sendable, Hashable {
  /// Roles that may be asked for by name and are lacked, sorted.
  public let requestableRoles: [RoleName]
  /// Whom the user's roles suggest as reviewers, sorted.
  public let suggestedReviewers: [UserName]
  /// The roles that a request for the given resources would take; empty without resources, and when such a
  /// request would be refused.
  public let applicableRoles: [RoleName]
  /// `request_prompt` of the first role that has one; empty for none.
  public let requestPrompt: String
  /// Whether every request needs a reason.
  public let requireReason: Bool
  /// Whether signing in asks for access by itself.
  public let autoRequest: Bool
}

extension World {
  /// What a user may ask for.
  /// - Parameters:
  ///   - resources: for `applicableRoles`; may be empty.
  ///   - login: as whom; empty for no choice.
  ///   - onlyReaching: whether only roles that reach all of the resources are requestable. Ignored when a resource is
  ///     in another cluster, or the user may not know of it.
  /// - Throws: ``Problem`` of kind `notFound` when the user does not exist, `accessDenied` when they are locked.
  public func requestCapabilities(
    of user: UserName, resources: [ResourceID] = [], login: String = "", onlyReaching: Bool = false, at now: Moment
  ) throws(Problem) -> RequestCapabilities {
    guard let presence = presence(of: user, at: now) else { throw .notFound("user", user.text) }
    if let lock = lockInForce(on: user, at: now) { throw Problem(.accessDenied, lock.refusal.escapedForDisplay) }
    let rights = AskingRights(presence.holder)
    let asked = resources.compactMap { askedResource($0, by: presence, at: now) }
    let search = ResourceSearch(asked, by: presence, rights: rights, usable: askableRoles(of: presence, at: now))
    var requestable = requestableRoles(of: presence.holder, at: now)
    if onlyReaching, asked.count == resources.count, !search.reachesElsewhere {
      requestable = requestable.filter { name in
        guard let role = rolesByName[name] else { return false }
        return asked.allSatisfy { $0.target.map { search.access(of: [role], on: $0) != nil } ?? false }
      }
    }
    return RequestCapabilities(
      requestableRoles: requestable, suggestedReviewers: rights.suggestedReviewers,
      applicableRoles: asked.isEmpty || asked.count < resources.count ? [] : applicableRoles(for: search, login: login),
      requestPrompt: rights.prompts.first ?? "", requireReason: rights.requestAccess == .reason,
      autoRequest: rights.requestAccess != .optional)
  }

  private func applicableRoles(for search: ResourceSearch, login: String) -> [RoleName] {
    let question = ChooseRoles.Question(
      resources: search.resources.map(\.id), reachesElsewhere: search.reachesElsewhere, loginHint: login)
    return (try? ChooseRoles.chosen(search.candidates(search.usable), for: question)) ?? []
  }
}

/// What signing in does about access by itself. Source: reference, lists-and-requests §8.
public struct RequestAtSignIn: Sendable, Hashable {
  /// The strictest of the user's roles: `reason` before `always` before `optional`.
  public let mode: RequestAccess
  /// `request_prompt` of all of the user's roles, sorted, each once.
  public let prompts: [String]

  /// The request to make at once: for every role that may be asked for. Nil when nothing happens by itself.
  /// - Parameter reason: must not be blank when the mode is `reason`.
  public func wish(reason: String) -> RequestWish? {
    mode == .optional ? nil : RequestWish(roles: [RequestWish.everyRole], reason: reason)
  }
}

extension World {
  /// What signing in does about a user's access by itself; nothing for users who do not exist.
  public func requestAtSignIn(of user: UserName, at now: Moment) -> RequestAtSignIn {
    guard let holder = holder(user, at: now) else { return RequestAtSignIn(mode: .optional, prompts: []) }
    let rights = AskingRights(holder)
    return RequestAtSignIn(mode: rights.requestAccess, prompts: Set(rights.prompts.map(ExactText.init)).map(\.text).sorted())
  }
}
