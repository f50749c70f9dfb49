import Logging
public import ThresholdModel
import ThresholdRules

/// A tunnel that may be dialled.
public struct OpenedConnection: Sendable {
  public let id: ConnectionID
  public let server: Server
  /// When the ground for the connection ends, as things stand.
  public let until: Moment
}

extension Stories {
  /// How far a client's clock may be off before it is told so.
  private static let clockSkew = Span.seconds(30)

  /// Lets a tunnel begin: registers it first, then decides at a World not older than the registration.
  ///
  /// The caller must end every opened connection with ``connectionEnded(_:sent:received:at:because:)``.
  /// - Parameter cut: called from any thread, at any time from registration on, at most once: must close
  ///   the connection to the server at once, tell the client, and not block. It may be called although
  ///   this method throws.
  /// - Throws: ``Problem``: the refusal, or a client clock that is more than 30 s off. Nothing is registered then.
  public func openConnection(
    _ opening: TunnelOpening, by person: Person, from address: String, cut: @escaping @Sendable (TunnelEnd) -> Void
  ) async throws(Problem) -> OpenedConnection {
    let opened = now
    let skew = opening.clientTime - opened
    guard abs(skew.milliseconds) <= Self.clockSkew.milliseconds else {
      let direction = skew > .zero ? "ahead of" : "behind"
      throw Problem(
        .badParameter, "your clock is \(abs(skew.wholeSeconds)) seconds \(direction) the cluster's",
        hint: "set your clock right: the cluster's time is \(opened)")
    }
    let server = try world.resolve(opening.server, for: person.user, signIn: person.signIn, at: opened)
    let connection = LiveConnection(
      id: ConnectionID(freshID()), person: person, server: server.id, hostname: server.spec.hostname, opened: opened, logins: [],
      grounds: [:], serials: [], isStarted: false)
    live.register(connection, cut: cut)
    // INVARIANT: the World is read after the registration, so a change is either in it or will ask again.
    let decided = live.ask(connection.id, in: world, at: now).flatMap { standing in
      Result { () throws(Problem) in
        try checkOptions(of: standing, by: person)
        return standing
      }
    }
    switch decided {
    case .success(let standing):
      return OpenedConnection(id: standing.id, server: server, until: standing.until ?? opened)
    case .failure(let refusal):
      _ = live.unregister(connection.id, closedAt: nil)
      try await recordRejection(of: person, to: server, from: address, because: refusal.message)
      throw refusal
    }
  }

  /// What role options ask of a connection as a whole: its address, and how many there are at once. It is
  /// registered already, so of two that race for the last place at most one gets it.
  private func checkOptions(of connection: LiveConnection, by person: Person) throws(Problem) {
    let (world, now) = (world, now)
    for login in connection.logins.sorted() {
      let permissions = world.sshPermissions(person.user, on: connection.server, as: login, signIn: person.signIn, at: now)
      try world.checkAddress(of: person, for: permissions)
      guard let limit = permissions.maxConnections else { continue }
      guard live.all.filter({ $0.person.user.key == person.user.key }).count <= limit else {
        throw Problem(
          .accessDenied, "a role of yours lets you have \(limit) SSH connections at once (`max_connections`)",
          hint: "close one of them first")
      }
    }
  }

  /// Puts a tunnel whose target has answered on the audit log.
  /// - Throws: ``Problem`` of kind `accessDenied` when it was cut meanwhile: nothing may be passed on then.
  public func connectionStarted(_ id: ConnectionID, target: String) async throws(Problem) {
    guard let connection = live.start(id) else {
      let end = live.cutReason(id)
      throw Problem(.accessDenied, end?.message ?? "the connection is gone", hint: end?.hint)
    }
    _ = try await committer.commit { situation in
      var details = Self.details(of: connection)
      details["server_addr"] = .text(target)
      if let until = connection.until { details["until"] = .text(until.rfc3339) }
      return Draft(
        events: [AuditEvent(.sessionStarted, time: situation.now, uid: freshID(), user: connection.person.user.text, details: details)],
        answer: true)
    }
    guard live.cutReason(id) == nil else {
      let end = live.cutReason(id)
      throw Problem(.accessDenied, end?.message ?? "the connection is gone", hint: end?.hint)
    }
  }

  /// Forgets a tunnel and puts its end on the audit log; again and again is no harm.
  /// - Parameters:
  ///   - sent: bytes to the server.
  ///   - received: bytes from the server.
  ///   - moment: when the connection to the server was closed; nil when there was none.
  public func connectionEnded(_ id: ConnectionID, sent: Int64, received: Int64, at moment: Moment?, because end: TunnelEnd) async {
    guard let entry = live.unregister(id, closedAt: moment ?? now) else { return }
    let connection = entry.connection
    let reason = entry.cutBy?.end ?? end
    do throws(Problem) {
      _ = try await committer.commit { situation in
        var details = Self.details(of: connection)
        details["reason"] = .text(reason.message)
        details["end_code"] = .text(reason.code)
        details["bytes_sent"] = .integer(sent)
        details["bytes_received"] = .integer(received)
        details["session_start"] = .text(connection.opened.rfc3339)
        let type: AuditType = connection.isStarted ? .sessionEnded : .sessionRejected
        return Draft(
          events: [AuditEvent(type, time: situation.now, uid: freshID(), user: connection.person.user.text, details: details)], answer: true
        )
      }
    } catch {
      logger.error("the end of a connection is not on the audit log", metadata: ["connection.id": "\(id)", "error": "\(error)"])
    }
  }

  /// When the ground of an open connection ends, as things stand; nil when it is closed.
  public func until(of id: ConnectionID) -> Moment? { live.connection(id)?.until }

  /// Connections that are open: one's own, or all with the right to read sessions.
  public func openConnections(by caller: Caller) -> [LiveConnection] {
    let mayReadAll = Self.may(.read, "session", caller, in: Situation(world: world, now: now))
    return live.all.filter { mayReadAll || $0.person.user.key == caller.user?.key }
  }

  private func recordRejection(of person: Person, to server: Server, from address: String, because reason: String) async throws(Problem) {
    _ = try await committer.commit { situation in
      Draft(
        events: [
          AuditEvent(
            .sessionRejected, time: situation.now, uid: freshID(), user: person.user.text,
            details: [
              "server_id": .text(server.id.text), "server_hostname": .text(server.spec.hostname), "addr.remote": .text(address),
              "reason": .text(reason),
            ])
        ], answer: true)
    }
  }

  private static func details(of connection: LiveConnection) -> [String: Value] {
    [
      "sid": .text(connection.id.text), "server_id": .text(connection.server.text), "server_hostname": .text(connection.hostname),
      "addr.remote": .text(connection.person.address), "proto": "ssh", "sign_in": .text(connection.person.signIn.text),
      "logins": .list(connection.logins.sorted().map { .text($0) }),
      "serials": .list(connection.serials.sorted().map { .text(String($0)) }),
      "access_requests": .list(connection.requests.map { .text($0.text) }),
    ]
  }
}
