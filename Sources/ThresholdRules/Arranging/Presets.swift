public import ThresholdModel

/// The roles that a new cluster starts with. Source: reference, roles-and-resources §4.
public enum Presets {
  /// The label that marks them.
  public static let label = ["teleport.internal/resource-type": "preset"]

  /// Roles that name others come after them.
  public static let roles: [Role] = [access, editor, auditor, requester, reviewer]

  /// Every server, as whoever the user's own `logins` trait says.
  public static let access = role(
    "access", "reach every server with the logins of the user's own traits",
    allow: RoleConditions(nodeLabels: ["*": ["*"]], logins: ["{{internal.logins}}"]))

  /// Manages the configuration; reaches no server.
  public static let editor = role(
    "editor", "manage users, roles, lists, servers, tokens, locks and access requests",
    allow: RoleConditions(rules: [
      Rule(
        resources: ["user", "role", "access_list", "access_list_member", "access_request", "lock", "node", "token"],
        verbs: ["list", "create", "read", "update", "delete"])
    ]))

  /// Reads what happened.
  public static let auditor = role(
    "auditor", "read the audit log and sessions",
    allow: RoleConditions(rules: [Rule(resources: ["event", "session", "session_tracker"], verbs: ["list", "read"])]))

  /// May ask for what `access` opens.
  public static let requester = role(
    "requester", "ask for what the role access opens",
    allow: RoleConditions(request: RequestConditions(searchAsRoles: ["access"])))

  /// May review requests for `access`.
  public static let reviewer = role(
    "reviewer", "review requests for the role access",
    allow: RoleConditions(reviewRequests: ReviewConditions(roles: ["access"], previewAsRoles: ["access"])))

  private static func role(_ name: RoleName, _ description: String, allow: RoleConditions) -> Role {
    var role = Role(name: name, labels: label, allow: allow)
    role.metadata.description = description
    return role
  }
}
