public import ThresholdModel

/// Presets that open resources.
extension Presets {
  /// Every resource, as whoever the user's own traits say.
  public static let access: Role = {
    var options = RoleOptions()
    options.forwardAgent = true
    options.sshPortForwarding = PortForwarding(local: true, remote: true)
    options.recordSession = SessionRecording(byDefault: .bestEffort, desktop: true)
    var allow = RoleConditions(
      everyOneOf: [.node, .app, .kubernetes, .desktop, .database, .databaseService],
      rules: [
        Rule(resources: ["event"], verbs: readOnly), Rule(resources: ["instance"], verbs: readOnly),
        Rule(resources: ["cluster_maintenance_config"], verbs: readOnly),
        Rule(resources: ["session"], verbs: ["read", "list"], condition: "contains(session.participants, user.metadata.name)"),
      ])
    allow[.logins] = ["{{internal.logins}}"]
    allow[.windowsLogins] = ["{{internal.windows_logins}}"]
    allow[.kubernetesUsers] = ["{{internal.kubernetes_users}}"]
    allow[.kubernetesGroups] = ["{{internal.kubernetes_groups}}"]
    allow[.databaseUsers] = ["{{internal.db_users}}"]
    allow[.databaseNames] = ["{{internal.db_names}}"]
    allow[.databaseRoles] = ["{{internal.db_roles}}"]
    allow[.awsRoleARNs] = ["{{internal.aws_role_arns}}"]
    allow[.azureIdentities] = ["{{internal.azure_identities}}"]
    allow[.gcpServiceAccounts] = ["{{internal.gcp_service_accounts}}"]
    allow[.mcpTools] = ["{{internal.mcp_tools}}"]
    allow.githubPermissions = [GitHubPermission(orgs: ["{{internal.github_orgs}}"])]
    allow.kubernetesResources = [KubernetesResource(kind: "*", apiGroup: "*", namespace: "*", name: "*", verbs: ["*"])]
    return role("access", "reach every resource with the accounts of the user's own traits", options: options, allow: allow)
  }()

  /// Every user group.
  public static let groupAccess = role(
    "group-access", "reach every user group",
    allow: RoleConditions(everyOneOf: [.group], rules: [Rule(resources: ["user_group"], verbs: readOnly)]))

  /// Every resource, from an enrolled device only.
  public static let requireTrustedDevice: Role = {
    var options = RoleOptions()
    options.deviceTrustMode = .required
    var allow = RoleConditions(everyOneOf: [.node, .kubernetes, .database])
    allow[.logins] = ["{{internal.logins}}"]
    allow[.kubernetesGroups] = ["{{internal.kubernetes_groups}}", "system:masters", "developers", "viewers"]
    allow[.databaseNames] = ["*"]
    allow[.databaseUsers] = ["*"]
    return role("require-trusted-device", "reach resources from an enrolled device only", options: options, allow: allow)
  }()

  /// Sees every resource that can be requested, and reaches none.
  public static let listAccessRequestResources = role(
    "list-access-request-resources", "look at resources that access requests name",
    allow: RoleConditions(everyOneOf: [.node, .app, .kubernetes, .database, .desktop, .group]))

  /// May issue every workload identity.
  public static let workloadIdentityIssuer = role(
    "wildcard-workload-identity-issuer", "issue every workload identity",
    allow: RoleConditions(everyOneOf: [.workloadIdentity], rules: [Rule(resources: ["workload_identity"], verbs: readOnly)]))

  /// What requests for Okta's applications and groups search as.
  public static let oktaAccess: Role = {
    var allow = RoleConditions()
    for field in [LabelField.app, .group] { allow.labels[field] = ["teleport.dev/origin": ["okta"]] }
    return systemRole("okta-access", "reach applications and groups of Okta", allow: allow)
  }()

  /// What requests for AWS Identity Center search as.
  public static let identityCenterAccess: Role = {
    var allow = RoleConditions()
    allow.accountAssignments = [AccountAssignment(account: "*", permissionSet: "*")]
    return systemRole("aws-ic-access", "hold every assignment of AWS Identity Center", allow: allow)
  }()
}
