import ThresholdModel
import ThresholdRules

/// The rules once more, slow and obvious: every question walks over everything.
final class SlowEvaluator {
  enum Answer: Equatable {
    case allowed(until: Int64)
    /// By what, as ``AccessCase/Outcome``; deny labels and unreadable ones are told as one.
    case refused(AccessCase.Outcome)
  }

  let facts: Facts
  let now: Moment
  private var standings: [UserName: SlowStanding?] = [:]
  private var roles: [String: SlowRole] = [:]
  private let implicit: SlowRole

  init(facts: Facts, now: Moment) {
    self.facts = facts
    self.now = now
    implicit = SlowRole(Role(name: "implicit"), facts, traits: [:], user: "")
  }

  func alive(_ metadata: Metadata) -> Bool { metadata.expires == nil || now < metadata.expires! }
  func end(_ moments: Moment?...) -> Int64 { moments.compactMap { $0?.milliseconds }.min() ?? .max }
  func same(_ left: UserName, _ right: UserName) -> Bool { left.text.lowercased() == right.text.lowercased() }

  func user(_ name: UserName) -> User? { facts.users.first { same($0.name, name) && alive($0.metadata) } }
  func role(_ name: RoleName) -> Role? { facts.roles.first { $0.name == name && alive($0.metadata) } }
  func resource(_ key: ResourceKey) -> Resource? { facts.resources.first { $0.key == key && alive($0.metadata) } }

  func labels(_ resource: Resource) -> [String: String] {
    guard case .server(let server) = resource else { return resource.labels }
    var labels = server.metadata.labels
    for info in facts.serverInfos where info.metadata.name == "si-" + server.id.text {
      for (key, value) in info.spec.newLabels { labels[key.hasPrefix("dynamic/") ? key : "dynamic/" + key] = value }
    }
    return labels
  }

  func standing(_ name: UserName) -> SlowStanding? {
    let key = UserName(name.text.lowercased())
    if let known = standings[key] { return known }
    let made = makeStanding(name)
    standings[key] = .some(made)
    return made
  }

  /// A role that the user does not hold, for the user.
  func resolved(_ role: Role, _ standing: SlowStanding) -> SlowRole {
    let key = role.name.text + " " + standing.user.name.text
    if let known = roles[key] { return known }
    let made = SlowRole(role, facts, traits: standing.traits, user: standing.user.name.text)
    roles[key] = made
    return made
  }

  func access(_ roles: [SlowCount], _ resource: Resource, _ presence: SlowPresence) -> SlowAccess {
    SlowAccess(roles, resource, labels(resource), user: presence.user.name, implicit: implicit)
  }

  // MARK: Locks

  /// Whether a lock of the user alone is in force: such a user gets nothing from lists.
  func isLocked(_ name: UserName) -> Bool {
    facts.locks.contains { lock in
      lock.spec.target.facts.count == 1 && lock.spec.target.user.map { same($0, name) } == true && isInForce(lock)
    }
  }

  private func isInForce(_ lock: Lock) -> Bool { lock.spec.expires == nil || now < lock.spec.expires! }

  /// Whether a lock takes effect: everything that it names must be so.
  func isLockedOut(_ presence: SlowPresence, on key: ResourceKey? = nil, as login: String? = nil) -> Bool {
    facts.locks.contains { lock in
      let target = lock.spec.target
      guard isInForce(lock), !target.facts.isEmpty else { return false }
      return target.facts.allSatisfy { field, value in
        switch field {
        case .user: same(UserName(value), presence.user.name)
        case .role: (presence.everywhere + presence.requests.flatMap(\.roles)).contains { $0.role.name.text == value }
        case .login: login == value
        case .accessRequest: presence.signIn?.assumed.keys.contains { $0.text == value } == true
        case .serverID: key == ResourceKey(.node, value)
        case .windowsDesktop: key == ResourceKey(.windowsDesktop, value)
        default: false
        }
      }
    }
  }

  // MARK: One decision

  /// The parts of a decision that do not depend on what is asked.
  struct Place {
    let presence: SlowPresence
    let resource: Resource
    let isVisible: Bool
  }

  enum Entry {
    case open(Place)
    case closed(AccessCase.Outcome)
  }

  func enter(_ key: ResourceKey, _ name: UserName, _ signIn: SignIn) -> Entry {
    guard same(signIn.user, name), now < signIn.expires, let presence = presence(name, signIn) else { return .closed(.other) }
    if isLockedOut(presence, on: key) { return .closed(.locked) }
    guard let resource = resource(key) else { return .closed(.noSuchResource) }
    return .open(Place(presence: presence, resource: resource, isVisible: isVisible(resource, presence)))
  }

  func decide(_ place: Place, _ access: SlowAccess, _ principals: [Principal], _ act: KubernetesAct?, _ factors: AccessFactors) -> Answer {
    let logins = principals.filter { $0.field == .logins || $0.field == .windowsLogins }.map(\.value)
    if logins.contains(where: { isLockedOut(place.presence, on: place.resource.key, as: $0) }) { return .refused(.locked) }
    func refused(_ outcome: AccessCase.Outcome) -> Answer { .refused(place.isVisible ? outcome : .noSuchResource) }
    let settings = facts.preference?.spec ?? AuthPreferenceSpec()
    if settings.sessionMFA != .off, !factors.hasVerifiedMFA { return refused(.needsMFA) }
    if access.isClosed { return refused(.deniedLabels) }
    if place.resource.kind != .kubeCluster, access.checked(principals).contains(where: access.denies) { return refused(.deniedPrincipal) }
    if let act, access.roles.contains(where: { SlowKubernetes.denies($0.role.role, act) }) { return refused(.deniedObject) }
    let granting = access.granting(principals, act)
    guard let until = granting.map(\.until).max() else { return refused(.noGrant) }
    let options = granting.map(\.role.options)
    if !factors.hasVerifiedMFA, options.contains(where: { ($0.requireSessionMFA ?? .off) != .off }) { return refused(.needsMFA) }
    if !factors.hasTrustedDevice, settings.deviceTrust == .required || options.contains(where: { $0.deviceTrustMode == .required }) {
      return refused(.needsDevice)
    }
    let presence = place.presence
    let limit = min(
      presence.standing.traitsUntil, end(presence.user.metadata.expires, presence.signIn?.expires, place.resource.metadata.expires))
    return .allowed(until: min(until, limit))
  }
}
