/// Which label fields a role has: what each of them opens or closes.
/// Source: reference, roles-and-resources §1.2.
public enum LabelField: String, Hashable, Sendable, CaseIterable {
  case node = "node_labels"
  case app = "app_labels"
  case database = "db_labels"
  case databaseService = "db_service_labels"
  case kubernetes = "kubernetes_labels"
  case desktop = "windows_desktop_labels"
  case cluster = "cluster_labels"
  case group = "group_labels"
  case workloadIdentity = "workload_identity_labels"

  /// The twin that holds a label expression instead of a map.
  public var expression: String { rawValue + "_expression" }
}

/// Which lists of accounts a role has. All of them take trait templates.
/// Source: reference, roles-and-resources §1.2.
public enum PrincipalField: String, Hashable, Sendable, CaseIterable {
  case logins
  case hostGroups = "host_groups"
  case hostSudoers = "host_sudoers"
  case databaseUsers = "db_users"
  case databaseNames = "db_names"
  case databaseRoles = "db_roles"
  case kubernetesUsers = "kubernetes_users"
  case kubernetesGroups = "kubernetes_groups"
  case awsRoleARNs = "aws_role_arns"
  case azureIdentities = "azure_identities"
  case gcpServiceAccounts = "gcp_service_accounts"
  case mcpTools = "mcp.tools"
  case windowsLogins = "windows_desktop_logins"
  case desktopGroups = "desktop_groups"
}

/// One side of a role: `allow` and `deny` have the same shape.
public struct RoleConditions: Codable, Hashable, Sendable {
  /// Which resources, by label. A field that is absent takes the default of the role's version;
  /// one that is written empty matches nothing.
  public var labels: [LabelField: LabelMap]
  /// Which resources, by an expression over labels and traits; together with a map an allow needs both
  /// and a deny either. Source: §3.3.
  public var labelExpressions: [LabelField: String]
  /// As whom, on those resources.
  public var principals: [PrincipalField: [String]]
  public var databasePermissions: [DatabasePermission]
  /// Objects inside Kubernetes clusters; empty takes the default of the role's version.
  public var kubernetesResources: [KubernetesResource]
  public var githubPermissions: [GitHubPermission]
  public var accountAssignments: [AccountAssignment]
  public var spiffe: [SPIFFECondition]
  public var request: RequestConditions
  public var reviewRequests: ReviewConditions
  /// Administrative rights on kinds of documents.
  public var rules: [Rule]
  public var impersonate: ImpersonateConditions
  public var joinSessions: [SessionJoinPolicy]
  public var requireSessionJoin: [SessionRequirePolicy]

  public init(
    nodeLabels: LabelMap? = nil, logins: [String] = [], request: RequestConditions = RequestConditions(),
    reviewRequests: ReviewConditions = ReviewConditions(), rules: [Rule] = []
  ) {
    labels = nodeLabels.map { [.node: $0] } ?? [:]
    labelExpressions = [:]
    principals = logins.isEmpty ? [:] : [.logins: logins]
    databasePermissions = []
    kubernetesResources = []
    githubPermissions = []
    accountAssignments = []
    spiffe = []
    self.request = request
    self.reviewRequests = reviewRequests
    self.rules = rules
    impersonate = ImpersonateConditions()
    joinSessions = []
    requireSessionJoin = []
  }

  /// Which SSH servers; empty matches none.
  public var nodeLabels: LabelMap {
    get { labels[.node] ?? [:] }
    set { labels[.node] = newValue }
  }

  /// Operating-system accounts on those servers; `{{internal.logins}}` stands for the user's trait.
  public var logins: [String] {
    get { self[.logins] }
    set { self[.logins] = newValue }
  }

  /// The accounts of one field; empty when it is absent.
  public subscript(field: PrincipalField) -> [String] {
    get { principals[field] ?? [] }
    set { principals[field] = newValue.isEmpty ? nil : newValue }
  }
}

extension RoleConditions {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    self.init()
    for field in LabelField.allCases {
      labels[field] = try container.decodeIfPresent(LabelMap.self, forKey: FieldKey(field.rawValue))
      let expression: String = try container.value(FieldKey(field.expression), or: "")
      labelExpressions[field] = expression.isEmpty ? nil : expression
    }
    for field in PrincipalField.allCases where field != .mcpTools { self[field] = try container.list(FieldKey(field.rawValue)) }
    self[.mcpTools] = try container.decodeIfPresent(MCPConditions.self, forKey: "mcp")?.tools ?? []
    databasePermissions = try container.list("db_permissions")
    kubernetesResources = try container.list("kubernetes_resources")
    githubPermissions = try container.list("github_permissions")
    accountAssignments = try container.list("account_assignments")
    spiffe = try container.list("spiffe")
    request = try container.value("request", or: RequestConditions())
    reviewRequests = try container.value("review_requests", or: ReviewConditions())
    rules = try container.list("rules")
    impersonate = try container.value("impersonate", or: ImpersonateConditions())
    joinSessions = try container.list("join_sessions")
    requireSessionJoin = try container.list("require_session_join")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    for (field, map) in labels { try container.encode(map, forKey: FieldKey(field.rawValue)) }
    for (field, text) in labelExpressions { try container.encode(text, forKey: FieldKey(field.expression)) }
    for (field, texts) in principals where field != .mcpTools { try container.encode(texts, forKey: FieldKey(field.rawValue)) }
    if !self[.mcpTools].isEmpty { try container.encode(MCPConditions(tools: self[.mcpTools]), forKey: "mcp") }
    try container.encodeFilled(databasePermissions, forKey: "db_permissions")
    try container.encodeFilled(kubernetesResources, forKey: "kubernetes_resources")
    try container.encodeFilled(githubPermissions, forKey: "github_permissions")
    try container.encodeFilled(accountAssignments, forKey: "account_assignments")
    try container.encodeFilled(spiffe, forKey: "spiffe")
    if request != RequestConditions() { try container.encode(request, forKey: "request") }
    if reviewRequests != ReviewConditions() { try container.encode(reviewRequests, forKey: "review_requests") }
    try container.encodeFilled(rules, forKey: "rules")
    if impersonate != ImpersonateConditions() { try container.encode(impersonate, forKey: "impersonate") }
    try container.encodeFilled(joinSessions, forKey: "join_sessions")
    try container.encodeFilled(requireSessionJoin, forKey: "require_session_join")
  }
}

/// What `mcp` holds: the tools of MCP servers, as text, globs or `^…$`.
private struct MCPConditions: Codable {
  var tools: [String]

  init(tools: [String]) { self.tools = tools }
  init(from decoder: any Decoder) throws { tools = try decoder.container(keyedBy: FieldKey.self).list("tools") }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    try container.encode(tools, forKey: "tools")
  }
}

/// A field's name as a coding key, for types whose fields are listed elsewhere.
struct FieldKey: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ text: String) { stringValue = text }
  init(stringLiteral value: String) { stringValue = value }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
