import ThresholdCertificates
public import ThresholdModel
import ThresholdRules
import ThresholdStore

/// How the cluster is, for operators.
public struct ClusterStatus: Sendable {
  public let name: String
  public let caPins: [String]
  public let publicAddress: String
  public let sequence: Int64
  public let users: Int
  public let servers: Int
  public let connections: Int
  /// What an operator should mend.
  public let warnings: [String]
}

extension Stories {
  /// Host certificates are warned about from here on before their end.
  private static let hostCertificateWarning = Span.days(30)

  /// Says how the cluster is; any caller may ask, warnings are for those who may read the cluster's configuration.
  public func clusterStatus(by caller: Caller) throws(Problem) -> ClusterStatus {
    // The name is for everybody; the warnings are for those who run the cluster.
    try demand(.read, "cluster_networking_config", of: caller)
    return ClusterStatus(
      name: clusterName, caPins: caPins, publicAddress: configuration.publicAddress, sequence: world.sequence, users: world.users.count,
      servers: world.servers.count, connections: live.count, warnings: warnings)
  }

  /// What an operator should mend.
  public var warnings: [String] {
    var warnings: [String] = []
    if configuration.isDevelopment { warnings.append("the server runs in development mode, which is for trying out only") }
    if configuration.keyFileInsideData {
      warnings.append("the key file is in the data directory: whoever copies one copies both; move it and set `key_file`")
    }
    if let problem = store.headFileProblem { warnings.append("the head file could not be written: \(problem)") }
    return warnings
  }

  /// The pins of the host authorities: what `--ca-pin` takes.
  public var caPins: [String] {
    world.authorities(.host).compactMap { try? Pin(certificatePEM: $0.publicPart).description }
  }

  /// All trusted host authorities in PEM.
  public var hostAuthoritiesPEM: String { world.authorities(.host).map(\.publicPart).joined(separator: "\n") }

  /// All trusted user authorities in PEM: what client certificates must come from.
  public var userAuthoritiesPEM: [String] { world.authorities(.user).map(\.publicPart) }

  /// A certificate for this server's listener, with the authority behind it, and its private key; in PEM.
  public func issueListenerCertificate(
    names: [String], validFor life: Span
  ) throws(Problem) -> (chainPEM: [String], privateKeyPEM: String, notAfter: Moment) {
    let key = TLSKey.generate()
    let end = now + life
    let certificate = try authorities.host.issueServer(
      names: names, publicKeyPEM: key.publicKeyPEM, notBefore: now - Self.certificateHeadStart, notAfter: end)
    return ([certificate, authorities.host.certificatePEM], key.privateKeyPEM, end)
  }

  /// Public authorities as text.
  /// - Parameter type: `openssh`, `ssh-host`, `host` or `user`.
  public func exportAuthority(type: String) throws(Problem) -> String {
    let purpose: Authority.Purpose =
      switch type {
      case "openssh": .sshUser
      case "ssh-host": .sshHost
      case "host", "tls-host": .host
      case "user", "tls-user": .user
      default:
        throw Problem(
          .badParameter, "`\(type.escapedForDisplay)` is not a type of authority", hint: "one of openssh, ssh-host, host, user",
          path: "type")
      }
    let lines = world.authorities(purpose).map(\.publicPart)
    return lines.joined(separator: "\n") + "\n"
  }
}
