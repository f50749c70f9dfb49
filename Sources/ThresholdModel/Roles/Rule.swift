/// A right to do something to documents of some kinds. Source: reference, roles-and-resources §3.5.
public struct Rule: Codable, Hashable, Sendable {
  /// Kinds, or `*`.
  public var resources: [String]
  /// Verbs, or `*`.
  public var verbs: [String]
  /// A predicate over the caller and the document; the rule counts where it holds. Empty always does.
  public var condition: String
  /// `log("info", "…")`; nothing else is known.
  public var actions: [String]

  public init(resources: [String], verbs: [String], condition: String = "", actions: [String] = []) {
    self.resources = resources
    self.verbs = verbs
    self.condition = condition
    self.actions = actions
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    resources = try container.list(.resources)
    verbs = try container.list(.verbs)
    condition = try container.value(.condition, or: "")
    actions = try container.list(.actions)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(resources, forKey: .resources)
    try container.encode(verbs, forKey: .verbs)
    try container.encodeFilled(condition, forKey: .condition)
    try container.encodeFilled(actions, forKey: .actions)
  }

  private enum CodingKeys: String, CodingKey {
    case resources, verbs, actions
    case condition = "where"
  }
}

/// As whom holders may act. Source: reference, roles-and-resources §3.6.
public struct ImpersonateConditions: Codable, Hashable, Sendable {
  /// Users, as role-name matchers are written; empty with roles is role-only impersonation.
  public var users: [String]
  public var roles: [String]
  /// A predicate over the caller, `impersonate_user` and `impersonate_role`. Allow side only.
  public var condition: String

  public init(users: [String] = [], roles: [String] = [], condition: String = "") {
    self.users = users
    self.roles = roles
    self.condition = condition
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    users = try container.list(.users)
    roles = try container.list(.roles)
    condition = try container.value(.condition, or: "")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeFilled(users, forKey: .users)
    try container.encodeFilled(roles, forKey: .roles)
    try container.encodeFilled(condition, forKey: .condition)
  }

  private enum CodingKeys: String, CodingKey {
    case users, roles
    case condition = "where"
  }
}
