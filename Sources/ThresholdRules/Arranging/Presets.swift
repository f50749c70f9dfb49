public import ThresholdModel

/// The roles that a cluster starts with, and the user who reviews by rule. Source: reference, roles-and-resources §4.
public enum Presets {
  /// Marks what a cluster made by itself: `preset` for people's roles, `system` for its own.
  public static let labelKey = "teleport.internal/resource-type"
  /// The label of roles that people hold.
  public static let label = [labelKey: "preset"]
  /// The label of what only the cluster uses.
  public static let systemLabel = [labelKey: "system"]

  /// Every preset; roles that name others come after them.
  public static let roles: [Role] = [
    access, groupAccess, editor, auditor, requester, reviewer, deviceAdmin, deviceEnroll, requireTrustedDevice, terraformProvider,
    listAccessRequestResources, accessPlugin, workloadIdentityIssuer, oktaAccess, oktaRequester, identityCenterAccess, accessApprover,
  ]

  /// Users that only the cluster acts as; nobody can sign in as one.
  public static let users: [User] = [accessApprovalBot]

  /// Whether somebody is one of those users and not a person.
  static func isSystem(_ role: RoleName) -> Bool { role.text.hasPrefix("@") }
  static func isSystem(_ user: UserKey) -> Bool { users.contains { $0.name.key == user } }

  static let everything: LabelMap = ["*": ["*"]]
  static let readOnly = ["list", "read"]
  static let readWrite = ["list", "create", "read", "update", "delete"]

  /// A role of people.
  static func role(_ name: RoleName, _ description: String, options: RoleOptions = RoleOptions(), allow: RoleConditions) -> Role {
    var role = Role(name: name, labels: label, options: options, allow: allow)
    role.metadata.description = description
    return role
  }

  /// A role that only the cluster uses.
  static func systemRole(_ name: RoleName, _ description: String, allow: RoleConditions) -> Role {
    var role = role(name, description, allow: allow)
    role.metadata.labels = systemLabel
    return role
  }
}

extension RoleConditions {
  /// Conditions that open every resource of some kinds by label.
  init(everyOneOf fields: [LabelField], rules: [Rule] = []) {
    self.init(rules: rules)
    for field in fields { labels[field] = Presets.everything }
  }
}
