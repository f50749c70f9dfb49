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
    allow = compiled.allow.fixed ?? ResolvedConditions(compiled.allow, on: .allow, for: person)
    deny = compiled.deny.fixed ?? ResolvedConditions(compiled.deny, on: .deny, for: person)
  }
}

/// One side of a role for one user.
///
/// Never changed once made; a class, so that users for whom it is the same share one. A role names few
/// fields, so that going through them is quicker than any hash.
final class ResolvedConditions: Sendable {
  private let labels: [(field: LabelField, rule: ResolvedLabels)]
  private let principals: [ResolvedPrincipals]
  /// GitHub organisations as patterns.
  let gitHubOrganizations: [Pattern]
  let accountAssignments: [AssignmentRule]
  let kubernetes: KubernetesRules

  init(_ conditions: CompiledConditions, on side: LabelSelector.Side, for person: Person) {
    labels = LabelField.allCases.compactMap { field in
      conditions.labels(field).map { (field, $0.resolved(for: person)) }
    }
    principals = PrincipalField.allCases.compactMap { conditions.principals($0)?.resolved(for: person) }
    let unreadable: [Pattern] = side == .deny ? [.any] : []
    gitHubOrganizations = conditions.gitHubOrganizations.flatMap { template -> [Pattern] in
      guard let template else { return unreadable }
      return template.expanded(with: person.traits).flatMap { text in (try? Pattern(text)).map { [$0] } ?? unreadable }
    }
    accountAssignments = conditions.accountAssignments
    kubernetes = conditions.kubernetes.resolved(with: person.traits)
  }

  func labels(_ field: LabelField) -> ResolvedLabels? {
    for entry in labels where entry.field == field { return entry.rule }
    return nil
  }

  func principals(_ field: PrincipalField) -> ResolvedPrincipals {
    for list in principals where list.field == field { return list }
    return .none(field)
  }
}
