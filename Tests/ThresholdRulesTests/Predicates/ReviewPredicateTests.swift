import Testing
import ThresholdModel
import ThresholdRules

@Suite("Conditions of reviews")
struct ReviewPredicateTests {
  private static let scope = FactsByPath([
    ["reviewer", "roles"]: .list(["lead", "dev"]), ["reviewer", "traits", "team"]: .list(["web"]),
    ["request", "roles"]: .list(["dba", "ops"]),
    ["request", "reason"]: .text("Fix the outage"), ["request", "system_annotations", "ticket"]: .list(["OPS-1"]),
    ["review", "reason"]: .text("ok"), ["review", "annotations", "x"]: .list(["y"]),
  ])

  @Test(
    "both languages know reviewer and request",
    arguments: [
      (#"contains(reviewer.roles, "lead")"#, .yes), (#"contains(reviewer.roles, "boss")"#, .no),
      (#"contains(reviewer.traits["team"], "web")"#, .yes), (#"contains(reviewer.traits["missing"], "web")"#, .no),
      (#"equals(request.reason, "Fix the outage")"#, .yes), (#"request.reason == "Fix the outage""#, .yes),
      (#"request.reason != """#, .yes), (#"equals(request.roles, reviewer.roles)"#, .no), (#"request.roles == request.roles"#, .yes),
      (#"equals(request.roles, "dba")"#, .no), (#"equals(reviewer.traits["team"], "web")"#, .yes),
      (#"contains(request.system_annotations["ticket"], "OPS-1")"#, .yes), (#"contains(request.reason, "Fix the outage")"#, .yes),
      (#"regexp.match(request.roles, "db*")"#, .yes), (#"regexp.match(request.roles, "^(dba|x)$")"#, .yes),
      (#"regexp.match(request.roles, "db")"#, .no), (#"regexp.match(request.reason, "*outage*")"#, .yes),
      (#"!regexp.match(request.roles, "prod-*") && contains(reviewer.roles, "dev")"#, .yes), (#"equals("a", "a")"#, .yes),
    ] as [(String, PredicateAnswer)])
  func shared(text: String, expected: PredicateAnswer) {
    #expect(answer(text, .review, Self.scope) == expected)
    #expect(answer(text, .reviewFilter, Self.scope) == expected)
  }

  @Test("a list equals another in the same order", arguments: [(["a", "b"], true), (["b", "a"], false), (["a"], false), ([], false)])
  func listEquality(roles: [String], expected: Bool) throws {
    let scope = FactsByPath([["reviewer", "roles"]: .list(roles), ["request", "roles"]: .list(["a", "b"])])
    #expect(try Predicate("equals(reviewer.roles, request.roles)", .review).isTrue(in: scope) == expected)
  }

  @Test(
    "only a threshold's filter reads the review",
    arguments: [#"equals(review.reason, "ok")"#, #"contains(review.annotations["x"], "y")"#, #"review.reason == "ok""#])
  func filterOnly(text: String) {
    #expect(answer(text, .reviewFilter, Self.scope) == .yes)
    #expect(answer(text, .review, Self.scope) == .refused)
  }

  @Test(
    "what could never be evaluated is refused when it is written",
    arguments: [
      #"contains_all(request.roles, "x")"#, #"set("x") == request.roles"#, #"request.user == "x""#, #"reviewer.name == "x""#,
      #"user.metadata.name == "x""#, #"request.reason"#, #"regexp.match(request.roles, "^($")"#, #"regexp.match(request.roles)"#,
      #"equals(request.roles, 1)"#, #"contains("x", request.roles)"#, #"reviewer.traits == "x""#, #"request.roles.contains("x")"#,
    ])
  func refused(text: String) {
    #expect(answer(text, .review, Self.scope) == .refused)
    #expect(answer(text, .reviewFilter, Self.scope) == .refused)
  }

  @Test("a fact that was not handed in is an error")
  func unknown() {
    #expect(answer(#"request.reason == """#, .review, FactsByPath([["reviewer", "roles"]: .list([])])) == .unanswerable)
  }
}
