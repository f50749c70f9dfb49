import Logging
import Synchronization
import ThresholdModel
import ThresholdRules

/// The registry of open connections: whoever is in it is decided again whenever the World moves.
///
/// A connection registers first and is decided then, at a World not older than its registration, so
/// that no change can slip in between. Cutting never waits for a peer: it calls the gateway's closure,
/// which only schedules.
final class LiveConnections: Sendable {
  /// How long after its opening a tunnel still gains logins: the longest `LoginGraceTime` that a server
  /// may join with (120 s, sshd's default), and the time that dialling and greeting it may take.
  static let loginGrace = Span.seconds(150)

  struct Entry {
    var connection: LiveConnection
    let cut: @Sendable (TunnelEnd) -> Void
    var timer: Task<Void, Never>?
    /// The feed position of the World that it was last decided in: an older one has no say any more.
    var decidedAt: Int64 = -1
    /// Why and at which feed position it was cut; nil while it is open.
    var cutBy: (end: TunnelEnd, sequence: Int64)?
    var waiting: [@Sendable (Moment?) -> Void] = []
  }

  private struct State {
    var entries: [ConnectionID: Entry] = [:]
    var byUser: [UserKey: Set<ConnectionID>] = [:]
    var cuts = RecentCuts()
  }

  private let state = Mutex(State())
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  /// Everything open now, oldest first.
  var all: [LiveConnection] {
    state.withLock { $0.entries.values.map(\.connection) }.sorted { ($0.opened, $0.id) < ($1.opened, $1.id) }
  }

  var count: Int { state.withLock { $0.entries.count } }

  func register(_ connection: LiveConnection, cut: @escaping @Sendable (TunnelEnd) -> Void) {
    state.withLock { state in
      state.entries[connection.id] = Entry(connection: connection, cut: cut)
      state.byUser[connection.person.user.key, default: []].insert(connection.id)
    }
  }

  /// Forgets a connection that is closed, and tells those who wait for that.
  /// - Returns: what it was; nil when it was forgotten already.
  func unregister(_ id: ConnectionID, closedAt moment: Moment?) -> Entry? {
    let entry: Entry? = state.withLock { state in
      guard let entry = state.entries.removeValue(forKey: id) else { return nil }
      let key = entry.connection.person.user.key
      state.byUser[key]?.remove(id)
      if state.byUser[key]?.isEmpty == true { state.byUser[key] = nil }
      state.cuts.close(id, at: moment)
      return entry
    }
    guard let entry else { return nil }
    entry.timer?.cancel()
    for waiter in entry.waiting { waiter(moment) }
    return entry
  }

  func connection(_ id: ConnectionID) -> LiveConnection? { state.withLock { $0.entries[id]?.connection } }

  /// Why a registered connection was cut; nil while it is open or when it is unknown.
  func cutReason(_ id: ConnectionID) -> TunnelEnd? { state.withLock { $0.entries[id]?.cutBy?.end } }

  /// Marks a connection as begun, unless it was cut meanwhile.
  func start(_ id: ConnectionID) -> LiveConnection? {
    state.withLock { state in
      guard let entry = state.entries[id], entry.cutBy == nil else { return nil }
      state.entries[id]?.connection.isStarted = true
      return state.entries[id]?.connection
    }
  }

  /// Asks the World again about some connections, and cuts those that lost their ground.
  /// - Parameter users: whose connections; nil means everybody's.
  /// - Returns: the connections that this call cut.
  @discardableResult
  func enforce(_ world: World, at now: Moment, users: Set<UserKey>? = nil) -> [LiveConnection] {
    let ids = state.withLock { state in
      users.map { $0.flatMap { state.byUser[$0] ?? [] } } ?? Array(state.entries.keys)
    }
    return ids.compactMap { decide($0, in: world, at: now) }
  }

  /// Decides one connection.
  /// - Returns: the connection, when this call cut it.
  private func decide(_ id: ConnectionID, in world: World, at now: Moment) -> LiveConnection? {
    let cutNow: Entry? = state.withLock { state -> Entry? in
      guard var entry = state.entries[id], entry.cutBy == nil, world.sequence >= entry.decidedAt else { return nil }
      entry.decidedAt = world.sequence
      entry.connection.gainLogins(from: world, at: now)
      switch world.standing(of: entry.connection, at: now) {
      case .held(let grounds):
        let before = entry.connection.until
        entry.connection.grounds = grounds
        if let until = entry.connection.until, until != before || entry.timer == nil {
          entry.timer = timer(for: id, at: until, from: now, replacing: entry.timer)
        }
        state.entries[id] = entry
        return nil
      case .lost(let refusal):
        entry.cutBy = (TunnelEnd(code: "cut", message: refusal.message, hint: refusal.hint), world.sequence)
        entry.timer?.cancel()
        state.entries[id] = entry
        state.cuts.add(entry.connection, at: world.sequence)
        return entry
      }
    }
    guard let entry = cutNow, let end = entry.cutBy?.end else { return nil }
    entry.cut(end)
    return entry.connection
  }

  /// A monotonic timer that asks again when the ground is due to end.
  private func timer(for id: ConnectionID, at until: Moment, from now: Moment, replacing old: Task<Void, Never>?) -> Task<Void, Never> {
    old?.cancel()
    let wait = Duration.milliseconds(max(0, (until - now).milliseconds))
    return Task { [weak self] in
      do { try await Task.sleep(for: wait, clock: .continuous) } catch { return }
      // Forgotten first: if the wall clock says that it is too early, asking again sets a new one.
      self?.state.withLock { $0.entries[id]?.timer = nil }
      self?.due?(id)
    }
  }

  /// Called when a connection's time is up; set once, before the first connection registers.
  var due: (@Sendable (ConnectionID) -> Void)? {
    get { dueBox.withLock { $0 } }
    set { dueBox.withLock { $0 = newValue } }
  }
  private let dueBox = Mutex<(@Sendable (ConnectionID) -> Void)?>(nil)

  /// Asks again about one connection: its time is up, or it has just registered.
  /// - Returns: the connection as it stands, or why not.
  func ask(_ id: ConnectionID, in world: World, at now: Moment) -> Result<LiveConnection, Problem> {
    _ = decide(id, in: world, at: now)
    return state.withLock { state in
      guard let entry = state.entries[id] else { return .failure(Problem(.unavailable, "the connection is gone")) }
      if let end = entry.cutBy?.end { return .failure(Problem(.accessDenied, end.message, hint: end.hint)) }
      return .success(entry.connection)
    }
  }

  /// Cuts everything, with words: the server stops.
  func cutAll(_ end: TunnelEnd, sequence: Int64) {
    let cuts: [Entry] = state.withLock { state in
      var cuts: [Entry] = []
      for (id, entry) in state.entries where entry.cutBy == nil {
        state.entries[id]?.cutBy = (end, sequence)
        cuts.append(entry)
      }
      return cuts
    }
    for entry in cuts {
      entry.timer?.cancel()
      entry.cut(end)
    }
  }

  /// The connections that were cut at a feed position and stood on a request, oldest first; also those
  /// that are closed by now.
  func cuts(at sequence: Int64, standingOn request: RequestID) -> [LiveConnection] {
    state.withLock { $0.cuts.connections(at: sequence) }.filter { $0.requests.contains(request) }.sorted { $0.opened < $1.opened }
  }

  /// Waits until a connection is closed.
  /// - Returns: when its target was closed; nil when that did not happen within `patience`, or so long
  ///   ago that it is forgotten.
  func closed(_ id: ConnectionID, within patience: Duration) async -> Moment? {
    let once = Once<Moment?>()
    return await withCheckedContinuation { continuation in
      once.set { continuation.resume(returning: $0) }
      let isGone = state.withLock { state in
        guard state.entries[id] != nil else { return true }
        state.entries[id]?.waiting.append { once.fire($0) }
        return false
      }
      guard !isGone else {
        once.fire(state.withLock { $0.cuts.closed(id) })
        return
      }
      Task {
        try? await Task.sleep(for: patience, clock: .continuous)
        once.fire(nil)
      }
    }
  }
}
