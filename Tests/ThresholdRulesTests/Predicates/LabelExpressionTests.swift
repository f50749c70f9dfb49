import Testing
import ThresholdModel
import ThresholdRules

@Suite("Label expressions")
struct LabelExpressionTests {
  private static let labels = [
    "env": "prod", "team": "web", "project-a": "x", "project-b": "y", "Empty": "", "mail": "ops@example.com", "a.b/c": "dotted",
  ]
  private static let traits: Traits = [
    "teams": ["web", "db"], "level": ["5"], "none": [], "email": ["Max.Muster@example.com", "max+x@example.org"], "bad": ["max"],
    "any key": ["k"], "name": ["Müller"],
  ]
  private static let scope = JoinedScope(LabelScope(labels), UserScope(name: "max", roles: ["dev"], traits: traits))

  @Test(
    "variables are read as the reference says",
    arguments: [
      (#"labels["env"] == "prod""#, .yes), (#"labels["env"] != "prod""#, .no), (#"labels["env"] == "Prod""#, .no),
      (#"labels["missing"] == """#, .yes), (#"labels["missing"] != "prod""#, .yes), (#"labels["Empty"] == """#, .yes),
      (#"labels.env == "prod""#, .yes), (#"labels.missing == """#, .yes), (#"labels["a.b/c"] == "dotted""#, .yes),
      (#"labels["env"] == labels["env"]"#, .yes), (#"labels["env"] == labels["team"]"#, .no), (#""prod" == labels["env"]"#, .yes),
      (#"user.metadata.name == "max""#, .yes), (#"user.metadata.name == "Max""#, .no),
      (#"contains(user.spec.traits["teams"], labels["team"])"#, .yes), (#"contains(user.spec.traits.teams, labels.team)"#, .yes),
      (#"contains(user.spec.traits["any key"], "k")"#, .yes), (#"contains(user.spec.traits["missing"], "k")"#, .no),
      ("labels[`env`] == `prod`", .yes), (#"labels["env"] == "e\u0301""#, .no),
    ] as [(String, PredicateAnswer)])
  func variables(text: String, expected: PredicateAnswer) {
    #expect(answer(text, .labels, Self.scope) == expected)
  }

  @Test(
    "functions answer as the reference's table says",
    arguments: [
      (#"contains(user.spec.traits["teams"], "web")"#, .yes), (#"contains(user.spec.traits["teams"], "we")"#, .no),
      (#"contains(user.spec.traits["teams"], "WEB")"#, .no), (#"contains(user.spec.traits["none"], "web")"#, .no),
      (#"contains(labels["env"], "prod")"#, .yes), (#"contains(labels["env"], "pro")"#, .no), (#"contains("a", "a")"#, .yes),
      (#"contains(set("dev", "prod"), labels["env"])"#, .yes), (#"contains(set(), labels["env"])"#, .no),
      (#"contains(set(user.spec.traits["teams"], "x"), "db")"#, .yes),
      (#"contains_any(user.spec.traits["teams"], set("x", "db"))"#, .yes), (#"contains_any(user.spec.traits["teams"], "web")"#, .yes),
      (#"contains_any(user.spec.traits["teams"], set("x", "y"))"#, .no), (#"contains_any(user.spec.traits["teams"], set())"#, .no),
      (#"contains_any(set(), set("x"))"#, .no), (#"contains_any(set(), set())"#, .no),
      (#"contains_all(user.spec.traits["teams"], set("db", "web"))"#, .yes),
      (#"contains_all(user.spec.traits["teams"], set("db", "db"))"#, .yes),
      (#"contains_all(user.spec.traits["teams"], set("db", "x"))"#, .no), (#"contains_all(user.spec.traits["teams"], "db")"#, .yes),
      // With no items it is false, not vacuously true.
      (#"contains_all(user.spec.traits["teams"], set())"#, .no),
      (#"contains_all(user.spec.traits["teams"], user.spec.traits["missing"])"#, .no), (#"contains_all(set(), set())"#, .no),
      (#"contains(labels_matching("project-*"), "x")"#, .yes), (#"contains(labels_matching("project-*"), "prod")"#, .no),
      (#"contains_all(labels_matching("^project-(a|b)$"), set("x", "y"))"#, .yes), (#"contains(labels_matching("project"), "x")"#, .no),
      (#"contains(labels_matching("*"), "prod")"#, .yes), (#"contains(labels_matching("ENV"), "prod")"#, .no),
      (#"regexp.match(user.spec.traits["teams"], "w*")"#, .yes), (#"regexp.match(user.spec.traits["teams"], "^(web|x)$")"#, .yes),
      (#"regexp.match(user.spec.traits["teams"], "e")"#, .no), (#"regexp.match(user.spec.traits["teams"], "w.b")"#, .no),
      (#"regexp.match(user.spec.traits["none"], "*")"#, .no), (#"regexp.match(labels["env"], "pr*")"#, .yes),
      (#"regexp.match(labels["env"], "^x|od$")"#, .yes), (#"regexp.match(labels["missing"], "^$")"#, .yes),
      (#"regexp.match(user.spec.traits["teams"], labels["team"])"#, .yes),
      (#"contains(regexp.replace(labels["env"], "^p(.*)$", "x$1"), "xrod")"#, .yes),
      (#"contains(regexp.replace(user.spec.traits["teams"], "^(w).*$", "${1}!"), "w!")"#, .yes),
      // What does not match is dropped.
      (#"contains(regexp.replace(user.spec.traits["teams"], "^(w).*$", "$1"), "db")"#, .no),
      (#"contains(regexp.replace(labels["env"], labels["env"], labels["team"]), "web")"#, .yes),
      (#"contains(email.local(user.spec.traits["email"]), "Max.Muster")"#, .yes),
      (#"contains(email.local(user.spec.traits["email"]), "max+x")"#, .yes), (#"contains(email.local(labels["mail"]), "ops")"#, .yes),
      (#"contains(strings.upper(user.spec.traits["teams"]), "WEB")"#, .yes), (#"contains(strings.upper(labels["env"]), "PROD")"#, .yes),
      (#"contains(strings.upper(user.spec.traits["name"]), "MÜLLER")"#, .yes),
      (#"contains(strings.lower(email.local(user.spec.traits["email"])), "max.muster")"#, .yes),
    ] as [(String, PredicateAnswer)])
  func functions(text: String, expected: PredicateAnswer) {
    #expect(answer(text, .labels, Self.scope) == expected)
  }

  @Test(
    "what cannot be evaluated is an error, unless the other side has decided",
    arguments: [
      (#"contains(email.local(user.spec.traits["bad"]), "max")"#, .unanswerable),
      (#"contains(email.local(labels["missing"]), "max")"#, .unanswerable), (#"!contains(email.local("x"), "x")"#, .unanswerable),
      (#"regexp.match("x", labels["regexp"])"#, .no), (#"labels["env"] == "prod" || contains(email.local("x"), "x")"#, .yes),
      (#"contains(email.local("x"), "x") || labels["env"] == "prod""#, .unanswerable),
      (#"labels["env"] == "x" && contains(email.local("x"), "x")"#, .no),
      (#"contains(email.local(user.spec.traits["missing"]), "x")"#, .no),
    ] as [(String, PredicateAnswer)])
  func errors(text: String, expected: PredicateAnswer) {
    #expect(answer(text, .labels, Self.scope) == expected)
  }

  @Test("a pattern that comes out of a label and is bad is an error")
  func badComputedPattern() {
    let scope = LabelScope(["x": "^($"])
    #expect(answer(#"regexp.match("a", labels["x"])"#, .labels, scope) == .unanswerable)
    #expect(answer(#"contains(regexp.replace("a", labels["x"], ""), "a")"#, .labels, scope) == .unanswerable)
  }

  @Test("a name that the scope should have known is an error, a missing key is none")
  func unknownFacts() {
    #expect(answer(#"user.metadata.name == "max""#, .labels, LabelScope([:])) == .unanswerable)
    #expect(answer(#"contains(user.spec.traits["x"], "y")"#, .labels, LabelScope([:])) == .unanswerable)
    #expect(answer(#"user.metadata.name != "max""#, .labels, LabelScope([:])) == .unanswerable)
    #expect(answer(#"labels["x"] == """#, .labels, LabelScope([:])) == .yes)
  }

  @Test(
    "what could never be evaluated is refused when it is written",
    arguments: [
      #"user.spec.traits["teams"] == "web""#, #"user.spec.traits["a"] == user.spec.traits["b"]"#, #"set("a") == set("a")"#,
      #"strings.upper(labels["env"]) == "PROD""#, #"user.spec.traits["teams"] != "web""#, #"labels["env"]"#, #""true""#, "1",
      #"!labels["env"]"#, #"labels["env"] && labels["team"]"#, #"labels == "x""#, #"labels["env"] == 5"#, #"labels["env"] == true"#,
      #"contains("web", user.spec.traits["teams"])"#, #"contains(user.spec.traits["teams"])"#, #"contains("a", "b", "c")"#,
      #"contains(labels, "a")"#, #"contains(user.spec.traits, "a")"#, #"regexp.match(labels["env"], "^($")"#,
      #"contains(labels_matching("^[$"), "x")"#, #"contains(regexp.replace(labels["a"], "(", "x"), "x")"#, #"labels_matching("*")"#,
      #"labels["env"]["x"] == "y""#, #"labels.env.x == "y""#, #"user.spec.roles == "x""#, #"user.metadata.name.x == "y""#,
      #"resource.kind == "node""#, #"unknown(labels["env"])"#, #"equals(labels["env"], "prod")"#, #"env == "prod""#,
      #"Contains(labels["env"], "prod")"#, #"labels["env"].contains("prod")"#, #"set("prod").contains(labels["env"])"#,
      #"regexp.not_match(labels["env"], "x")"#, #"labels[env] == "prod""#, #"contains(1, "a")"#, "labels[\"env\"] == {{external.env}}",
      #"["labels"] == "x""#, #"contains(set("a") == set("b"), "x")"#,
    ])
  func refused(text: String) {
    #expect(answer(text, .labels, Self.scope) == .refused)
  }
}
