public import ThresholdCertificates
public import ThresholdModel

/// Looks at an SSH server from where connections to it will come.
public protocol HostProbe: Sendable {
  /// Dials a server.
  /// - Parameter address: `host:port`.
  /// - Throws: ``Problem`` when nothing answers, it is no SSH server, or the address is not allowed.
  func probe(address: String) async throws(Problem) -> ProbedHost
}

/// What dialling a server showed.
public struct ProbedHost: Sendable {
  /// The host keys that it proved to hold.
  public let hostKeys: [SSHPublicKey]
  /// The addresses from which the server sees the gateway.
  public let gatewayAddresses: [String]

  public init(hostKeys: [SSHPublicKey], gatewayAddresses: [String]) {
    self.hostKeys = hostKeys
    self.gatewayAddresses = gatewayAddresses
  }
}
