/// What its holders may do. Document kind `role`. Source: reference, roles-and-resources §1.
public typealias Role = Document<RoleSpec>

/// A role's options, what it allows, and what it denies; deny wins over every allow of every role.
public struct RoleSpec: DocumentSpec {
  public var options: RoleOptions
  public var allow: RoleConditions
  public var deny: RoleConditions

  public init(options: RoleOptions = RoleOptions(), allow: RoleConditions = RoleConditions(), deny: RoleConditions = RoleConditions()) {
    self.options = options
    self.allow = allow
    self.deny = deny
  }

  public static let fields = FieldTable(kind: "role", versions: ["v4", "v5", "v6", "v7", "v8"], fields: RoleFields.all)

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    options = try container.value(.options, or: RoleOptions())
    allow = try container.value(.allow, or: RoleConditions())
    deny = try container.value(.deny, or: RoleConditions())
  }

  private enum CodingKeys: String, CodingKey { case options, allow, deny }
}

/// Options of a role. Those that this version cannot enforce are refused when written.
public struct RoleOptions: Codable, Hashable, Sendable {
  /// The longest sign-in, and the longest access by request, of anybody who holds the role; the
  /// smallest over all roles counts. Default 30 h; zero means the default.
  public var maxSessionTTL: Span

  public static let longestSession = Span.hours(30)

  public init(maxSessionTTL: Span = RoleOptions.longestSession) { self.maxSessionTTL = maxSessionTTL }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let written = try container.value(.maxSessionTTL, or: Self.longestSession)
    maxSessionTTL = written > .zero ? written : Self.longestSession
  }

  private enum CodingKeys: String, CodingKey { case maxSessionTTL = "max_session_ttl" }
}

/// One side of a role: `allow` and `deny` have the same shape.
public struct RoleConditions: Codable, Hashable, Sendable {
  /// Which SSH servers; empty matches none.
  public var nodeLabels: LabelMap
  /// Operating-system accounts on those servers; `{{internal.logins}}` stands for the user's trait.
  public var logins: [String]
  public var request: RequestConditions
  public var reviewRequests: ReviewConditions
  /// Administrative rights on kinds of documents.
  public var rules: [Rule]

  public init(
    nodeLabels: LabelMap = [:], logins: [String] = [], request: RequestConditions = RequestConditions(),
    reviewRequests: ReviewConditions = ReviewConditions(), rules: [Rule] = []
  ) {
    self.nodeLabels = nodeLabels
    self.logins = logins
    self.request = request
    self.reviewRequests = reviewRequests
    self.rules = rules
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    nodeLabels = try container.value(.nodeLabels, or: [:])
    logins = try container.list(.logins)
    request = try container.value(.request, or: RequestConditions())
    reviewRequests = try container.value(.reviewRequests, or: ReviewConditions())
    rules = try container.list(.rules)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if !nodeLabels.isEmpty { try container.encode(nodeLabels, forKey: .nodeLabels) }
    try container.encodeFilled(logins, forKey: .logins)
    if request != RequestConditions() { try container.encode(request, forKey: .request) }
    if reviewRequests != ReviewConditions() { try container.encode(reviewRequests, forKey: .reviewRequests) }
    try container.encodeFilled(rules, forKey: .rules)
  }

  private enum CodingKeys: String, CodingKey {
    case logins, request, rules
    case nodeLabels = "node_labels"
    case reviewRequests = "review_requests"
  }
}

/// What holders may ask for.
public struct RequestConditions: Codable, Hashable, Sendable {
  /// Roles through which holders may find and request resources; literal names.
  public var searchAsRoles: [RoleName]

  public init(searchAsRoles: [RoleName] = []) { self.searchAsRoles = searchAsRoles }

  public init(from decoder: any Decoder) throws {
    searchAsRoles = try decoder.container(keyedBy: CodingKeys.self).list(.searchAsRoles)
  }

  private enum CodingKeys: String, CodingKey { case searchAsRoles = "search_as_roles" }
}

/// Whose requests holders may review.
public struct ReviewConditions: Codable, Hashable, Sendable {
  /// Role names, or patterns of them (`*`, `^…$`), that a reviewed request may be for.
  public var roles: [String]
  /// Roles as which a reviewer may look at (not reach) the requested resources; literal names.
  public var previewAsRoles: [RoleName]

  public init(roles: [String] = [], previewAsRoles: [RoleName] = []) {
    self.roles = roles
    self.previewAsRoles = previewAsRoles
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    roles = try container.list(.roles)
    previewAsRoles = try container.list(.previewAsRoles)
  }

  private enum CodingKeys: String, CodingKey {
    case roles
    case previewAsRoles = "preview_as_roles"
  }
}

/// A right to do something to documents of some kinds.
public struct Rule: Codable, Hashable, Sendable {
  /// Kinds, or `*`.
  public var resources: [String]
  /// Verbs, or `*`.
  public var verbs: [String]

  public init(resources: [String], verbs: [String]) {
    self.resources = resources
    self.verbs = verbs
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    resources = try container.list(.resources)
    verbs = try container.list(.verbs)
  }

  private enum CodingKeys: String, CodingKey { case resources, verbs }
}

extension Document where Spec == RoleSpec {
  public var name: RoleName { RoleName(metadata.name) }

  public init(
    name: RoleName, labels: [String: String] = [:], options: RoleOptions = RoleOptions(),
    allow: RoleConditions = RoleConditions(), deny: RoleConditions = RoleConditions()
  ) {
    self.init(
      version: "v8", metadata: Metadata(name: name.text, labels: labels),
      spec: RoleSpec(options: options, allow: allow, deny: deny))
  }
}
