import Testing
import ThresholdModel

@Suite("Database engines")
struct DatabaseEngineTests {
  struct Row: Sendable {
    let wireProtocol: String
    var uri = "h:1"
    var aws: [String: Value] = [:]
    let engine: DatabaseEngine
  }

  @Test(
    "the engine follows from protocol, cloud block and address",
    arguments: [
      Row(wireProtocol: "postgres", engine: .postgres), Row(wireProtocol: "Postgres", engine: .postgres),
      Row(wireProtocol: "postgres", aws: ["rds": ["instance_id": "x"]], engine: .postgres),
      Row(wireProtocol: "postgres", aws: ["redshift": ["cluster_id": "c"]], engine: .redshift),
      Row(wireProtocol: "postgres", aws: ["redshift": ["cluster_id": ""]], engine: .postgres),
      Row(wireProtocol: "postgres", uri: "c.abc.us-east-1.redshift.amazonaws.com:5439", engine: .redshift),
      Row(wireProtocol: "postgres", aws: ["redshift_serverless": ["workgroup_name": "w"]], engine: .redshiftServerless),
      Row(wireProtocol: "mysql", engine: .mysql), Row(wireProtocol: "cockroachdb", engine: .cockroachDB),
      Row(wireProtocol: "mongodb", engine: .mongoDB),
      Row(wireProtocol: "mongodb", uri: "mongodb+srv://u@c.ab1.mongodb.net/x", engine: .mongoAtlas),
      Row(wireProtocol: "mongodb", uri: "mongodb://evil.example/?.mongodb.net", engine: .mongoDB),
      Row(wireProtocol: "mongodb", uri: "c.cluster-1.us-east-1.docdb.amazonaws.com:27017", engine: .documentDB),
      Row(wireProtocol: "cassandra", engine: .cassandra), Row(wireProtocol: "cassandra", aws: ["account_id": "1"], engine: .keyspaces),
      Row(wireProtocol: "dynamodb", engine: .dynamoDB), Row(wireProtocol: "redis", engine: .redis),
    ])
  func engine(row: Row) {
    let database = Database(
      name: "d", spec: DatabaseSpec(wireProtocol: row.wireProtocol, uri: row.uri, kept: KeptFields(["aws": .map(row.aws)])))
    #expect(database.engine == row.engine)
  }

  @Test("engines with named databases check both; MySQL, CockroachDB and their like check users only")
  func names() {
    let both = DatabaseEngine.allCases.filter(\.checksNameToo)
    #expect(Set(both) == [.postgres, .redshift, .redshiftServerless, .mongoDB, .mongoAtlas, .documentDB, .sqlServer, .spanner])
    #expect(!DatabaseEngine.mysql.checksNameToo)
    #expect(!DatabaseEngine.cockroachDB.checksNameToo)
  }

  @Test("an engine that is not known is checked on both, and makes no users")
  func unknown() {
    let admin = DatabaseAdmin(name: "admin")
    let database = Database(name: "d", spec: DatabaseSpec(wireProtocol: "novel", uri: "h:1", adminUser: admin))
    #expect(database.engine == nil)
    #expect(database.checksNameToo)
    #expect(!database.supportsAutoUsers)
  }

  @Test("only CockroachDB compares user names ignoring case")
  func userCase() {
    #expect(DatabaseEngine.allCases.filter(\.comparesUserIgnoringCase) == [.cockroachDB])
  }

  @Test("short role names are for DynamoDB and its like, role paths for MongoDB Atlas")
  func roles() {
    #expect(DatabaseEngine.dynamoDB.usesRoleARN == .shortNames)
    #expect(DatabaseEngine.mongoAtlas.usesRoleARN == .rolePaths)
    #expect(DatabaseEngine.postgres.usesRoleARN == .none)
    #expect(DatabaseEngine.mongoDB.usesRoleARN == .none)
  }

  @Test(
    "users are made only with an admin account and an engine that can",
    arguments: [("postgres", "admin", true), ("postgres", "", false), ("redis", "admin", false), ("mysql", "admin", true)])
  func autoUsers(wireProtocol: String, admin: String, expected: Bool) {
    var spec = DatabaseSpec(wireProtocol: wireProtocol, uri: "h:1")
    #expect(!Database(name: "d", spec: spec).supportsAutoUsers)
    spec.adminUser = DatabaseAdmin(name: admin)
    #expect(Database(name: "d", spec: spec).supportsAutoUsers == expected)
  }

  @Test("the AWS account and region come from their block")
  func aws() {
    let named = KeptFields(["aws": ["account_id": "123456789012", "region": "eu-west-1"]])
    let database = Database(name: "d", spec: DatabaseSpec(wireProtocol: "dynamodb", uri: "h:1", kept: named))
    #expect(database.awsAccountID == "123456789012")
    #expect(database.awsRegion == "eu-west-1")
    #expect(Database(name: "d", spec: DatabaseSpec(wireProtocol: "dynamodb", uri: "h:1")).awsAccountID == nil)
  }
}
