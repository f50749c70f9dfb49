import HashTreeCollections
import ThresholdModel

/// One resource of a request, as the World knows it.
struct AskedResource {
  let id: ResourceID
  /// The resource by whose labels access is decided; nil in a leaf cluster, whose resources are not known here.
  let target: Target?
}

/// The search for roles that open the resources of one request.
struct ResourceSearch {
  let presence: Presence
  let rights: AskingRights
  let resources: [AskedResource]
  /// Every role through which the user may ask for resources and that exists, sorted by name.
  let usable: [CompiledRole]
  private let denying: [CountedRole]

  init(_ resources: [AskedResource], by presence: Presence, rights: AskingRights, usable: [CompiledRole]) {
    self.presence = presence
    self.rights = rights
    self.resources = resources
    self.usable = usable
    denying = presence.everywhere.map(\.denyOnly)
  }

  /// Whether some resource lies in a leaf cluster.
  var reachesElsewhere: Bool { resources.contains { $0.target == nil } }

  /// As whom some roles together would let the user be on a resource beside their standing denies; nil for no access.
  func access(of roles: [CompiledRole], on target: Target) -> PrincipalSet? {
    AccessCheck(denying + roles.map { presence.standing.resolved($0).asked }, on: target, user: presence.user.name).access
  }

  /// As whom the user may be on a resource without asking.
  func standing(on target: Target) -> PrincipalSet? {
    AccessCheck(presence.everywhere, on: target, user: presence.user.name).access
  }

  /// What each role would give. Second factors are taken as given. Source: reference, lists-and-requests §5.4.
  func candidates(_ roles: [CompiledRole]) -> [ChooseRoles.Candidate] {
    let ids = resources.map(\.id)
    return roles.map { role in
      let kinds = rights.kubernetesKinds(through: role.name)
      return ChooseRoles.Candidate(
        name: role.name, permitsKinds: ids.allSatisfy(kinds.permits), kinds: kinds.shown,
        access: resources.map { access(of: role, on: $0) })
    }
  }

  private func access(of role: CompiledRole, on resource: AskedResource) -> ChooseRoles.Access? {
    guard let target = resource.target, let access = access(of: [role], on: target), reaches(role, resource.id) else { return nil }
    return ChooseRoles.Access(logins: target.resource.kind == .node ? access[.logins] : nil)
  }

  /// Whether a role gives something of what is asked for inside a Kubernetes cluster.
  private func reaches(_ role: CompiledRole, _ id: ResourceID) -> Bool {
    guard id.subResource != nil else { return true }
    guard let scope = id.kubernetes else { return false }
    let resolved = presence.standing.resolved(role)
    guard resolved.allow.kubernetes.mayReach(scope) else { return false }
    return !resolved.deny.kubernetes.closes(scope) && !denying.contains { $0.role.deny.kubernetes.closes(scope) }
  }

  /// Every role that may be asked for and gives access to some of the resources, whatever the login: what a reason
  /// may be required for. In a leaf cluster that is not known, so every usable role counts.
  var reaching: Set<RoleName> {
    if reachesElsewhere { return Set(usable.map(\.name)) }
    return Set(usable.filter { role in resources.contains { access(of: role, on: $0) != nil } }.map(\.name))
  }
}

extension World {
  /// The resources of a wish, all of which the user may know of.
  /// - Throws: ``Problem`` of kind `notFound`, in the same words for what does not exist, for what the user may
  ///   not know of and for unknown clusters; `accessDenied` instead when they may not ask for any resource at all.
  func askedResources(
    _ ids: [ResourceID], by presence: Presence, usable: [CompiledRole], at now: Moment
  ) throws(Problem) -> [AskedResource] {
    var found: [AskedResource] = []
    for id in ids {
      guard let resource = askedResource(id, by: presence, at: now) else {
        if usable.isEmpty { throw ChooseRoles.nothingRequestable }
        let kind = ResourceID.wholeKinds.contains(id.kind) ? id.kind : ResourceKind.kubeCluster.rawValue
        throw Problem(
          .notFound, Problem.notFound("resource", id.description).message, hint: "find resources with `tsh request search --kind \(kind)`")
      }
      found.append(resource)
    }
    return found
  }

  /// Nil for what does not exist or may not be known of.
  func askedResource(_ id: ResourceID, by presence: Presence, at now: Moment) -> AskedResource? {
    guard let cluster else { return nil }
    guard id.cluster.isExactly(cluster.name) else {
      guard let leaf = target(ResourceKey(.remoteCluster, id.cluster), at: now), isVisible(leaf, to: presence, at: now) else { return nil }
      return AskedResource(id: id, target: nil)
    }
    guard let key = key(of: id), let target = target(key, at: now), isVisible(target, to: presence, at: now) else { return nil }
    return AskedResource(id: id, target: target)
  }

  /// The roles that a request for resources takes.
  /// - Throws: what ``ChooseRoles/chosen(_:for:)`` throws; `badParameter` when asking would add nothing;
  ///   `accessDenied` when the chosen roles deny each other's resources.
  func chosenRoles(for search: ResourceSearch, wish: RequestWish) throws(Problem) -> [CompiledRole] {
    let isExplicit = !wish.roles.isEmpty
    let roles = isExplicit ? try searchRoles(wish.roles, among: search.usable) : search.usable
    let question = ChooseRoles.Question(
      resources: search.resources.map(\.id), reachesElsewhere: search.reachesElsewhere, loginHint: wish.loginHint, isExplicit: isExplicit)
    let names = Set(try ChooseRoles.chosen(search.candidates(roles), for: question))
    let chosen = roles.filter { names.contains($0.name) }
    if !isExplicit, !search.reachesElsewhere { try checkUse(of: chosen, for: search, isLongTerm: wish.kind == .longTerm) }
    return chosen
  }

  /// Roles that are chosen for the requester must still open together what each opens alone, and something that is
  /// not open to them anyway.
  private func checkUse(of roles: [CompiledRole], for search: ResourceSearch, isLongTerm: Bool) throws(Problem) {
    var addsSomething = isLongTerm
    for resource in search.resources {
      guard let target = resource.target, roles.contains(where: { search.access(of: [$0], on: target) != nil }) else { continue }
      guard let together = search.access(of: roles, on: target) else {
        throw Problem(
          .accessDenied, "the roles that open the other resources would deny `\(target.resource.displayName.escapedForDisplay)`",
          hint: "ask for it in a request of its own", path: "resource_ids")
      }
      // What is asked for inside a Kubernetes cluster may be new although the cluster itself is open.
      addsSomething =
        addsSomething || resource.id.subResource != nil || together.adds(to: search.standing(on: target), on: target.facts)
    }
    guard addsSomething else {
      throw Problem(
        .badParameter, "you already have access to everything that you ask for", hint: "connect with `tsh ssh LOGIN@HOST`",
        path: "resource_ids")
    }
  }
}
