import ThresholdModel

/// A role with everything in it read once: what decisions use.
///
/// Never changed once made; a class, so that decisions hand it around without copying what is in it.
final class CompiledRole: Sendable {
  let role: Role
  let version: RoleVersion
  let allow: CompiledConditions
  let deny: CompiledConditions
  /// What decisions ask of the options again and again, read once.
  let requiresSessionMFA: Bool
  let requiresTrustedDevice: Bool
  let makesDatabaseUsers: Bool
  /// Whether the role says anything for which an SSH connection may be refused.
  let mayRefuseSSH: Bool

  var name: RoleName { role.name }
  var options: RoleOptions { role.spec.options }

  init(_ role: Role) {
    self.role = role
    version = role.roleVersion
    allow = CompiledConditions(role.spec.allow.withDefaults(of: role.roleVersion), of: role.name, version: role.roleVersion, on: .allow)
    deny = CompiledConditions(role.spec.deny, of: role.name, version: role.roleVersion, on: .deny)
    let options = role.spec.options
    requiresSessionMFA = options.requiresSessionMFA
    requiresTrustedDevice = options.deviceTrustMode == .required
    makesDatabaseUsers = (options.createDatabaseUserMode ?? .off) != .off
    mayRefuseSSH = role.mayRefuseSSH
  }

  /// Roles that the role names literally, on either side.
  var namedRoles: Set<RoleName> { allow.namedRoles.union(deny.namedRoles) }
}

/// One side of a role, ready to decide.
struct CompiledConditions: Sendable {
  private let labels: [LabelField: LabelRule]
  private let principals: [PrincipalField: PrincipalRule]
  /// The resolved form, when no template and no expression makes it differ from user to user: shared by all.
  private(set) var fixed: ResolvedConditions?
  /// Nil stands for one that could not be read.
  let gitHubOrganizations: [Template?]
  let accountAssignments: [AssignmentRule]
  let kubernetes: CompiledKubernetesRules
  let request: CompiledRequest
  let review: CompiledReview
  let rules: CompiledRules
  let impersonation: CompiledImpersonation
  let requiresOthersInSSH: Bool
  let namedRoles: Set<RoleName>

  init(_ conditions: RoleConditions, of role: RoleName, version: RoleVersion, on side: LabelSelector.Side) {
    var labels: [LabelField: LabelRule] = [:]
    for field in LabelField.allCases {
      labels[field] = LabelRule(map: conditions.labels[field], expression: conditions.labelExpressions[field], on: side)
    }
    self.labels = labels
    var principals: [PrincipalField: PrincipalRule] = [:]
    for field in PrincipalField.allCases { principals[field] = PrincipalRule(field, conditions[field], on: side) }
    self.principals = principals
    gitHubOrganizations = conditions.githubPermissions.flatMap(\.orgs).map { try? Template($0) }
    accountAssignments = conditions.accountAssignments.compactMap { AssignmentRule($0, on: side) }
    kubernetes =
      side == .deny
      ? .deny(conditions.kubernetesResources, of: role, version: version.rawValue)
      : .allow(
        conditions.kubernetesResources, of: role, version: version.rawValue, hasKubernetesLabels: labels[.kubernetes] != nil)
    request = CompiledRequest(conditions.request, on: side)
    review = CompiledReview(conditions.reviewRequests, on: side)
    rules = CompiledRules(conditions.rules, on: side)
    impersonation = CompiledImpersonation(conditions.impersonate, on: side)
    requiresOthersInSSH = conditions.requireSessionJoin.contains { $0.kinds.contains("ssh") || $0.kinds.contains("*") }
    namedRoles = Set(conditions.request.searchAsRoles + conditions.reviewRequests.previewAsRoles)
      .union(request.roles.literals).union(review.roles.literals)
    let isFixed =
      labels.values.allSatisfy(\.isFixed) && principals.values.allSatisfy(\.isFixed) && kubernetes.isFixed
      && gitHubOrganizations.allSatisfy { $0.map { $0.literal != nil } ?? true }
    if isFixed { fixed = ResolvedConditions(self, on: side, for: Person(name: "", traits: [:])) }
  }

  func labels(_ field: LabelField) -> LabelRule? { labels[field] }
  func principals(_ field: PrincipalField) -> PrincipalRule? { principals[field] }
}

/// A permission set on accounts of Identity Center; nothing in it is a template. Source: §3.4.
struct AssignmentRule: Sendable {
  let account: Pattern
  let permissionSet: Pattern

  /// Nil when it cannot be read, which no door lets in; on the deny side it then covers everything.
  init?(_ assignment: AccountAssignment, on side: LabelSelector.Side) {
    guard let account = try? Pattern(assignment.account), let permissionSet = try? Pattern(assignment.permissionSet) else {
      guard side == .deny else { return nil }
      (self.account, self.permissionSet) = (.any, .any)
      return
    }
    (self.account, self.permissionSet) = (account, permissionSet)
  }
}

extension RoleConditions {
  /// The allow side with what an absent field means in a version of the role document.
  /// Source: reference, roles-and-resources §2.
  func withDefaults(of version: RoleVersion) -> RoleConditions {
    guard version == .v3 else { return self }
    var filled = self
    let everything: LabelMap = ["*": ["*"]]
    if filled.labels[.node] == nil, filled.labelExpressions[.node] == nil, !logins.isEmpty { filled.labels[.node] = everything }
    for field in [LabelField.app, .kubernetes, .database] where filled.labels[field] == nil && filled.labelExpressions[field] == nil {
      filled.labels[field] = everything
    }
    return filled
  }
}
