import Testing
import ThresholdModel
import ThresholdRules

@Suite("Predicates of any shape")
struct PredicateFuzzTests {
  private static let scope = JoinedScope(
    LabelScope(["env": "prod", "a": ""]),
    JoinedScope(
      UserScope(name: "max", roles: ["dev"], traits: ["t": ["a", "b@c.d"]]),
      DocumentScope(["resource": document(#"{"kind": "node", "spec": {"n": 1, "l": ["a"]}}"#)])))

  private static let tokens = [
    "true", "false", "!", "&&", "||", "==", "!=", "(", ")", "[", "]", ",", ".", "1", "-2.5", "\"a\"", "\"^($\"", "\"^a$\"", "`b`", "//",
    "\n",
    "labels", "labels[\"env\"]", "labels.a", "user.spec.traits[\"t\"]", "user.metadata.name", "user.spec.roles", "resource.spec.n",
    "resource.spec.l", "name", "contains(", "contains_all(", "set(", "regexp.match(", "regexp.replace(", "email.local(", "strings.upper(",
    "labels_matching(", "equals(", "is_subset(", "search(", "split(", "exists(", "is_empty(", "can_view()", ".contains(", "\"", "'", "é",
  ]

  @Test("random sequences of tokens are answered or refused, never worse", arguments: 0..<8 as Range<UInt64>)
  func tokens(seed: UInt64) {
    var dice = Dice(seed: seed)
    var read = 0
    for _ in 0..<4000 {
      let text = (0..<Int.random(in: 1...14, using: &dice)).compactMap { _ in Self.tokens.randomElement(using: &dice) }
        .joined(separator: Bool.random(using: &dice) ? " " : "")
      for language in Predicate.Language.allCases where answer(text, language, Self.scope) != .refused { read += 1 }
      _ = try? Template("{{\(text)}}").expanded(with: ["t": ["a"]])
      _ = (try? RoleMatcher("{{\(text)}}"))?.matches("a")
    }
    #expect(read > 0)
  }

  @Test("well-formed conditions of random shape agree with a plain reading of them", arguments: 0..<4 as Range<UInt64>)
  func shapes(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<500 {
      let (text, expected) = Self.condition(depth: 5, &dice)
      #expect(answer(text, .labels, Self.scope) == (expected ? .yes : .no), "\(text)")
    }
  }

  private static func condition(depth: Int, _ dice: inout Dice) -> (String, Bool) {
    switch depth == 0 ? 0 : Int.random(in: 0...5, using: &dice) {
    case 1:
      let (text, value) = condition(depth: depth - 1, &dice)
      return ("!(\(text))", !value)
    case 2, 3:
      let left = condition(depth: depth - 1, &dice)
      let right = condition(depth: depth - 1, &dice)
      return ("(\(left.0)) && (\(right.0))", left.1 && right.1)
    case 4:
      let left = condition(depth: depth - 1, &dice)
      let right = condition(depth: depth - 1, &dice)
      return ("(\(left.0)) || (\(right.0))", left.1 || right.1)
    case 5:
      let left = condition(depth: depth - 1, &dice)
      let right = condition(depth: depth - 1, &dice)
      return ("(\(left.0)) != (\(right.0))", left.1 != right.1)
    default:
      let value = ["prod", "dev", ""].randomElement(using: &dice) ?? ""
      return ("labels[\"env\"] == \"\(value)\"", value == "prod")
    }
  }

  @Test("random bytes are refused or answered, never worse", arguments: 0..<4 as Range<UInt64>)
  func bytes(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...60, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
      let text = String(decoding: bytes, as: UTF8.self)
      for language in Predicate.Language.allCases { #expect(answer(text, language, Self.scope) != .unanswerable) }
      _ = try? Template(text)
      _ = try? Template("{{" + text + "}}")
      _ = try? RoleMatcher("{{regexp.match(\"" + text + "\")}}")
    }
  }

  @Test("reading and evaluating take linear time on texts that are made to be slow")
  func linear() {
    let clock = ContinuousClock()
    let took = clock.measure {
      for piece in ["(", "!", "set(", "a.", "a[\"", "\"\\\"", "//\n", "1==1&&", "set().contains(", "\"a\",", "{{", "}}", "[", "-1"] {
        let text = String(repeating: piece, count: 4096 / piece.utf8.count)
        for language in Predicate.Language.allCases { _ = answer(text, language, Self.scope) }
        _ = try? Template("{{" + text + "}}")
      }
      let long = LabelScope(["env": String(repeating: "a", count: 100_000)])
      #expect(answer(#"regexp.match(labels["env"], "^(a+)+b$")"#, .labels, long) == .no)
      #expect(answer(#"regexp.match(labels["env"], "*a*a*a*a*b")"#, .labels, long) == .no)
    }
    #expect(took < .seconds(10))
  }
}
