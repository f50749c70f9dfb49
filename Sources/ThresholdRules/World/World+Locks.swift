import HashTreeCollections
public import ThresholdModel

/// Who or what asks for something, as locks see it: everything that is known of them.
///
/// The more that is filled in, the more locks are found: leave nothing out that is known.
/// Source: reference, roles-and-resources §8.
public struct LockSubject: Sendable, Hashable {
  public var user: UserName?
  /// Every role of the identity: its own, through lists, through assumed requests.
  public var roles: [RoleName]
  public var login: String?
  public var mfaDevice: String?
  public var device: String?
  public var serverID: ServerID?
  public var windowsDesktop: String?
  /// The requests that the sign-in has assumed.
  public var requests: [RequestID]
  public var botInstanceID: String?
  public var joinToken: String?

  public init(
    user: UserName? = nil, roles: [RoleName] = [], login: String? = nil, mfaDevice: String? = nil, device: String? = nil,
    serverID: ServerID? = nil, windowsDesktop: String? = nil, requests: [RequestID] = [], botInstanceID: String? = nil,
    joinToken: String? = nil
  ) {
    self.user = user
    self.roles = roles
    self.login = login
    self.mfaDevice = mfaDevice
    self.device = device
    self.serverID = serverID
    self.windowsDesktop = windowsDesktop
    self.requests = requests
    self.botInstanceID = botInstanceID
    self.joinToken = joinToken
  }

  var facts: Set<LockFact> {
    let target = LockTarget(
      user: user, login: login, mfaDevice: mfaDevice, device: device, serverID: serverID, windowsDesktop: windowsDesktop,
      botInstanceID: botInstanceID, joinToken: joinToken)
    return Set(LockFact.all(of: target))
      .union(roles.map { LockFact(.role, $0.text) })
      .union(requests.map { LockFact(.accessRequest, $0.text) })
  }
}

/// One fact that a lock names. Users are equal ignoring case, everything else byte for byte.
struct LockFact: Hashable, Sendable {
  let field: LockTarget.Field
  let value: ExactText

  init(_ field: LockTarget.Field, _ text: String) {
    self.field = field
    value = ExactText(field == .user ? UserName(text).key.folded : text)
  }

  static func all(of target: LockTarget) -> [LockFact] { target.facts.map { LockFact($0.field, $0.value) } }
}

extension World {
  public func lock(_ name: LockName) -> Lock? { locksByName[name] }
  /// All locks, sorted by name.
  public var locks: [Lock] { locksByName.values.sorted { $0.name < $1.name } }

  /// Locks whose target names a fact, by itself or with others; sorted by name, some may have run out.
  public func locks(for field: LockTarget.Field, _ value: String) -> [Lock] {
    (locksByFact[LockFact(field, value)] ?? []).compactMap { locksByName[$0] }.sorted { $0.name < $1.name }
  }

  /// Locks that name a user; sorted by name, some may have run out.
  public func locks(on user: UserName) -> [Lock] { locks(for: .user, user.text) }

  /// The lock that shuts a subject out; of several the first by name. A lock that names several facts
  /// needs all of them; one whose target is empty shuts out nobody.
  public func lockInForce(matching subject: LockSubject, at now: Moment) -> Lock? {
    let facts = subject.facts
    var found: Lock?
    for fact in facts {
      for name in locksByFact[fact] ?? [] {
        guard let lock = locksByName[name], lock.isInForce(at: now), found.map({ lock.name < $0.name }) ?? true else { continue }
        if LockFact.all(of: lock.spec.target).allSatisfy(facts.contains) { found = lock }
      }
    }
    return found
  }

  /// Locks that name a user and nothing else: these shut the whole user out.
  var locksByUser: LocksByUser { LocksByUser(world: self) }

  struct LocksByUser {
    fileprivate let world: World

    subscript(key: UserKey) -> TreeSet<LockName>? {
      world.locksByFact[LockFact(.user, key.folded)]?.filter { world.locksByName[$0]?.spec.target.facts.count == 1 }
    }
  }
}
