import ThresholdModel
import ThresholdRules

// Explanations as they are told: the rules' values in plain words and fields.

extension AccessExplanation {
  init(_ found: Explanation) {
    self.init(
      user: found.question.user, kind: found.resource.kind.rawValue, name: found.resource.name, displayName: found.resource.displayName,
      accounts: found.question.principals, at: found.at, signIn: found.question.signIn, allowed: found.isAllowed,
      until: found.grounds.first?.until, refusal: found.refusalWords)
    grounds = found.grounds.map(ToldGround.init)
    obstacles = found.obstacles.map(ToldObstacle.init)
    near = found.near.map { near in
      ToldNearRole(role: near.role, source: ToldSource(near.source, via: near.via), missing: near.missing.map(\.words))
    }
    moreNear = found.moreNear
    possibleAccounts = found.principals.map { set in
      Dictionary(set.accounts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { $1 })
    }
    shortestRequest = found.shortestRequest.map {
      ToldRequestPlan(roles: $0.roles, resources: $0.resources.map(\.description), command: $0.command)
    }
    requests = found.requests.map(ToldUsableRequest.init)
    approvers = found.approvers.map { approver in
      ToldApprover(
        user: approver.user, role: approver.holding?.role,
        source: approver.holding.map { ToldSource(Grant.Source($0.source), via: $0.via) })
    }
    moreApprovers = found.moreApprovers
  }
}

extension ToldSource {
  init(_ source: Grant.Source, via: [ListName] = []) {
    switch source {
    case .own: self.init(kind: .own)
    case .member(let list): self.init(kind: .member, list: list, via: via)
    case .owner(let list): self.init(kind: .owner, list: list, via: via)
    case .request(let id): self.init(kind: .request, request: id)
    }
  }
}

extension ToldGround {
  fileprivate init(_ ground: AccessGround) {
    self.init(
      role: ground.role, source: ToldSource(ground.source, via: ground.via), conditions: ground.conditions.map(ToldCondition.init),
      accounts: ground.accounts.map { ToldAccount(field: $0.principal.field, value: $0.principal.value, entry: $0.entry) },
      until: ground.until, ends: ground.ends.map { ToldEnd(what: $0.words, at: $0.at) })
  }
}

extension ToldCondition {
  fileprivate init(_ condition: LabelCondition) {
    let (subject, key): (Subject, String?) =
      switch condition.subject {
      case .label(let key): (.label, key)
      case .everything: (.everything, nil)
      case .expression: (.expression, nil)
      case .name: (.name, nil)
      case .nothing: (.nothing, nil)
      }
    self.init(subject: subject, key: key, wanted: condition.wanted, found: condition.found, met: condition.isMet)
  }
}

extension ToldObstacle {
  fileprivate init(_ obstacle: AccessObstacle) {
    self.init(
      reason: obstacle.reason.word, message: obstacle.message, role: obstacle.role, source: obstacle.source.map { ToldSource($0) },
      conditions: obstacle.conditions.map(ToldCondition.init))
  }
}

extension ToldUsableRequest {
  fileprivate init(_ request: UsableRequest) {
    switch request.need {
    case .assuming: self.init(id: request.id, need: .assuming, starts: nil, command: request.command)
    case .waiting(let start): self.init(id: request.id, need: .waiting, starts: start, command: request.command)
    case .approval: self.init(id: request.id, need: .approval, starts: nil, command: request.command)
    }
  }
}

extension Refusal.Reason {
  /// A stable word for programs.
  fileprivate var word: String {
    switch self {
    case .noSuchResource: "no_such_resource"
    case .noSuchUser: "no_such_user"
    case .signInEnded: "sign_in_ended"
    case .locked: "locked"
    case .deniedLabels: "denied_labels"
    case .deniedPrincipal: "denied_account"
    case .deniedObject: "denied_object"
    case .unreadableLabels: "unreadable_labels"
    case .needsMFA: "needs_mfa"
    case .needsTrustedDevice: "needs_trusted_device"
    case .unenforceable: "unenforceable_option"
    case .noGrant: "no_grant"
    }
  }
}
