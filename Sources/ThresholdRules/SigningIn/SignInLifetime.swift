public import ThresholdModel

extension World {
  /// The shortest sign-in that is given, unless a role's `max_session_ttl` is shorter still.
  public static let shortestSignIn = Span.minutes(1)

  /// How long a new sign-in of a user lasts: what was asked, at least a minute, at most 30 hours and at
  /// most the smallest `max_session_ttl` of all roles they hold.
  ///
  /// The cap is strict: a role with 30 seconds gives 30 seconds. Source: reference, roles-and-resources §9.2.
  /// - Parameter asked: the caller's wish or its default (12 hours).
  public func signInLifetime(of user: UserName, asked: Span, at now: Moment) -> Span {
    let holdings = holder(user, at: now)?.holdings ?? []
    let cap = holdings.map { $0.role.role.spec.options.maxSessionTTL }.min() ?? RoleOptions.longestSession
    return min(max(asked, Self.shortestSignIn), cap, RoleOptions.longestSession)
  }
}
