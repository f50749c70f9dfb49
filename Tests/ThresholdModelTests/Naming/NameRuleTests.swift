import Testing
import ThresholdModel

@Suite("Names")
struct NameRuleTests {
  @Test("names of users", arguments: ["alice", "Max.Mustermann", "bot-7", "a+b@example.com", "_", String(repeating: "a", count: 128)])
  func users(name: String) throws {
    try NameRule.user.check(name)
  }

  @Test(
    "what cannot be a user's name is refused with the rule",
    arguments: [
      "", ".", "..", "a b", "a/b", "a:b", "älice", "a\nb", "a\u{202E}b", "алиса", "a*", "{{x}}", "１", String(repeating: "a", count: 129),
    ])
  func notUsers(name: String) {
    let problem = #expect(throws: Problem.self) { try NameRule.user.check(name, at: "metadata.name") }
    #expect(problem?.kind == .badParameter)
    #expect(problem?.path == "metadata.name")
    #expect(problem?.hint?.contains("ASCII") == true)
    #expect(problem?.message.unicodeScalars.contains { $0.isUnsafeToDisplay } == false)
  }

  @Test(
    "names of built-in system roles cannot be taken, in any case",
    arguments: ["node", "Proxy", "AUTH", "WindowsDesktop", "default-implicit-role"])
  func reserved(name: String) {
    #expect(throws: Problem.self) { try NameRule.role.check(name) }
  }

  @Test("generated roles have legal names")
  func generated() throws {
    try NameRule.role.check("access-standard-acl-preset-0c7d1a4e-38f0-4c2e-9a53-0f8e8f3f7a10")
  }

  @Test("users are the same in any case, other names are not")
  func keys() {
    #expect(UserName("Alice").key == UserName("aLICE").key)
    #expect(UserName("Alice") != UserName("alice"))
    #expect(RoleName("Access") != RoleName("access"))
  }

  @Test("control and bidirectional characters are shown escaped")
  func escaping() {
    #expect("a\u{1B}[31mb".escapedForDisplay == "a\\u{1b}[31mb")
    #expect("a\u{202E}b\u{2066}".escapedForDisplay == "a\\u{202e}b\\u{2066}")
    #expect("größe".escapedForDisplay == "größe")
  }
}
