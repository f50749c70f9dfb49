import ThresholdModel

/// A role for one user: templates filled in with the user's traits.
///
/// Never changed once made; a class, so that one resolution serves many decisions.
final class ResolvedRole: Sendable {
  let compiled: CompiledRole
  let allow: ResolvedConditions
  let deny: ResolvedConditions

  var name: RoleName { compiled.name }
  var options: RoleOptions { compiled.options }

  init(_ compiled: CompiledRole, for person: Person) {
    self.compiled = compiled
    allow = ResolvedConditions(compiled.allow, on: .allow, for: person)
    deny = ResolvedConditions(compiled.deny, on: .deny, for: person)
  }
}

/// One side of a role for one user.
struct ResolvedConditions: Sendable {
  private var labels: [LabelField: ResolvedLabels] = [:]
  private var principals: [PrincipalField: ResolvedPrincipals] = [:]
  /// GitHub organisations as patterns.
  let gitHubOrganizations: [Pattern]
  let accountAssignments: [AssignmentRule]
  let kubernetes: KubernetesRules

  init(_ conditions: CompiledConditions, on side: LabelSelector.Side, for person: Person) {
    for field in LabelField.allCases {
      if let rule = conditions.labels(field) { labels[field] = rule.resolved(for: person) }
    }
    for field in PrincipalField.allCases {
      if let rule = conditions.principals(field) { principals[field] = rule.resolved(for: person) }
    }
    let unreadable: [Pattern] = side == .deny ? [.any] : []
    gitHubOrganizations = conditions.gitHubOrganizations.flatMap { template -> [Pattern] in
      guard let template else { return unreadable }
      return template.expanded(with: person.traits).flatMap { text in (try? Pattern(text)).map { [$0] } ?? unreadable }
    }
    accountAssignments = conditions.accountAssignments
    kubernetes = conditions.kubernetes.resolved(with: person.traits)
  }

  func labels(_ field: LabelField) -> ResolvedLabels? { labels[field] }
  func principals(_ field: PrincipalField) -> ResolvedPrincipals { principals[field] ?? .none(field) }
}
