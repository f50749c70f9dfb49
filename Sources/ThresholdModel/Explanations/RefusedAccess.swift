// What an explanation tells of a refused access.

/// One thing that refuses by itself.
public struct ToldObstacle: Codable, Hashable, Sendable {
  /// A stable word, for example `denied_labels`.
  public var reason: String
  /// One sentence.
  public var message: String
  /// The role that refuses; nil when no role does.
  public var role: RoleName?
  public var source: ToldSource?
  /// What of the resource the role's deny side is about.
  public var conditions: [ToldCondition]

  public init(reason: String, message: String, role: RoleName?, source: ToldSource?, conditions: [ToldCondition]) {
    self.reason = reason
    self.message = message
    self.role = role
    self.source = source
    self.conditions = conditions
  }
}

/// A role that would allow an access but for something.
public struct ToldNearRole: Codable, Hashable, Sendable {
  public var role: RoleName
  public var source: ToldSource
  /// All of it is missing, one sentence each.
  public var missing: [String]

  public init(role: RoleName, source: ToldSource, missing: [String]) {
    self.role = role
    self.source = source
    self.missing = missing
  }
}

/// The smallest request that would open an access.
public struct ToldRequestPlan: Codable, Hashable, Sendable {
  public var roles: [RoleName]
  /// Text forms of ``ResourceID``; empty for a request for roles.
  public var resources: [String]
  /// What to type.
  public var command: String

  public init(roles: [RoleName], resources: [String], command: String) {
    self.roles = roles
    self.resources = resources
    self.command = command
  }
}

/// A request of the user's own that would open an access.
public struct ToldUsableRequest: Codable, Hashable, Sendable {
  public enum Need: String, Codable, Hashable, Sendable {
    /// It is approved and not assumed.
    case assuming
    /// It is approved and starts later.
    case waiting
    /// It is pending.
    case approval
  }

  public var id: RequestID
  public var need: Need
  /// When it starts, if later.
  public var starts: Moment?
  /// What to type.
  public var command: String

  public init(id: RequestID, need: Need, starts: Moment?, command: String) {
    self.id = id
    self.need = need
    self.starts = starts
    self.command = command
  }
}

/// Somebody who could approve.
public struct ToldApprover: Codable, Hashable, Sendable {
  public var user: UserName
  /// The role that lets them, and through what they hold it; nil when the reader may not know of the list.
  public var role: RoleName?
  public var source: ToldSource?

  public init(user: UserName, role: RoleName?, source: ToldSource?) {
    self.user = user
    self.role = role
    self.source = source
  }
}
