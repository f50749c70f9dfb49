public import ThresholdModel

/// The role that everybody has besides their own: never stored, never shown, named by nobody.
///
/// It opens the gate on kinds for listings; which resources come through is decided by labels. It has no labels and no
/// accounts. Source: reference, roles-and-resources §5.1.
public enum ImplicitRole {
  /// Reserved: no role can be stored under it.
  public static let name: RoleName = "default-implicit-role"

  /// The longest sign-in there is, and no recording of desktops, so that it forces nothing on anybody.
  public static let options: RoleOptions = {
    var options = RoleOptions(maxSessionTTL: RoleOptions.longestSession)
    options.recordSession = SessionRecording(desktop: false)
    return options
  }()

  /// Kinds whose documents are shown by labels and accounts, one by one: the implicit role lets everybody list them, and
  /// that alone shows nothing of them.
  static let kindsShownByAccess: Set<String> = [
    "node", "ssh_session", "app_server", "remote_cluster", "kube_server", "db_server", "db", "app", "windows_desktop_service",
    "windows_desktop", "dynamic_windows_desktop", "kube_cluster", "saml_idp_service_provider", "aws_identity_center", "git_server",
  ]

  /// Whether everybody may list a kind, and labels and accounts decide what comes through.
  public static func showsByAccess(_ kind: String) -> Bool { kindsShownByAccess.contains(kind) }

  /// Kinds that say nothing about anybody's access.
  private static let publicKinds: Set<String> = [
    "proxy", "auth_server", "tunnel", "cluster_auth_preference", "cluster_name", "vnet_config", "spiffe_federation",
  ]

  /// What it allows.
  public static let rules: [Rule] = [
    Rule(resources: (kindsShownByAccess.union(publicKinds)).sorted(), verbs: ["list", "read"]),
    Rule(resources: ["cert_authority"], verbs: ["list", "readnosecrets"]),
    Rule(resources: ["usage_event"], verbs: ["create"]),
  ]

  static let compiledRules = CompiledRules(rules, on: .allow)
}
