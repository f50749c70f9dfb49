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
    webhooks: any WebhookSender = NoWebhooks(), logger: Logger
  ) async throws(Problem) -> Stories {
    let stored: StoredState
    do { stored = try store.load() } catch { throw error.problem }
    try checkClock(clock.now(), against: stored.lastEventTime)
    let start = max(clock.now(), stored.lastEventTime ?? clock.now())
    let current = CurrentWorld(World(records: stored.records, sequence: stored.sequence), lastEvent: start, clock: clock)
    let name = try clusterName(in: current.world, configuration)
    let live = LiveConnections(logger: logger)
    let (watchers, bells) = (Watchers(), NoticeBells())
    let committer = Committer(
      store: store, current: current, cluster: name,
      followers: [
        { move in live.enforce(move.world, at: move.at, users: move.affectedUsers) },
        { move in watchers.tell(move) },
        { move in bells.ring(for: move) },
      ], logger: logger)
    try await establish(name, with: committer, store: store, secrets: secrets, isNew: current.world.cluster == nil)
    let stories = Stories(
      configuration: configuration, store: store, current: current, committer: committer, live: live, watchers: watchers,
      authorities: try Authorities(in: current.world, unsealing: secrets), passwords: PasswordHashing(at: start), gate: SignInGate(),
      joins: PendingJoins(), probe: probe, bells: bells, webhooks: webhooks, logger: logger, clusterName: name)
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

  /// What each start puts on the record, as one commit: at the first one the cluster and its authorities, and
  /// whatever is missing of the presets.
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
      }
      for change in Presets.changes(in: situation.world) {
        draft.changes.append(change)
        switch change {
        case .put(.role(let role)):
          draft.events.append(
            event(situation.world.role(role.name) == nil ? .roleCreated : .roleUpdated, ["name": .text(role.metadata.name)]))
        case .put(.user(let user)): draft.events.append(event(.userCreated, ["name": .text(user.metadata.name)]))
        default: break
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
      case .put(.member(let member)):
        // A list as member carries whoever is on it.
        guard let user = member.spec.user else { return nil }
        users.insert(user.key)
      case .put(.signIn(let signIn)): users.insert(signIn.user.key)
      case .put(.certificate(let certificate)): users.insert(certificate.user.key)
      case .put(.lock(let lock)):
        // All facts of a target must match, so one that names a user touches nobody else.
        guard let user = lock.spec.target.user else { return nil }
        users.insert(user.key)
      case .put(.request(let request)): users.insert(request.spec.user.key)
      case .put(.listReview), .put(.password), .put(.token), .put(.authority), .put(.cluster), .put(.monitoringRule),
        .put(.recordingConfig),
        .put(.notice), .put(.noticeReader):
        continue
      case .delete(let key):
        switch key.kind {
        case .member:
          // The key does not say whether a user or a list went; a list that goes with its membership is in the move itself.
          if world.list(ListName(key.name)) != nil { return nil }
          users.insert(UserKey(UserName(key.name)))
        case .user, .password: users.insert(UserKey(UserName(key.name)))
        case .signIn, .certificate: users.insert(UserKey(UserName(key.parent)))
        case .listReview, .token, .authority, .cluster, .monitoringRule, .recordingConfig, .notice, .noticeReader: continue
        // What a deleted one of these carried is no longer there to ask.
        default: return nil
        }
      // A role, a list, a resource with its labels, or a setting may carry anybody's access.
      case .put(.role), .put(.list), .put(.resource), .put(.dynamicDesktop), .put(.serverInfo), .put(.authPreference): return nil
      }
    }
    return users
  }
}
