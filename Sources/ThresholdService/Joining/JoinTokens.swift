public import ThresholdModel
import ThresholdRules

extension Stories {
  /// Limits of a join token's life.
  private static let tokenLife = Span.minutes(1)...Span.days(2)

  /// Makes a join token; the token itself is answered this once and kept by its hash only.
  /// - Throws: ``Problem`` of kind `badParameter` for another type than `node`, bad labels or a bad life.
  public func createToken(
    type: String, labels: [String: String], allowedLabels: LabelMap, ttl: Span, by caller: Caller
  ) async throws(Problem) -> (token: String, record: JoinToken, pin: String) {
    guard type == "node" else {
      throw Problem(.badParameter, "`\(type.escapedForDisplay)` cannot join this version", hint: "use --type node", path: "type")
    }
    guard Self.tokenLife.contains(ttl) else {
      throw Problem(.badParameter, "a join token lasts between 1 minute and 48 hours", hint: "use --ttl 1h", path: "ttl")
    }
    try LabelRule.check(labels)
    let token = randomHex(bytes: 24)
    let hash = TokenHash(sha256Hex(token))
    let record = try await committer.commit { (situation) throws(Problem) in
      try Self.demand(.create, "token", of: caller, in: situation)
      let record = JoinToken(
        hash: hash, labels: labels, allowedLabels: allowedLabels, created: situation.now, expires: situation.now + ttl,
        createdBy: caller.name)
      let event = AuditEvent(
        .tokenCreated, time: situation.now, uid: freshID(), user: caller.name,
        details: [
          "name": .text(String(hash.text.prefix(12))), "roles": .list(["Node"]), "expires": .text(record.expires.rfc3339),
          "labels": .map(labels.mapValues { .text($0) }),
        ])
      return Draft([.put(.token(record))], events: [event], answer: record)
    }.answer
    return (token, record, caPins.first ?? "")
  }

  /// The join tokens that still work.
  public func tokens(by caller: Caller) throws(Problem) -> [JoinToken] {
    try demand(.read, "token", of: caller)
    let now = now
    return world.tokens.filter { now < $0.expires }.sorted { $0.expires < $1.expires }
  }

  /// Deletes a join token.
  /// - Parameter text: the token itself, or at least 8 characters of the start of its hash.
  public func deleteToken(_ text: String, by caller: Caller) async throws(Problem) {
    _ = try await committer.commit { (situation) throws(Problem) in
      try Self.demand(.delete, "token", of: caller, in: situation)
      let whole = sha256Hex(text)
      let found = situation.world.tokens.filter { $0.hash.text == whole || (text.count >= 8 && $0.hash.text.hasPrefix(text)) }
      guard found.count == 1, let token = found.first else {
        throw Problem(.notFound, "no such join token", hint: "tctl tokens ls")
      }
      let event = AuditEvent(
        .tokenDeleted, time: situation.now, uid: freshID(), user: caller.name, details: ["name": .text(String(token.hash.text.prefix(12)))])
      return Draft([.delete(Record.token(token).key)], events: [event], answer: true)
    }
  }
}

/// What labels of resources may be made of.
enum LabelRule {
  /// - Throws: ``Problem`` of kind `badParameter` for keys or values that could not be written in a role, or
  ///   that are the cluster's to write.
  static func check(_ labels: [String: String]) throws(Problem) {
    guard labels.count <= 100 else { throw Problem(.limitExceeded, "more than 100 labels", path: "labels") }
    for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
      let legal = key.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "/._:*-".unicodeScalars.contains($0))
      }
      guard legal, !key.isEmpty, key.count <= 256 else {
        throw Problem(
          .badParameter, "`\(key.escapedForDisplay)` cannot be a label's key", hint: "use ASCII letters, digits and / . _ : * -",
          path: "labels")
      }
      guard !key.hasPrefix("teleport.internal/"), !key.hasPrefix("teleport.dev/") else {
        throw Problem(
          .badParameter, "labels that begin with `teleport.` are the cluster's to write", hint: "choose another key than `\(key)`",
          path: "labels")
      }
      guard value.count <= 1024, !value.unicodeScalars.contains(where: \.isUnsafeToDisplay) else {
        throw Problem(.badParameter, "the value of the label `\(key)` is too long or holds control characters", path: "labels")
      }
    }
  }
}
