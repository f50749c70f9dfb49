public import ThresholdModel
import ThresholdRules

/// What somebody may ask for, and how. Source: reference, lists-and-requests §5.6 and §8.
public struct Capabilities: Sendable, Hashable {
  /// Roles that may be asked for by name and are lacked, sorted.
  public let requestableRoles: [RoleName]
  /// Whom the user's roles suggest as reviewers, sorted.
  public let suggestedReviewers: [UserName]
  /// The roles that a request for the resources would take; empty without resources.
  public let applicableRoles: [RoleName]
  /// What the user's roles say to whoever asks; empty for nothing.
  public let requestPrompt: String
  /// Whether every request needs a reason.
  public let requireReason: Bool
  /// Whether signing in asks for every requestable role by itself.
  public let autoRequest: Bool
}

extension Stories {
  /// What a user may ask for: oneself, or with the right to list and read requests anybody.
  /// - Parameters:
  ///   - user: nil for the caller.
  ///   - resources: what `applicableRoles` is about; may be empty.
  ///   - login: as whom; empty for no choice.
  ///   - onlyReaching: whether only roles that reach all of the resources are requestable.
  /// - Throws: ``Problem`` of kind `notFound` or `accessDenied`.
  public func capabilities(
    of user: UserName?, resources: [ResourceID], login: String, onlyReaching: Bool, by caller: Caller
  ) throws(Problem) -> Capabilities {
    let situation = Situation(world: world, now: now)
    guard let user = user ?? caller.user else {
      throw Problem(
        .badParameter, "it must be said whose capabilities are meant", hint: "tctl requests capabilities USER", path: "user")
    }
    if user.key != caller.user?.key {
      for verb in [Verb.list, .read] { try Self.demand(verb, AccessRequest.kind, of: caller, in: situation) }
    }
    let found = try situation.world.requestCapabilities(
      of: user, resources: resources, login: login, onlyReaching: onlyReaching, at: situation.now)
    return Capabilities(
      requestableRoles: found.requestableRoles, suggestedReviewers: found.suggestedReviewers, applicableRoles: found.applicableRoles,
      requestPrompt: found.requestPrompt, requireReason: found.requireReason, autoRequest: found.autoRequest)
  }
}
