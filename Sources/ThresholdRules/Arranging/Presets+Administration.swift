public import ThresholdModel

/// Presets that manage, ask and review; none of them opens a resource.
extension Presets {
  /// Manages the configuration; reaches no resource.
  public static let editor = role(
    "editor", "manage users, roles, lists, resources, tokens, locks and access requests",
    allow: RoleConditions(rules: [
      Rule(resources: editedKinds, verbs: readWrite),
      Rule(resources: ["device"], verbs: readWrite + ["create_enroll_token", "enroll"]),
      Rule(resources: ["integration", "security_report", "audit_query"], verbs: readWrite + ["use"]),
      Rule(resources: ["db_service", "instance"], verbs: readOnly),
    ]))

  private static let editedKinds = [
    "user", "role", "bot", "bot_instance", "auth_connector", "oidc", "saml", "github", "login_rule", "saml_idp_service_provider",
    "user_group",
    "access_list", "access_list_member", "access_list_review", "access_request", "access_monitoring_rule", "lock", "notification",
    "crown_jewel", "node", "db", "db_object_import_rule", "app_server", "git_server", "server_info", "static_host_user", "token",
    "trusted_cluster", "remote_cluster", "discovery_config", "installer", "cluster_auth_preference", "cluster_networking_config",
    "session_recording_config", "cluster_audit_config", "cluster_maintenance_config", "cluster_name", "ui_config", "vnet_config",
    "autoupdate_config", "autoupdate_version", "network_restrictions", "external_audit_storage", "cluster_alert", "workload_identity",
    "spiffe_federation", "workload_identity_x509_revocation", "plugin", "okta_import_rule", "okta_assignment", "access_graph", "billing",
    "connection_diagnostic", "user_task", "aws_identity_center",
  ]

  /// Reads what happened. Its login is one that no server can have.
  public static let auditor = role(
    "auditor", "read the audit log and sessions",
    allow: RoleConditions(
      logins: ["no-login-4fcb3c66-4c2c-4b0c-9a43-0d7f2c1d5b8e"],
      rules: [
        Rule(
          resources: ["session", "event", "session_tracker", "cluster_alert", "instance", "bot_instance", "notification"],
          verbs: readOnly),
        Rule(resources: ["security_report", "audit_query"], verbs: readOnly + ["use"]),
      ]))

  /// May ask for what `access` and `group-access` open.
  public static let requester = role(
    "requester", "ask for what the roles access and group-access open",
    allow: RoleConditions(request: RequestConditions(searchAsRoles: ["access", "group-access"])))

  /// May review requests for `access` and `group-access`.
  public static let reviewer = role(
    "reviewer", "review requests for the roles access and group-access",
    allow: RoleConditions(
      reviewRequests: ReviewConditions(roles: ["access", "group-access"], previewAsRoles: ["access", "group-access"])))

  /// Manages enrolled devices.
  public static let deviceAdmin = role(
    "device-admin", "manage enrolled devices",
    allow: RoleConditions(rules: [Rule(resources: ["device"], verbs: readWrite + ["create_enroll_token", "enroll"])]))

  /// Enrols devices.
  public static let deviceEnroll = role(
    "device-enroll", "enrol devices", allow: RoleConditions(rules: [Rule(resources: ["device"], verbs: ["enroll"])]))

  /// Manages what code can describe; sees resources, without an account on any.
  public static let terraformProvider = role(
    "terraform-provider", "manage the configuration as code",
    allow: RoleConditions(
      everyOneOf: [.app, .database, .node],
      rules: [
        Rule(
          resources: [
            "access_list", "access_list_member", "access_monitoring_rule", "app", "autoupdate_config", "autoupdate_version", "bot",
            "cluster_auth_preference", "cluster_maintenance_config", "cluster_networking_config", "db", "device", "discovery_config",
            "dynamic_windows_desktop", "github", "installer", "integration", "lock", "login_rule", "node", "oidc", "okta_import_rule",
            "role", "saml", "session_recording_config", "static_host_user", "token", "trusted_cluster", "user", "workload_identity",
          ], verbs: readWrite)
      ]))

  /// Programs that tell people about access requests.
  public static let accessPlugin: Role = {
    var allow = RoleConditions(rules: [
      Rule(resources: ["access_request", "access_list", "access_monitoring_rule"], verbs: readOnly),
      Rule(resources: ["access_plugin_data"], verbs: ["update"]),
    ])
    allow.reviewRequests.previewAsRoles = ["list-access-request-resources"]
    return role("access-plugin", "read access requests, for programs that tell people about them", allow: allow)
  }()

  /// May ask for what `okta-access` opens.
  public static let oktaRequester = systemRole(
    "okta-requester", "ask for applications and groups of Okta",
    allow: RoleConditions(request: RequestConditions(searchAsRoles: ["okta-access"])))

  /// Reviews whatever a monitoring rule says.
  public static let accessApprover = systemRole(
    "@teleport-access-approver", "review access requests by rule",
    allow: RoleConditions(reviewRequests: ReviewConditions(roles: ["*"])))

  /// The author of automatic reviews.
  public static let accessApprovalBot: User = {
    var user = User(name: "@teleport-access-approval-bot", roles: [accessApprover.name])
    user.metadata.labels = systemLabel
    user.metadata.description = "reviews access requests by rule"
    return user
  }()
}
