public import ThresholdModel

/// What the administrative rules of one user's roles say at one moment.
///
/// The deny rules of all roles come first; one that holds ends it. Then the allow rules, role by role, and last those of
/// the ``ImplicitRole``. Within a role, rules that name the kind are tried before rules for `*`, the most specific first;
/// `where` is evaluated before the verb is compared, and one that cannot be evaluated is an explicit denial.
/// Source: reference, roles-and-resources §3.5.
public struct Rights: Sendable {
  /// The rules of one side of one role.
  struct Part: Sendable {
    let role: RoleName
    let rules: CompiledRules
    /// Where the rules stand in the role's document.
    let path: String
  }

  private let denying: [Part]
  private let granting: [Part]
  private let user: UserScope?

  /// - Parameters:
  ///   - denying: every role that the user holds.
  ///   - granting: of these, the roles whose allow side counts.
  ///   - user: what conditions may read of the user.
  init(denying: [(RoleName, CompiledRules)], granting: [(RoleName, CompiledRules)], user: UserScope) {
    self.denying = denying.filter { !$0.1.isEmpty }.map { Part(role: $0.0, rules: $0.1, path: "spec.deny.rules") }
    self.granting =
      granting.filter { !$0.1.isEmpty }.map { Part(role: $0.0, rules: $0.1, path: "spec.allow.rules") }
      + [Part(role: ImplicitRole.name, rules: ImplicitRole.compiledRules, path: "spec.allow.rules")]
    self.user = user
  }

  private init() {
    denying = []
    granting = []
    user = nil
  }

  /// Of somebody who does not exist, or is locked.
  public static let none = Rights()

  /// The whole answer, with the rule that decided.
  ///
  /// For kinds that are shown by access (servers, databases and so on) this is only the gate on the kind, which the
  /// implicit role holds open for everybody to `list` and `read`: labels decide about each resource. See ``allow(_:_:_:)``.
  /// - Parameter kind: as in rules, for example `access_list`.
  public func verdict(_ verb: Verb, _ kind: String, _ subject: RuleSubject = .every) -> RightsVerdict {
    guard let user else { return .noStanding }
    if let denial = denial(verb, kind, subject, user) { return denial }
    for part in granting {
      for rule in part.rules.tried(for: kind) {
        switch holds(rule, on: .allow, subject, user) {
        case nil: return .denied(part.reference(rule), .unreadableCondition)
        case true? where rule.covers(verb): return .allowed(part.reference(rule))
        case true?, false?: continue
        }
      }
    }
    return .notAllowed
  }

  /// Whether the user may do it to the documents in question by right, and not just because everybody may ask for what
  /// labels open to them.
  public func allow(_ verb: Verb, _ kind: String, _ subject: RuleSubject = .every) -> Bool {
    guard case .allowed(let rule) = verdict(verb, kind, subject) else { return false }
    return rule.role != ImplicitRole.name || !ImplicitRole.kindsShownByAccess.contains(kind)
  }

  /// Whether a deny rule takes it away: for what needs no allow rule, such as seeing one's own requests.
  public func deny(_ verb: Verb, _ kind: String, _ subject: RuleSubject = .every) -> Bool {
    guard let user else { return true }
    return denial(verb, kind, subject, user) != nil
  }

  /// A filter over the documents of a kind: those that no deny rule takes away and that some allow rule opens,
  /// `NOT deny1 AND NOT deny2 AND (allow1 OR allow2)`.
  /// - Parameter verbs: all of them must be allowed on a document.
  public func filter(_ verbs: [Verb], _ kind: String) -> DocumentFilter {
    DocumentFilter(rights: self, verbs: verbs, kind: kind)
  }

  private func denial(_ verb: Verb, _ kind: String, _ subject: RuleSubject, _ user: UserScope) -> RightsVerdict? {
    for part in denying {
      for rule in part.rules.tried(for: kind) {
        switch holds(rule, on: .deny, subject, user) {
        case nil: return .denied(part.reference(rule), .unreadableCondition)
        case true? where rule.covers(verb): return .denied(part.reference(rule), .rule)
        case true?, false?: continue
        }
      }
    }
    return nil
  }

  /// Whether a rule's condition holds; nil when nothing can be known.
  private func holds(_ rule: CompiledRule, on side: LabelSelector.Side, _ subject: RuleSubject, _ user: UserScope) -> Bool? {
    if rule.isUnreadable { return nil }
    guard let condition = rule.condition else { return true }
    switch subject {
    case .some: return side == .allow
    case .every: return (try? condition.isTrue(in: RuleScope(user: user, facts: nil))) ?? (side == .deny)
    case .document(let facts): return try? condition.isTrue(in: RuleScope(user: user, facts: facts))
    }
  }
}

extension Rights.Part {
  fileprivate func reference(_ rule: CompiledRule) -> RuleReference { RuleReference(role: role, path: "\(path)[\(rule.index)]") }
}

/// Which documents of a kind a user may see in a listing.
public struct DocumentFilter: Sendable {
  fileprivate let rights: Rights
  fileprivate let verbs: [Verb]
  fileprivate let kind: String

  /// Whether no document at all can pass, so that a listing is refused instead of empty.
  public var isRefusal: Bool { !verbs.allSatisfy { rights.allow($0, kind, .some) } }

  /// The first verb that nobody could pass; the first one asked when all could.
  public var refusedVerb: Verb { verbs.first { !rights.allow($0, kind, .some) } ?? verbs.first ?? .read }

  /// The verdict on the first verb that nobody could pass, for the refusal's words.
  public var refusal: RightsVerdict? {
    verbs.map { rights.verdict($0, kind, .some) }.first { !$0.isAllowed }
  }

  /// Whether a document passes.
  /// - Parameters:
  ///   - document: as `get` shows it.
  ///   - canView: whether the caller may access the resource, where conditions may ask for that.
  public func includes(_ document: Value, canView: Bool? = nil) -> Bool {
    let subject = RuleSubject.document(RuleFacts(document, kind: kind, canView: canView))
    return verbs.allSatisfy { rights.allow($0, kind, subject) }
  }
}

extension World {
  /// What the administrative rules say to a user; ``Rights/none`` for users who are locked or do not exist.
  public func rights(of user: UserName, at now: Moment) -> Rights { holder(user, at: now)?.rights ?? .none }

  /// Whether administrative rules let a user do something to documents of a kind: see ``Rights/allow(_:_:_:)``.
  /// - Parameter kind: as in rules, for example `access_list`.
  public func may(_ user: UserName, _ verb: Verb, _ kind: String, about subject: RuleSubject = .every, at now: Moment) -> Bool {
    rights(of: user, at: now).allow(verb, kind, subject)
  }

  /// Whether a deny rule takes something from a user that needs no allow rule, such as seeing one's own requests.
  public func isDenied(_ user: UserName, _ verb: Verb, _ kind: String, about subject: RuleSubject = .every, at now: Moment) -> Bool {
    rights(of: user, at: now).deny(verb, kind, subject)
  }
}

extension Holder {
  var rights: Rights {
    guard !isLocked else { return .none }
    return Rights(
      denying: holdings.map { ($0.role.name, $0.role.deny.rules) }, granting: granting.map { ($0.role.name, $0.role.allow.rules) },
      user: userScope)
  }

  /// What conditions may read of the user.
  var userScope: UserScope {
    var seen: Set<RoleName> = []
    let roles = holdings.map(\.role.name).filter { seen.insert($0).inserted }
    return UserScope(name: user.name.text, roles: roles.map(\.text), traits: traits, labels: user.metadata.labels)
  }

  func may(_ verb: Verb, _ kind: String, about subject: RuleSubject = .every) -> Bool { rights.allow(verb, kind, subject) }
  func isDenied(_ verb: Verb, _ kind: String, about subject: RuleSubject = .every) -> Bool { rights.deny(verb, kind, subject) }
}
