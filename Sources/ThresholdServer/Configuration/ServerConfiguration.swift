import Foundation
public import Logging
public import ThresholdModel

/// Everything that can be configured about a server, read and checked.
public struct ServerConfiguration: Sendable, Hashable {
  /// How the log is written.
  public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    case text, json
  }

  /// Bounds on what clients can take up.
  public struct Limits: Sendable, Hashable {
    /// Connections that are open at once, tunnels included.
    public var connections = 4096
    /// Of these, from one address.
    public var connectionsPerAddress = 256
    /// Until a TLS handshake must be done.
    public var handshakeTime = Span.seconds(10)
    /// Until a connection without a request is closed.
    public var idleTime = Span.seconds(60)

    public init() {}
  }

  /// The cluster's name at its first start; nil takes the host of ``publicAddress``.
  public var clusterName: String?
  public var dataDirectory = "/var/lib/threshold"
  public var listen = HostAndPort(host: "0.0.0.0", port: 3080)
  /// Where people reach the server; nil is worked out by ``reachedAt``.
  public var publicAddress: HostAndPort?
  /// Where the key is that encrypts secrets in the store; nil is worked out by ``keyPath``.
  public var keyFile: String?
  /// Addresses from which joined servers see the gateway's connections come; empty learns them when a server joins.
  public var gatewayAddresses: [String] = []
  /// Whether the gateway may dial loopback addresses of its own machine.
  public var allowsLoopbackTargets = false
  /// Addresses and networks (CIDR) that the gateway never dials, beside those that it never dials anyway.
  public var deniedTargets: [String] = []
  /// Where people's notices are posted; none posts nothing.
  public var webhooks: [WebhookSetting] = []
  /// Where metrics are served, in the clear; nil serves none. Loopback only.
  public var metricsListen: HostAndPort?
  public var logLevel = Logger.Level.info
  public var logFormat = LogFormat.text
  public var limits = Limits()
  /// The mode for trying out, with its shortcuts. Only ever set by a flag, so that no file can.
  public internal(set) var isDevelopment = false

  public init() {}

  /// The defaults of `--dev`.
  public static var development: ServerConfiguration {
    var configuration = ServerConfiguration()
    configuration.isDevelopment = true
    configuration.dataDirectory = "./threshold-dev"
    configuration.listen = HostAndPort(host: "127.0.0.1", port: 3080)
    configuration.allowsLoopbackTargets = true
    return configuration
  }

  /// Where people reach the server: as configured, else this machine's name (`localhost` where only
  /// this machine can reach it) with the listener's port.
  public var reachedAt: HostAndPort {
    if let publicAddress { return publicAddress }
    if listen.isLoopback { return HostAndPort(host: "localhost", port: listen.port) }
    return HostAndPort(host: listen.isEverywhere ? ProcessInfo.processInfo.hostName : listen.host, port: listen.port)
  }

  /// Where the key file is: as configured, else outside the data directory, except for trying out.
  public var keyPath: String {
    keyFile ?? (isDevelopment ? "\(dataDirectory)/key" : "/etc/threshold/key")
  }

  /// Names and addresses that the server's certificate is for.
  public var certificateNames: [String] {
    var names = [reachedAt.host, "localhost", "127.0.0.1", "::1"]
    if !listen.isEverywhere { names.append(listen.host) }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// The Unix socket for `tctl --data-dir`.
  public var adminSocket: String { "\(dataDirectory)/admin.sock" }
}
