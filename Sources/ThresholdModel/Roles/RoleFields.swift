/// The field table of roles: both sides have the same fields.
enum RoleFields {
  static let all: [Field] =
    [
      Field("spec.options", .object, "how holders' sessions behave"),
      Field("spec.options.max_session_ttl", .duration, "the longest sign-in; default 30h, the smallest over all roles counts"),
    ]
    + Field.notYet(options.map { "spec.options.\($0)" })
    + side("spec.allow", "allowed") + side("spec.deny", "denied, whatever else allows it")

  /// Options of the reference that this version does not enforce yet.
  private static let options = [
    "client_idle_timeout", "disconnect_expired_cert", "max_sessions", "max_connections", "max_kubernetes_connections",
    "forward_agent", "permit_x11_forwarding", "ssh_file_copy", "ssh_port_forwarding", "port_forwarding", "record_session",
    "enhanced_recording", "desktop_clipboard", "desktop_directory_sharing", "create_desktop_user", "create_host_user",
    "create_host_user_mode", "create_host_user_default_shell", "create_db_user", "create_db_user_mode", "require_session_mfa",
    "mfa_verification_interval", "device_trust_mode", "lock", "pin_source_ip", "cert_extensions", "cert_format",
    "request_access", "request_prompt", "idp",
  ]

  /// Conditions of the reference that this version does not enforce yet.
  private static let conditions = [
    "node_labels_expression", "app_labels", "app_labels_expression", "aws_role_arns", "azure_identities", "gcp_service_accounts",
    "mcp", "db_labels", "db_labels_expression", "db_users", "db_names", "db_roles", "db_permissions", "db_service_labels",
    "db_service_labels_expression", "kubernetes_labels", "kubernetes_labels_expression", "kubernetes_users", "kubernetes_groups",
    "kubernetes_resources", "windows_desktop_labels", "windows_desktop_labels_expression", "windows_desktop_logins", "desktop_groups",
    "cluster_labels", "cluster_labels_expression", "group_labels", "group_labels_expression", "workload_identity_labels",
    "workload_identity_labels_expression", "host_groups", "host_sudoers", "account_assignments", "github_permissions", "impersonate",
    "join_sessions", "require_session_join", "spiffe",
    "request.roles", "request.claims_to_roles", "request.thresholds", "request.suggested_reviewers", "request.annotations",
    "request.max_duration", "request.reason", "request.kubernetes_resources",
    "review_requests.claims_to_roles", "review_requests.where", "review_requests.submit_for_users",
    "rules[].where", "rules[].actions",
  ]

  private static func side(_ path: String, _ meaning: String) -> [Field] {
    [
      Field(path, .object, "what is \(meaning)"),
      Field("\(path).namespaces", .texts, owner: .server, "always `default`"),
      Field("\(path).node_labels", .selectors, limit: 100, "servers by label: what is \(meaning)"),
      Field("\(path).logins", .texts, limit: 200, "accounts on those servers"),
      Field("\(path).request", .object, "what may be requested"),
      Field("\(path).request.search_as_roles", .texts, limit: 200, "roles through which resources may be found and requested"),
      Field("\(path).review_requests", .object, "which requests may be reviewed"),
      Field("\(path).review_requests.roles", .texts, limit: 200, "roles, or patterns of them, that reviewed requests are for"),
      Field("\(path).review_requests.preview_as_roles", .texts, limit: 200, "roles as which requested resources may be looked at"),
      Field("\(path).rules", .objects, limit: 200, "rights on kinds of documents"),
      Field("\(path).rules[].resources", .texts, limit: 100, "kinds, or `*`"),
      Field("\(path).rules[].verbs", .texts, limit: 20, "verbs, or `*`"),
    ] + Field.notYet(conditions.map { "\(path).\($0)" })
  }
}
