public import ThresholdModel

/// Resources that their reader has to do with, one page of them.
public struct ResourcesAnswer: Body, Hashable {
  public struct Item: Codable, Hashable, Sendable {
    /// Text form of ``ResourceID``.
    public var id: String
    public var kind: String
    /// The resource's identity, for servers a UUID.
    public var name: String
    /// What people call it: a server's host name, else a display name or the name.
    public var hostname: String
    /// Empty for kinds that are nowhere in particular.
    public var address: String
    /// Without those that are never shown.
    public var labels: [String: String]
    /// Accounts that may be used now, or, when it must be requested, that the request would open.
    public var logins: [String]
    /// Whether it can only be requested.
    public var requiresRequest: Bool
    /// Free text; nil from servers that don't say.
    public var description: String?
    /// The finer kind: a database's protocol, an app's sort; nil where there is none.
    public var type: String?
    /// By kind of account, as roles name it, for example `db_users`; nil from servers that don't say.
    public var principals: [String: [String]]?
    /// The document, as far as its reader may see it; only in the inventory.
    public var document: Value?

    public init(
      id: String, kind: String, name: String, hostname: String, address: String, labels: [String: String], logins: [String],
      requiresRequest: Bool, description: String? = nil, type: String? = nil, principals: [String: [String]]? = nil,
      document: Value? = nil
    ) {
      self.id = id
      self.kind = kind
      self.name = name
      self.hostname = hostname
      self.address = address
      self.labels = labels
      self.logins = logins
      self.requiresRequest = requiresRequest
      self.description = description
      self.type = type
      self.principals = principals
      self.document = document
    }

    private enum CodingKeys: String, CodingKey {
      case id, kind, name, hostname, address, labels, logins, description, type, principals, document
      case requiresRequest = "requires_request"
    }
  }

  public var resources: [Item]
  /// Pass as `page_token` for the next page; nil on the last.
  public var nextPageToken: String?

  public init(resources: [Item], nextPageToken: String? = nil) {
    self.resources = resources
    self.nextPageToken = nextPageToken
  }

  public static let example = ResourcesAnswer(
    resources: [
      Item(
        id: "/main/node/3f0c…", kind: "node", name: "3f0c…", hostname: "web1", address: "10.0.0.5:22", labels: ["env": "test"],
        logins: ["ubuntu"], requiresRequest: true, description: "the first web server", type: "openssh",
        principals: ["logins": ["ubuntu"]],
        document: .map(["kind": "node", "version": "v2", "metadata": .map(["name": "3f0c…"]), "spec": .map(["hostname": "web1"])]))
    ], nextPageToken: "eyJv…")

  private enum CodingKeys: String, CodingKey {
    case resources
    case nextPageToken = "next_page_token"
  }
}
