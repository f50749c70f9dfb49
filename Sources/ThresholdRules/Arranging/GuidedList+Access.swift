import ThresholdModel

/// What people tell the guide as conditions of roles, and back. Source: reference, lists-and-requests §4.1.
extension GuidedAccess {
  /// The label of everything that AWS Identity Center brought.
  static let identityCenterLabels: LabelMap = ["teleport.dev/origin": ["aws-identity-center"]]

  /// What the standard access role allows; nil when it would allow nothing.
  var standardConditions: RoleConditions? {
    let access = filled
    guard !(access.labels.isEmpty && access.principals.isEmpty && access.githubOrgs == nil) else { return nil }
    var conditions = RoleConditions()
    conditions.labels = access.labels
    conditions.principals = access.principals
    conditions.githubPermissions = access.githubOrgs.map { [GitHubPermission(orgs: $0)] } ?? []
    return conditions
  }

  /// What the access role of AWS Identity Center allows; nil when it would allow nothing.
  var identityCenterConditions: RoleConditions? {
    guard let assignments = filled.assignments else { return nil }
    var conditions = RoleConditions()
    conditions.labels = [.app: Self.identityCenterLabels]
    conditions.accountAssignments = assignments
    return conditions
  }

  /// Reads the standard access role: what of it the guide knows. What it does not know is found by making the
  /// role again and comparing.
  init(standard conditions: RoleConditions) {
    let fields = GuidedField.allCases
    self.init(
      labels: conditions.labels.filter { entry in fields.contains { $0.label == entry.key } },
      principals: conditions.principals.filter { entry in fields.contains { $0.principal == entry.key } })
    if !conditions.githubPermissions.isEmpty { githubOrgs = conditions.githubPermissions.flatMap(\.orgs) }
  }
}
