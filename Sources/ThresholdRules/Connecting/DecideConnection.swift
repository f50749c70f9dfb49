import HashTreeCollections
public import ThresholdModel

extension World {
  /// Decides one connection.
  ///
  /// In this order: the sign-in is the user's and lasts; the user exists; no lock; the server exists; no
  /// deny of a standing role or of an assumed request's role that names the server (labels or login, each
  /// by itself; several label keys in one deny must all match); then one role must allow both the labels
  /// and the login. Everything that is not allowed is refused.
  /// Source: reference, roles-and-resources §3.1.
  public func decideConnection(
    _ user: UserName, to server: ServerID, as login: String, signIn: SignInID, at now: Moment
  ) -> Verdict {
    switch connection(of: user, to: server, signIn: signIn, at: now) {
    case .refused(let refusal): return .refused(refusal)
    case .open(let connection):
      let denial = refusal(of: login, in: connection)
      if denial == nil, let grant = grant(of: login, in: connection) { return .allowed(grant) }
      // What the user cannot see does not exist, and has no reason either.
      guard isVisible(connection.server, in: connection, at: now) else { return .refused(Self.noSuchServer(server)) }
      return .refused(denial ?? noGrant(of: login, in: connection, at: now))
    }
  }

  /// The verdict with its true reason, for somebody who knows that the server exists.
  func decideKnown(
    _ user: UserName, to server: ServerID, as login: String, signIn: SignInID, at now: Moment
  ) -> Verdict {
    switch connection(of: user, to: server, signIn: signIn, at: now) {
    case .refused(let refusal): .refused(refusal)
    case .open(let connection): decide(login, in: connection, at: now)
    }
  }

  private func decide(_ login: String, in connection: Connection, at now: Moment) -> Verdict {
    if let refusal = refusal(of: login, in: connection) { return .refused(refusal) }
    if let grant = grant(of: login, in: connection) { return .allowed(grant) }
    return .refused(noGrant(of: login, in: connection, at: now))
  }

  /// What does not depend on the login: who asks, with which requests, for what.
  struct Connection {
    let holder: Holder
    let server: Server
    let signIn: SignIn
    let requests: [CountedRequest]
  }

  enum ConnectionCheck {
    case open(Connection)
    case refused(Refusal)
  }

  func connection(of user: UserName, to server: ServerID, signIn: SignInID, at now: Moment) -> ConnectionCheck {
    guard let signIn = signInsByID[signIn], signIn.user.key == user.key, now < signIn.expires else {
      return .refused(Refusal(.signInEnded, "your sign-in has ended", hint: "sign in again with `tsh login`"))
    }
    guard let holder = holder(user, at: now) else {
      return .refused(Refusal(.noSuchUser, "user `\(user.text.escapedForDisplay)` does not exist"))
    }
    if let lock = lockInForce(on: user, at: now) {
      return .refused(Refusal(.locked(lock.name), lock.refusal.escapedForDisplay))
    }
    guard let found = self.server(server), found.exists(at: now) else { return .refused(Self.noSuchServer(server)) }
    let requests = countedRequests(of: signIn, by: holder, naming: server, at: now)
    return .open(Connection(holder: holder, server: found, signIn: signIn, requests: requests))
  }

  /// The deny pass.
  func refusal(of login: String, in connection: Connection) -> Refusal? {
    let (holder, labels) = (connection.holder, connection.server.labels)
    let roles = holder.holdings.map(\.role) + connection.requests.flatMap(\.roles)
    for role in roles where role.deny.labels.resolved(with: holder.traits).matches(labels) {
      return Refusal(
        .deniedLabels(role.name),
        "role `\(role.name.text.escapedForDisplay)` denies access to `\(connection.server.spec.hostname.escapedForDisplay)`")
    }
    for role in roles where role.deny.logins.denies(login, with: holder.traits) {
      return Refusal(
        .deniedLogin(role.name), "role `\(role.name.text.escapedForDisplay)` denies the login `\(login.escapedForDisplay)`")
    }
    return nil
  }

  /// The allow pass: the ground that lasts longest; of equals the first, standing before requested.
  func grant(of login: String, in connection: Connection) -> Grant? {
    let (holder, labels) = (connection.holder, connection.server.labels)
    var best: Grant?
    func offer(_ role: CompiledRole, until end: Moment, through source: Grant.Source) {
      let until = min(end, connection.signIn.expires)
      if let best, best.until >= until { return }
      guard role.allow.logins.allowed(with: holder.traits).contains(where: { $0.isExactly(login) }),
        role.allow.labels.resolved(with: holder.traits).matches(labels)
      else { return }
      best = Grant(login: login, until: until, through: role.name, source: source)
    }
    let serverEnd = connection.server.metadata.expires.orNever
    for held in holder.granting { offer(held.role, until: min(held.until, serverEnd), through: Grant.Source(held.holding.source)) }
    for counted in connection.requests {
      for role in counted.roles { offer(role, until: min(counted.until, serverEnd), through: .request(counted.request.id)) }
    }
    return best
  }

  private func noGrant(of login: String, in connection: Connection, at now: Moment) -> Refusal {
    let server = connection.server
    let message =
      "no role of yours allows the login `\(login.escapedForDisplay)` on `\(server.spec.hostname.escapedForDisplay)`"
    let logins = logins(in: connection)
    if !logins.isEmpty {
      return Refusal(.noGrant, message, hint: "log in as \(logins.map { "`\($0.escapedForDisplay)`" }.joined(separator: ", "))")
    }
    guard let cluster, requestOffer(of: server, for: connection.holder, at: now) != nil else { return Refusal(.noGrant, message) }
    let resource = ResourceID(cluster: cluster.name, kind: Server.kind, name: server.id.text)
    return Refusal(
      .noGrant, message, hint: "ask for it: tsh request create --resource \(resource.description.escapedForDisplay) --reason WHY")
  }

  static func noSuchServer(_ id: ServerID) -> Refusal {
    let problem = Problem.notFound("server", id.text)
    return Refusal(.noSuchServer, problem.message, hint: "list what you can reach with `tsh ls`")
  }
}

extension Grant.Source {
  init(_ source: RoleHolding.Source) {
    self =
      switch source {
      case .own: .own
      case .member(let list): .member(list)
      case .owner(let list): .owner(list)
      }
  }
}
