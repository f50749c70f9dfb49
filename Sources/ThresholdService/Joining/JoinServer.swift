import ThresholdCertificates
public import ThresholdModel
import ThresholdRules

/// Who wants to join, as they say.
public struct JoinClaim: Sendable {
  public let token: String
  public let hostname: String
  /// `IP:PORT` of the server's sshd.
  public let address: String
  public let labels: [String: String]
  /// Host keys as OpenSSH writes them.
  public let hostKeys: [String]

  public init(token: String, hostname: String, address: String, labels: [String: String], hostKeys: [String]) {
    self.token = token
    self.hostname = hostname
    self.address = address
    self.labels = labels
    self.hostKeys = hostKeys
  }
}

/// What the host keys must sign.
public struct JoinStart: Sendable {
  public let challenge: String
  /// One a host key, in the order of the claim.
  public let messages: [[UInt8]]
  public let namespace: String
}

/// A server that joined.
public struct JoinedServer: Sendable {
  public let server: Server
  /// SSH user authorities for its sshd, one line each.
  public let userAuthorities: [String]
  /// For other clients than ours: 1 year.
  public let hostCertificate: String
  /// Which of the claim's host keys the certificate is for.
  public let hostCertificateKey: Int
}

extension Stories {
  private static let mostHostKeys = 10
  private static let hostCertificateLife = Span.days(365)

  /// First step: checks the token and the claim, answers what each host key must sign.
  /// - Throws: ``Problem`` of kind `accessDenied` for a wrong or expired token, in the same words;
  ///   `badParameter` for names, addresses, labels or keys that cannot be.
  public func beginJoin(_ claim: JoinClaim, from address: String) async throws(Problem) -> JoinStart {
    let now = now
    try await gate.admit(nil, from: address, at: now)
    let token = try await tokenRecord(claim.token, from: address)
    try NameRule.hostname.check(claim.hostname, at: "hostname")
    try LabelRule.check(claim.labels)
    for (key, value) in claim.labels.sorted(by: { $0.key < $1.key }) {
      guard token.labels[key] == value || token.allows(label: key, value: value) else {
        throw Problem(
          .accessDenied, "the token does not allow the label `\(key)=\(value)`", hint: "tctl tokens add --allow-labels '\(key)=*'",
          path: "labels")
      }
    }
    guard (1...Self.mostHostKeys).contains(claim.hostKeys.count) else {
      throw Problem(.badParameter, "a server joins with 1 to \(Self.mostHostKeys) host keys", path: "host_keys")
    }
    var keys: [SSHPublicKey] = []
    for line in claim.hostKeys { keys.append(try SSHPublicKey(line: line)) }
    let challenge = JoinChallenge(cluster: clusterName, address: claim.address, hostname: claim.hostname)
    let labels = claim.labels.merging(token.labels) { _, fromToken in fromToken }
    let id = try await joins.add(
      PendingJoins.Pending(claim: claim, hostKeys: keys, challenge: challenge, labels: labels, expires: now + PendingJoins.patience),
      at: now)
    return JoinStart(challenge: id, messages: keys.map { challenge.message(for: $0) }, namespace: JoinChallenge.namespace)
  }

  /// Second step: checks the signatures, dials back, compares the host keys, and takes the server in.
  ///
  /// Joining again is for whoever holds a recorded host key; otherwise an admin removes the server first.
  public func finishJoin(token: String, challenge: String, signatures: [String], from address: String) async throws(Problem) -> JoinedServer
  {
    try await gate.admit(nil, from: address, at: now)
    _ = try await tokenRecord(token, from: address)
    guard let join = await joins.take(challenge, at: now), sha256Hex(join.claim.token) == sha256Hex(token) else {
      throw Problem(.accessDenied, "the challenge is unknown, used or too old", hint: "run the join command again")
    }
    guard signatures.count == join.hostKeys.count else {
      throw Problem(.badParameter, "each host key must sign the challenge", hint: "run the join command again")
    }
    for (key, signature) in zip(join.hostKeys, signatures) {
      try join.challenge.verify(signature: signature, by: key)
    }
    let probed = try await probe.probe(address: join.claim.address)
    for key in join.hostKeys where !probed.hostKeys.contains(key) {
      try await recordJoinFailure(
        join, from: address, why: "the server at \(join.claim.address) does not show the host key \(key.fingerprint)")
      throw Problem(
        .accessDenied, "the server that answers at `\(join.claim.address)` does not show the host key \(key.fingerprint)",
        hint: "check --address: it must be this machine as the cluster reaches it")
    }
    let server = try await takeIn(join, probed, from: address)
    // A host certificate must not let one server pass for another of the same name.
    let isOnlyOne = world.servers(named: server.spec.hostname).allSatisfy { $0.id == server.id }
    let index = join.hostKeys.firstIndex { $0.algorithm == .ed25519 } ?? 0
    let certificate = try authorities.sshHost.signHost(
      publicKey: join.hostKeys[index], serial: UInt64.random(in: 1...UInt64(Int64.max)), keyID: server.id.text,
      principals: (isOnlyOne ? [server.spec.hostname] : []) + [server.id.text], validAfter: now - Self.certificateHeadStart,
      validBefore: now + Self.hostCertificateLife)
    return JoinedServer(
      server: server, userAuthorities: world.authorities(.sshUser).map(\.publicPart), hostCertificate: certificate,
      hostCertificateKey: index)
  }

  private func takeIn(_ join: PendingJoins.Pending, _ probed: ProbedHost, from address: String) async throws(Problem) -> Server {
    let lines = join.hostKeys.map(\.line)
    let id = try await committer.commit { (situation) throws(Problem) in
      guard let token = situation.world.token(TokenHash(sha256Hex(join.claim.token))), situation.now < token.expires else {
        throw Self.wrongToken
      }
      let namesakes = situation.world.servers(named: join.claim.hostname)
      guard namesakes.allSatisfy({ $0.id.text != join.claim.hostname }) else {
        throw Problem(.badParameter, "`\(join.claim.hostname)` is the id of another server", hint: "choose another --hostname")
      }
      let known =
        namesakes.first { $0.spec.address == join.claim.address }
        ?? situation.world.servers.first { !Set($0.spec.hostKeys).isDisjoint(with: lines) }
      if let known, Set(known.spec.hostKeys).isDisjoint(with: lines) {
        throw Problem(
          .accessDenied, "`\(join.claim.hostname)` at \(join.claim.address) has joined with other host keys",
          hint: "if the machine was set up anew, an admin removes the old one first: tctl rm node/\(known.id)")
      }
      var server = Server(
        id: known?.id ?? ServerID(freshID()), labels: join.labels,
        spec: ServerSpec(
          address: join.claim.address, hostname: join.claim.hostname, hostKeys: lines, gatewayAddresses: probed.gatewayAddresses))
      server.metadata.description = known?.metadata.description ?? ""
      server.metadata.expires = known?.metadata.expires
      let event = AuditEvent(
        .serverJoined, time: situation.now, uid: freshID(), user: nil,
        details: [
          "server_id": .text(server.id.text), "server_hostname": .text(server.spec.hostname), "server_addr": .text(server.spec.address),
          "server_labels": .map(server.labels.mapValues { .text($0) }), "token": .text(String(token.hash.text.prefix(12))),
          "method": "token", "success": true, "addr.remote": .text(address),
          "host_keys": .list(join.hostKeys.map { .text($0.fingerprint) }),
        ])
      return Draft([.put(.server(server))], events: [event], answer: server.id)
    }.answer
    guard let server = world.server(id) else { throw Problem.notFound("server", id.text) }
    return server
  }

  private static let wrongToken = Problem(
    .accessDenied, "the join token is wrong or has expired", hint: "make a new one: tctl tokens add --type node")

  private func tokenRecord(_ token: String, from address: String) async throws(Problem) -> JoinToken {
    let now = now
    guard let record = world.token(TokenHash(sha256Hex(token))), now < record.expires else {
      await gate.failed(nil, from: address, at: now)
      _ = try await committer.commit { situation in
        Draft(
          events: [
            AuditEvent(
              .serverJoinFailed, time: situation.now, uid: freshID(), user: nil,
              details: ["success": false, "error": "wrong or expired join token", "addr.remote": .text(address)])
          ], answer: true)
      }
      throw Self.wrongToken
    }
    return record
  }

  private func recordJoinFailure(_ join: PendingJoins.Pending, from address: String, why: String) async throws(Problem) {
    _ = try await committer.commit { situation in
      Draft(
        events: [
          AuditEvent(
            .serverJoinFailed, time: situation.now, uid: freshID(), user: nil,
            details: [
              "success": false, "error": .text(why), "server_hostname": .text(join.claim.hostname), "addr.remote": .text(address),
            ])
        ], answer: true)
    }
  }
}

extension JoinToken {
  /// Whether a joining server may add a label.
  func allows(label key: String, value: String) -> Bool {
    allowedLabels.entries.contains { allowedKey, values in
      (allowedKey == key || allowedKey == "*") && values.contains { $0 == "*" || $0 == value }
    }
  }
}
