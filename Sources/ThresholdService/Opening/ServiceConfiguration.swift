/// What the stories need to know of the configuration.
public struct ServiceConfiguration: Sendable {
  /// The cluster's name at its first start; nil takes the public address's host. Cannot be changed later.
  public var clusterName: String?
  /// `host:port` under which people reach the cluster.
  public var publicAddress: String
  /// The development mode with its shortcuts.
  public var isDevelopment: Bool
  /// Whether the key file lies inside the data directory: warned about at start and in `tctl status`.
  public var keyFileInsideData: Bool
  /// Whether servers at loopback addresses may join and be dialled.
  public var allowsLoopbackTargets: Bool
  /// Where people's notices are posted, beside what they see themselves.
  public var webhooks: [WebhookTarget]

  public init(
    clusterName: String? = nil, publicAddress: String, isDevelopment: Bool = false, keyFileInsideData: Bool = false,
    allowsLoopbackTargets: Bool = false, webhooks: [WebhookTarget] = []
  ) {
    self.clusterName = clusterName
    self.publicAddress = publicAddress
    self.isDevelopment = isDevelopment
    self.keyFileInsideData = keyFileInsideData
    self.allowsLoopbackTargets = allowsLoopbackTargets
    self.webhooks = webhooks
  }
}
