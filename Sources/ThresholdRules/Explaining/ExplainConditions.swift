import ThresholdModel

/// What roles ask of resources, condition by condition. Source: reference, roles-and-resources §3.2 and §3.3.
extension ResolvedRole {
  /// What the allow side asks, met or not.
  func allowConditions(on target: Target) -> [LabelCondition] {
    if case .samlProvider = target.resource, !compiled.version.decidesSAMLByLabels {
      return [LabelCondition(.nothing, wanted: [], found: nil, isMet: options.samlIdPEnabled != false)]
    }
    return allow.conditions(on: target)
  }

  /// What the deny side is about, met or not.
  func denyConditions(on target: Target) -> [LabelCondition] {
    if case .samlProvider = target.resource, options.samlIdPEnabled == false {
      return [LabelCondition(.nothing, wanted: [], found: nil, isMet: true)]
    }
    return deny.conditions(on: target)
  }
}

extension ResolvedConditions {
  fileprivate func conditions(on target: Target) -> [LabelCondition] {
    if let field = target.resource.kind.labelField { return labels(field)?.conditions(on: target.labels) ?? [] }
    let isMet = match(target) == .matches
    switch target.resource {
    case .gitServer(let server):
      guard !gitHubOrganizations.isEmpty else { return [] }
      return [LabelCondition(.name, wanted: gitHubOrganizations.map(\.text), found: server.organization, isMet: isMet)]
    case .account(let account):
      guard !accountAssignments.isEmpty else { return [] }
      return [LabelCondition(.name, wanted: accountAssignments.map(\.account.text), found: account.spec.accountID, isMet: isMet)]
    case .assignment(let assignment):
      guard !accountAssignments.isEmpty else { return [] }
      let wanted = accountAssignments.map { "\($0.account.text) \($0.permissionSet.text)" }
      let found = "\(assignment.spec.accountID) \(assignment.spec.permissionSet.arn)"
      return [LabelCondition(.name, wanted: wanted, found: found, isMet: isMet)]
    default: return []
    }
  }
}

extension ResolvedLabels {
  fileprivate func conditions(on labels: [String: String]) -> [LabelCondition] {
    var found: [LabelCondition] = []
    switch map {
    case nil: break
    case .nothing: found.append(LabelCondition(.everything, wanted: [], found: nil, isMet: false))
    case .everything: found.append(LabelCondition(.everything, wanted: ["*"], found: nil, isMet: true))
    case .all(let needs):
      for need in needs {
        let value = labels.exactValue(need.key)
        let isMet = value.map { value in need.patterns.contains { $0.matches(value) } } ?? false
        // What listings do not show is not shown here either.
        let isShown = !need.key.hasPrefix(Labels.hiddenPrefix) && !need.key.hasPrefix(Labels.internalPrefix)
        found.append(
          LabelCondition(.label(need.key), wanted: need.patterns.map(\.text), found: isShown ? value : nil, isMet: isMet))
      }
    }
    if let expression {
      let isMet = (try? expression.isTrue(in: JoinedScope(LabelScope(labels), person.scope))) ?? false
      found.append(LabelCondition(.expression, wanted: [expression.text], found: nil, isMet: isMet))
    }
    return found
  }
}

extension AccessCheck {
  /// The entry of a role's document that names an account; nil when none does.
  func entry(naming principal: Principal, in role: ResolvedRole, for person: Person) -> String? {
    role.compiled.role.spec.allow[principal.field].first { text in
      guard let list = PrincipalRule(principal.field, [text], on: .allow)?.resolved(for: person) else { return false }
      return facts.names(principal, in: list, on: .allow)
    }
  }

  /// The accounts of a kind that a role allows and nobody denies; `*` for all of them.
  func allowed(_ field: PrincipalField, by role: ResolvedRole) -> [String] {
    let list = role.allow.principals(field)
    let values = list.values.filter { denial(of: Principal(field, $0)) == nil }
    return ((list.isEverything ? ["*"] : []) + Set(values.map(ExactText.init)).map(\.text)).sorted()
  }
}
