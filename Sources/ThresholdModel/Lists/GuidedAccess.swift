/// One thing that the guide asks for: which resources of a kind by label, or as whom on them.
/// Source: reference, lists-and-requests §4.3 and cli-api-terraform §1.3.
public enum GuidedField: String, Hashable, Sendable, CaseIterable {
  case nodeLabels = "node_labels"
  case logins
  case databaseLabels = "db_labels"
  case databaseUsers = "db_users"
  case databaseNames = "db_names"
  case kubernetesLabels = "kubernetes_labels"
  case kubernetesUsers = "kubernetes_users"
  case kubernetesGroups = "kubernetes_groups"
  case appLabels = "app_labels"
  case awsRoleARNs = "aws_role_arns"
  case azureIdentities = "azure_identities"
  case gcpServiceAccounts = "gcp_service_accounts"
  case mcpTools = "mcp_tools"
  case windowsLabels = "windows_labels"
  case windowsLogins = "windows_logins"
  case githubOrgs = "github_orgs"
  case assignments = "aws_ic_assignments"

  /// The role field of labels that it fills; nil for anything else.
  public var label: LabelField? {
    switch self {
    case .nodeLabels: .node
    case .databaseLabels: .database
    case .kubernetesLabels: .kubernetes
    case .appLabels: .app
    case .windowsLabels: .desktop
    default: nil
    }
  }

  /// The role field of accounts that it fills; nil for anything else.
  public var principal: PrincipalField? {
    switch self {
    case .logins: .logins
    case .databaseUsers: .databaseUsers
    case .databaseNames: .databaseNames
    case .kubernetesUsers: .kubernetesUsers
    case .kubernetesGroups: .kubernetesGroups
    case .awsRoleARNs: .awsRoleARNs
    case .azureIdentities: .azureIdentities
    case .gcpServiceAccounts: .gcpServiceAccounts
    case .mcpTools: .mcpTools
    case .windowsLogins: .windowsLogins
    default: nil
    }
  }
}

/// What a guided list opens, as people tell the guide, or what of it they change.
///
/// Shape: `{"node_labels": {"env": ["test"]}, "logins": ["ubuntu"]}`. A field that is absent is not said; one
/// that is empty clears what was said before. Source: reference, lists-and-requests §4.1.
public struct GuidedAccess: Hashable, Sendable {
  /// Which resources, by the role field that says so.
  public var labels: [LabelField: LabelMap]
  /// As whom on them, by the role field that says so.
  public var principals: [PrincipalField: [String]]
  /// GitHub organisations; nil when nothing is said.
  public var githubOrgs: [String]?
  /// Permission sets of AWS Identity Center accounts; nil when nothing is said.
  public var assignments: [AccountAssignment]?

  public init(
    labels: [LabelField: LabelMap] = [:], principals: [PrincipalField: [String]] = [:], githubOrgs: [String]? = nil,
    assignments: [AccountAssignment]? = nil
  ) {
    self.labels = labels
    self.principals = principals
    self.githubOrgs = githubOrgs
    self.assignments = assignments
  }

  /// SSH servers by label, as some accounts.
  public init(nodeLabels: LabelMap, logins: [String]) {
    self.init(labels: nodeLabels.isEmpty ? [:] : [.node: nodeLabels], principals: logins.isEmpty ? [:] : [.logins: logins])
  }

  /// Whether nothing is said at all, not even that something is cleared.
  public var saysNothing: Bool { labels.isEmpty && principals.isEmpty && githubOrgs == nil && assignments == nil }

  /// What counts: without the fields that are empty.
  public var filled: GuidedAccess {
    GuidedAccess(
      labels: labels.filter { !$0.value.isEmpty }, principals: principals.filter { !$0.value.isEmpty },
      githubOrgs: githubOrgs.flatMap { $0.isEmpty ? nil : $0 }, assignments: assignments.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// This with each field that a change says replaced whole. Source: reference, cli-api-terraform §1.3.
  public func changed(by change: GuidedAccess) -> GuidedAccess {
    GuidedAccess(
      labels: labels.merging(change.labels) { $1 }, principals: principals.merging(change.principals) { $1 },
      githubOrgs: change.githubOrgs ?? githubOrgs, assignments: change.assignments ?? assignments
    ).filled
  }
}

extension GuidedAccess: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    self.init()
    for field in GuidedField.allCases {
      let key = FieldKey(field.rawValue)
      if let label = field.label { labels[label] = try container.decodeIfPresent(LabelMap.self, forKey: key) }
      if let principal = field.principal { principals[principal] = try container.decodeIfPresent([String].self, forKey: key) }
    }
    githubOrgs = try container.decodeIfPresent([String].self, forKey: FieldKey(GuidedField.githubOrgs.rawValue))
    assignments = try container.decodeIfPresent([AccountAssignment].self, forKey: FieldKey(GuidedField.assignments.rawValue))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    for field in GuidedField.allCases {
      let key = FieldKey(field.rawValue)
      if let label = field.label { try container.encodeIfPresent(labels[label], forKey: key) }
      if let principal = field.principal { try container.encodeIfPresent(principals[principal], forKey: key) }
    }
    try container.encodeIfPresent(githubOrgs, forKey: FieldKey(GuidedField.githubOrgs.rawValue))
    try container.encodeIfPresent(assignments, forKey: FieldKey(GuidedField.assignments.rawValue))
  }
}

extension AccountAssignment {
  /// Reads `ACCOUNT^ARN`; `:` was the separator before, and ends the account at its first one.
  /// Source: reference, cli-api-terraform §1.3.
  /// - Throws: ``Problem`` of kind `badParameter` when one of the two is missing.
  public init(text: String) throws(Problem) {
    let separator: Character = text.contains("^") ? "^" : ":"
    guard let end = text.firstIndex(of: separator), end != text.startIndex, text.index(after: end) != text.endIndex else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not an account assignment", hint: "write ACCOUNT^PERMISSION-SET-ARN",
        path: GuidedField.assignments.rawValue)
    }
    self.init(account: String(text[..<end]), permissionSet: String(text[text.index(after: end)...]))
  }
}
