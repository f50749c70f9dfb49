import ThresholdCertificates
public import ThresholdModel
import ThresholdRules

/// A certificate for one login on one server, with what OpenSSH needs beside it.
public struct IssuedAccess: Sendable {
  public let server: Server
  public let record: IssuedCertificate
  /// The certificate line.
  public let certificateLine: String
  /// When the ground for the access ends, as things stand.
  public let until: Moment
}

extension Stories {
  /// The longest life of an SSH certificate.
  static let certificateLife = Span.minutes(2)
  /// The most unexpired certificates of one person for one server.
  private static let mostCertificates = 300

  /// Decides, and issues a certificate for one login on one server through this gateway only.
  ///
  /// The serial is on the audit log before the certificate leaves. The certificate has one principal,
  /// bound to the login and the server, and begins a minute early for clocks that run behind.
  /// - Parameters:
  ///   - name: the server's host name or id.
  ///   - publicKey: the caller's fresh SSH public key.
  /// - Throws: ``Problem`` of kind `notFound` for servers that the person cannot see, `accessDenied`
  ///   with the reason otherwise, `badParameter` for a bad key or an ambiguous host name.
  public func connect(to name: String, as login: String, publicKey: String, by person: Person) async throws(Problem) -> IssuedAccess {
    let key = try SSHPublicKey(line: publicKey)
    let written = try await committer.commit { (situation) throws(Problem) in
      let (world, now) = (situation.world, situation.now)
      let server = try world.resolve(name, for: person.user, signIn: person.signIn, at: now)
      let grant = try world.granted(person, to: server, as: login, at: now)
      let permissions = world.sshPermissions(person.user, on: server.id, as: login, signIn: person.signIn, at: now)
      try world.checkAddress(of: person, for: permissions)
      guard world.certificates(of: person.user, on: server.id).count < Self.mostCertificates else {
        throw Problem(.tooManyRequests, "too many certificates at once for this server", hint: "try again in a minute", retryAfter: 60)
      }
      let record = IssuedCertificate(
        serial: UInt64.random(in: 1...UInt64(Int64.max)), user: person.user, signIn: person.signIn, server: server.id, login: login,
        validAfter: now - Self.certificateHeadStart, validBefore: min(now + Self.certificateLife, grant.until))
      let event = AuditEvent(
        .certificateIssued, time: now, uid: freshID(), user: person.user.text,
        details: [
          "cert_type": "ssh_user", "serial": .text(String(record.serial)), "login": .text(login), "server_id": .text(server.id.text),
          "server_hostname": .text(server.spec.hostname), "sign_in": .text(person.signIn.text),
          "expires": .text(record.validBefore.rfc3339),
          "key_fingerprint": .text(key.fingerprint), "access_requests": grant.accessRequests,
        ])
      return Draft([.put(.certificate(record))], events: [event], answer: (server, grant, record, permissions))
    }
    let (server, grant, record, permissions) = written.answer
    let line = try authorities.sshUser.signUser(
      SSHUserCertificate(
        publicKey: key, serial: record.serial, keyID: "\(person.user)/\(person.signIn)", principal: "\(login)@\(server.id)",
        validAfter: record.validAfter, validBefore: record.validBefore, sourceAddresses: server.spec.gatewayAddresses,
        extensions: permissions.certificateExtensions))
    return IssuedAccess(server: server, record: record, certificateLine: line, until: grant.until)
  }
}

extension SSHPermissions {
  /// As a certificate carries them; a role's extension never stands for one of OpenSSH's own.
  var certificateExtensions: [String: String] {
    Dictionary(permits.map { ($0, "") }, uniquingKeysWith: { first, _ in first }).merging(extensions) { own, _ in own }
  }
}

extension World {
  /// Holds a person whose roles set `pin_source_ip` to the address that signed in.
  /// - Throws: ``Problem`` of kind `accessDenied`.
  func checkAddress(of person: Person, for permissions: SSHPermissions) throws(Problem) {
    guard permissions.pinsAddress, signIn(person.signIn)?.address != person.address else { return }
    throw Problem(
      .accessDenied, "a role of yours sets `pin_source_ip`, and you signed in from another address than \(person.address)",
      hint: "sign in again from here with `tsh login`")
  }

  /// The grant for a login, or the refusal as an error.
  func granted(_ person: Person, to server: Server, as login: String, at now: Moment) throws(Problem) -> Grant {
    switch decideConnection(person.user, to: server.id, as: login, signIn: person.signIn, at: now) {
    case .allowed(let grant): return grant
    case .refused(let refusal): throw refusal.problem
    }
  }
}

extension Grant {
  /// The request that the grant came from, as events list it.
  var accessRequests: Value {
    if case .request(let id) = source { .list([.text(id.text)]) } else { .list([]) }
  }
}
