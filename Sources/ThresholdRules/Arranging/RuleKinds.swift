/// The kinds that administrative rules may name. Source: reference, roles-and-resources §5.1 and §5.3.
public enum RuleKinds {
  /// What the kinds of a group have in common, with the kinds in the reference's order.
  public static let groups: [(name: String, kinds: [String])] = [
    (
      "identity",
      [
        "user", "role", "bot", "bot_instance", "user_group", "user_login_state", "device", "mfa_device", "login_rule", "oidc", "saml",
        "github", "auth_connector", "saml_idp_service_provider",
      ]
    ),
    (
      "governance",
      [
        "access_request", "access_list", "access_list_member", "access_list_review", "access_monitoring_rule", "access_plugin_data",
        "plugin_data", "lock", "notification", "crown_jewel",
      ]
    ),
    (
      "infrastructure",
      [
        "node", "db", "db_server", "db_service", "db_object", "db_object_import_rule", "kube_cluster", "kube_server", "app", "app_server",
        "windows_desktop", "windows_desktop_service", "dynamic_windows_desktop", "git_server", "server_info", "static_host_user",
        "instance",
      ]
    ),
    (
      "joining and trust",
      [
        "token", "cert_authority", "host_cert", "trusted_cluster", "remote_cluster", "tunnel", "integration", "discovery_config",
        "installer", "proxy", "auth_server",
      ]
    ),
    (
      "cluster settings",
      [
        "cluster_auth_preference", "cluster_networking_config", "session_recording_config", "cluster_audit_config",
        "cluster_maintenance_config", "cluster_name", "ui_config", "vnet_config", "autoupdate_config", "autoupdate_version",
        "network_restrictions", "external_audit_storage",
      ]
    ),
    (
      "audit and sessions",
      [
        "event", "session", "session_tracker", "ssh_session", "audit_query", "security_report", "cluster_alert", "usage_event",
      ]
    ),
    ("workload", ["workload_identity", "spiffe_federation", "workload_identity_x509_revocation"]),
    (
      "other",
      [
        "plugin", "okta_import_rule", "okta_assignment", "access_graph", "billing", "license", "connection_diagnostic", "user_task",
        "aws_identity_center", "aws_ic_account", "aws_ic_account_assignment",
      ]
    ),
  ]

  /// All of them.
  public static let all: Set<String> = Set(groups.flatMap(\.kinds))
}
