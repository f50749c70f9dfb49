import HashTreeCollections
public import ThresholdModel

/// A server that a user can reach now, and as whom.
public struct Reachable: Sendable, Hashable {
  public let server: Server
  /// Never empty; sorted.
  public let logins: [String]
}

extension World {
  /// The logins that a user can be on a server now; sorted, empty when there are none. Each of them, and
  /// no other, would be allowed by ``decideConnection(_:to:as:signIn:at:)``.
  public func logins(for user: UserName, on server: ServerID, signIn: SignInID, at now: Moment) -> [String] {
    guard case .open(let connection) = connection(of: user, to: server, signIn: signIn, at: now) else { return [] }
    return logins(in: connection)
  }

  func logins(in connection: Connection) -> [String] {
    let (holder, labels) = (connection.holder, connection.server.labels)
    let allowing = holder.granting.map(\.role) + connection.requests.flatMap(\.roles)
    let denying = holder.holdings.map(\.role) + connection.requests.flatMap(\.roles)
    guard !denying.contains(where: { $0.deny.labels.resolved(with: holder.traits).matches(labels) }) else { return [] }
    var logins: Set<ExactText> = []
    for role in allowing where role.allow.labels.resolved(with: holder.traits).matches(labels) {
      for login in role.allow.logins.allowed(with: holder.traits) { logins.insert(ExactText(login)) }
    }
    return logins.map(\.text).filter { login in !denying.contains { $0.deny.logins.denies(login, with: holder.traits) } }.sorted()
  }

  /// Everything that a user can reach with a sign-in, by set algebra on the label index; sorted by host
  /// name, then id. Empty when the sign-in is over or the user is locked.
  public func reachable(by user: UserName, signIn: SignInID, at now: Moment) -> [Reachable] {
    guard let signIn = try? liveSignIn(signIn, of: user, at: now), let holder = holder(user, at: now) else { return [] }
    var loginsBySlot = standingLogins(of: holder)
    // A server that an assumed request names is decided by itself: the request's denies count there too.
    let requests = countedRequests(of: signIn, by: holder, at: now)
    var named: [Int: [CountedRequest]] = [:]
    for counted in requests {
      for slot in Set(counted.request.spec.resources.compactMap { server($0).flatMap { slotsByServer[$0.id] } }) {
        named[slot, default: []].append(counted)
      }
    }
    for (slot, requests) in named {
      guard let server = serversBySlot[slot] else { continue }
      loginsBySlot[slot] = logins(in: Connection(holder: holder, server: server, signIn: signIn, requests: requests))
    }
    return loginsBySlot.compactMap { slot, logins in
      guard let server = serversBySlot[slot], server.exists(at: now), !logins.isEmpty else { return nil }
      return Reachable(server: server, logins: logins)
    }.sorted { Server.byHostname($0.server, $1.server) }
  }

  /// What the standing roles give, by slot; the logins sorted.
  func standingLogins(of holder: Holder) -> [Int: [String]] {
    let denied = deniedServers(of: holder)
    var roles: [RoleName: CompiledRole] = [:]
    for held in holder.granting { roles[held.role.name] = held.role }
    var found: [Int: Set<ExactText>] = [:]
    for role in roles.values {
      let logins = role.allow.logins.allowed(with: holder.traits).filter { holder.loginDenial(of: $0) == nil }.map(ExactText.init)
      guard !logins.isEmpty else { continue }
      for slot in role.allow.labels.resolved(with: holder.traits).servers(in: labelIndex).subtracting(denied) {
        found[slot, default: []].formUnion(logins)
      }
    }
    return found.mapValues { $0.map(\.text).sorted() }
  }

  /// Servers that deny labels of the standing roles cover.
  func deniedServers(of holder: Holder) -> ServerSet {
    holder.holdings.reduce(into: ServerSet()) { denied, held in
      denied = denied.union(held.role.deny.labels.resolved(with: holder.traits).servers(in: labelIndex))
    }
  }
}
