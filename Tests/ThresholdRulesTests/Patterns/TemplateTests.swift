import Testing
import ThresholdModel
import ThresholdRules

@Suite("Templates")
struct TemplateTests {
  private static let traits: Traits = ["logins": ["root", "", "ubuntu", "root"], "name": ["max"], "any key": ["x", "y"], "none": []]

  @Test(
    "a trait is filled in",
    arguments: [
      ("root", ["root"]), ("{{internal.logins}}", ["root", "ubuntu"]), ("dev-{{external.name}}-x", ["dev-max-x"]),
      ("{{ external.name }}", ["max"]), (#"{{external["any key"]}}"#, ["x", "y"]), (#"{{internal["logins"]}}"#, ["root", "ubuntu"]),
      ("{{team.name}}", ["max"]), (#"{{"x"}}"#, ["x"]), ("  a{{external.name}}b \t", ["amaxb"]), ("{{external.missing}}", []),
      ("{{external.none}}", []), ("", [""]), ("a{b}c", ["a{b}c"]), ("^a{2}$", ["^a{2}$"]),
    ])
  func expands(text: String, expected: [String]) throws {
    #expect(try Template(text).expanded(with: Self.traits) == expected)
  }

  @Test(
    "what is no template is refused",
    arguments: [
      ("{{", Problem.Kind.badParameter), ("{{}}", .badParameter), ("{{external}}", .badParameter), ("{{external.}}", .badParameter),
      ("}}{{external.name}}", .badParameter), ("{{external.a}}{{external.b}}", .badParameter), ("{{external.a b}}", .badParameter),
      ("{{external.1a}}", .badParameter), ("{{1x.a}}", .badParameter), (#"{{external[""]}}"#, .badParameter),
      ("{{external[x]}}", .badParameter),
      ("{{internal.unknown}}", .badParameter), (#"{{external["a"b"]}}"#, .badParameter), ("a}}", .badParameter),
      ("{{email.local(external.mail)}}", .notImplemented), (#"{{regexp.replace(external.a, "x", "y")}}"#, .notImplemented),
      (#"{{regexp.match("x")}}"#, .notImplemented), ("{{{external.a}}}", .badParameter),
    ])
  func refuses(text: String, kind: Problem.Kind) {
    #expect(problem { () throws(Problem) in try Template(text) }?.kind == kind)
  }

  @Test(
    "logins that no sshd should see are dropped, others stay",
    arguments: [
      ("root", true), ("abcd@example.com", true), ("-foo", false), ("a:b", false), ("a/b", false), ("a b", false), ("a\u{7}b", false),
      ("*", false),
      (String(repeating: "a", count: 32), true), (String(repeating: "a", count: 33), false), ("größe", true), ("a\u{202E}b", false),
    ])
  func acceptable(login: String, expected: Bool) {
    var scene = Scene()
    scene.role("r", labels: ["*": ["*"]], logins: ["{{internal.logins}}", "ok"])
    scene.user("alice", roles: ["r"], traits: ["logins": [login]])
    let server = scene.server(1, "host")
    #expect((scene.verdict("alice", server, login).grant != nil) == expected)
    #expect(scene.world.logins(for: "alice", on: server, signIn: "s-alice", at: noon).contains(login) == expected)
    #expect(scene.verdict("alice", server, "ok").grant != nil)
  }
}
