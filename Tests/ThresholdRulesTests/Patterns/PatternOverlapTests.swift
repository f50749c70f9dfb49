import Testing
import ThresholdModel

@testable import ThresholdRules

@Suite("Patterns compared with each other")
struct PatternOverlapTests {
  @Test("of globs and plain texts it is known exactly whether they overlap, and surely when one covers the other")
  func globs() throws {
    let alphabet = ["a", "b", "*"]
    func words(_ letters: [String], upTo length: Int) -> [String] {
      var all = [""]
      var last = [""]
      for _ in 0..<length {
        last = last.flatMap { start in letters.map { start + $0 } }
        all += last
      }
      return all
    }
    // Two globs of up to three characters that overlap do so in a text of up to six.
    let texts = words(["a", "b", "c"], upTo: 6)
    let globs = words(alphabet, upTo: 3)
    let meanings = globs.map { glob in Set(texts.indices.filter { SlowMatching.matches(glob, texts[$0]) }) }
    for (first, one) in globs.enumerated() {
      for (second, other) in globs.enumerated() {
        let overlaps = !meanings[first].isDisjoint(with: meanings[second])
        #expect(try Pattern(one).overlaps(Pattern(other)) == overlaps, "\(one) and \(other)")
        let covers = meanings[second].isSubset(of: meanings[first])
        if try Pattern(one).covers(Pattern(other)) { #expect(covers, "\(one) over \(other)") }
      }
    }
  }

  @Test(
    "covering is seen where it matters",
    arguments: [
      ("*", "*", true), ("*", "^a$", true), ("a*", "a*", true), ("a*", "ab*", true), ("a*", "a", true), ("^a|b$", "^a|b$", true),
      ("^a.*$", "ab", true), ("^a.*$", "b", false), ("^a.*$", "a*", false), ("a", "a*", false), ("a*", "*", false), ("a*", "^ab$", false),
      ("a", "b", false), ("**", "*", true), ("^.*$", "*", false), ("e\u{301}", "é", false),
    ])
  func covers(pattern: String, other: String, expected: Bool) throws {
    #expect(try Pattern(pattern).covers(Pattern(other)) == expected)
  }

  @Test(
    "an expression overlaps what it matches, and beside other patterns whatever cannot be told",
    arguments: [
      ("^a$", "a", true), ("^a$", "b", false), ("^a$", "*", true), ("^a$", "b*", true), ("^a$", "^b$", true), ("*", "^b$", true),
    ])
  func overlaps(pattern: String, other: String, expected: Bool) throws {
    #expect(try Pattern(pattern).overlaps(Pattern(other)) == expected)
    #expect(try Pattern(other).overlaps(Pattern(pattern)) == expected)
  }
}
