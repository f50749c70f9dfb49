import Testing
import ThresholdModel
import ThresholdRules

/// Source: reference, roles-and-resources §3.2, §3.3 and §3.4.
@Suite("Labels open and close resources")
struct LabelAccessTests {
  struct Line: Sendable, CustomTestStringConvertible {
    let map: LabelMap
    let labels: [String: String]
    let allows: Bool
    /// Nil when it is the same.
    var denies: Bool?
    var traits: Traits = [:]
    init(_ map: LabelMap, _ labels: [String: String], _ allows: Bool, denies: Bool? = nil, traits: Traits = [:]) {
      (self.map, self.labels, self.allows, self.denies, self.traits) = (map, labels, allows, denies, traits)
    }
    var testDescription: String { "\(map.entries) on \(labels) for \(traits)" }
  }

  static let lines: [Line] = [
    // The second table.
    Line(["env": ["prod"]], ["env": "prod", "team": "a"], true),
    Line(["env": ["prod"], "team": ["b"]], ["env": "prod", "team": "a"], false),
    Line(["env": ["dev", "prod"]], ["env": "prod"], true),
    Line(["region": ["us-*"]], ["region": "us-west-1"], true),
    Line(["region": ["us-*"]], [:], false),
    Line(["env": ["^test|staging$"]], ["env": "testing"], true),
    Line(["env": ["^(test|staging)$"]], ["env": "testing"], false),
    Line(["env": ["Prod"]], ["env": "prod"], false),
    // The first.
    Line([:], [:], false), Line([:], ["env": "prod"], false),
    Line(["*": ["*"]], [:], true), Line(["*": ["*"]], ["env": "prod"], true),
    Line(["env": ["prod"], "team": ["a"]], ["env": "prod", "team": "a"], true),
    Line(["env": ["*"]], ["env": ""], true), Line(["env": ["*"]], ["team": "a"], false),
    Line(["ENV": ["prod"]], ["env": "prod"], false), Line(["e*": ["prod"]], ["env": "prod"], false),
    Line(["^env$": ["prod"]], ["env": "prod"], false), Line(["e*": ["prod"]], ["e*": "prod"], true),
    Line(["env": ["pr?d"]], ["env": "prod"], false), Line(["env": ["pr.d"]], ["env": "prod"], false),
    Line(["env": ["*r*"]], ["env": "prod"], true), Line(["env": ["pro"]], ["env": "prod"], false),
    Line(["env": ["rod*"]], ["env": "prod"], false),
    Line(["env": ["^staging|test$"]], ["env": "latest"], true), Line(["env": ["^p.*d$"]], ["env": "prod"], true),
    Line(["env": ["^prod"]], ["env": "prod"], false), Line(["env": []], ["env": "prod"], false), Line(["env": []], [:], false),
    Line(["env": [""]], ["env": ""], true), Line(["env": ["café"]], ["env": "cafe\u{301}"], false),
    // Templates.
    Line(["env": ["{{external.env}}"]], ["env": "dev"], true, traits: ["env": ["prod", "dev"]]),
    Line(["env": ["{{external.env}}"]], ["env": ""], true), Line(["env": ["{{external.env}}"]], ["env": "prod"], false),
    Line(["env": ["{{external.env}}"]], ["env": ""], true, traits: ["env": [""]]),
    Line(["env": ["x-{{external.env}}"]], ["env": ""], true), Line(["env": ["x-{{external.env}}"]], ["env": "x-"], false),
    Line(["{{external.key}}": ["a"]], ["team": "a"], true, traits: ["key": ["team", "env"]]),
    Line(["{{external.key}}": ["a"]], ["env": "a"], false, traits: ["key": ["team", "env"]]),
    Line(["{{external.key}}": ["a"]], ["": "a"], true), Line(["{{external.key}}": ["a"]], ["team": "a"], false),
    Line(["env": ["  {{external.env}}\t"]], ["env": "dev"], true, traits: ["env": ["dev"]]),
  ]

  private static func role(_ side: WritableKeyPath<RoleSpec, RoleConditions>, _ line: Line, in version: RoleVersion) -> Role {
    Role("r", version: version) {
      $0[keyPath: side].nodeLabels = line.map
      $0.allow.logins = ["root"]
    }
  }
  private static let open = Role("open") {
    $0.allow.nodeLabels = ["*": ["*"]]
    $0.allow.logins = ["root"]
  }

  @Test("on the allow side", arguments: lines)
  func allow(line: Line) {
    AccessCase(
      "", [Self.role(\.allow, line, in: .v8)], on: Sample.node(line.labels), as: [Principal(.logins, "root")], traits: line.traits,
      line.allows ? .allowed : .noGrant
    ).check()
  }

  @Test("on the deny side", arguments: lines)
  func deny(line: Line) {
    AccessCase(
      "", [Self.role(\.deny, line, in: .v8), Self.open], on: Sample.node(line.labels), as: [Principal(.logins, "root")],
      traits: line.traits,
      line.denies ?? line.allows ? .deniedLabels : .allowed
    ).check()
  }

  struct Both: Sendable, CustomTestStringConvertible {
    let map: LabelMap
    let expression: String
    let allow: AccessCase.Outcome
    let deny: AccessCase.Outcome
    var testDescription: String { "\(map.entries) and \(expression)" }
  }

  static let both: [Both] = [
    Both(map: ["env": ["prod"]], expression: #"labels["team"] == "a""#, allow: .allowed, deny: .deniedLabels),
    Both(map: ["env": ["prod"]], expression: #"labels["team"] == "b""#, allow: .noGrant, deny: .deniedLabels),
    Both(map: ["env": ["dev"]], expression: #"labels["team"] == "a""#, allow: .noGrant, deny: .deniedLabels),
    Both(map: ["env": ["dev"]], expression: #"labels["team"] == "b""#, allow: .noGrant, deny: .allowed),
    Both(map: [:], expression: #"labels["team"] == "a""#, allow: .allowed, deny: .deniedLabels),
    Both(map: [:], expression: #"labels["none"] == """#, allow: .allowed, deny: .deniedLabels),
    Both(map: [:], expression: #"user.metadata.name == "ann" && labels.env == "prod" // a comment"#, allow: .allowed, deny: .deniedLabels),
    Both(map: [:], expression: #"contains(user.spec.traits["teams"], labels["team"])"#, allow: .allowed, deny: .deniedLabels),
    Both(map: [:], expression: #"contains_all(user.spec.traits["teams"], set())"#, allow: .noGrant, deny: .allowed),
    Both(map: [:], expression: #"contains_any(labels_matching("t*"), user.spec.traits["teams"])"#, allow: .allowed, deny: .deniedLabels),
    Both(map: [:], expression: #"!regexp.match(labels["env"], "^p.*$")"#, allow: .noGrant, deny: .allowed),
    // What cannot be evaluated ends the check, on either side.
    Both(map: [:], expression: #"contains(email.local(user.spec.traits["teams"]), "a")"#, allow: .unreadable, deny: .unreadable),
    Both(map: ["env": ["dev"]], expression: #"contains(email.local(user.spec.traits["teams"]), "a")"#, allow: .noGrant, deny: .unreadable),
    Both(
      map: ["env": ["prod"]], expression: #"contains(email.local(user.spec.traits["teams"]), "a")"#, allow: .unreadable, deny: .deniedLabels
    ),
    Both(map: ["env": ["prod"]], expression: "labels[", allow: .unreadable, deny: .unreadable),
  ]

  @Test("a map and an expression: an allow needs both, a deny either", arguments: both)
  func expressions(one: Both) {
    let allow = Role("r") {
      $0.allow.nodeLabels = one.map
      $0.allow.labelExpressions[.node] = one.expression
      $0.allow.logins = ["root"]
    }
    let deny = Role("r") {
      $0.deny.nodeLabels = one.map
      $0.deny.labelExpressions[.node] = one.expression
    }
    let traits: Traits = ["teams": ["a", "c"]]
    AccessCase("", [allow], on: Sample.node(), as: [Principal(.logins, "root")], traits: traits, one.allow).check()
    AccessCase("", [deny, Self.open], on: Sample.node(), as: [Principal(.logins, "root")], traits: traits, one.deny).check()
  }

  @Test("an unreadable expression of one role shuts out, whatever the other roles give")
  func unreadableAmongOthers() {
    let broken = Role("a") { $0.allow.labelExpressions[.node] = "labels[" }
    AccessCase("", [Self.open, broken], on: Sample.node(), as: [Principal(.logins, "root")], .unreadable).check()
  }

  @Test("labels of a server's `server_info` count, and win")
  func serverInfo() {
    let dev = Role("r") {
      $0.allow.nodeLabels = ["dynamic/env": ["dev"]]
      $0.allow.logins = ["root"]
    }
    let info = Record.serverInfo(ServerInfo(of: ServerID(uuid(1)), newLabels: ["dynamic/env": "dev"]))
    AccessCase("with", [dev], on: Sample.node(["dynamic/env": "prod"]), as: [Principal(.logins, "root")], records: [info], .allowed).check()
    AccessCase("without", [dev], on: Sample.node(["dynamic/env": "prod"]), as: [Principal(.logins, "root")], .noGrant).check()
  }
}
