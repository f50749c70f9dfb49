// Conditions that are neither a label map nor a list of accounts. Source: reference, roles-and-resources §1.2.

/// What an automatic database user may do with objects of the database; PostgreSQL only.
public struct DatabasePermission: Codable, Hashable, Sendable {
  /// Labels of the objects.
  public var match: LabelMap
  /// For example `SELECT`; `*` only on the deny side.
  public var permissions: [String]

  public init(match: LabelMap, permissions: [String]) {
    self.match = match
    self.permissions = permissions
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    match = try container.value("match", or: [:])
    permissions = try container.list("permissions")
  }
}

/// Organisations on GitHub, as text, globs or `^…$`.
public struct GitHubPermission: Codable, Hashable, Sendable {
  public var orgs: [String]

  public init(orgs: [String]) { self.orgs = orgs }
  public init(from decoder: any Decoder) throws { orgs = try decoder.container(keyedBy: FieldKey.self).list("orgs") }
}

/// A permission set on an account of AWS Identity Center; both may be text, `*`, globs or `^…$`.
public struct AccountAssignment: Codable, Hashable, Sendable {
  /// The account's twelve digits.
  public var account: String
  /// The permission set's ARN.
  public var permissionSet: String

  public init(account: String, permissionSet: String) {
    self.account = account
    self.permissionSet = permissionSet
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    account = try container.value(.account, or: "")
    permissionSet = try container.value(.permissionSet, or: "")
  }

  private enum CodingKeys: String, CodingKey {
    case account
    case permissionSet = "permission_set"
  }
}

/// Workload identities in the older form.
public struct SPIFFECondition: Codable, Hashable, Sendable {
  /// Starts with `/`, or is an expression `^…$`.
  public var path: String
  public var dnsSANs: [String]
  /// CIDR ranges.
  public var ipSANs: [String]

  public init(path: String, dnsSANs: [String] = [], ipSANs: [String] = []) {
    self.path = path
    self.dnsSANs = dnsSANs
    self.ipSANs = ipSANs
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    path = try container.value(.path, or: "")
    dnsSANs = try container.list(.dnsSANs)
    ipSANs = try container.list(.ipSANs)
  }

  private enum CodingKeys: String, CodingKey {
    case path
    case dnsSANs = "dns_sans"
    case ipSANs = "ip_sans"
  }
}

/// Whose sessions holders may join.
public struct SessionJoinPolicy: Codable, Hashable, Sendable {
  public var name: String
  /// Roles of the session's owner.
  public var roles: [String]
  /// `ssh`, `k8s` and so on.
  public var kinds: [String]
  /// `observer`, `moderator`, `peer`.
  public var modes: [String]

  public init(name: String, roles: [String], kinds: [String], modes: [String]) {
    self.name = name
    self.roles = roles
    self.kinds = kinds
    self.modes = modes
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    name = try container.value("name", or: "")
    roles = try container.list("roles")
    kinds = try container.list("kinds")
    modes = try container.list("modes")
  }
}

/// Who must be present before a session of a holder may start.
public struct SessionRequirePolicy: Codable, Hashable, Sendable {
  public var name: String
  /// A predicate over the people present.
  public var filter: String
  public var kinds: [String]
  /// How many of them.
  public var count: Int
  public var modes: [String]
  /// `terminate` or `pause`.
  public var onLeave: String

  public init(name: String, filter: String, kinds: [String], count: Int, modes: [String], onLeave: String = "") {
    self.name = name
    self.filter = filter
    self.kinds = kinds
    self.count = count
    self.modes = modes
    self.onLeave = onLeave
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.value(.name, or: "")
    filter = try container.value(.filter, or: "")
    kinds = try container.list(.kinds)
    count = try container.value(.count, or: 0)
    modes = try container.list(.modes)
    onLeave = try container.value(.onLeave, or: "")
  }

  private enum CodingKeys: String, CodingKey {
    case name, filter, kinds, count, modes
    case onLeave = "on_leave"
  }
}
