/// An SSH server. Document kind `node`, version `v2`, sub-kind `openssh`: a stock sshd that joined.
public typealias Server = Document<ServerSpec>

/// Where a server is and how it proves itself.
public struct ServerSpec: DocumentSpec {
  /// `host:port` as the gateway dials it.
  public var address: String
  /// The name people type.
  public var hostname: String
  /// The server's own host keys as OpenSSH writes them, for example `ssh-ed25519 AAAA…`, without
  /// comments. The gateway and `tsh` accept no others.
  public var hostKeys: [String]
  /// The addresses of the gateway as this server sees them: certificates are bound to these.
  public var gatewayAddresses: [String]

  public init(address: String, hostname: String, hostKeys: [String], gatewayAddresses: [String]) {
    self.address = address
    self.hostname = hostname
    self.hostKeys = hostKeys
    self.gatewayAddresses = gatewayAddresses
  }

  public static let fields = FieldTable(
    kind: "node", versions: ["v2"],
    fields: [
      Field("spec.addr", .text, limit: 300, "host and port as the gateway dials them"),
      Field("spec.hostname", .text, limit: 253, "the name that people type"),
      Field("spec.host_keys", .texts, limit: 10, "the server's host keys as OpenSSH writes them"),
      Field("spec.gateway_addresses", .texts, limit: 16, "the gateway's addresses as the server sees them"),
      Field("spec.rotation", .object, owner: .server, "always empty"),
    ])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    address = try container.decode(String.self, forKey: .address)
    hostname = try container.decode(String.self, forKey: .hostname)
    hostKeys = try container.list(.hostKeys)
    gatewayAddresses = try container.list(.gatewayAddresses)
  }

  private enum CodingKeys: String, CodingKey {
    case hostname
    case address = "addr"
    case hostKeys = "host_keys"
    case gatewayAddresses = "gateway_addresses"
  }
}

extension Document where Spec == ServerSpec {
  public var id: ServerID { ServerID(metadata.name) }
  /// The labels that roles match.
  public var labels: [String: String] { metadata.labels }

  public init(id: ServerID, labels: [String: String], spec: ServerSpec) {
    self.init(subKind: "openssh", version: "v2", metadata: Metadata(name: id.text, labels: labels), spec: spec)
  }
}
