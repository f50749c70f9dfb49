import Testing
import ThresholdModel
import ThresholdRules

@Suite("Patterns")
struct PatternTests {
  @Test(
    "a pattern stands for texts as the reference says",
    arguments: [
      ("*", "", true), ("*", "anything", true), ("prod", "prod", true), ("prod", "Prod", false), ("prod", "production", false),
      ("us-*", "us-west-1", true), ("us-*", "us-", true), ("us-*", "eus-1", false), ("*-1", "us-1", true), ("*-1", "us-12", false),
      ("a*b*c", "abc", true), ("a*b*c", "aXbYc", true), ("a*b*c", "acb", false), ("a*a", "a", false), ("a*a", "aa", true),
      ("ab*ab", "abab", true), ("ab*ab", "aab", false), ("*ab*ab*", "ababab", true), ("**", "", true), ("a**b", "ab", true),
      ("*aab*", "aaab", true), ("*abab*c", "abaababc", true), ("us-?", "us-1", false), ("a.c", "abc", false), ("a.c", "a.c", true),
      ("", "", true), ("", "x", false), ("us-*", "us-\n1", true), ("größe*", "größer", true),
      ("^test|staging$", "testing", true), ("^test|staging$", "prestaging", true), ("^(test|staging)$", "testing", false),
      ("^(test|staging)$", "staging", true), ("^web-[0-9]+$", "web-12", true), ("^web-[0-9]+$", "web-", false), ("^a$", "A", false),
      ("^a.c$", "a\nc", false), ("^$", "", true), ("^", "^", true), ("^a", "^a", true), ("^a", "a", false), ("a$", "a", false),
      ("^größe$", "größe", true), ("^.$", "ö", true), ("^a$", "a\n", false),
    ])
  func matches(pattern: String, text: String, expected: Bool) throws {
    #expect(try Pattern(pattern).matches(text) == expected)
  }

  @Test("texts are compared byte for byte, not by what looks the same")
  func bytes() throws {
    #expect(try Pattern("e\u{301}").matches("é") == false)
    #expect(try Pattern("é") != Pattern("e\u{301}"))
  }

  @Test(
    "a bad expression is refused in words", arguments: ["^($", "^[a$", "^a{2000}$", "^(?=a)$", #"^\1$"#, "^((((a{100}){100}){100}){100})$"])
  func refuses(text: String) {
    let found = problem { () throws(Problem) in try Pattern(text) }
    #expect(found?.kind == .badParameter)
    #expect(found?.message.contains("is not a regular expression") == true)
    #expect(found?.hint != nil)
  }

  @Test("matching takes linear time on texts that are made to be slow")
  func linear() throws {
    let text = String(repeating: "a", count: 50_000)
    let clock = ContinuousClock()
    let took = try clock.measure { () throws in
      #expect(try Pattern("^(a+)+b$").matches(text) == false)
      #expect(try Pattern("^(a|aa)*b$").matches(text) == false)
      #expect(try Pattern(String(repeating: "*a", count: 1000) + "*b").matches(text) == false)
      #expect(try Pattern("*" + String(repeating: "a", count: 2000) + "b*").matches(text) == false)
    }
    #expect(took < .seconds(5))
  }

  @Test("more expressions than the cache holds still answer right, from many tasks at once")
  func cache() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<4 {
        group.addTask {
          for number in 0..<1500 {
            let pattern = try Pattern("^t\(task % 2)-\(number)$")
            #expect(pattern.matches("t\(task % 2)-\(number)"))
            #expect(!pattern.matches("t\(task % 2)-\(number + 1)"))
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
