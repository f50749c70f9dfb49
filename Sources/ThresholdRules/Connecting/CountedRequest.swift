import HashTreeCollections
import ThresholdModel

/// An assumed request that counts now, with its roles made ready.
struct CountedRequest {
  let request: AccessRequest
  let roles: [CompiledRole]
  /// The earliest end of access, assumption, sign-in, roles, and of what lets the user ask.
  let until: Moment
}

extension World {
  /// The requests that a sign-in has assumed and that count at a moment.
  ///
  /// A request counts while it is approved, started and unexpired, while the assumption lasts, while the
  /// user may still ask for every one of its roles, and while all of these exist.
  /// - Parameter server: only requests that name this server; nil for all.
  func countedRequests(of signIn: SignIn, by holder: Holder, naming server: ServerID? = nil, at now: Moment) -> [CountedRequest] {
    guard !signIn.assumed.isEmpty else { return [] }
    var askable: [RoleName: Moment]?
    var counted: [CountedRequest] = []
    for (id, assumedUntil) in signIn.assumed.sorted(by: { $0.key < $1.key }) where now < assumedUntil {
      guard let request = requestsByID[id], server.map({ names($0, in: request) }) ?? true else { continue }
      let known = askable ?? holder.askable
      askable = known
      guard let found = counts(request, for: holder, askable: known, at: now) else { continue }
      counted.append(CountedRequest(request: request, roles: found.roles, until: min(found.until, assumedUntil, signIn.expires)))
    }
    return counted
  }

  /// Whether an approved request gives its requester anything now, and until when.
  func counts(
    _ request: AccessRequest, for holder: Holder, askable: [RoleName: Moment], at now: Moment
  ) -> (roles: [CompiledRole], until: Moment)? {
    let spec = request.spec
    guard spec.state == .approved, now < spec.accessExpires, spec.assumeStart.map({ $0 <= now }) ?? true,
      spec.user.key == holder.user.name.key, !spec.roles.isEmpty
    else { return nil }
    var until = spec.accessExpires
    var roles: [CompiledRole] = []
    for name in spec.roles {
      guard let role = rolesByName[name], role.role.exists(at: now), let askableUntil = askable[name] else { return nil }
      until = min(until, askableUntil, role.role.metadata.expires.orNever)
      roles.append(role)
    }
    return (roles, until)
  }

  /// Whether a request asks for a server of this cluster.
  func names(_ server: ServerID, in request: AccessRequest) -> Bool {
    request.spec.resources.contains { self.server($0)?.id == server }
  }

  /// The server that a resource id names; nil for other clusters, other kinds and servers that are gone.
  func server(_ resource: ResourceID) -> Server? {
    guard let cluster, resource.cluster == cluster.name, resource.kind == Server.kind else { return nil }
    return server(ServerID(resource.name))
  }
}
