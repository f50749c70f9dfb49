/// What an app is, and with that what is checked beyond its labels.
/// Source: reference, roles-and-resources §6 and §7.1.
public enum AppFlavor: Hashable, Sendable {
  /// How an MCP server is spoken to.
  public enum Transport: String, Hashable, Sendable, CaseIterable {
    case standardIO = "stdio"
    case http
    /// Server-sent events.
    case sse
  }

  /// Nothing beyond the labels.
  case http, tcp
  /// `mcp.tools`.
  case mcp(Transport)
  /// `aws_role_arns`.
  case awsConsole
  /// `azure_identities`.
  case azure
  /// `gcp_service_accounts`.
  case gcp

  /// Reads it from the cloud, where one is named, else from the address.
  /// - Returns: nil for a cloud or scheme that is not known: nothing such an app could be checked by.
  public init?(uri: String, cloud: String) {
    switch cloud.lowercased() {
    case "aws": self = .awsConsole; return
    case "azure": self = .azure; return
    case "gcp": self = .gcp; return
    case "": break
    default: return nil
    }
    let parts = uri.lowercased().split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "http": self = .http
    case "https": self = Self.isConsole(parts[1]) ? .awsConsole : .http
    case "tcp": self = .tcp
    case "mcp+stdio": self = .mcp(.standardIO)
    case "mcp+http", "mcp+https": self = .mcp(.http)
    case "mcp+sse+http", "mcp+sse+https": self = .mcp(.sse)
    case "cloud":
      switch parts[1] {
      case "aws": self = .awsConsole
      case "azure": self = .azure
      case "gcp": self = .gcp
      default: return nil
      }
    default: return nil
    }
  }

  /// Whether an address is one of the AWS consoles: of the usual partition, of GovCloud, of China.
  private static func isConsole(_ rest: Substring) -> Bool {
    let host = rest.prefix { $0 != "/" && $0 != ":" && $0 != "?" }
    return ["console.aws.amazon.com", "console.amazonaws-us-gov.com", "console.amazonaws.cn"].contains { console in
      host == console || host.hasSuffix("." + console)
    }
  }

  /// As listings print it: `HTTP`, `TCP`, `MCP`, `AWS`, `Azure`, `GCP`.
  public var title: String {
    switch self {
    case .http: "HTTP"
    case .tcp: "TCP"
    case .mcp: "MCP"
    case .awsConsole: "AWS"
    case .azure: "Azure"
    case .gcp: "GCP"
    }
  }
}

extension Document where Spec == AppSpec {
  public typealias Flavor = AppFlavor

  /// What the app is; nil when the document does not say, and then nothing opens it.
  public var flavor: AppFlavor? { AppFlavor(uri: spec.uri, cloud: spec.cloud) }
}
