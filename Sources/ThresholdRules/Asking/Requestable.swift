import HashTreeCollections
public import ThresholdModel

/// A server that a user does not fully reach and may ask for.
public struct Requestable: Sendable, Hashable {
  public let server: Server
  /// The roles that a request for this server alone would add; sorted, never empty.
  public let roles: [RoleName]
  /// The logins that these roles would give on it; sorted, never empty.
  public let logins: [String]
}

/// What asking for one server would give.
struct RequestOffer {
  let roles: [RoleName]
  let logins: [String]
}

extension World {
  /// Servers that a user may ask for through `search_as_roles` and on which that gives a login they do
  /// not have by standing; sorted by host name, then id. Computed by set algebra on the label index.
  public func requestable(by user: UserName, at now: Moment) -> [Requestable] {
    guard let holder = holder(user, at: now), !holder.isLocked else { return [] }
    let roles = askableRoles(of: holder, at: now)
    guard !roles.isEmpty else { return [] }
    let standingDenied = deniedServers(of: holder)
    var rolesBySlot: [Int: [CompiledRole]] = [:]
    for role in roles {
      guard !usableLogins(of: role, for: holder).isEmpty else { continue }
      let denied = standingDenied.union(role.deny.labels.resolved(with: holder.traits).servers(in: labelIndex))
      for slot in role.allow.labels.resolved(with: holder.traits).servers(in: labelIndex).subtracting(denied) {
        rolesBySlot[slot, default: []].append(role)
      }
    }
    let standing = standingLogins(of: holder)
    // Many servers share the same roles, so what these give together is worked out once.
    var loginsByRoles: [[RoleName]: [String]] = [:]
    return rolesBySlot.compactMap { slot, roles -> Requestable? in
      guard let server = serversBySlot[slot], server.exists(at: now) else { return nil }
      let names = roles.map(\.name)
      let logins = loginsByRoles[names] ?? combinedLogins(of: roles, for: holder)
      loginsByRoles[names] = logins
      guard adds(logins, to: standing[slot] ?? []) else { return nil }
      return Requestable(server: server, roles: names, logins: logins)
    }.sorted { Server.byHostname($0.server, $1.server) }
  }

  /// The roles that a user may ask for and that exist, sorted by name.
  func askableRoles(of holder: Holder, at now: Moment) -> [CompiledRole] {
    holder.askable.keys.sorted().compactMap { rolesByName[$0] }.filter { $0.role.exists(at: now) }
  }

  /// What asking for one server alone would give; nil when no askable role opens it.
  func requestOffer(of server: Server, for holder: Holder, at now: Moment) -> RequestOffer? {
    guard holder.labelDenial(of: server.labels) == nil else { return nil }
    let roles = askableRoles(of: holder, at: now).filter { opens($0, server, for: holder) }
    let logins = combinedLogins(of: roles, for: holder)
    return logins.isEmpty ? nil : RequestOffer(roles: roles.map(\.name), logins: logins)
  }

  /// Whether a role alone would give a login on a server.
  func opens(_ role: CompiledRole, _ server: Server, for holder: Holder) -> Bool {
    role.allow.labels.resolved(with: holder.traits).matches(server.labels)
      && !role.deny.labels.resolved(with: holder.traits).matches(server.labels)
      && !usableLogins(of: role, for: holder).isEmpty
  }

  /// Logins of a role that neither it nor a standing role denies.
  private func usableLogins(of role: CompiledRole, for holder: Holder) -> [String] {
    combinedLogins(of: [role], for: holder)
  }

  /// Logins of all of the roles that none of them and no standing role denies; sorted.
  func combinedLogins(of roles: [CompiledRole], for holder: Holder) -> [String] {
    let logins = Set(roles.flatMap { $0.allow.logins.allowed(with: holder.traits) }.map(ExactText.init))
    return logins.map(\.text).filter { login in
      holder.loginDenial(of: login) == nil && !roles.contains { $0.deny.logins.denies(login, with: holder.traits) }
    }.sorted()
  }

  /// Whether some login is new.
  func adds(_ logins: [String], to known: [String]) -> Bool {
    let known = Set(known.map(ExactText.init))
    return logins.contains { !known.contains(ExactText($0)) }
  }
}
