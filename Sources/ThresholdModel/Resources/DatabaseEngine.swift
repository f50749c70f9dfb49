/// What follows for access from the kind of database.
///
/// Source: reference, roles-and-resources §7.1 and §13. The list of engines without named databases is
/// ours where the reference says "similar engines"; an engine that is not listed is checked on both.
public enum DatabaseEngine: String, Hashable, Sendable, CaseIterable {
  case postgres, redshift
  case redshiftServerless = "redshift-serverless"
  case cockroachDB = "cockroachdb"
  case mysql
  case mongoDB = "mongodb"
  case mongoAtlas = "mongodb-atlas"
  case documentDB = "documentdb"
  case sqlServer = "sqlserver"
  case spanner
  case redis
  case cassandra
  case keyspaces
  case dynamoDB = "dynamodb"
  case openSearch = "opensearch"
  case elasticsearch
  case snowflake
  case oracle
  case clickHouse = "clickhouse"
  case clickHouseHTTP = "clickhouse-http"

  /// How a user name may stand for an AWS role.
  public enum RoleARNs: Hashable, Sendable {
    /// User names are user names.
    case none
    /// Users are roles: a short name equals the full ARN in the database's own account and partition.
    case shortNames
    /// `role/NAME` equals the ARN; a bare name does not.
    case rolePaths
  }

  private struct Facts {
    var checksNames = false
    var ignoresCase = false
    var autoUsers = false
    var roleARNs = RoleARNs.none
  }

  private var facts: Facts {
    switch self {
    case .postgres: Facts(checksNames: true, autoUsers: true)
    case .redshift: Facts(checksNames: true, autoUsers: true, roleARNs: .rolePaths)
    case .redshiftServerless: Facts(checksNames: true, roleARNs: .shortNames)
    case .cockroachDB: Facts(ignoresCase: true)
    case .mysql: Facts(autoUsers: true)
    case .mongoDB: Facts(checksNames: true, autoUsers: true)
    case .mongoAtlas: Facts(checksNames: true, roleARNs: .rolePaths)
    case .documentDB: Facts(checksNames: true, roleARNs: .shortNames)
    case .sqlServer, .spanner: Facts(checksNames: true)
    case .keyspaces, .dynamoDB, .openSearch: Facts(roleARNs: .shortNames)
    case .redis, .cassandra, .elasticsearch, .snowflake, .oracle, .clickHouse, .clickHouseHTTP: Facts()
    }
  }

  /// Whether `db_names` is checked beside `db_users`.
  public var checksNameToo: Bool { facts.checksNames }
  /// Whether user names are compared ignoring case, in allow and deny lists.
  public var comparesUserIgnoringCase: Bool { facts.ignoresCase }
  /// Whether users can be made on demand, given an admin account.
  public var supportsAutoUsers: Bool { facts.autoUsers }
  /// How user names may stand for AWS roles.
  public var usesRoleARN: RoleARNs { facts.roleARNs }

  /// Protocols as documents spell them; some engines share one and differ by cloud block or address.
  public static let protocols: [String: DatabaseEngine] = [
    "postgres": .postgres, "postgresql": .postgres, "cockroachdb": .cockroachDB, "mysql": .mysql, "mariadb": .mysql,
    "mongodb": .mongoDB, "sqlserver": .sqlServer, "spanner": .spanner, "redis": .redis, "cassandra": .cassandra,
    "dynamodb": .dynamoDB, "opensearch": .openSearch, "elasticsearch": .elasticsearch, "snowflake": .snowflake, "oracle": .oracle,
    "clickhouse": .clickHouse, "clickhouse-http": .clickHouseHTTP,
  ]

  /// The engine of a database; nil for a protocol not known.
  public init?(of spec: DatabaseSpec) {
    guard let plain = Self.protocols[spec.wireProtocol.lowercased()] else { return nil }
    let aws = spec.kept["aws"]
    func has(_ block: String) -> Bool { aws?[block].map { !$0.isEmpty } ?? false }
    let host = Self.host(of: spec.uri)
    switch plain {
    case .postgres where has("redshift_serverless") || host.hasSuffix(".redshift-serverless.amazonaws.com"): self = .redshiftServerless
    case .postgres where has("redshift") || host.hasSuffix(".redshift.amazonaws.com"): self = .redshift
    case .mongoDB where has("docdb") || host.hasSuffix(".docdb.amazonaws.com"): self = .documentDB
    case .mongoDB where spec.kept["mongo_atlas"].map { !$0.isEmpty } ?? false: self = .mongoAtlas
    case .mongoDB where host.hasSuffix(".mongodb.net"): self = .mongoAtlas
    case .cassandra where (aws?["account_id"].map { !$0.isEmpty } ?? false): self = .keyspaces
    default: self = plain
    }
  }

  /// The host of `host:port` or of a URI, in lower case, without user, port and path.
  private static func host(of uri: String) -> String {
    let lower = uri.lowercased()
    var rest = lower.split(separator: "://", maxSplits: 1).last ?? Substring(lower)
    rest = rest.prefix { $0 != "/" && $0 != "?" }
    if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    return String(rest.prefix { $0 != ":" && $0 != "," })
  }
}
