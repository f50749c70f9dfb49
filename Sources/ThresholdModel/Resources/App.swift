/// A web application, a TCP service, a cloud console or an MCP server. Document kind `app`, version `v3`.
/// Source: reference, roles-and-resources §6, §7.1.
public typealias App = Document<AppSpec>

/// Where an app is; the scheme of the address says what it is.
public struct AppSpec: DocumentSpec {
  /// For example `http://127.0.0.1:3000`, `tcp://db:5432`, `mcp+stdio://`; see ``App/flavor``.
  public var uri: String
  /// The host name under which people open it; empty for one made from the app's name.
  public var publicAddress: String
  /// `AWS`, `Azure` or `GCP`; empty when the address says it or there is none.
  public var cloud: String
  /// Ports of a TCP app beside that of the address; empty for none.
  public var tcpPorts: [AppPortRange]
  /// How an MCP server is started; nil for others.
  public var mcp: MCPCommand?
  /// Labels by command; their values are not known here.
  public var dynamicLabels: [String: DynamicLabel]
  /// `rewrite` and the other blocks as they came.
  public var kept: KeptFields

  public init(
    uri: String, publicAddress: String = "", cloud: String = "", tcpPorts: [AppPortRange] = [], mcp: MCPCommand? = nil,
    dynamicLabels: [String: DynamicLabel] = [:], kept: KeptFields = KeptFields()
  ) {
    self.uri = uri
    self.publicAddress = publicAddress
    self.cloud = cloud
    self.tcpPorts = tcpPorts
    self.mcp = mcp
    self.dynamicLabels = dynamicLabels
    self.kept = kept
  }

  public static let fields = FieldTable(
    kind: "app", versions: ["v3"],
    fields: [
      Field("spec.uri", .text, limit: 1024, "where it is: http(s)://, tcp://, mcp+stdio://, mcp+http(s):// or mcp+sse+http(s)://"),
      Field("spec.public_addr", .text, limit: 253, "the host name under which people open it"),
      Field("spec.cloud", .text, limit: 16, "AWS, Azure or GCP"),
      Field("spec.tcp_ports", .objects, limit: 100, "ports of a TCP app"),
      Field("spec.tcp_ports[].port", .integer, "the port, or the first one of a range"),
      Field("spec.tcp_ports[].end_port", .integer, "the last one of a range; 0 for a single port"),
      Field("spec.mcp", .object, "how an MCP server is started"),
      Field("spec.mcp.command", .text, limit: 1024, "the program"),
      Field("spec.mcp.args", .texts, limit: 100, "its arguments"),
      Field("spec.mcp.run_as_host_user", .text, limit: 64, "the account it runs as"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + DynamicLabel.fields(at: "spec.dynamic_labels")
      + Field.kept([
        "aws", "cors", "identity_center", "insecure_skip_verify", "integration", "required_app_names", "required_apps", "rewrite", "tls",
        "use_any_proxy_public_addr", "user_groups",
      ]))

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    uri = try container.value(.uri, or: "")
    publicAddress = try container.value(.publicAddress, or: "")
    cloud = try container.value(.cloud, or: "")
    tcpPorts = try container.list(.tcpPorts)
    mcp = try container.decodeIfPresent(MCPCommand.self, forKey: .mcp)
    dynamicLabels = try container.dynamicLabels(.dynamicLabels)
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(uri, forKey: .uri)
    try container.encodeFilled(publicAddress, forKey: .publicAddress)
    try container.encodeFilled(cloud, forKey: .cloud)
    try container.encodeFilled(tcpPorts, forKey: .tcpPorts)
    try container.encodeIfPresent(mcp, forKey: .mcp)
    try container.encodeFilled(dynamicLabels, forKey: .dynamicLabels)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case uri, cloud, mcp
    case publicAddress = "public_addr"
    case tcpPorts = "tcp_ports"
    case dynamicLabels = "dynamic_labels"
  }
}

/// One port, or a range of them.
public struct AppPortRange: Codable, Hashable, Sendable {
  public var port: Int
  /// The last port of a range; 0 for a single port.
  public var endPort: Int

  public init(port: Int, endPort: Int = 0) {
    self.port = port
    self.endPort = endPort
  }

  /// From the first to the last port; empty when they are the wrong way round.
  public func contains(_ port: Int) -> Bool { port >= self.port && port <= max(endPort, self.port) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    port = try container.value(.port, or: 0)
    endPort = try container.value(.endPort, or: 0)
  }

  private enum CodingKeys: String, CodingKey {
    case port
    case endPort = "end_port"
  }
}

/// How an MCP server over standard input and output is started on its host.
public struct MCPCommand: Codable, Hashable, Sendable {
  public var command: String
  public var arguments: [String]
  public var runAsHostUser: String

  public init(command: String, arguments: [String] = [], runAsHostUser: String = "") {
    self.command = command
    self.arguments = arguments
    self.runAsHostUser = runAsHostUser
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    command = try container.value(.command, or: "")
    arguments = try container.list(.arguments)
    runAsHostUser = try container.value(.runAsHostUser, or: "")
  }

  private enum CodingKeys: String, CodingKey {
    case command
    case arguments = "args"
    case runAsHostUser = "run_as_host_user"
  }
}

extension Document where Spec == AppSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  public init(name: String, labels: [String: String] = [:], spec: AppSpec) {
    self.init(version: "v3", metadata: Metadata(name: name, labels: labels), spec: spec)
  }
}
