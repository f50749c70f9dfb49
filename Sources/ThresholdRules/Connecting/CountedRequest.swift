import HashTreeCollections
import ThresholdModel

/// An assumed request that counts now, with its roles made ready.
struct CountedRequest {
  let request: AccessRequest
  let roles: [ResolvedRole]
  /// The earliest end of access, assumption, sign-in, roles, and of what lets the user ask.
  let until: Moment

  /// Its roles as ones that count.
  var counting: [CountedRole] { roles.map { CountedRole(role: $0, until: until, source: .request(request.id)) } }
}

extension World {
  /// The requests that a sign-in has assumed and that count at a moment.
  ///
  /// A request counts while it is approved, started and unexpired, while the assumption lasts, while the
  /// user may still ask for every one of its roles, and while all of these exist.
  func countedRequests(of signIn: SignIn, by standing: StandingRoles, at now: Moment) -> [CountedRequest] {
    var counted: [CountedRequest] = []
    for (id, assumedUntil) in signIn.assumed.sorted(by: { $0.key < $1.key }) where now < assumedUntil {
      guard let request = requestsByID[id], let found = counts(request, for: standing, at: now) else { continue }
      counted.append(
        CountedRequest(
          request: request, roles: found.roles.map(standing.resolved), until: min(found.until, assumedUntil, signIn.expires)))
    }
    return counted
  }

  /// Whether an approved request gives its requester anything now, and until when.
  func counts(_ request: AccessRequest, for standing: StandingRoles, at now: Moment) -> (roles: [CompiledRole], until: Moment)? {
    let spec = request.spec
    guard spec.state == .approved, now < spec.accessExpires, spec.assumeStart.map({ $0 <= now }) ?? true,
      spec.user.key == standing.holder.user.name.key, !spec.roles.isEmpty
    else { return nil }
    var until = spec.accessExpires
    var roles: [CompiledRole] = []
    for name in spec.roles {
      guard let role = rolesByName[name], role.role.exists(at: now),
        let askableUntil = standing.askable(name, isForResources: !spec.resources.isEmpty)
      else { return nil }
      until = min(until, askableUntil, role.role.metadata.expires.orNever)
      roles.append(role)
    }
    return (roles, until)
  }

  /// Whether a request for resources asks for one of this cluster.
  func names(_ key: ResourceKey, in request: AccessRequest) -> Bool {
    request.spec.resources.contains { $0.name == key.name && self.key(of: $0) == key }
  }

  /// What a resource id names in this cluster: for an object inside a Kubernetes cluster that cluster. Nil
  /// for other clusters and unknown kinds.
  func key(of id: ResourceID) -> ResourceKey? {
    guard let cluster, id.cluster == cluster.name else { return nil }
    if let scope = id.kubernetes { return ResourceKey(.kubeCluster, scope.parent.name) }
    return ResourceKind(rawValue: id.kind).map { ResourceKey($0, id.name) }
  }
}

extension Holder {
  /// Until when a role may be asked for; nil when it may not.
  ///
  /// For resources a role must stand literally in `search_as_roles`; for its own sake `roles` or
  /// `claims_to_roles` must name it. A deny of any role wins. Source: reference, lists-and-requests §5.2.
  func askable(_ role: RoleName, isForResources: Bool) -> Moment? {
    let isDenied = holdings.contains { held in
      let request = held.role.deny.request
      return request.names(role, with: traits) || (isForResources && request.searchAsRoles.contains(role))
    }
    guard !isDenied else { return nil }
    return granting.filter { held in
      let request = held.role.allow.request
      return isForResources ? request.searchAsRoles.contains(role) : request.names(role, with: traits)
    }.map(\.until).max()
  }

  /// Roles through which resources may be asked for, each with the moment until which it may.
  var askableForResources: [RoleName: Moment] {
    let names = Set(granting.flatMap { $0.role.allow.request.searchAsRoles })
    var found: [RoleName: Moment] = [:]
    for name in names { found[name] = askable(name, isForResources: true) }
    return found
  }
}
