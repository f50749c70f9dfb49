import HashTreeCollections
public import ThresholdModel

extension World {
  /// Whether a user may know that a server exists: they can reach it as somebody, ask for it, look at it
  /// as a reviewer (`preview_as_roles`), or an administrative rule lets them read or list servers.
  /// - Parameter signIn: the sign-in whose assumed requests count too; nil for standing access only.
  public func isVisible(_ server: ServerID, to user: UserName, signIn: SignInID? = nil, at now: Moment) -> Bool {
    guard let holder = holder(user, at: now), !holder.isLocked,
      let found = self.server(server), found.exists(at: now)
    else { return false }
    let live = signIn.flatMap { try? liveSignIn($0, of: user, at: now) }
    let requests = live.map { countedRequests(of: $0, by: holder, naming: server, at: now) } ?? []
    return isVisible(found, to: holder, with: requests, at: now)
  }

  /// The servers that a user may know of; sorted by host name, then id.
  public func visibleServers(to user: UserName, signIn: SignInID? = nil, at now: Moment) -> [Server] {
    guard let holder = holder(user, at: now), !holder.isLocked else { return [] }
    if seesAllServers(holder) { return servers.filter { $0.exists(at: now) } }
    var found = Set(requestable(by: user, at: now).map { $0.server.id })
    for (slot, _) in standingLogins(of: holder) { serversBySlot[slot].map { _ = found.insert($0.id) } }
    if let signIn { for reachable in reachable(by: user, signIn: signIn, at: now) { found.insert(reachable.server.id) } }
    for role in previewRoles(of: holder, at: now) {
      for slot in role.allow.labels.resolved(with: holder.traits).servers(in: labelIndex) {
        guard let server = serversBySlot[slot], previews(role, server, for: holder) else { continue }
        found.insert(server.id)
      }
    }
    return found.compactMap { server($0) }.filter { $0.exists(at: now) }.sorted(by: Server.byHostname)
  }

  /// The one visible server of a name: by host name or id.
  /// - Throws: ``Problem`` of kind `notFound` when there is none that the user may know of, `badParameter`
  ///   when there are several.
  public func resolve(_ name: String, for user: UserName, signIn: SignInID, at now: Moment) throws(Problem) -> Server {
    let found = servers(named: name).filter { isVisible($0.id, to: user, signIn: signIn, at: now) }
    guard let server = found.first else {
      throw Problem(.notFound, Problem.notFound("server", name).message, hint: "list what you can reach with `tsh ls`")
    }
    guard found.count == 1 else {
      let ids = found.prefix(5).map(\.id.text).joined(separator: ", ")
      throw Problem(.badParameter, "\(found.count) servers are called `\(name.escapedForDisplay)`", hint: "name one by its id: \(ids)")
    }
    return server
  }

  func isVisible(_ server: Server, in connection: Connection, at now: Moment) -> Bool {
    isVisible(server, to: connection.holder, with: connection.requests, at: now)
  }

  private func isVisible(_ server: Server, to holder: Holder, with requests: [CountedRequest], at now: Moment) -> Bool {
    seesAllServers(holder)
      || reaches(server, holder, with: requests)
      || requestOffer(of: server, for: holder, at: now) != nil
      || previewRoles(of: holder, at: now).contains { previews($0, server, for: holder) }
  }

  private func seesAllServers(_ holder: Holder) -> Bool {
    [Verb.read, .list].contains { holder.may($0, Server.kind) }
  }

  /// Reachable by standing or with the requests: a request's deny hides nothing that is reachable without it.
  private func reaches(_ server: Server, _ holder: Holder, with requests: [CountedRequest]) -> Bool {
    let nobody = SignIn(id: "", user: holder.user.name, created: .never, expires: .never, address: "")
    let candidates = requests.isEmpty ? [[]] : [[], requests]
    return candidates.contains { !logins(in: Connection(holder: holder, server: server, signIn: nobody, requests: $0)).isEmpty }
  }

  /// Roles as which a user may look at requested resources.
  private func previewRoles(of holder: Holder, at now: Moment) -> [CompiledRole] {
    let denied = Set(holder.holdings.flatMap { $0.role.deny.previewAsRoles })
    let names = Set(holder.granting.flatMap { $0.role.allow.previewAsRoles }).subtracting(denied)
    return names.sorted().compactMap { rolesByName[$0] }.filter { $0.role.exists(at: now) }
  }

  /// Looking needs no login; deny labels of the role and of the standing ones count.
  private func previews(_ role: CompiledRole, _ server: Server, for holder: Holder) -> Bool {
    role.allow.labels.resolved(with: holder.traits).matches(server.labels)
      && !role.deny.labels.resolved(with: holder.traits).matches(server.labels)
      && holder.labelDenial(of: server.labels) == nil
  }
}
