import ThresholdModel

/// Everything that refuses by itself.
extension World {
  /// All of it, in the order of checks, and not only the first as a decision finds it.
  func obstacles(to asked: Asked, _ verdict: Verdict, at now: Moment) -> [AccessObstacle] {
    guard let refusal = verdict.refusal else { return [] }
    var found: [AccessObstacle] = []
    func add(_ reason: Refusal.Reason, _ message: String, by counted: CountedRole? = nil, _ conditions: [LabelCondition] = []) {
      guard !found.contains(where: { $0.reason == reason && $0.source == counted?.source }) else { return }
      found.append(AccessObstacle(reason, message, source: counted?.source, conditions: conditions))
    }
    switch refusal.reason {
    case .signInEnded, .locked, .noSuchUser: add(refusal.reason, refusal.message)
    default: break
    }
    let (check, question) = (asked.check, asked.question)
    let name = check.target.resource.displayName.escapedForDisplay
    for counted in check.roles {
      let role = counted.role.name.text.escapedForDisplay
      switch counted.role.denies(check.target) {
      case .differs: break
      case .matches:
        add(
          .deniedLabels(counted.role.name), "role `\(role)` denies access to `\(name)`", by: counted,
          counted.role.denyConditions(on: check.target).filter(\.isMet))
      case .unreadable: add(.unreadableLabels(counted.role.name), Self.unreadableWords(counted.role.name, name), by: counted)
      }
      if !counted.isDenyOnly, counted.role.allows(check.target) == .unreadable {
        add(.unreadableLabels(counted.role.name), Self.unreadableWords(counted.role.name, name), by: counted)
      }
      // Each role by itself: a decision stops at the first.
      let alone = AccessCheck([counted], on: check.target, user: asked.presence.user.name)
      for principal in question.principals where !check.ignores(principal.field) && alone.denial(of: principal) != nil {
        add(.deniedPrincipal(counted.role.name, principal), "role `\(role)` denies the \(principal)", by: counted)
      }
    }
    // What only the decision itself knows: second factors, devices, options, objects.
    if refusal.reason != .noGrant, !found.contains(where: { $0.reason == refusal.reason }) {
      let role = AccessObstacle(refusal.reason, "").role
      add(refusal.reason, refusal.message, by: role.flatMap { role in check.roles.first { $0.role.name == role } })
    }
    return found
  }

  private static func unreadableWords(_ role: RoleName, _ resource: String) -> String {
    "the label expression of role `\(role.text.escapedForDisplay)` cannot be evaluated for `\(resource)`"
  }
}
