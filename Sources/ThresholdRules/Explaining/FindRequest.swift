import HashTreeCollections
import ThresholdModel

/// What to ask for, and whom.
extension World {
  /// The smallest request after which the access would be allowed, with what it would be stored as; nil when it takes
  /// something else. Of several of one size the first by name. Asking for the resource comes before asking for roles,
  /// which would count everywhere.
  func shortestRequest(opening asked: Asked, at now: Moment) -> (request: ShortestRequest, spec: AccessRequestSpec)? {
    guard let cluster else { return nil }
    let presence = asked.presence
    if let resource = asked.resourceID(in: cluster), ResourceID.wholeKinds.contains(asked.check.target.resource.kind.rawValue) {
      let askable = askableRoles(of: presence, at: now).map(presence.standing.resolved)
      for roles in sets(of: askable, on: asked.check.target) where opens(roles, asked, at: now) {
        let names = roles.map(\.name)
        // What would be asked without naming roles may take others along.
        for named in [[], names] {
          guard let spec = draft(roles: named, resources: [resource], asked, at: now), spec.roles == names else { continue }
          return (ShortestRequest(roles: names, resources: [resource], namesRoles: !named.isEmpty), spec)
        }
      }
    }
    let asksForRoles = presence.holder.granting.contains { !$0.role.allow.request.roles.isEmpty || !$0.role.allow.request.claims.isEmpty }
    guard asksForRoles else { return nil }
    for (name, role) in rolesByName.sorted(by: { $0.key < $1.key }) where role.role.exists(at: now) {
      guard presence.holder.askable(name, isForResources: false) != nil, opens([presence.standing.resolved(role)], asked, at: now),
        let spec = draft(roles: [name], resources: [], asked, at: now)
      else { continue }
      return (ShortestRequest(roles: [name], resources: [], namesRoles: true), spec)
    }
    return nil
  }

  /// What a request would be stored as; nil when it would be refused.
  private func draft(roles: [RoleName], resources: [ResourceID], _ asked: Asked, at now: Moment) -> AccessRequestSpec? {
    let wish = RequestWish(roles: roles, resources: resources, isDryRun: true)
    let id = RequestID("00000000-0000-4000-8000-000000000000")
    return try? draftRequest(wish, by: asked.presence.user.name, signIn: asked.presence.signIn?.id, id: id, at: now).spec
  }

  /// The sets of roles that are tried, by size. One role is enough where one role must allow everything. In a Kubernetes
  /// cluster users and groups may come from several, and for databases one role may switch on the accounts that another uses.
  private func sets(of roles: [ResolvedRole], on target: Target) -> [[ResolvedRole]] {
    let single = roles.map { [$0] }
    let kind = target.resource.kind
    guard kind == .kubeCluster || kind == .database else { return single }
    let near = roles.filter { $0.allows(target) == .matches }.prefix(Self.combinedRoles)
    return single + near.enumerated().flatMap { index, first in near.dropFirst(index + 1).map { [first, $0] } }
  }

  /// How many roles are tried two by two.
  private static let combinedRoles = 20

  /// Whether the access would be allowed if these roles counted on the resource, too.
  private func opens(_ roles: [ResolvedRole], _ asked: Asked, at now: Moment) -> Bool {
    guard lockInForce(on: asked.question, by: asked.presence, with: roles.map(\.name), at: now) == nil else { return false }
    let target = asked.check.target
    let check = AccessCheck(
      asked.presence.roles(on: target, for: asked.question.act, in: self) + roles.map(\.asked), on: target, user: asked.presence.user.name)
    let more = Asked(question: asked.question, presence: asked.presence, check: check)
    guard case .allowed = verdict(on: more, at: now) else { return false }
    return target.resource.kind != .node || unenforceable(more, granting: granting(more)) == nil
  }

  /// The user's requests that would open it: approved ones that the sign-in has not assumed, then pending ones.
  func usableRequests(opening asked: Asked, at now: Moment) -> [UsableRequest] {
    let presence = asked.presence
    var found: [(rank: Int, request: UsableRequest)] = []
    for request in requests(of: presence.user.name) where request.isAlive(at: now) {
      let target = asked.check.target
      guard request.spec.resources.isEmpty || names(target.resource.key, in: request) else { continue }
      if let act = asked.question.act, !request.spec.resources.isEmpty, !asks(request, for: act, in: target) { continue }
      // As it would be once approved and started.
      var ready = request
      ready.spec.state = .approved
      ready.spec.assumeStart = nil
      guard let roles = counts(ready, for: presence.standing, at: now)?.roles else { continue }
      guard opens(roles.map(presence.standing.resolved), asked, at: now) else { continue }
      switch request.spec.state {
      case .approved:
        if let start = request.spec.assumeStart, now < start {
          found.append((1, UsableRequest(id: request.id, need: .waiting(until: start))))
        } else {
          found.append((0, UsableRequest(id: request.id, need: .assuming)))
        }
      case .pending: found.append((2, UsableRequest(id: request.id, need: .approval)))
      default: continue
      }
    }
    return found.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element.request)
  }

  /// Who could approve the request that is pending, or else the one that should be made; nobody when one is approved.
  func approvers(
    of shortest: AccessRequestSpec?, _ usable: [UsableRequest], mayName: (ListName) -> Bool, at now: Moment
  ) -> [Approver] {
    let asked: AccessRequestSpec? =
      switch usable.first?.need {
      case .assuming, .waiting: nil
      case .approval: usable.first.flatMap { requestsByID[$0.id]?.spec }
      case nil: shortest
      }
    guard let spec = asked else { return [] }
    return possibleReviewers.sorted().compactMap { key in
      // Rules that review by themselves are no one to ask.
      guard !Presets.isSystem(key), let user = usersByKey[key]?.name, mayReview(user, spec, at: now), let holder = holder(user, at: now)
      else { return nil }
      let held = holder.granting.first { held in
        spec.reviewedRoles.first.map { held.role.allow.review.names($0, with: holder.traits) } ?? false
      }
      let isNameable =
        switch held?.holding.source {
        case .member(let list), .owner(let list): mayName(list) && (held?.holding.via ?? []).allSatisfy(mayName)
        case .own, nil: true
        }
      return Approver(user: user, holding: isNameable ? held?.holding : nil)
    }
  }
}

extension World.Asked {
  /// The id under which what is asked about can be requested: for an act inside a Kubernetes cluster its object.
  func resourceID(in cluster: Cluster) -> ResourceID? {
    let key = check.target.resource.key
    guard let object = question.act?.object else { return ResourceID(cluster: cluster.name, kind: key.kind.rawValue, name: key.name) }
    let scope = object.namespace == nil ? "cw" : "ns"
    let type = object.apiGroup.isEmpty ? object.plural : "\(object.plural).\(object.apiGroup)"
    let place = object.namespace.map { "\($0)/\(object.name)" } ?? object.name
    // Read back, so that an object that no id can name is not proposed.
    return try? ResourceID(text: "/\(cluster.name)/kube:\(scope):\(type)/\(key.name)/\(place)")
  }
}
