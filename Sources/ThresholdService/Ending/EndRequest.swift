public import ThresholdModel
import ThresholdRules

/// What an ended request took with it.
public struct Receipt: Sendable {
  /// A connection that was cut.
  public struct Line: Sendable {
    public let connection: LiveConnection
    /// When the connection to the server was closed; nil when that was not confirmed within a second.
    public let ended: Moment?
  }

  public let request: RequestID
  /// The feed position at which the request ended.
  public let sequence: Int64
  public let at: Moment
  public let lines: [Line]
}

extension Stories {
  /// How long a receipt waits for the gateways' word that connections are closed.
  private static let receiptPatience = Duration.seconds(1)

  /// Ends an approved request at once, whoever asked for it; needs the right to update requests.
  /// - Returns: the receipt, after everything that stood on the request is closed.
  public func revoke(_ id: RequestID, reason: String, by caller: Caller) async throws(Problem) -> Receipt {
    try await ensureVisible(id, to: caller)
    return try await end(id, with: .requestRevoked, by: caller) { (situation, request) throws(Problem) in
      try Self.demand(.update, "access_request", of: caller, in: situation)
      return try situation.world.revoked(request, by: caller.name, reason: reason, at: situation.now)
    }
  }

  /// Ends one's own request at once.
  public func end(_ id: RequestID, reason: String, by person: Person) async throws(Problem) -> Receipt {
    try await ensureVisible(id, to: .person(person))
    return try await end(id, with: .requestEnded, by: .person(person)) { (situation, request) throws(Problem) in
      try situation.world.ended(request, by: person.user, reason: reason, at: situation.now)
    }
  }

  /// Deletes a request's record; an approved one ends with it, an open one can no longer be answered.
  public func deleteRequest(_ id: RequestID, by caller: Caller) async throws(Problem) -> Receipt {
    let stored = try await request(id, by: caller)
    try demand(.delete, "access_request", of: caller)
    let written = try await committer.commit { (situation) throws(Problem) in
      try Self.demand(.delete, "access_request", of: caller, in: situation)
      let event = AuditEvent(
        .requestDeleted, time: situation.now, uid: freshID(), user: caller.name,
        details: Self.details(of: situation.world.request(id) ?? stored))
      return Draft([.delete(.request(id))], events: [event], answer: true)
    }
    return await receipt(for: id, sequence: written.sequence, at: written.at)
  }

  private func end(
    _ id: RequestID, with type: AuditType, by caller: Caller,
    _ ending: @escaping @Sendable (Situation, AccessRequest) throws(Problem) -> AccessRequest
  ) async throws(Problem) -> Receipt {
    let written = try await committer.commit { (situation) throws(Problem) in
      guard let request = situation.world.request(id) else { throw Self.ended(id) }
      let ended = try ending(situation, request)
      var details = Self.details(of: ended)
      if let reason = ended.spec.ended?.reason, !reason.isEmpty { details["end_reason"] = .text(reason) }
      let event = AuditEvent(type, time: situation.now, uid: freshID(), user: caller.name, details: details)
      return Draft([.put(.request(ended))], events: [event], answer: true)
    }
    return await receipt(for: id, sequence: written.sequence, at: written.at)
  }

  /// INVARIANT: by the time a commit is answered, all that lost its ground by it has been told to close;
  /// the receipt only waits for the gateways' word that it is closed.
  private func receipt(for id: RequestID, sequence: Int64, at moment: Moment) async -> Receipt {
    let cut = live.cuts(at: sequence, standingOn: id)
    let lines = await withTaskGroup(of: (Int, Receipt.Line).self) { group in
      for (index, connection) in cut.enumerated() {
        group.addTask { [live] in
          (index, Receipt.Line(connection: connection, ended: await live.closed(connection.id, within: Self.receiptPatience)))
        }
      }
      var lines: [(Int, Receipt.Line)] = []
      for await line in group { lines.append(line) }
      return lines.sorted { $0.0 < $1.0 }.map(\.1)
    }
    return Receipt(request: id, sequence: sequence, at: moment, lines: lines)
  }
}
