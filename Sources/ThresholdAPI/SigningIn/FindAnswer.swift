/// What anybody may know about the cluster: discovery, in the shape of the reference (cli-api-terraform §3).
public struct FindAnswer: Body, Hashable {
  public struct Proxy: Codable, Hashable, Sendable {
    public struct SSH: Codable, Hashable, Sendable {
      public var listenAddr: String
      public var webListenAddr: String
      public var publicAddr: String
      public var sshPublicAddr: String

      public init(listenAddr: String, publicAddr: String) {
        self.listenAddr = listenAddr
        webListenAddr = listenAddr
        self.publicAddr = publicAddr
        sshPublicAddr = publicAddr
      }

      private enum CodingKeys: String, CodingKey {
        case listenAddr = "listen_addr"
        case webListenAddr = "web_listen_addr"
        case publicAddr = "public_addr"
        case sshPublicAddr = "ssh_public_addr"
      }
    }

    public struct Kube: Codable, Hashable, Sendable {
      public var enabled: Bool
      public init(enabled: Bool) { self.enabled = enabled }
    }

    public var kube: Kube
    public var ssh: SSH
    public var tlsRoutingEnabled: Bool

    public init(ssh: SSH) {
      kube = Kube(enabled: false)
      self.ssh = ssh
      tlsRoutingEnabled = true
    }

    private enum CodingKeys: String, CodingKey {
      case kube, ssh
      case tlsRoutingEnabled = "tls_routing_enabled"
    }
  }

  /// How people sign in; only `ping` fills it.
  public struct Auth: Codable, Hashable, Sendable {
    public struct Connector: Codable, Hashable, Sendable {
      public var name: String
      public init(name: String) { self.name = name }
    }

    public var type: String
    public var secondFactor: String
    public var local: Connector
    /// Go's form of a duration, for example `12h0m0s`.
    public var defaultSessionTTL: String

    public init(defaultSessionTTL: String) {
      type = "local"
      secondFactor = "off"
      local = Connector(name: "local")
      self.defaultSessionTTL = defaultSessionTTL
    }

    private enum CodingKeys: String, CodingKey {
      case type, local
      case secondFactor = "second_factor"
      case defaultSessionTTL = "default_session_ttl"
    }
  }

  public var auth: Auth?
  public var proxy: Proxy
  /// Without a leading `v`, for example `18.10.0`.
  public var serverVersion: String
  public var minClientVersion: String
  public var clusterName: String
  public var edition: String
  public var fips: Bool

  public init(auth: Auth?, proxy: Proxy, serverVersion: String, minClientVersion: String, clusterName: String) {
    self.auth = auth
    self.proxy = proxy
    self.serverVersion = serverVersion
    self.minClientVersion = minClientVersion
    self.clusterName = clusterName
    edition = "community"
    fips = false
  }

  public static let example = FindAnswer(
    auth: Auth(defaultSessionTTL: "12h0m0s"), proxy: Proxy(ssh: Proxy.SSH(listenAddr: "127.0.0.1:3080", publicAddr: "localhost:3080")),
    serverVersion: "18.10.0", minClientVersion: "17.0.0", clusterName: "localhost")

  private enum CodingKeys: String, CodingKey {
    case auth, proxy, edition, fips
    case serverVersion = "server_version"
    case minClientVersion = "min_client_version"
    case clusterName = "cluster_name"
  }
}
