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
      "{{", "{{}}", "{{ }}", "{{external}}", "{{external.}}", "}}{{external.name}}", "{{external.a}}{{external.b}}", "{{external.a b}}",
      "{{external.1a}}", "{{1x.a}}", #"{{external[""]}}"#, "{{external[x]}}", #"{{external["a"b"]}}"#, "a}}", "}}", "{{{external.a}}}",
      "{{external.a}}{{", "{{external.a.b}}", "{{external.a-b}}", "{{true}}", "{{1}}", "{{!external.a}}", #"{{external.a == "x"}}"#, "{}}",
      "{{external.a}", #"{{"x}}"#, "{{email.local()}}", "{{email.local(external.a, external.b)}}", "{{email.local(external)}}",
      #"{{regexp.replace(external.a, "x")}}"#, #"{{regexp.replace(external.a, "(", "x")}}"#,
      "{{regexp.replace(external.a, external.b, external.c)}}",
      #"{{regexp.replace("x", external.a, "y")}}"#, #"{{regexp.match("x")}}"#, #"{{regexp.not_match("x")}}"#,
      "{{strings.upper(external.a)}}",
      "{{nothing(external.a)}}", #"{{"a".upper()}}"#, #"{{external["a"]["b"]}}"#,
    ])
  func refuses(text: String) {
    let found = problem { () throws(Problem) in try Template(text) }
    #expect(found?.kind == .badParameter)
    #expect(found?.message.contains("is not a template") == true)
    #expect(found?.hint != nil)
  }

  @Test(
    "functions transform values, and drop those that do not fit",
    arguments: [
      ("{{email.local(external.email)}}", ["max", "eve.x"]), (#"{{email.local(external["email"])}}"#, ["max", "eve.x"]),
      ("u-{{ email.local( external.email ) }}-x", ["u-max-x", "u-eve.x-x"]), ("{{email.local(external.missing)}}", []),
      (#"{{regexp.replace(external.teams, "^dev-(.*)$", "$1")}}"#, ["web", "db"]),
      (#"{{regexp.replace(external.teams, "dev", "x")}}"#, ["x-web", "x-db"]),
      (#"{{regexp.replace(external.teams, "nothing", "x")}}"#, []), (#"{{regexp.replace(external.teams, "^.*$", "all")}}"#, ["all"]),
      (#"{{regexp.replace(external.teams, "^.*$", "")}}"#, []),
      ("{{regexp.replace(external.teams, `^dev-(\\w+)$`, `$1`)}}", ["web", "db"]),
      (#"{{regexp.replace(external.teams, "^dev-(.{2,3})$", "$1")}}"#, ["web", "db"]),
      (#"{{regexp.replace(email.local(external.email), "^(.).*$", "$1")}}"#, ["m", "e"]),
      (#"{{regexp.replace(regexp.replace(external.teams, "^dev-", ""), "b$", "p")}}"#, ["wep", "dp"]),
      (#"{{email.local("a@b.c")}}"#, ["a"]), ("{{`raw`}}", ["raw"]), (#"x{{"a}}b"}}y"#, ["xa}}by"]), (#"{{"a\"b"}}"#, ["a\"b"]),
      ("{{internal.unknown}}", []), (#"{{internal["unknown"]}}"#, []), (#"x-{{internal["teams"]}}"#, []),
      ("{{email.local(internal.email)}}", []),
    ])
  func functions(text: String, expected: [String]) throws {
    let traits: Traits = [
      "email": ["max@example.com", "no address", "", "Eve <eve.x@example.com>"], "teams": ["dev-web", "dev-db", "ops"], "unknown": ["x"],
    ]
    #expect(try Template(text).expanded(with: traits) == expected)
  }

  @Test(
    "what is no mail address has no local part",
    arguments: [
      ("a@b", "a"), ("a.b+c@x.org", "a.b+c"), (" a@b ", "a"), ("<a@b>", "a"), ("M M <a@b>", "a"), ("müller@example.com", "müller"),
      ("a", nil), ("@b", nil),
      ("a@", nil), ("a@b@c", nil), ("a b@c", nil), ("a@b c", nil), (".a@b", nil), ("a.@b", nil), ("a..b@c", nil), ("a@b.", nil),
      ("M <a@b", nil), ("a@b>", nil),
      ("<<a@b>", nil), ("a\n@b", nil), ("\"a b\"@c", nil), ("a,b@c", nil),
    ] as [(String, String?)])
  func addresses(text: String, expected: String?) throws {
    #expect(try Template("{{email.local(external.x)}}").expanded(with: ["x": [text]]) == (expected.map { [$0] } ?? []))
  }

  @Test(
    "replacements name groups",
    arguments: [
      ("a-b", "(a)-(b)", "$2$1", "ba"), ("a-b", "(a)-(b)", "${2}x$1", "bxa"), ("a", "(a)", "$1x", nil), ("a", "(a)", "${1}x", "ax"),
      ("a", "a", "$0$0", "aa"),
      ("a", "a", "$$1", "$1"), ("a", "a", "$", "$"), ("a", "a", "$-", "$-"), ("a", "a", "${", "${"), ("a", "a", "${1", "${1"),
      ("a", "a", "${}", "${}"),
      ("a", "(?P<n>a)", "<$n>", "<a>"), ("a", "(?P<n>a)", "<${n}>", "<a>"), ("a", "(a)", "<$9>", "<>"), ("a", "(a)|(b)", "<$2>", "<>"),
      ("a", "(a)", "<$01>", "<>"), ("a", "(a)", "<$99999999999999999999>", "<>"), ("banana", "an", "x", "bxxa"),
      ("abc", "", "-", "-a-b-c-"),
      ("äö", "", "-", "-ä-ö-"), ("baaac", "a*", "x", "xbxcx"), ("aa", "^a", "x", "xa"), ("ab", "b*", "x", "xax"),
      ("one two", "\\bt", "T", "one Two"),
      ("ABC", "(?i)b", "x", "AxC"), ("a.b", ".", "x", "xxx"), ("a", "b", "x", nil),
    ] as [(String, String, String, String?)])
  func replacements(text: String, expression: String, replacement: String, expected: String?) throws {
    let template = try Template("{{regexp.replace(external.x, `\(expression)`, `\(replacement)`)}}")
    #expect(template.expanded(with: ["x": [text]]) == (expected.map { [$0] } ?? []))
  }

  @Test("a value that is too long, or grows too long, is dropped; the others stay")
  func longValues() throws {
    let long = String(repeating: "a", count: 4096)
    #expect(
      try Template(#"{{regexp.replace(external.x, "a", "b")}}"#).expanded(with: ["x": [long, long + "a", "a"]]) == [
        String(repeating: "b", count: 4096), "b",
      ])
    #expect(try Template(#"{{regexp.replace(external.x, "a", "bbbbbbbbbb")}}"#).expanded(with: ["x": [long, "a"]]) == ["bbbbbbbbbb"])
  }

  @Test("names of traits are compared byte for byte")
  func exactNames() throws {
    #expect(try Template("{{external[\"e\u{301}\"]}}").expanded(with: ["\u{E9}": ["x"]]) == [])
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
