import ThresholdModel
import ThresholdRules

/// One role that counts for a user, until when, and whether it may allow.
struct SlowCount {
  let role: SlowRole
  let until: Int64
  var gives = true
  var request: RequestID?

  var denyOnly: SlowCount { SlowCount(role: role, until: until, gives: false) }
}

/// Everything that counts for a user with a sign-in, or without one.
struct SlowPresence {
  let user: User
  let standing: SlowStanding
  var everywhere: [SlowCount]
  var requests: [(request: AccessRequest, roles: [SlowCount])] = []
  var signIn: SignIn?

  /// The roles that count on a resource, and inside a Kubernetes cluster for an act.
  func roles(on resource: Resource, _ act: KubernetesAct? = nil) -> [SlowCount] {
    everywhere
      + requests.flatMap { request, roles -> [SlowCount] in
        guard request.spec.resources.contains(where: { SlowPresence.names($0, resource) }) else { return [] }
        if let act, !SlowKubernetes.asks(request, act, in: resource.name) { return [] }
        return roles
      }
  }

  private static func names(_ id: ResourceID, _ resource: Resource) -> Bool {
    guard id.cluster == "main", id.name == resource.name else { return false }
    return id.kind == resource.kind.rawValue || (id.kind == "kube:ns:pods" && resource.kind == .kubeCluster)
  }
}

/// What a user has without anything requested.
struct SlowStanding {
  let user: User
  let isLocked: Bool
  let traits: Traits
  let traitsUntil: Int64
  var held: [SlowCount] = []

  /// Until when a role may be asked for, for its own sake or for resources; nil when it may not.
  func askable(_ role: RoleName, forResources: Bool) -> Int64? {
    for count in held {
      if count.role.names(role, deny: true) { return nil }
      if forResources, count.role.role.spec.deny.request.searchAsRoles.contains(role) { return nil }
    }
    return held.filter { count in
      guard count.gives else { return false }
      return forResources ? count.role.role.spec.allow.request.searchAsRoles.contains(role) : count.role.names(role, deny: false)
    }.map(\.until).max()
  }

  /// Whether a written rule allows a verb on a kind.
  func may(_ verb: String, _ kind: String) -> Bool {
    !isLocked && held.contains { $0.gives && $0.role.covers(verb, kind, deny: false) }
      && !held.contains { $0.role.covers(verb, kind, deny: true) }
  }
}

extension SlowEvaluator {
  func makeStanding(_ name: UserName) -> SlowStanding? {
    guard let user = user(name) else { return nil }
    let locked = isLocked(name)
    let lists = SlowLists(facts: facts, now: now)
    let (traits, traitsUntil) = locked ? (user.spec.traits, .max) : lists.traits(of: user)
    var standing = SlowStanding(user: user, isLocked: locked, traits: traits, traitsUntil: traitsUntil)
    func block(_ roles: [RoleName], _ until: Int64) {
      let isWhole = roles.allSatisfy { role in facts.roles.contains { $0.name == role } }
      for name in roles {
        guard let role = role(name) else { continue }
        let slow = SlowRole(role, facts, traits: traits, user: user.name.text)
        standing.held.append(SlowCount(role: slow, until: min(until, end(role.metadata.expires)), gives: isWhole))
      }
    }
    block(user.spec.roles, end(user.metadata.expires))
    if locked { return standing }
    for list in facts.lists {
      if let until = lists.membership(of: user, in: list.name)?.until { block(list.spec.grants.roles, until) }
    }
    for list in facts.lists {
      if let until = lists.ownership(of: user, of: list.name)?.until { block(list.spec.ownerGrants.roles, until) }
    }
    return standing
  }

  /// Nil when the user does not exist; the sign-in must be the user's and live.
  func presence(_ name: UserName, _ signIn: SignIn?) -> SlowPresence? {
    guard let standing = standing(name) else { return nil }
    var presence = SlowPresence(user: standing.user, standing: standing, everywhere: standing.held, signIn: signIn)
    guard let signIn else { return presence }
    for request in facts.requests.sorted(by: { $0.id.text < $1.id.text }) {
      let spec = request.spec
      guard let assumed = signIn.assumed[request.id], now < assumed, spec.state == .approved, now < spec.accessExpires,
        spec.assumeStart == nil || spec.assumeStart! <= now, same(spec.user, name), !spec.roles.isEmpty
      else { continue }
      let roles = spec.roles.map { (role($0), standing.askable($0, forResources: !spec.resources.isEmpty)) }
      if roles.contains(where: { $0.0 == nil || $0.1 == nil }) { continue }
      let until = min(end(assumed, spec.accessExpires, signIn.expires), roles.map { min($0.1!, end($0.0!.metadata.expires)) }.min()!)
      let counts = roles.map { SlowCount(role: resolved($0.0!, standing), until: until, request: request.id) }
      if spec.resources.isEmpty { presence.everywhere += counts } else { presence.requests.append((request, counts)) }
    }
    return presence
  }
}
