public import ThresholdModel

/// What the monitoring rules say about one open request.
public struct AutomaticVerdict: Sendable, Hashable {
  /// `approved` or `denied`; nil when nothing is to be reviewed.
  public let proposed: RequestState?
  /// The rules that decided, by name and sorted: all that want the same.
  public let rules: [String]
  /// Rules that could not be asked, with the reason, sorted by name. One of them that would deny keeps every
  /// other from approving.
  public let unclear: [UnclearRule]

  /// A rule that could not be asked.
  public struct UnclearRule: Sendable, Hashable {
    public let rule: String
    public let reason: String

    public init(rule: String, reason: String) {
      self.rule = rule
      self.reason = reason
    }
  }

  public init(proposed: RequestState?, rules: [String], unclear: [UnclearRule]) {
    self.proposed = proposed
    self.rules = rules
    self.unclear = unclear
  }
}

extension World {
  /// Says how an open request is reviewed without people: by the rules whose schedule and condition hold now.
  /// DENIED wins over APPROVED. What comes of it is an ordinary review: thresholds still apply.
  ///
  /// Fails closed: a rule that cannot be asked approves nothing, and when it would deny, nothing else approves
  /// either. A request whose requester is gone or locked is left to people.
  /// Source: reference, lists-and-requests §6.6.
  /// - Parameter offset: how far a time zone of the IANA's is ahead of UTC at a moment; nil for one that does not exist.
  public func automaticReview(
    of request: AccessRequest, at now: Moment, offset: (_ zone: String, _ at: Moment) -> Span?
  ) -> AutomaticVerdict {
    var approving: [String] = []
    var denying: [String] = []
    var unclear: [AutomaticVerdict.UnclearRule] = []
    var mayDeny = false
    guard request.spec.state == .pending, request.isAlive(at: now), let facts = monitoringFacts(of: request, at: now) else {
      return AutomaticVerdict(proposed: nil, rules: [], unclear: [])
    }
    for rule in monitoringRules where rule.exists(at: now) && rule.spec.reviews {
      let proposed = rule.spec.automaticReview?.proposed
      do {
        guard try rule.holds(for: facts, at: now, offset: offset) else { continue }
        if proposed == .denied { denying.append(rule.name) } else if proposed == .approved { approving.append(rule.name) }
      } catch {
        unclear.append(AutomaticVerdict.UnclearRule(rule: rule.name, reason: error.message))
        if proposed != .approved { mayDeny = true }
      }
    }
    if !denying.isEmpty { return AutomaticVerdict(proposed: .denied, rules: denying, unclear: unclear) }
    guard !approving.isEmpty, !mayDeny else { return AutomaticVerdict(proposed: nil, rules: [], unclear: unclear) }
    return AutomaticVerdict(proposed: .approved, rules: approving, unclear: unclear)
  }

  /// Through which webhooks a request's notices go, with whom the rules name there: by the name of the webhook.
  /// Empty when no rule says so; notices that no rule routes go to every webhook. A rule that cannot be asked says nothing.
  /// Source: reference, lists-and-requests §9.
  public func notificationRoutes(
    of request: AccessRequest, at now: Moment, offset: (_ zone: String, _ at: Moment) -> Span?
  ) -> [String: [String]] {
    guard let facts = monitoringFacts(of: request, at: now) else { return [:] }
    var routes: [String: [String]] = [:]
    for rule in monitoringRules where rule.exists(at: now) {
      guard let told = rule.spec.notification, (try? rule.holds(for: facts, at: now, offset: offset)) == true else { continue }
      for recipient in told.recipients where !routes[told.name, default: []].contains(where: { $0.isExactly(recipient) }) {
        routes[told.name, default: []].append(recipient)
      }
    }
    return routes
  }
}

extension MonitoringRuleSpec {
  /// Whether the rule is there to review.
  var reviews: Bool { desiredState == Self.reviewed && automaticReview?.integration == AutomaticReview.builtin }
}

extension Document where Spec == MonitoringRuleSpec {
  /// Whether the rule counts at a moment, and its condition holds.
  /// - Throws: ``Problem`` when that cannot be said: an unknown time zone, a condition that cannot be evaluated.
  func holds(
    for facts: MonitoringFacts, at now: Moment, offset: (_ zone: String, _ at: Moment) -> Span?
  ) throws(Problem) -> Bool {
    // The condition comes first: a rule about something else says nothing, whatever its schedule.
    guard try Predicate(spec.condition, .monitoring).isTrue(in: facts) else { return false }
    return try spec.schedules.isScheduled(at: now, offset: offset)
  }
}
