import Testing
import ThresholdModel

@Suite("Field tables")
struct FieldTableTests {
  private func role(_ spec: Value) -> Value {
    .map(["kind": "role", "version": "v8", "metadata": .map(["name": "r"]), "spec": spec])
  }

  private func problem(_ document: Value) -> Problem? {
    #expect(throws: Problem.self) { try Role(reading: document) }
  }

  @Test("an unknown field is refused with the path and the field that was meant")
  func unknown() {
    let found = problem(role(.map(["allow": .map(["login": .list(["root"])])])))
    #expect(found?.kind == .badParameter)
    #expect(found?.path == "spec.allow.login")
    #expect(found?.hint == "did you mean `spec.allow.logins`?")
  }

  @Test("a field that this version would not enforce is refused by name", arguments: ["allow", "deny"])
  func notYet(side: String) {
    let found = problem(role(.map([side: .map(["review_requests": .map(["submit_for_users": .list(["x"])])])])))
    #expect(found?.kind == .notImplemented)
    #expect(found?.path == "spec.\(side).review_requests.submit_for_users")
  }

  @Test("an empty field that is not enforced says nothing, and is dropped")
  func emptyNotYet() throws {
    let read = try Role(reading: role(.map(["allow": .map(["review_requests": .map(["submit_for_users": .list([])])])])))
    #expect(
      read.spec.allow.reviewRequests
        == (try Role(reading: role(.map(["allow": .map(["review_requests": .map([:])])])))).spec.allow.reviewRequests)
  }

  @Test("what only the server writes is accepted and dropped")
  func serverOwned() throws {
    let read = try User(
      reading: .map([
        "kind": "user", "version": "v2", "metadata": .map(["name": "alice", "namespace": "default"]),
        "spec": .map(["roles": .list(["access"]), "created_by": .map(["user": "x"]), "status": .map(["is_locked": true])]),
      ]))
    #expect(read == User(name: "alice", roles: ["access"]))
  }

  @Test("a control character in any text is refused, shown escaped", arguments: ["a\u{1B}b", "a\u{202E}b", "a\u{0}b"])
  func control(text: String) {
    let found = problem(role(.map(["allow": .map(["logins": .list([.text(text)])])])))
    #expect(found?.kind == .badParameter)
    #expect(found?.message.contains("\\u{") == true)
    let inKey = problem(role(.map(["allow": .map(["node_labels": .map([text: "x"])])])))
    #expect(inKey?.kind == .badParameter)
  }

  @Test("a document that is nested too deep is refused, not followed")
  func depth() {
    var deep: Value = "x"
    for _ in 0..<2000 { deep = .map(["spec": deep]) }
    #expect(problem(role(deep)) != nil)
  }

  @Test("kind and version must be known")
  func envelope() {
    #expect(problem(.list([]))?.kind == .badParameter)
    #expect(problem(.map(["kind": "user", "version": "v8"]))?.path == "kind")
    #expect(problem(.map(["kind": "role", "version": "v99"]))?.path == "version")
    #expect(problem(.map(["kind": "role"]))?.path == "version")
  }

  @Test(
    "a field of another shape is refused with what it must be",
    arguments: [
      (Value.map(["allow": .list([])]), "spec.allow"), (.map(["allow": .map(["logins": .map(["a": "b"])])]), "spec.allow.logins"),
      (.map(["allow": .map(["logins": .list(["a", .integer(1)])])]), "spec.allow.logins[1]"),
      (.map(["options": .map(["max_session_ttl": "soon"])]), "spec.options.max_session_ttl"),
      (.map(["allow": .map(["rules": .list(["x"])])]), "spec.allow.rules[0]"),
      (.map(["allow": .map(["node_labels": .map(["env": .list([.bool(true)])])])]), "spec.allow.node_labels.env[0]"),
    ])
  func shapes(spec: Value, path: String) {
    #expect(problem(role(spec))?.path == path)
  }

  @Test("a list beyond its limit is refused")
  func limit() {
    let logins = Value.list((0...1000).map { .text("u\($0)") })
    #expect(problem(role(.map(["allow": .map(["logins": logins])])))?.kind == .limitExceeded)
  }

  @Test("a single text counts as a list of one")
  func single() throws {
    let read = try Role(reading: role(.map(["allow": .map(["logins": "root", "node_labels": .map(["env": "test"])])])))
    #expect(read.spec.allow.logins == ["root"])
    #expect(read.spec.allow.nodeLabels == ["env": ["test"]])
  }
}
