public import ThresholdModel

/// Everything that there is to say about one access: the verdict, and all that led to it.
///
/// It follows from the same derivation as the decision itself. What it names was true at ``at`` and of the
/// one account or resource that was asked about. Source: design, §1.3.
public struct Explanation: Sendable, Hashable {
  public let question: AccessQuestion
  public let at: Moment
  /// The resource asked about.
  public let resource: Resource
  /// What the decision is. For an SSH server it includes options that SSH cannot enforce.
  public let verdict: Verdict
  /// Every way in which the access is allowed, the one that lasts longest first; empty when it is refused.
  public let grounds: [AccessGround]
  /// Everything that refuses, in the order of checks; empty when allowed.
  public let obstacles: [AccessObstacle]
  /// Roles that would have allowed it but for something, the nearest first; empty when allowed.
  public let near: [NearRole]
  /// How many more of these there are than are listed.
  public let moreNear: Int
  /// As whom the user can be on the resource now, second factors and devices taken as given; nil for not at all.
  public let principals: PrincipalSet?
  /// The smallest request that would open it; nil when it is open, or when no request would.
  public let shortestRequest: ShortestRequest?
  /// The user's own requests that would open it, once approved or assumed; the ones that can be used now first.
  public let requests: [UsableRequest]
  /// Who could approve ``shortestRequest``, or the first of ``requests`` that is pending, now; sorted by name.
  public let approvers: [Approver]
  /// How many more of these there are than are listed.
  public let moreApprovers: Int

  public var isAllowed: Bool { verdict.grant != nil }

  /// Why it is refused, in one sentence that fits every reader; nil when it is allowed.
  public var refusalWords: String? {
    guard let refusal = verdict.refusal, refusal.reason == .noGrant else { return verdict.refusal?.message }
    let accounts = question.principals.map(\.description).joined(separator: " and ")
    let wanted = accounts.isEmpty ? "access to" : "the \(accounts) on"
    return "no role of `\(question.user.text.escapedForDisplay)` allows \(wanted) `\(resource.displayName.escapedForDisplay)`"
  }
}

/// One way in which an access is allowed.
public struct AccessGround: Sendable, Hashable {
  public let role: RoleName
  /// Through what the role counts.
  public let source: Grant.Source
  /// The lists on the way to the one of ``source``, from the one that names the user; empty when that one does.
  public let via: [ListName]
  /// What the role asks of the resource, all of it met.
  public let conditions: [LabelCondition]
  /// For each account asked about the entry of the role that names it, as the role's document says it.
  public let accounts: [AccountEntry]
  /// When this way ends by itself: the earliest of ``ends``; nil when none of them ever does.
  public let until: Moment?
  /// Everything on this way that ends by itself, the first to end first: why it lasts no longer.
  public let ends: [AccessEnd]

  public init(
    role: RoleName, source: Grant.Source, via: [ListName], conditions: [LabelCondition], accounts: [AccountEntry], ends: [AccessEnd]
  ) {
    self.role = role
    self.source = source
    self.via = via
    self.conditions = conditions
    self.accounts = accounts
    self.ends = ends
    until = ends.first?.at
  }
}

/// One thing that ends by itself and takes an access with it.
public struct AccessEnd: Sendable, Hashable {
  public enum Cause: Sendable, Hashable {
    case signIn
    /// The user's own document.
    case user
    case resource
    case role(RoleName)
    case list(ListName)
    /// A user's or list's place on a list.
    case membership(Party, of: ListName)
    /// A role that a list asks of its members or owners.
    case requiredRole(RoleName, by: ListName)
    /// Traits that a list adds: with other traits other accounts and labels count.
    case traits(from: ListName?)
    /// The access that a request gives.
    case request(RequestID)
    /// The use of a request by one sign-in.
    case assumption(RequestID)
    /// What lets the user ask for a role of the request.
    case asking(for: RoleName)
  }

  public let cause: Cause
  public let at: Moment

  public init(_ cause: Cause, at moment: Moment) {
    self.cause = cause
    at = moment
  }

  /// In a person's words, as the subject of "ends".
  public var words: String {
    switch cause {
    case .signIn: "the sign-in"
    case .user: "the user"
    case .resource: "the resource"
    case .role(let role): "role `\(role.text.escapedForDisplay)`"
    case .list(let list): "list `\(list.text.escapedForDisplay)`"
    case .membership(let party, let list): "the membership of \(party) in list `\(list.text.escapedForDisplay)`"
    case .requiredRole(let role, let list):
      "role `\(role.text.escapedForDisplay)`, which list `\(list.text.escapedForDisplay)` requires"
    case .traits(let list?): "what list `\(list.text.escapedForDisplay)` adds to the user's traits"
    case .traits(nil): "what lists add to the user's traits"
    case .request(let id): "access request `\(id.text.escapedForDisplay)`"
    case .assumption(let id): "the use of access request `\(id.text.escapedForDisplay)` by this sign-in"
    case .asking(let role): "the right to ask for role `\(role.text.escapedForDisplay)`"
    }
  }
}

/// One thing that a role asks of a resource, and what the resource has.
public struct LabelCondition: Sendable, Hashable {
  public enum Subject: Sendable, Hashable {
    /// A key of the label map.
    case label(String)
    /// `'*': '*'`.
    case everything
    /// A label expression.
    case expression
    /// What roles name instead of labels: a GitHub organisation, an account with a permission set.
    case name
    /// Up to v7 an option alone opens SAML service providers; leaf clusters without labels need nothing.
    case nothing
  }

  public let subject: Subject
  /// The values that will do, with the user's traits filled in; for an expression its text; sorted as in the role.
  public let wanted: [String]
  /// The resource's value; nil where it has none, and for labels that listings do not show.
  public let found: String?
  public let isMet: Bool

  public init(_ subject: Subject, wanted: [String], found: String?, isMet: Bool) {
    self.subject = subject
    self.wanted = wanted
    self.found = found
    self.isMet = isMet
  }
}

/// The entry of a role that names an account.
public struct AccountEntry: Sendable, Hashable {
  public let principal: Principal
  /// As the role's document says it, for example `{{internal.logins}}` or `*`; nil where no entry does, such as for
  /// database users that are made for the time of a connection.
  public let entry: String?

  public init(_ principal: Principal, entry: String?) {
    self.principal = principal
    self.entry = entry
  }
}

/// Somebody who could approve a request now, and through what.
public struct Approver: Sendable, Hashable {
  public let user: UserName
  /// The role that lets them review, of several the first in the order in which roles are held, and through what
  /// they hold it; nil when the reader may not know of the list.
  public let holding: RoleHolding?

  public init(user: UserName, holding: RoleHolding?) {
    self.user = user
    self.holding = holding
  }
}
