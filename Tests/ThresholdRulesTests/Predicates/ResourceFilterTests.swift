import Testing
import ThresholdModel
import ThresholdRules

@Suite("Resource filters")
struct ResourceFilterTests {
  private static let scope = ResourceScope(
    name: "web-1", labels: ["env": "prod", "tags": "a,b,,c", "Team": "Größe X"],
    document: document(
      #"{"kind": "node", "metadata": {"name": "0b1"}, "spec": {"hostname": "web-1", "addr": "10.0.0.1:22", "tags": ["p", "q"]}}"#),
    also: ["10.0.0.1:22", "front door"])

  @Test(
    "filters of §3.7",
    arguments: [
      (#"name == "web-1""#, .yes), (#"name != "web-1""#, .no), (#"labels["env"] == "prod""#, .yes), (#"labels.env == "prod""#, .yes),
      (#"labels["missing"] == """#, .yes), (#"labels["missing"] != "x""#, .yes), (#"equals(name, "web-1")"#, .yes),
      (#"equals(labels["env"], "prod") && !equals(name, "x")"#, .yes), (#"exists(labels["env"])"#, .yes), (#"exists(labels.env)"#, .yes),
      (#"exists(labels["missing"])"#, .no), (#"!exists(labels["missing"])"#, .yes), (#"exists(resource.spec.addr)"#, .yes),
      (#"exists(resource.spec.other)"#, .no), (#"hasPrefix(name, "web-")"#, .yes), (#"hasPrefix(name, "WEB")"#, .no),
      (#"hasPrefix(labels["missing"], "x")"#, .no), (#"contains(split(labels["tags"], ","), "b")"#, .yes),
      (#"contains(split(labels["tags"], ","), "")"#, .yes), (#"contains(split(labels["tags"], ","), "a,b")"#, .no),
      (#"contains(split(labels["tags"], ",,"), "c")"#, .yes), (#"contains(split(labels["tags"], ""), "a,b,,c")"#, .yes),
      (#"contains(split("x,", ","), "")"#, .yes), (#"contains(split(labels["missing"], ","), "")"#, .yes),
      (#"contains(resource.spec.tags, "q")"#, .yes), (#"contains(labels["env"], "prod")"#, .yes),
      (#"resource.kind == "node""#, .yes), (#"resource.spec.hostname == name"#, .yes), (#"resource.metadata.name == "0b1""#, .yes),
      ("search()", .yes), (#"search("web")"#, .yes), (#"search("WEB-1")"#, .yes), (#"search("prod", "web")"#, .yes),
      (#"search("prod", "db")"#, .no), (#"search("env")"#, .yes), (#"search("team")"#, .yes), (#"search("größe x")"#, .yes),
      (#"search("front d")"#, .yes), (#"search("front", "10.0")"#, .yes), (#"search("front 10.0")"#, .no), (#"search("0b1")"#, .no),
      (#"search("")"#, .yes), (#"search("web*")"#, .no), (#"search("web", )"#, .yes), (#"hasPrefix(name, "web",)"#, .yes),
      (#"labels["env"] == "prod" && search("web") || name == "x""#, .yes), (#"split(labels["tags"], ",") == split("a,b,,c", ",")"#, .yes),
    ] as [(String, PredicateAnswer)])
  func filters(text: String, expected: PredicateAnswer) {
    #expect(answer(text, .resources, Self.scope) == expected)
  }

  @Test(
    "what could never be evaluated is refused when it is written",
    arguments: [
      "", "name", #"labels["env"]"#, #"exists("x")"#, "exists(labels)", "exists()", #"exists(split("a", ","))"#, #"hasPrefix(name)"#,
      #"has_prefix(name, "x")"#, #"search(labels)"#, "search(1)", #"user.metadata.name == "x""#, #"split(name, ",")"#, #"name.x == "y""#,
      #"regexp.match(name, "x")"#, "resource", #"name = "x""#, #"search("a""#, #"contains_any(labels["a"], "b")"#,
    ])
  func refused(text: String) {
    #expect(answer(text, .resources, Self.scope) == .refused)
  }
}
