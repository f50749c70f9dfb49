import ArgumentParser
import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdCLI

@Suite("what tctl reads")
struct TctlReadingTests {
  @Test(
    "pairs of keys and values",
    arguments: [
      ("env=test", ["env": ["test"]]), ("env=test, team=web", ["env": ["test"], "team": ["web"]]), ("env=a,env=b", ["env": ["a", "b"]]),
      ("url=a=b", ["url": ["a=b"]]), ("k=", ["k": [""]]), ("", [:]), ("env", nil), ("=x", nil), ("a=b,c", nil),
    ] as [(String, [String: [String]]?)])
  func pairs(text: String, expected: [String: [String]]?) {
    #expect(PairList(argument: text)?.lists == expected)
  }

  @Test(
    "references to documents",
    arguments: [
      ("role", "role", nil, nil), ("roles", "role", nil, nil), ("Users/max", "user", "max", nil), ("acl/5f", "access_list", "5f", nil),
      ("access_list_members/5f", "access_list_member", nil, "5f"), ("access_list_member/5f/max", "access_list_member", "max", "5f"),
      ("nodes/3f", "node", "3f", nil), ("lock/8d", "lock", "8d", nil), ("db/orders", "db", "orders", nil),
      ("databases", "db", nil, nil), ("kube/eks", "kube_cluster", "eks", nil), ("apps", "app", nil, nil), ("server/3f", "node", "3f", nil),
      ("windows_desktops", "windows_desktop", nil, nil), ("cap", "cluster_auth_preference", nil, nil),
      ("server_info/si-3f", "server_info", "si-3f", nil), ("access_monitoring_rules", "access_monitoring_rule", nil, nil),
    ] as [(String, String, String?, String?)])
  func references(text: String, kind: String, name: String?, parent: String?) throws {
    let reference = try DocumentReference(text: text)
    #expect((reference.kind.rawValue, reference.name, reference.parent) == (kind, name, parent))
  }

  @Test(
    "malformed references",
    arguments: ["", "/", "role/", "/x", "role/a/b", "widget", "access_list_member/a/b/c", "tokens"])
  func malformed(text: String) {
    #expect(throws: Misuse.self) { try DocumentReference(text: text) }
  }

  @Test("YAML says what JSON can say: quotes make text, times stay as written")
  func values() throws {
    let text = """
      text: hello
      quoted: "true"
      flag: true
      number: 12
      quotedNumber: '12'
      fraction: 1.5
      nothing: null
      empty:
      time: 2026-01-31T15:04:05Z
      list: [a, {b: 1}]
      tagged: !!str 7
      """
    #expect(
      try DocumentText.read(text).map(\.value) == [
        .map([
          "text": "hello", "quoted": "true", "flag": true, "number": 12, "quotedNumber": "12", "fraction": .number(1.5), "nothing": .null,
          "empty": .null,
          "time": "2026-01-31T15:04:05Z", "list": .list(["a", .map(["b": 1])]), "tagged": "7",
        ])
      ])
  }

  @Test("JSON is read as well, and empty documents don't count")
  func documents() throws {
    #expect(
      try DocumentText.read("---\n{\"kind\": \"role\", \"n\": [1, \"x\"]}\n---\n---\nkind: user\n---\n").map(\.value.kind) == [
        "role", "user",
      ])
    #expect(try DocumentText.read("# nothing\n").isEmpty)
  }

  @Test("a merge key brings along what the map itself does not say, and anything but maps is refused")
  func mergeKeys() throws {
    let text = """
      kind: role
      base: &base {logins: [root], env: test}
      other: &other {env: prod, team: web}
      spec:
        allow:
          <<: [*base, *other]
          logins: [ubuntu]
      """
    let value = try #require(try DocumentText.read(text).first?.value)
    #expect(value["spec"]?["allow"] == .map(["logins": .list(["ubuntu"]), "env": "test", "team": "web"]))
    let problem = #expect(throws: Problem.self) { try DocumentText.read("a: {<<: 1}") }
    #expect(problem?.message.contains("merge key in line 1") == true)
    #expect(try DocumentText.read("a: {\"<<\": 1}").first?.value["a"]?["<<"] == 1)
  }

  @Test(
    "what is no YAML is refused with its line",
    arguments: [
      ("a: [1\nb: 2", "line"), ("a: 1\na: 2", "twice"), ("a: *nobody", "line"), ("? [a, b]\n: c", "line"), ("a:\n\t- b", "line"),
      ("a: \u{7}", "character"),
    ])
  func refusals(text: String, word: String) throws {
    let problem = try #require(throws: Problem.self) { try DocumentText.read(text) }
    #expect(problem.kind == .badParameter)
    #expect(problem.message.contains(word), "\(problem.message)")
  }

  @Test("aliases that unfold without end are refused, as are huge texts")
  func bombs() {
    let levels = (1...12).map { "l\($0): &l\($0) [\(Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ", "))]" }
    let bomb = "l0: &l0 [x]\n" + levels.joined(separator: "\n")
    #expect(throws: Problem.self) { try DocumentText.read(bomb) }
    #expect(throws: Problem.self) { try DocumentText.read(String(repeating: "a", count: 1024 * 1024 + 1)) }
  }

  @Test(
    "a problem's path leads to the line",
    arguments: [
      ("kind", 2), ("metadata.name", 4), ("spec.owners.nmae", 8), ("spec.owners.name", 7), ("spec.owners", 6), ("spec.title", 5),
      ("nowhere", 2), (nil, 2), ("spec.owners[0]", 7), ("spec.owners[0].name", 7), ("spec.owners[1]", 8), ("spec.owners[1].name", 8),
      ("spec.owners[2].name", 6),
    ] as [(String?, Int)])
  func lines(path: String?, line: Int) throws {
    let text = "# a list\nkind: access_list\nmetadata:\n  name: x\nspec:\n  owners:\n  - name: olivia\n  - nmae: max\n"
    #expect(try DocumentText.read(text).first?.place(of: path)?.line == line)
  }

  @Test("the way to the cluster comes from the flags, then from the environment, then from the sign-in")
  func doors() throws {
    func door(_ line: [String], _ environment: [String: String] = [:]) throws -> AdminConnection.Door {
      try AdminConnection.parse(line).door(environment: environment)
    }
    #expect(try door(["--data-dir", "/d/"]) == .socket("/d/admin.sock"))
    #expect(try door([], ["THRESHOLD_DATA_DIR": "/e"]) == .socket("/e/admin.sock"))
    #expect(try door(["--data-dir", "/d"], ["THRESHOLD_DATA_DIR": "/e"]) == .socket("/d/admin.sock"))
    #expect(try door(["--proxy", "h:1"], ["THRESHOLD_DATA_DIR": "/e"]) == .profile(proxy: "h:1"))
    #expect(try door([]) == .profile(proxy: nil))
    #expect(throws: Misuse.self) { try door(["--data-dir", "/d", "--proxy", "h:1"]) }
  }

  @Test(
    "global flags work anywhere on the line",
    arguments: [
      ["--data-dir", "/d", "users", "ls"], ["users", "--data-dir", "/d", "ls"], ["users", "ls", "--data-dir=/d"],
      ["-d", "users", "ls", "--data-dir", "/d"],
    ])
  func anywhere(line: [String]) throws {
    let command = try Tctl.parseAsRoot(Tctl.flags.hoisted(line))
    #expect((command as? ListUsers)?.connection.dataDir == "/d")
  }

  @Test("without a server in the data directory, the hint starts one")
  func noServer() async {
    let spoken = await Spoken.tctl(["status", "--data-dir", "/nonexistent/data"])
    #expect(spoken.status == 1)
    #expect(
      spoken.errors == "ERROR: no server runs with the data directory `/nonexistent/data`\n  threshold start --data-dir /nonexistent/data\n"
    )
  }
}

@Suite("what tctl shows")
struct TctlShowingTests {
  private func request(_ id: String, _ state: RequestState, created: Int64) -> RequestAnswer {
    var answer = RequestAnswer.example
    answer.request.metadata.name = id
    answer.request.spec.state = state
    answer.request.spec.created = Moment(seconds: created)
    return answer
  }

  @Test("requests are sorted by creation or by state, newest first unless asked otherwise")
  func sorting() {
    let all = [request("a", .pending, created: 1), request("b", .approved, created: 3), request("c", .pending, created: 2)]
    #expect(ListRequests.sorted(all, by: .created, .descending).map(\.request.id.text) == ["b", "c", "a"])
    #expect(ListRequests.sorted(all, by: .state, .ascending).map(\.request.id.text) == ["b", "a", "c"])
  }

  @Test("a request's line has the reference's columns, cut and footnoted")
  func requestTable() {
    var answer = request("9c2f", .pending, created: 1_770_000_000)
    answer.request.spec.reason = String(repeating: "r", count: 80)
    answer.request.spec.recordExpires = Moment(seconds: 1_770_003_600)
    answer.request.spec.sessionTTL = Moment(seconds: 1_770_000_000)
    answer.resources = [.init(id: "/main/node/x", hostname: "a-rather-long-host-name.example.com")]
    let lines = RequestText.table([answer], at: Moment(milliseconds: 1_770_000_000_500)).text.split(separator: "\n").map(String.init)
    #expect(lines[0].split(separator: " ").prefix(4) == ["Token", "Requestor", "Metadata", "Resources"])
    #expect(lines[2].contains("a-rather-long-host-n... [+]"))
    #expect(lines[2].contains("02 Feb 26 02:40 UTC"))
    #expect(lines[2].contains(" 59m59s "))
    #expect(lines[2].contains(" expired "))
    #expect(lines[2].contains("[*]"))
    #expect(lines.count == 5)
  }

  @Test("events are one line each, without the characters that move a cursor")
  func events() {
    let event: Value = .map([
      "event": "session.start", "code": "T2000I", "time": "2026-01-31T15:04:05.250Z", "uid": "u", "cluster_name": "main", "user": "max",
      "server": .map(["name": "web1"]), "logins": .list(["a", "b"]), "reason": "two words\u{1B}[2J", "sent": 7,
    ])
    let lines = EventText.table([.init(index: 3, hash: "ab", event: event)]).text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(
      lines[2]
        == "3     2026-01-31 15:04:05 session.start T2000I max  logins=[a,b] reason=\"two words\\u{1b}[2J\" sent=7 server={name:web1}")
  }

  @Test("the audit log's head is read as it is printed")
  func head() {
    let hash = String(repeating: "0a", count: 32)
    #expect(HeadArgument(argument: "118:\(hash)")?.index == 118)
    for text in ["", ":", "118", "118:", "x:\(hash)", "-1:\(hash)", "118:\(hash)0", "118:\(hash.dropLast())g", "118:\(hash):"] {
      #expect(HeadArgument(argument: text) == nil, "\(text)")
    }
  }

  @Test("the cluster's status names everything that people copy from it")
  func status() {
    let text = StatusCommand.text(.example)
    #expect(text.hasPrefix("Cluster:     main\nVersion:     18.10.0\n"))
    #expect(text.contains("CA pins:     sha256:…"))
  }

  @Test("edited documents stay themselves")
  func edited() throws {
    let current: Value = .map(["kind": "role", "metadata": .map(["name": "dba", "revision": "r1"])])
    for text in [
      "", "kind: role\nmetadata: {name: dba, revision: r1}\n---\nkind: role", "kind: role\nmetadata: {name: other, revision: r1}",
      "kind: role\nmetadata: {name: dba}",
    ] {
      #expect(throws: Problem.self) { try EditCommand.only(DocumentText.read(text), of: current) }
    }
    _ = try EditCommand.only(DocumentText.read("kind: role\nmetadata: {name: dba, revision: r1}\nspec: {}"), of: current)
  }
}
