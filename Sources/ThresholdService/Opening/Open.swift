import Foundation
public import Logging
public import ThresholdModel
import ThresholdRules
public import ThresholdStore

extension Stories {
  /// How far the wall clock may stand behind the last event before the server refuses to start.
  private static let clockTolerance = Span.seconds(60)

  /// Opens the house: loads the World, makes a new cluster at the very first start, unseals the keys.
  /// - Throws: ``Problem`` of kind `unavailable` with what to do: a clock that runs behind the last event,
  ///   a key file that does not fit, a cluster name that is not this cluster's, a store that cannot be read.
  public static func open(
    _ configuration: ServiceConfiguration, store: SQLiteStore, secrets: SecretBox, clock: any WallClock, probe: any HostProbe,
    logger: Logger
  ) async throws(Problem) -> Stories {
    let stored: StoredState
    do { stored = try store.load() } catch { throw error.problem }
    try checkClock(clock.now(), against: stored.lastEventTime)
    let start = max(clock.now(), stored.lastEventTime ?? clock.now())
    let current = CurrentWorld(World(records: stored.records, sequence: stored.sequence), lastEvent: start, clock: clock)
    let name = try clusterName(in: current.world, configuration)
    let live = LiveConnections(logger: logger)
    let watchers = Watchers()
    let committer = Committer(
      store: store, current: current, cluster: name,
      followers: [
        { move in live.enforce(move.world, at: move.at, users: move.affectedUsers) },
        { move in watchers.tell(move) },
      ], logger: logger)
    try await establish(name, with: committer, store: store, secrets: secrets, isNew: current.world.cluster == nil)
    let stories = Stories(
      configuration: configuration, store: store, current: current, committer: committer, live: live, watchers: watchers,
      authorities: try Authorities(in: current.world, unsealing: secrets), passwords: PasswordHashing(at: start), gate: SignInGate(),
      joins: PendingJoins(), probe: probe, logger: logger, clusterName: name)
    live.due = { [current] id in _ = live.ask(id, in: current.world, at: current.now) }
    return stories
  }

  private static func checkClock(_ wall: Moment, against last: Moment?) throws(Problem) {
    guard let last, last - wall > clockTolerance else { return }
    throw Problem(
      .unavailable, "the clock says \(wall) and the last event happened at \(last): it is more than \(clockTolerance) behind",
      hint: "set the clock right, then start again")
  }

  private static func clusterName(in world: World, _ configuration: ServiceConfiguration) throws(Problem) -> String {
    let wished = configuration.clusterName
    if let cluster = world.cluster {
      guard wished == nil || wished == cluster.name else {
        throw Problem(
          .badParameter, "this data directory belongs to the cluster `\(cluster.name)`, not `\(wished ?? "")`",
          hint: "a cluster keeps its name; use another data directory for another cluster")
      }
      return cluster.name
    }
    let host = configuration.publicAddress.prefix(
      upTo: configuration.publicAddress.lastIndex(of: ":") ?? configuration.publicAddress.endIndex)
    let name = wished ?? String(host)
    do {
      try NameRule.resource.check(name, at: "cluster_name")
    } catch {
      throw Problem(
        .badParameter, "`\(name.escapedForDisplay)` cannot be the cluster's name", hint: "choose one with --cluster-name",
        path: "cluster_name")
    }
    return name
  }

  /// The first start: the cluster, its authorities and the preset roles, as one commit.
  private static func establish(
    _ name: String, with committer: Committer, store: SQLiteStore, secrets: SecretBox, isNew: Bool
  ) async throws(Problem) {
    let loss = store.acceptedLoss
    _ = try await committer.commit { (situation) throws(Problem) in
      let now = situation.now
      func event(_ type: AuditType, _ details: [String: Value]) -> AuditEvent {
        AuditEvent(type, time: now, uid: freshID(), user: nil, details: details)
      }
      var draft = Draft(answer: true)
      if isNew {
        let cluster = Cluster(name: name, id: freshID(), created: now)
        draft.changes.append(.put(.cluster(cluster)))
        draft.events.append(event(.clusterCreated, ["name": .text(name)]))
        for authority in try Authorities.create(for: name, sealing: secrets, at: now) {
          draft.changes.append(.put(.authority(authority)))
          draft.events.append(event(.authorityCreated, ["name": .text(authority.id), "purpose": .text(authority.purpose.rawValue)]))
        }
        for role in Presets.roles {
          draft.changes.append(.put(.role(role)))
          draft.events.append(event(.roleCreated, ["name": .text(role.metadata.name)]))
        }
      }
      if let loss { draft.events.append(event(.lossAccepted, ["message": .text("\(loss)")])) }
      draft.events.append(event(.serverStarted, ["version": .text(currentVersion)]))
      return draft
    }
  }

  /// Told on the audit log at each start.
  private static var currentVersion: String { "18.10.0" }
}

extension Move {
  /// Whose open connections the commit may touch; nil means anybody's.
  var affectedUsers: Set<UserKey>? {
    var users: Set<UserKey> = []
    for change in changes {
      switch change {
      case .put(.user(let user)): users.insert(user.name.key)
      case .put(.member(let member)): users.insert(member.spec.user.key)
      case .put(.signIn(let signIn)): users.insert(signIn.user.key)
      case .put(.certificate(let certificate)): users.insert(certificate.user.key)
      case .put(.lock(let lock)): users.insert(lock.spec.target.user.key)
      case .put(.request(let request)): users.insert(request.spec.user.key)
      case .put(.password), .put(.token), .put(.authority), .put(.cluster): continue
      case .delete(let key):
        switch key.kind {
        case .member, .user, .password: users.insert(UserKey(UserName(key.name)))
        case .signIn, .certificate: users.insert(UserKey(UserName(key.parent)))
        case .token, .authority, .cluster: continue
        // What a deleted one of these carried is no longer there to ask.
        case .role, .list, .server, .request, .lock: return nil
        }
      // A role, list or server may carry anybody's access.
      case .put(.role), .put(.list), .put(.server): return nil
      }
    }
    return users
  }
}
