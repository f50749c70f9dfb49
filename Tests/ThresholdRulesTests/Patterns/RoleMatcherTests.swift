import Testing
import ThresholdModel
import ThresholdRules

@Suite("Role matchers")
struct RoleMatcherTests {
  @Test(
    "a matcher picks roles by name",
    arguments: [
      ("dev", "dev", true), ("dev", "Dev", false), ("dev", "devs", false), ("*", "anything", true), ("dev-*", "dev-a", true),
      ("dev-*", "prod-a", false), ("*-ro", "db-ro", true), ("^dev-[a-z]$", "dev-a", true), ("^dev-[a-z]$", "dev-1", false),
      ("^a|b$", "axx", true), ("^a{2}$", "aa", true),
      (#"{{regexp.match("^dev-.*$")}}"#, "dev-a", true), (#"{{regexp.match("^dev-.*$")}}"#, "prod", false),
      // The expression is matched anywhere, as written.
      (#"{{regexp.match("dev")}}"#, "my-dev-role", true), (#"{{ regexp.match( "^(a|b)$" ) }}"#, "b", true),
      ("{{regexp.match(`^\\d$`)}}", "5", true),
      (#"{{regexp.match("^a{2}$")}}"#, "aa", true), (#"{{regexp.match("^(a{1}){2}$")}}"#, "aa", true),
      (#"{{regexp.not_match("^prod-")}}"#, "dev", true), (#"{{regexp.not_match("^prod-")}}"#, "prod-db", false),
      (#"{{regexp.not_match("admin.*")}}"#, "super-admin", false), (#"{{regexp.not_match(".*")}}"#, "x", false),
      // Text around the braces has to be there, and the expression sees the rest.
      (#"dev-{{regexp.match("^[a-z]+$")}}-ro"#, "dev-web-ro", true), (#"dev-{{regexp.match("^[a-z]+$")}}-ro"#, "dev-1-ro", false),
      (#"dev-{{regexp.match("^[a-z]+$")}}-ro"#, "web", false), (#"dev-{{regexp.not_match("^web$")}}"#, "dev-web", false),
      (#"dev-{{regexp.not_match("^web$")}}"#, "dev-db", true), (#"dev-{{regexp.not_match("^web$")}}"#, "db", false),
      (#"aa{{regexp.match(".*")}}aa"#, "aaa", false), (#" dev-{{regexp.match("x")}} "#, "dev-x", true),
    ])
  func matches(text: String, name: String, expected: Bool) throws {
    #expect(try RoleMatcher(text).matches(name) == expected)
  }

  @Test(
    "a literal is just one name",
    arguments: [
      ("dev", "dev"), ("d.v", "d.v"), ("*", nil), ("dev-*", nil), ("^dev$", nil), (#"{{regexp.match("dev")}}"#, nil),
    ] as [(String, String?)])
  func literal(text: String, expected: String?) throws {
    #expect(try RoleMatcher(text).literal == expected)
  }

  @Test(
    "what picks nothing is refused",
    arguments: [
      "^($", "{{", "}}", "{{}}", "{{external.roles}}", "{{internal.logins}}", #"{{"dev"}}"#, "{{regexp.match()}}",
      "{{regexp.match(external.x)}}",
      #"{{regexp.match("a", "b")}}"#, #"{{regexp.match("(")}}"#, #"{{regexp.replace("a", "b", "c")}}"#, #"{{email.local("a@b")}}"#,
      #"{{!regexp.match("a")}}"#, #"{{regexp.match("a") && regexp.match("b")}}"#, #"{{regexp.match("a")}}{{regexp.match("b")}}"#,
      "{{regexp.match(\"a\")",
    ])
  func refuses(text: String) {
    let found = problem { () throws(Problem) in try RoleMatcher(text) }
    #expect(found?.kind == .badParameter)
    #expect(found?.hint != nil)
  }
}
