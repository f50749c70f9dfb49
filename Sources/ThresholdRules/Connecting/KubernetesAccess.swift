import HashTreeCollections
import ThresholdModel

extension World {
  /// The roles through which an access to a Kubernetes cluster is granted.
  ///
  /// Users and groups are the union over the roles whose labels match, less what is denied; without any
  /// there is no access, and it ends with the last of them. An object needs an entry of one of these roles and
  /// no deny of any role; roles of a request are among them only for what it asks for. Source: reference, roles-and-resources §7.2.
  func kubernetesGranting(_ asked: Asked) -> [CountedRole] {
    let (question, check) = (asked.question, asked.check)
    guard check.access != nil else { return [] }
    let accountsUntil = check.accountsUntil
    var granting = check.matching.map { CountedRole(role: $0.role, until: min($0.until, accountsUntil), source: $0.source) }
    for principal in question.principals {
      guard let latest = check.until(ofKubernetes: principal, ownName: asked.presence.user.name) else { return [] }
      granting = granting.map { CountedRole(role: $0.role, until: min($0.until, latest), source: $0.source) }
    }
    guard let act = question.act else { return granting }
    let deny = check.roles.map(\.role.deny.kubernetes)
    return granting.filter { counted in
      KubernetesVerdict(act.verb, act.object, allow: [counted.role.allow.kubernetes], deny: deny).isAllowed
    }
  }

  /// Nothing is done inside a cluster as nobody in particular: of several users one must be chosen. Source: §7.2.
  func undecidedUser(_ asked: Asked) -> Refusal? {
    guard asked.question.act != nil, !asked.question.principals.contains(where: { $0.field == .kubernetesUsers }),
      let users = asked.check.access?[.kubernetesUsers], users.count > 1
    else { return nil }
    return Refusal(
      .noGrant, "your roles name several Kubernetes users, and none was chosen",
      hint: "choose with --kube-user from \(users.prefix(5).map(\.escapedForDisplay).joined(separator: ", "))")
  }

  /// Whether a request for resources asks for an object inside a Kubernetes cluster.
  func asks(_ request: AccessRequest, for act: KubernetesAct, in target: Target) -> Bool {
    guard let cluster else { return false }
    let resource = ResourceID(cluster: cluster.name, kind: ResourceKind.kubeCluster.rawValue, name: target.resource.name)
    return RequestedKubernetesObjects(request.spec.resources, in: resource).permits(act.verb, act.object)
  }

  /// The role that denies an object; nil when none does.
  func kubernetesDenial(of act: KubernetesAct, in check: AccessCheck) -> RoleName? {
    check.roles.first { counted in
      let verdict = KubernetesVerdict(act.verb, act.object, allow: [], deny: [counted.role.deny.kubernetes])
      if case .denied = verdict { return true }
      return false
    }?.role.name
  }
}

extension AccessCheck {
  /// Until when one may act under a Kubernetes user or in a group; nil when one may not.
  ///
  /// Without users by any role one acts under one's own name, unless that is denied. Source: §7.2.
  func until(ofKubernetes principal: Principal, ownName: UserName) -> Moment? {
    guard facts.fields.contains(principal.field), denial(of: principal) == nil else { return nil }
    if let latest = matching.filter({ allows(principal, $0.role) }).map(\.until).max() { return latest }
    let hasUsers = access?.accounts[.kubernetesUsers] != nil
    guard principal.field == .kubernetesUsers, !hasUsers, principal.value.isExactly(ownName.text),
      denial(of: Principal(.kubernetesUsers, ownName.text)) == nil
    else { return nil }
    return matching.map(\.until).max()
  }
}
