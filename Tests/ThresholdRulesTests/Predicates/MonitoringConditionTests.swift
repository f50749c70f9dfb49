import Testing
import ThresholdModel
import ThresholdRules

@Suite("Conditions of monitoring rules")
struct MonitoringConditionTests {
  private static let scope = FactsByPath([
    ["access_request", "spec", "roles"]: .list(["dba", "ops"]), ["access_request", "spec", "suggested_reviewers"]: .list([]),
    ["access_request", "spec", "user"]: .text("max"), ["access_request", "spec", "request_reason"]: .text("Outage"),
    ["access_request", "spec", "creation_time"]: .text("2026-01-31T15:04:05Z"),
    ["access_request", "spec", "system_annotations", "ticket"]: .list(["OPS-1"]),
    ["access_request", "spec", "resource_labels_intersection", "env"]: .list(["test"]),
    ["access_request", "spec", "resource_labels_union", "env"]: .list(["test", "dev"]),
    ["access_request", "spec", "resource_labels_union"]: .map(["env": ["test", "dev"]]), ["user", "traits", "team"]: .list(["web"]),
  ])

  @Test(
    "helpers and variables of §6.6",
    arguments: [
      (#"access_request.spec.roles.contains("dba")"#, .yes), (#"access_request.spec.roles.contains("x")"#, .no),
      (#"contains(access_request.spec.roles, "dba")"#, .yes), (#"set("dba", "x").contains("dba")"#, .yes),
      (#"set("ops").contains(access_request.spec.user)"#, .no), (#"set("max", "eve").contains(access_request.spec.user)"#, .yes),
      (#"contains_all(set("dba", "ops", "x"), access_request.spec.roles)"#, .yes),
      (#"contains_all(set("dba"), access_request.spec.roles)"#, .no), (#"contains_any(set("dba"), access_request.spec.roles)"#, .yes),
      (#"contains_any(access_request.spec.roles, set("x"))"#, .no), (#"access_request.spec.roles.contains_any(set("ops"))"#, .yes),
      (#"contains_all(access_request.spec.roles, set())"#, .no),
      (#"contains_all(set("dba"), access_request.spec.suggested_reviewers)"#, .no),
      ("is_empty(access_request.spec.suggested_reviewers)", .yes), ("access_request.spec.suggested_reviewers.is_empty()", .yes),
      ("is_empty(access_request.spec.roles)", .no), ("is_empty(access_request.spec.request_reason)", .no), ("is_empty(set())", .yes),
      (#"access_request.spec.user == "max" && access_request.spec.request_reason != """#, .yes),
      (#"access_request.spec.system_annotations["ticket"].contains("OPS-1")"#, .yes),
      (#"access_request.spec.system_annotations["x"].contains("OPS-1")"#, .no), ("is_empty(access_request.spec.system_annotations)", .yes),
      ("is_empty(access_request.spec.system_annotations[\"x\"])", .yes), ("is_empty(access_request.spec.resource_labels_union)", .no),
      (#"access_request.spec.resource_labels_intersection["env"].contains("test")"#, .yes),
      (#"contains_all(set("test", "dev"), access_request.spec.resource_labels_union["env"])"#, .yes),
      (#"access_request.spec.resource_labels_union.env.contains("dev")"#, .yes), (#"user.traits["team"].contains("web")"#, .yes),
      (#"contains_any(user.traits["team"], set("web"))"#, .yes), (#"user.traits["missing"].contains("web")"#, .no),
      ("is_empty(access_request.spec.expiry)", .yes), ("is_empty(access_request.spec.creation_time)", .no),
      (#"access_request.spec.creation_time == "2026-01-31T15:04:05Z""#, .yes), (#"access_request.spec.expiry == """#, .yes),
      (#"is_empty(access_request.spec.roles) == false"#, .yes), (#"(set("a")).contains("a")"#, .yes), (#""a".contains("a")"#, .yes),
    ] as [(String, PredicateAnswer)])
  func conditions(text: String, expected: PredicateAnswer) {
    #expect(answer(text, .monitoring, Self.scope) == expected)
  }

  @Test(
    "what could never be evaluated is refused when it is written",
    arguments: [
      "", #"access_request.spec.roles == set("dba")"#, "access_request.spec.roles", #"access_request.spec.state == "x""#,
      #"access_request.metadata.name == "x""#, #"request.roles.contains("x")"#, #"access_request.spec.roles.has("x")"#,
      #"access_request.spec.roles.contains()"#, #"access_request.spec.contains("x")"#, #"user.spec.traits["a"].contains("x")"#,
      #"regexp.match(access_request.spec.roles, "x")"#, "is_empty()", #"set("a").set("b")"#, #"access_request.spec.roles["contains"]("x")"#,
      #"contains(access_request.spec.resource_labels_union, "x")"#, #"set("a").contains("a").contains("a")"#,
      #"reviewer.roles.contains("x")"#,
    ])
  func refused(text: String) {
    #expect(answer(text, .monitoring, Self.scope) == .refused)
  }
}
