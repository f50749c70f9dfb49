/// An SSH server. Document kind `node`, version `v2`.
///
/// Sub-kind `openssh` is a stock sshd that joined; this version connects to no others. The sub-kinds of
/// agents (none, `teleport`) and of EC2 Instance Connect (`openssh-ec2-ice`) are taken in as documents,
/// so that lists, labels and requests name the same servers. Source: reference, roles-and-resources §6, §10.
public typealias Server = Document<ServerSpec>

/// Where a server is and how it proves itself.
public struct ServerSpec: DocumentSpec {
  /// `host:port` as the gateway dials it; empty for agents that only dial out.
  public var address: String
  /// The name people type.
  public var hostname: String
  /// The server's own host keys as OpenSSH writes them, for example `ssh-ed25519 AAAA…`, without
  /// comments. The gateway and `tsh` accept no others. Empty until the server has joined here.
  public var hostKeys: [String]
  /// The addresses of the gateway as this server sees them: certificates are bound to these.
  public var gatewayAddresses: [String]
  /// Labels by command, of agents; their values are not known here.
  public var commandLabels: [String: DynamicLabel]
  public var kept: KeptFields

  public init(address: String, hostname: String, hostKeys: [String], gatewayAddresses: [String]) {
    self.address = address
    self.hostname = hostname
    self.hostKeys = hostKeys
    self.gatewayAddresses = gatewayAddresses
    commandLabels = [:]
    kept = KeptFields()
  }

  public static let fields = FieldTable(
    kind: "node", versions: ["v2"],
    fields: [
      Field("spec.addr", .text, limit: 300, "host and port as the gateway dials them"),
      Field("spec.hostname", .text, limit: 253, "the name that people type"),
      Field("spec.host_keys", .texts, limit: 10, "the server's host keys as OpenSSH writes them"),
      Field("spec.gateway_addresses", .texts, limit: 16, "the gateway's addresses as the server sees them"),
      Field("spec.rotation", .object, owner: .server, "always empty"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + DynamicLabel.fields(at: "spec.cmd_labels")
      + Field.kept([
        "cloud_metadata", "component_features", "github", "immutable_labels", "peer_addr", "proxy_ids", "public_addr", "public_addrs",
        "relay_group", "relay_ids", "use_tunnel", "version",
      ]))

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    address = try container.value(.address, or: "")
    hostname = try container.value(.hostname, or: "")
    hostKeys = try container.list(.hostKeys)
    gatewayAddresses = try container.list(.gatewayAddresses)
    commandLabels = try container.dynamicLabels(.commandLabels)
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(address, forKey: .address)
    try container.encode(hostname, forKey: .hostname)
    try container.encode(hostKeys, forKey: .hostKeys)
    try container.encode(gatewayAddresses, forKey: .gatewayAddresses)
    try container.encodeFilled(commandLabels, forKey: .commandLabels)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case hostname
    case address = "addr"
    case hostKeys = "host_keys"
    case gatewayAddresses = "gateway_addresses"
    case commandLabels = "cmd_labels"
  }
}

/// How a server is reached: the sub-kinds of `node`.
public enum ServerKind: String, Hashable, Sendable, CaseIterable {
  /// An agent of the other system; the sub-kind `teleport`, or none.
  case agent = "teleport"
  /// A stock sshd.
  case openSSH = "openssh"
  /// EC2 Instance Connect: a key for each session.
  case instanceConnect = "openssh-ec2-ice"

  /// - Returns: nil for a sub-kind that is not known.
  public init?(subKind: String) {
    if subKind.isEmpty { self = .agent } else { self.init(rawValue: subKind) }
  }
}

extension Document where Spec == ServerSpec {
  public var id: ServerID { ServerID(metadata.name) }
  /// The labels in the document itself; a `server_info` adds to them, see ``ServerInfo``.
  public var labels: [String: String] { metadata.labels }
  /// Whether this version can connect to the server at all: a stock sshd whose host keys are known.
  public var isConnectable: Bool { ServerKind(subKind: subKind) == .openSSH && !spec.hostKeys.isEmpty }

  public init(id: ServerID, labels: [String: String], spec: ServerSpec) {
    self.init(subKind: "openssh", version: "v2", metadata: Metadata(name: id.text, labels: labels), spec: spec)
  }
}
