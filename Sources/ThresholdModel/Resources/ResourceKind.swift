/// The kinds of things that labels of roles, locks and access requests can reach.
/// Source: reference, roles-and-resources §5.3 and §6; the names of the Identity Center kinds are its reading.
public enum ResourceKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// An SSH server.
  case node
  case database = "db"
  case kubeCluster = "kube_cluster"
  case app
  /// Also what a `dynamic_windows_desktop` document stands for.
  case windowsDesktop = "windows_desktop"
  case gitServer = "git_server"
  case userGroup = "user_group"
  case account = "aws_ic_account"
  case assignment = "aws_ic_account_assignment"
  case samlProvider = "saml_idp_service_provider"
  case remoteCluster = "remote_cluster"
  case workloadIdentity = "workload_identity"
  case databaseService = "db_service"

  /// The kind's own name first, then what people may type instead; all in lower case.
  public var aliases: [String] {
    let others =
      switch self {
      case .node: ["nodes", "server", "servers", "ssh"]
      case .database: ["dbs", "database", "databases"]
      case .kubeCluster: ["kube_clusters", "kube", "kubes", "kubernetes", "kubernetes_cluster", "kube-cluster"]
      case .app: ["apps", "application", "applications"]
      case .windowsDesktop: ["windows_desktops", "desktop", "desktops", "windows", "dynamic_windows_desktop", "dynamic_windows_desktops"]
      case .gitServer: ["git_servers", "git"]
      case .userGroup: ["user_groups", "usergroup"]
      case .account: ["aws_ic_accounts", "aws-ic-account"]
      case .assignment: ["aws_ic_account_assignments", "aws_identity_center_account_assignment"]
      case .samlProvider: ["saml_idp_service_providers", "saml_sp", "saml_sps"]
      case .remoteCluster: ["remote_clusters", "rc"]
      case .workloadIdentity: ["workload_identities", "workload-identity"]
      case .databaseService: ["db_services", "databaseservice"]
      }
    return [rawValue] + others
  }

  /// Reads a kind by any of its aliases, in any case; nil for other words.
  public init?(alias text: String) {
    let word = text.lowercased()
    guard let kind = Self.allCases.first(where: { $0.aliases.contains(word) }) else { return nil }
    self = kind
  }

  /// What one thing of the kind is called in messages.
  public var subject: String {
    switch self {
    case .node: "server"
    case .database: "database"
    case .kubeCluster: "Kubernetes cluster"
    case .app: "app"
    case .windowsDesktop: "Windows desktop"
    case .gitServer: "Git server"
    case .userGroup: "user group"
    case .account: "Identity Center account"
    case .assignment: "Identity Center account assignment"
    case .samlProvider: "SAML service provider"
    case .remoteCluster: "remote cluster"
    case .workloadIdentity: "workload identity"
    case .databaseService: "database service"
    }
  }
}

/// A resource's place among all resources: its kind and its `metadata.name`.
public struct ResourceKey: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  public let kind: ResourceKind
  public let name: String

  public init(_ kind: ResourceKind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  public static func < (left: Self, right: Self) -> Bool { (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name) }
  public var description: String { "\(kind.rawValue)/\(name)" }
}
