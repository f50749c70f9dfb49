public import ThresholdModel
import ThresholdRules

/// A server that its reader may reach or request.
public struct ListedResource: Sendable {
  public let id: ResourceID
  public let server: Server
  /// Accounts that may be used now or, when it must be requested, that the request would open.
  public let logins: [String]
  public let requiresRequest: Bool
}

extension Stories {
  /// What a person may reach or, asked so, request; sorted by host name.
  /// - Parameters:
  ///   - search: words that must each occur in the host name, address, id or a label, in any case.
  ///   - labels: labels that must be there exactly.
  /// - Throws: ``Problem`` of kind `notImplemented` for other kinds than `node`.
  public func resources(
    kind: String, requestable: Bool, search: [String], labels: [String: String], by person: Person
  ) async throws(Problem) -> [ListedResource] {
    guard kind == "node" else {
      throw Problem(.notImplemented, "resources of kind `\(kind.escapedForDisplay)` are not known to this version", hint: "use --kind node")
    }
    let (world, now) = (world, now)
    let found: [ListedResource] =
      requestable
      ? world.requestable(by: person.user, at: now).compactMap { found in
        found.server.map { listed($0, found.logins, requiresRequest: true) }
      }
      : world.reachable(by: person.user, signIn: person.signIn, at: now).compactMap { found in
        found.server.map { listed($0, found.logins, requiresRequest: false) }
      }
    let words = search.map { $0.lowercased() }
    let matching = found.filter { item in
      labels.allSatisfy { item.server.labels[$0.key] == $0.value } && words.allSatisfy { Self.matches($0, item.server) }
    }
    if requestable { try await recordSearch(of: person, search: search, labels: labels) }
    return matching
  }

  private func listed(_ server: Server, _ logins: [String], requiresRequest: Bool) -> ListedResource {
    ListedResource(
      id: ResourceID(cluster: clusterName, kind: "node", name: server.id.text), server: server, logins: logins,
      requiresRequest: requiresRequest)
  }

  private static func matches(_ word: String, _ server: Server) -> Bool {
    let texts =
      [server.spec.hostname, server.spec.address, server.id.text, server.metadata.description]
      + server.labels.flatMap { [$0.key, $0.value, "\($0.key)=\($0.value)"] }
    return texts.contains { $0.lowercased().contains(word) }
  }

  private func recordSearch(of person: Person, search: [String], labels: [String: String]) async throws(Problem) {
    _ = try await committer.commit { situation in
      Draft(
        events: [
          AuditEvent(
            .requestSearched, time: situation.now, uid: freshID(), user: person.user.text,
            details: [
              "resource_type": "node", "search_keywords": .list(search.map { .text($0) }), "labels": .map(labels.mapValues { .text($0) }),
            ])
        ], answer: true)
    }
  }
}
