import Testing
import ThresholdModel
import ThresholdRules

/// Source: reference, roles-and-resources §7.1, §7.2 and §13.
@Suite("Accounts on databases")
struct DatabaseAccessTests {
  static func role(
    _ name: RoleName = "r", users: [String] = [], names: [String] = [], roles: [String] = [], mode: DatabaseUserMode? = nil
  ) -> Role {
    Role(name) {
      $0.options.createDatabaseUserMode = mode
      $0.allow.labels[.database] = ["env": ["prod"]]
      $0.allow[.databaseUsers] = users
      $0.allow[.databaseNames] = names
      $0.allow[.databaseRoles] = roles
    }
  }
  static func deny(
    users: [String] = [], names: [String] = [], roles: [String] = [], mode: DatabaseUserMode? = nil, labels: LabelMap? = nil
  ) -> Role {
    Role("d") {
      $0.options.createDatabaseUserMode = mode
      $0.deny.labels[.database] = labels
      $0.deny[.databaseUsers] = users
      $0.deny[.databaseNames] = names
      $0.deny[.databaseRoles] = roles
    }
  }
  private static func ask(_ user: String, _ name: String? = nil, roles: [String] = []) -> [Principal] {
    [Principal(.databaseUsers, user)] + (name.map { [Principal(.databaseNames, $0)] } ?? []) + roles.map { Principal(.databaseRoles, $0) }
  }
  private static let postgres = Sample.database()

  static let both: [AccessCase] = [
    AccessCase("user and name", [role(users: ["u"], names: ["n"])], on: postgres, as: ask("u", "n"), .allowed),
    AccessCase(
      "user of one role, name of another", [role("a", users: ["u"], names: ["x"]), role("b", users: ["y"], names: ["n"])], on: postgres,
      as: ask("u", "n"), .noGrant),
    AccessCase("stars", [role(users: ["*"], names: ["*"])], on: postgres, as: ask("u", "n"), .allowed),
    AccessCase("no name", [role(users: ["u"])], on: postgres, as: ask("u", "n"), .noGrant),
    AccessCase("no globs", [role(users: ["u*"], names: ["*"])], on: postgres, as: ask("u1", "n"), .noGrant),
    AccessCase("case counts", [role(users: ["U"], names: ["n"])], on: postgres, as: ask("u", "n"), .noGrant),
    AccessCase("denied user", [role(users: ["*"], names: ["*"]), deny(users: ["u"])], on: postgres, as: ask("u", "n"), .deniedPrincipal),
    AccessCase("denied name", [role(users: ["*"], names: ["*"]), deny(names: ["n"])], on: postgres, as: ask("u", "n"), .deniedPrincipal),
    AccessCase(
      "denied star of users", [role(users: ["u"], names: ["n"]), deny(users: ["*"])], on: postgres, as: ask("u", "n"), .deniedPrincipal),
    AccessCase(
      "denied star of names", [role(users: ["u"], names: ["n"]), deny(names: ["*"])], on: postgres, as: ask("u", "n"), .deniedPrincipal),
    AccessCase(
      "star from a trait", [role(users: ["{{internal.db_users}}"], names: ["n"])], on: postgres, as: ask("u", "n"),
      traits: ["db_users": ["*"]], .noGrant),
    AccessCase("an unknown engine checks both", [role(users: ["u"])], on: Sample.database("newdb"), as: ask("u", "n"), .noGrant),
    AccessCase(
      "database roles without automatic users", [role(users: ["u"], names: ["n"], roles: ["r"])], on: postgres,
      as: ask("u", "n", roles: ["r"]), .noGrant),
  ]

  @Test("user and name in one role", arguments: both)
  func bothLists(one: AccessCase) { one.check() }

  @Test(
    "some engines check only the user",
    arguments: ["mysql", "mariadb", "cockroachdb", "redis", "cassandra", "dynamodb", "snowflake", "oracle", "clickhouse"])
  func usersOnly(wire: String) {
    let database = Sample.database(wire)
    AccessCase("no names", [Self.role(users: ["u"])], on: database, as: Self.ask("u", "n"), .allowed).check()
    AccessCase("denied names", [Self.role(users: ["u"]), Self.deny(names: ["*"])], on: database, as: Self.ask("u", "n"), .allowed).check()
    AccessCase("denied users", [Self.role(users: ["u"]), Self.deny(users: ["u"])], on: database, as: Self.ask("u"), .deniedPrincipal)
      .check()
    AccessCase("another user", [Self.role(users: ["u"])], on: database, as: Self.ask("x", "n"), .noGrant).check()
  }

  static let cases: [AccessCase] = [
    AccessCase("CockroachDB", [role(users: ["Ann"])], on: Sample.database("cockroachdb"), as: ask("aNN"), .allowed),
    AccessCase(
      "CockroachDB denies", [role(users: ["*"]), deny(users: ["ANN"])], on: Sample.database("cockroachdb"), as: ask("ann"), .deniedPrincipal
    ),
    AccessCase("MySQL", [role(users: ["Ann"])], on: Sample.database("mysql"), as: ask("ann"), .noGrant),
    AccessCase("MySQL denies", [role(users: ["*"]), deny(users: ["ANN"])], on: Sample.database("mysql"), as: ask("ann"), .allowed),
  ]
  @Test("case of user names", arguments: cases)
  func letters(one: AccessCase) { one.check() }

  private static func arn(_ role: String, partition: String = "aws", account: String = "123456789012", type: String = "role") -> String {
    "arn:\(partition):iam::\(account):\(type)/\(role)"
  }
  private static func dynamo(_ region: String = "") -> Resource {
    Sample.database(
      "dynamodb", aws: ["account_id": "123456789012"].merging(region.isEmpty ? [:] : ["region": .text(region)]) { _, new in new })
  }
  private static let atlas = Sample.database("mongodb", uri: "mongodb+srv://c.mongodb.net", aws: ["account_id": "123456789012"])
  static let arns: [AccessCase] = [
    AccessCase("short for full", [role(users: ["r"])], on: dynamo(), as: ask(arn("r")), .allowed),
    AccessCase("full for short", [role(users: [arn("r")])], on: dynamo(), as: ask("r"), .allowed),
    AccessCase("full denied, short asked", [role(users: ["*"]), deny(users: [arn("r")])], on: dynamo(), as: ask("r"), .deniedPrincipal),
    AccessCase("short denied, full asked", [role(users: ["*"]), deny(users: ["r"])], on: dynamo(), as: ask(arn("r")), .deniedPrincipal),
    AccessCase("another account", [role(users: ["r"])], on: dynamo(), as: ask(arn("r", account: "210987654321")), .noGrant),
    AccessCase("another account, short asked", [role(users: [arn("r", account: "210987654321")])], on: dynamo(), as: ask("r"), .noGrant),
    AccessCase("a user, not a role", [role(users: ["r"])], on: dynamo(), as: ask(arn("r", type: "user")), .noGrant),
    AccessCase("another partition", [role(users: ["r"])], on: dynamo("us-east-1"), as: ask(arn("r", partition: "aws-cn")), .noGrant),
    AccessCase(
      "another partition, short asked", [role(users: [arn("r", partition: "aws-cn")])], on: dynamo("us-east-1"), as: ask("r"), .noGrant),
    AccessCase("its own partition", [role(users: ["r"])], on: dynamo("cn-north-1"), as: ask(arn("r", partition: "aws-cn")), .allowed),
    AccessCase("the government's", [role(users: ["r"])], on: dynamo("us-gov-west-1"), as: ask(arn("r", partition: "aws-us-gov")), .allowed),
    AccessCase("Atlas: role/NAME", [role(users: ["role/r"], names: ["n"])], on: atlas, as: ask(arn("r"), "n"), .allowed),
    AccessCase("Atlas: ARN for role/NAME", [role(users: [arn("r")], names: ["n"])], on: atlas, as: ask("role/r", "n"), .allowed),
    AccessCase("Atlas: a bare name", [role(users: ["r"], names: ["n"])], on: atlas, as: ask(arn("r"), "n"), .noGrant),
    AccessCase(
      "PostgreSQL knows no ARNs", [role(users: ["r"], names: ["n"])], on: Sample.database(aws: ["account_id": "123456789012"]),
      as: ask(arn("r"), "n"), .noGrant),
  ]
  @Test("role ARNs and short names", arguments: arns)
  func names(one: AccessCase) { one.check() }

  private static let auto = Sample.database(admin: "admin")
  static let automatic: [AccessCase] = [
    AccessCase("one's own name", [role(names: ["n"], mode: .keep)], on: auto, as: ask("ann", "n"), .allowed),
    AccessCase("dropped at the end", [role(names: ["n"], mode: .bestEffortDrop)], on: auto, as: ask("ann", "n"), .allowed),
    AccessCase("another name, though listed", [role(users: ["u", "*"], names: ["n"], mode: .keep)], on: auto, as: ask("u", "n"), .noGrant),
    AccessCase("off", [role(names: ["n"], mode: .off)], on: auto, as: ask("ann", "n"), .noGrant),
    AccessCase("off counts like nothing", [role(users: ["u"], names: ["n"], mode: .off)], on: auto, as: ask("u", "n"), .allowed),
    AccessCase("without an admin user", [role(users: ["u"], names: ["n"], mode: .keep)], on: postgres, as: ask("u", "n"), .allowed),
    AccessCase(
      "an engine that cannot", [role(users: ["u"], names: ["n"], mode: .keep)], on: Sample.database("sqlserver", admin: "a"),
      as: ask("u", "n"), .allowed),
    AccessCase(
      "another matching role turns it on", [role("a", users: ["u"], names: ["n"]), role("b", mode: .keep)], on: auto, as: ask("ann", "n"),
      .allowed),
    AccessCase(
      "a role for other databases does not", [role(users: ["u"], names: ["n"]), Role("b") { $0.options.createDatabaseUserMode = .keep }],
      on: auto,
      as: ask("u", "n"), .allowed),
    AccessCase(
      "database roles", [role(names: ["n"], roles: ["x", "y"], mode: .keep)], on: auto, as: ask("ann", "n", roles: ["x"]), .allowed),
    AccessCase(
      "one that is not allowed", [role(names: ["n"], roles: ["x"], mode: .keep)], on: auto, as: ask("ann", "n", roles: ["x", "y"]), .noGrant
    ),
    AccessCase(
      "the union", [role("a", names: ["n"], roles: ["x"], mode: .keep), role("b", roles: ["y"], mode: .keep)], on: auto,
      as: ask("ann", "n", roles: ["x", "y"]), .allowed),
    AccessCase(
      "of roles with the option", [role("a", names: ["n"], roles: ["x"], mode: .keep), role("b", roles: ["y"])], on: auto,
      as: ask("ann", "n", roles: ["y"]), .noGrant),
    AccessCase("a star is no role", [role(names: ["n"], roles: ["*"], mode: .keep)], on: auto, as: ask("ann", "n", roles: ["x"]), .noGrant),
    AccessCase(
      "denied by a role with the option", [role(names: ["n"], roles: ["x"], mode: .keep), deny(roles: ["x"], mode: .keep)], on: auto,
      as: ask("ann", "n", roles: ["x"]), .deniedPrincipal),
    AccessCase(
      "denied by a role without it", [role(names: ["n"], roles: ["x"], mode: .keep), deny(roles: ["x"])], on: auto,
      as: ask("ann", "n", roles: ["x"]), .allowed),
    AccessCase(
      "denied for other databases",
      [role(names: ["n"], roles: ["x"], mode: .keep), deny(roles: ["x"], mode: .keep, labels: ["env": ["dev"]])], on: auto,
      as: ask("ann", "n", roles: ["x"]), .allowed),
    AccessCase(
      "a denied star denies all", [role(names: ["n"], roles: ["x"], mode: .keep), deny(roles: ["*"])], on: auto,
      as: ask("ann", "n", roles: ["x"]), .deniedPrincipal),
  ]
  @Test("users made for the time of a connection", arguments: automatic)
  func automaticUsers(one: AccessCase) { one.check() }

  @Test("access as an automatic user ends with the role that makes it")
  func endOfAutomatic() {
    var maker = Self.role("b", mode: .keep)
    maker.metadata.expires = noon + .minutes(5)
    let one = AccessCase("", [Self.role("a", names: ["n"]), maker], on: Self.auto, as: Self.ask("ann", "n"), .allowed)
    one.check()
    let verdict = one.world.decide(
      AccessQuestion(user: "ann", resource: Self.auto.key, principals: one.principals, signIn: "s-ann"), at: noon)
    #expect(verdict.grant?.until == noon + .minutes(5))
  }
}
