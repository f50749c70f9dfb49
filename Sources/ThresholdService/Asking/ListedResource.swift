public import ThresholdModel
import ThresholdRules

/// A resource as a listing shows it to one reader.
public struct ListedResource: Sendable {
  public let id: ResourceID
  let resource: Resource
  /// Without hidden labels and bookkeeping; with those that a `server_info` adds.
  public let labels: [String: String]
  /// Accounts that may be used now or, when it must be requested, that the request would open; by the name of the list
  /// in roles, for example `db_users`.
  public let accounts: [String: [String]]
  public let requiresRequest: Bool
  /// The document, as far as the reader may see it; in inventories only.
  public internal(set) var document: Value?

  var key: ResourceKey { resource.key }
  public var displayName: String { resource.displayName }
  public var address: String { resource.address }
  public var description: String { resource.metadata.description }

  /// The finer kind: a server's sub-kind, a database's protocol, what an app is; empty where there is none.
  public var type: String {
    switch resource {
    case .server(let server): server.subKind
    case .database(let database): database.spec.wireProtocol
    case .app(let app): app.flavor?.word ?? ""
    default: ""
    }
  }

  /// Whether a word stands in something that people know the resource by, in any case.
  func holds(_ word: String) -> Bool {
    let word = word.lowercased()
    return ([displayName] + searched + labels.flatMap { [$0.key, $0.value] }).contains { $0.lowercased().contains(word) }
  }

  /// What filters may read.
  var scope: ResourceScope { ResourceScope(name: displayName, labels: labels, document: outline, also: searched) }

  private var searched: [String] {
    [id.name, address, description, type, id.kind] + labels.map { "\($0.key)=\($0.value)" }
  }

  /// The document without what must stay with its readers by right: credentials, headers, commands. A filter that could
  /// read them would tell them one guess at a time.
  var outline: Value {
    guard let whole = try? resource.value(), case .map(let top) = whole else { return .map([:]) }
    var kept = top.filter { ["kind", "sub_kind", "version"].contains($0.key) }
    var metadata: [String: Value] = ["name": .text(id.name), "labels": .map(labels.mapValues { .text($0) })]
    for key in ["description", "expires"] { metadata[key] = top["metadata"]?[key] }
    kept["metadata"] = .map(metadata)
    guard case .map(let spec) = top["spec"] else { return .map(kept) }
    kept["spec"] = .map(spec.filter { Self.openFields.contains($0.key) })
    return .map(kept)
  }

  private static let openFields: Set<String> = [
    "hostname", "addr", "public_addr", "protocol", "uri", "domain", "non_ad", "cloud", "account_id", "account_name", "name", "display",
    "permission_set", "applications", "entity_id", "acs_url", "github", "spiffe", "version",
  ]
}

extension AppFlavor {
  /// As listings name it, in the words of the product that the documents come from.
  fileprivate var word: String {
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
