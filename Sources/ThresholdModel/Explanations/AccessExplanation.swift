/// An access explained, as it is told: why somebody may or may not be an account on a resource now, until when and
/// why no longer, and what would change it.
public struct AccessExplanation: Codable, Hashable, Sendable {
  /// What was asked about.
  public var user: UserName
  public var kind: String
  /// The resource's `metadata.name`.
  public var name: String
  /// What people call the resource.
  public var displayName: String
  /// The accounts asked about; empty for the resource alone.
  public var accounts: [Principal]
  public var at: Moment
  /// The sign-in whose requests count; nil for standing access alone.
  public var signIn: SignInID?

  public var allowed: Bool
  /// When it ends if nothing changes; nil when it is refused, or does not end by itself.
  public var until: Moment?
  /// Why it is refused, in one sentence; nil when it is allowed.
  public var refusal: String?
  /// Every way in which it is allowed, the one that lasts longest first.
  public var grounds: [ToldGround]
  /// Everything that refuses by itself, in the order of checks.
  public var obstacles: [ToldObstacle]
  /// Roles that would allow it but for something, the nearest first.
  public var near: [ToldNearRole]
  /// How many more of these there are.
  public var moreNear: Int
  /// As whom the user can be there now, by the field of roles, for example `logins`; nil for not at all.
  public var possibleAccounts: [String: [String]]?
  /// The smallest request that would open it; nil when it is open, or none would.
  public var shortestRequest: ToldRequestPlan?
  /// The user's own requests that would open it.
  public var requests: [ToldUsableRequest]
  /// Who could approve now.
  public var approvers: [ToldApprover]
  /// How many more of these there are.
  public var moreApprovers: Int

  public init(
    user: UserName, kind: String, name: String, displayName: String, accounts: [Principal], at: Moment, signIn: SignInID?, allowed: Bool,
    until: Moment?, refusal: String?
  ) {
    self.user = user
    self.kind = kind
    self.name = name
    self.displayName = displayName
    self.accounts = accounts
    self.at = at
    self.signIn = signIn
    self.allowed = allowed
    self.until = until
    self.refusal = refusal
    (grounds, obstacles, near, moreNear) = ([], [], [], 0)
    (possibleAccounts, shortestRequest, requests, approvers, moreApprovers) = (nil, nil, [], [], 0)
  }

  private enum CodingKeys: String, CodingKey {
    case user, kind, name, accounts, at, allowed, until, refusal, grounds, obstacles, near, requests, approvers
    case displayName = "display_name"
    case signIn = "sign_in"
    case moreNear = "more_near"
    case possibleAccounts = "possible_accounts"
    case shortestRequest = "shortest_request"
    case moreApprovers = "more_approvers"
  }
}

/// Through what a role counts.
public struct ToldSource: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Hashable, Sendable {
    /// The user's own document.
    case own
    /// Membership of a list.
    case member
    /// Ownership of a list.
    case owner
    /// An assumed access request.
    case request
  }

  public var kind: Kind
  public var list: ListName?
  public var request: RequestID?
  /// The lists on the way to ``list``, from the one that names the user; empty when that one does.
  public var via: [ListName]

  public init(kind: Kind, list: ListName? = nil, request: RequestID? = nil, via: [ListName] = []) {
    self.kind = kind
    self.list = list
    self.request = request
    self.via = via
  }
}

/// One way in which an access is allowed.
public struct ToldGround: Codable, Hashable, Sendable {
  public var role: RoleName
  public var source: ToldSource
  public var conditions: [ToldCondition]
  /// The entry of the role for each account asked about.
  public var accounts: [ToldAccount]
  public var until: Moment?
  /// Everything on this way that ends by itself, the first to end first.
  public var ends: [ToldEnd]

  public init(
    role: RoleName, source: ToldSource, conditions: [ToldCondition], accounts: [ToldAccount], until: Moment?, ends: [ToldEnd]
  ) {
    self.role = role
    self.source = source
    self.conditions = conditions
    self.accounts = accounts
    self.until = until
    self.ends = ends
  }
}

/// One thing that a role asks of a resource.
public struct ToldCondition: Codable, Hashable, Sendable {
  public enum Subject: String, Codable, Hashable, Sendable {
    case label, everything, expression, name, nothing
  }

  public var subject: Subject
  /// The label's key.
  public var key: String?
  /// The values that will do, with the user's traits filled in; an expression's text.
  public var wanted: [String]
  /// What the resource has.
  public var found: String?
  public var met: Bool

  public init(subject: Subject, key: String?, wanted: [String], found: String?, met: Bool) {
    self.subject = subject
    self.key = key
    self.wanted = wanted
    self.found = found
    self.met = met
  }
}

/// The entry of a role that names an account.
public struct ToldAccount: Codable, Hashable, Sendable {
  public var field: PrincipalField
  public var value: String
  /// As the role's document says it; nil where no entry does.
  public var entry: String?

  public init(field: PrincipalField, value: String, entry: String?) {
    self.field = field
    self.value = value
    self.entry = entry
  }
}

/// One thing that ends by itself.
public struct ToldEnd: Codable, Hashable, Sendable {
  /// In words.
  public var what: String
  public var at: Moment

  public init(what: String, at: Moment) {
    self.what = what
    self.at = at
  }
}
