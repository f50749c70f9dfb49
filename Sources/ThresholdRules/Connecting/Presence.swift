import HashTreeCollections
import ThresholdModel

/// A user at one moment with everything that counts for them: what decisions about them share.
struct Presence {
  let standing: StandingRoles
  /// Roles that count everywhere: standing ones, and those of assumed requests for roles.
  let everywhere: [CountedRole]
  /// Nil when no sign-in is asked about.
  let signIn: SignIn?
  /// Assumed requests for resources that count now.
  let requests: [CountedRequest]

  var holder: Holder { standing.holder }
  var person: Person { standing.person }
  var user: User { holder.user }

  /// Whether anything that was requested counts.
  var hasAssumed: Bool { !requests.isEmpty || everywhere.count != standing.roles.count }

  /// The user without anything assumed.
  var standingAlone: Presence { Presence(standing: standing, everywhere: standing.roles, signIn: nil, requests: []) }

  /// The roles that count on one resource: a request's count only where it asks, inside a Kubernetes cluster only for the
  /// objects that it asks for. Source: design, §2; reference, roles-and-resources §7.3.
  func roles(on target: Target, for act: KubernetesAct? = nil, in world: World) -> [CountedRole] {
    guard !requests.isEmpty else { return everywhere }
    return requests.reduce(into: everywhere) { roles, counted in
      guard world.names(target.key, in: counted.request), act.map({ world.asks(counted.request, for: $0, in: target) }) ?? true
      else { return }
      roles += counted.counting
    }
  }
}

extension World {
  /// Everything that counts for a user; nil when they do not exist.
  /// - Parameter signIn: must be the user's and live.
  func presence(of user: UserName, signIn: SignIn? = nil, at now: Moment) -> Presence? {
    guard let standing = standingRoles(of: user, at: now) else { return nil }
    var everywhere = standing.roles
    var requests: [CountedRequest] = []
    if let signIn, !signIn.assumed.isEmpty {
      for counted in countedRequests(of: signIn, by: standing, at: now) {
        if counted.request.spec.resources.isEmpty { everywhere += counted.counting } else { requests.append(counted) }
      }
    }
    return Presence(standing: standing, everywhere: everywhere, signIn: signIn, requests: requests)
  }

  /// A resource with every label that counts; nil when it is not there.
  func target(_ key: ResourceKey, at now: Moment) -> Target? {
    slotsByResource[key].flatMap { target(inSlot: $0, at: now) }
  }
}
