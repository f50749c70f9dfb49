import Testing
import ThresholdModel
import ThresholdRules

@Suite("Conditions of rules")
struct RulePredicateTests {
  private static let resource = document(
    """
    {"kind": "node", "metadata": {"name": "n1", "labels": {"env": "prod", "a.b": "c"}}, "spec": {
      "roles": ["a", "b"], "port": 22, "ratio": 0.5, "enabled": true, "empty": "", "none": [], "null": null, "mixed": [{"x": "y"}],
      "numbers": [1, 2]}}
    """)
  private static let scope = JoinedScope(
    JoinedScope(
      UserScope(name: "max", roles: ["dev", "ops"], traits: ["teams": ["web"]], labels: ["site": "hh"]),
      DocumentScope([
        "resource": resource, "session": document(#"{"participants": ["max", "eve"]}"#),
        "host_cert": document(#"{"principals": ["a.x", "b.x"]}"#),
      ])),
    FactsByPath([["can_view"]: .bool(true), ["system", "catype"]: .text("user")]))

  @Test(
    "functions and names of §3.5",
    arguments: [
      (#"equals(resource.kind, "node")"#, .yes), (#"resource.kind == "node""#, .yes), (#"resource.metadata.name != "n1""#, .no),
      (#"resource.metadata.labels["env"] == "prod""#, .yes), (#"resource.metadata.labels.env == "prod""#, .yes),
      (#"resource.metadata.labels["a.b"] == "c""#, .yes), (#"resource.metadata.labels["missing"] == """#, .yes),
      (#"contains(session.participants, user.metadata.name)"#, .yes), (#"contains(user.spec.roles, "dev")"#, .yes),
      (#"contains(user.spec.traits["teams"], "web")"#, .yes), (#"user.metadata.labels["site"] == "hh""#, .yes),
      (#"user.metadata.labels["missing"] == """#, .yes), (#"contains_any(user.spec.roles, set("x", "ops"))"#, .yes),
      (#"contains_all(user.spec.roles, resource.spec.roles)"#, .no), (#"contains_all(resource.spec.roles, set("b", "a"))"#, .yes),
      (#"contains_all(resource.spec.roles, resource.spec.none)"#, .no), (#"contains_all(resource.spec.roles, set())"#, .no),
      (#"has_prefix(resource.metadata.name, "n")"#, .yes), (#"has_prefix(resource.metadata.name, "N")"#, .no),
      (#"has_prefix(resource.metadata.name, "")"#, .yes), (#"all_end_with(host_cert.principals, ".x")"#, .yes),
      (#"all_end_with(host_cert.principals, "a.x")"#, .no), (#"all_end_with("a.x", ".x")"#, .yes),
      (#"all_equal(host_cert.principals, "a.x")"#, .no), (#"all_equal(set("a", "a"), "a")"#, .yes),
      (#"is_subset(host_cert.principals, "a.x", "b.x", "c.x")"#, .yes), (#"is_subset(host_cert.principals, "a.x")"#, .no),
      (#"is_subset(resource.spec.roles, set("a", "b"))"#, .yes), (#"is_subset("a", resource.spec.roles)"#, .yes),
      (#"is_subset(set(), set("a"))"#, .yes), (#"system.catype() == "user""#, .yes), (#"!equals(system.catype(), "user")"#, .no),
      ("can_view()", .yes), ("!can_view()", .no), (#"can_view() && resource.kind == "node""#, .yes),
    ] as [(String, PredicateAnswer)])
  func functions(text: String, expected: PredicateAnswer) {
    #expect(answer(text, .rule, Self.scope) == expected)
    #expect(answer(text, .impersonation, Self.scope) == expected)
  }

  @Test(
    "lists, numbers and absent fields",
    arguments: [
      (#"equals(resource.spec.roles, set("b", "a"))"#, .yes), (#"resource.spec.roles == set("b", "a", "a")"#, .yes),
      (#"equals(resource.spec.roles, "a")"#, .no), (#"equals(user.spec.traits["teams"], "web")"#, .yes),
      (#"user.spec.roles == resource.spec.roles"#, .no), ("resource.spec.port == 22", .yes), ("resource.spec.port != 23", .yes),
      ("resource.spec.ratio == 0.5", .yes), ("resource.spec.enabled", .yes), ("resource.spec.enabled == true", .yes),
      ("!resource.spec.enabled", .no), ("resource.spec.absent", .no), (#"resource.spec.absent == """#, .yes),
      (#"resource.spec.absent == "x""#, .no), ("resource.spec.absent == set()", .yes), ("resource.spec.absent == 0", .yes),
      ("resource.spec.absent == false", .yes), (#"contains(resource.spec.absent, "x")"#, .no), (#"resource.spec.null == """#, .yes),
      ("resource.spec.absent == resource.spec.other", .yes), (#"contains(resource.spec.numbers, "2")"#, .yes),
      // What holds for all of nothing does not hold for what is absent.
      (#"all_end_with(resource.spec.absent, "x")"#, .no), (#"all_equal(resource.spec.absent, "x")"#, .no),
      (#"is_subset(resource.spec.absent, "x")"#, .no), (#"all_equal(resource.spec.none, "x")"#, .yes),
      (#"has_prefix(resource.spec.absent, "x")"#, .no), (#"resource.kind.deeper == """#, .yes),
      // Types that turn out not to fit are errors, in both directions.
      (#"resource.spec.port == "22""#, .unanswerable), (#"resource.spec.port != "22""#, .unanswerable), ("resource.kind", .unanswerable),
      (#"contains(resource.spec.port, "22")"#, .unanswerable), (#"has_prefix(resource.spec.roles, "a")"#, .unanswerable),
      (#"resource.metadata == "x""#, .unanswerable), (#"contains(resource.metadata, "x")"#, .unanswerable),
      (#"contains("a", resource.spec.roles)"#, .unanswerable), ("resource.spec.enabled == 1", .unanswerable),
    ] as [(String, PredicateAnswer)])
  func values(text: String, expected: PredicateAnswer) {
    #expect(answer(text, .rule, Self.scope) == expected)
  }

  @Test("what is not in question cannot be evaluated, however absent values count")
  func otherContext() {
    #expect(answer(#"session_tracker.kind != "ssh""#, .rule, Self.scope) == .unanswerable)
    #expect(answer(#"ssh_session.kind == """#, .rule, Self.scope) == .unanswerable)
    #expect(answer("can_view()", .rule, UserScope(name: "max")) == .unanswerable)
    #expect(answer(#"system.catype() != "user""#, .rule, UserScope(name: "max")) == .unanswerable)
  }

  @Test("impersonation reads the target too, and only it does")
  func impersonation() {
    let scope = DocumentScope([
      "impersonate_role": document(#"{"metadata": {"name": "bot"}}"#),
      "impersonate_user": document(#"{"metadata": {"labels": {"g": "a"}}}"#),
    ])
    let text = #"impersonate_role.metadata.name == "bot" && impersonate_user.metadata.labels["g"] == "a""#
    #expect(answer(text, .impersonation, scope) == .yes)
    #expect(answer(text, .rule, scope) == .refused)
  }

  @Test(
    "what could never be evaluated is refused when it is written",
    arguments: [
      "", "resource", #"resource == "x""#, "resource.", #"user.spec.foo == "x""#, #"user.metadata.name["x"] == "y""#, "user.spec.roles",
      #"labels["env"] == "prod""#, #"regexp.match(user.spec.roles, "x")"#, "can_view", "can_view(1)", "system.catype()",
      #"system.catype("x")"#, #"is_subset("a")"#, #"all_equal("a")"#, #"hasPrefix("a", "b")"#, #"starts_with("a", "b")"#,
      #"reviewer.roles == "x""#, #"request.reason == "x""#, #"host_cert == "x""#, #"system.catype() == 1"#, #"equals("a", 1)"#,
      #"equals("a")"#, #"equals(user.spec.traits, user.spec.traits)"#,
    ])
  func refused(text: String) {
    #expect(answer(text, .rule, Self.scope) == .refused)
  }
}
