import Testing
import ThresholdModel

@testable import ThresholdRules

@Suite("Label maps")
struct LabelMapTests {
  /// What a role with this label map opens, decided and listed.
  private func opens(_ map: LabelMap, _ labels: [String: String], traits: Traits = [:]) -> Bool {
    var scene = Scene()
    scene.role("r", labels: map, logins: ["root"])
    scene.user("alice", roles: ["r"], traits: traits)
    let server = scene.server(1, "host", labels: labels)
    let decided = scene.verdict("alice", server, "root").grant != nil
    #expect(scene.world.reachable(by: "alice", signIn: "s-alice", at: noon).isEmpty != decided)
    return decided
  }

  /// Whether the same map on the deny side takes everything away.
  private func denies(_ map: LabelMap, _ labels: [String: String], traits: Traits = [:]) -> Bool {
    var scene = Scene()
    scene.role("all", labels: ["*": ["*"]], logins: ["root"])
    scene.role("r", denyLabels: map)
    scene.user("alice", roles: ["all", "r"], traits: traits)
    let server = scene.server(1, "host", labels: labels)
    let denied = scene.verdict("alice", server, "root").grant == nil
    #expect(scene.world.reachable(by: "alice", signIn: "s-alice", at: noon).isEmpty == denied)
    return denied
  }

  @Test(
    "a map means the same on both sides",
    arguments: [
      ([:], ["env": "prod"], false), (["*": ["*"]], ["env": "prod"], true), (["*": ["*"]], [:], true),
      (["env": ["prod"]], ["env": "prod", "team": "a"], true), (["env": ["prod"], "team": ["b"]], ["env": "prod", "team": "a"], false),
      (["env": ["prod"], "team": ["a"]], ["env": "prod", "team": "a"], true), (["env": ["dev", "prod"]], ["env": "prod"], true),
      (["region": ["us-*"]], ["region": "us-west-1"], true), (["region": ["us-*"]], [:], false),
      (["env": ["^test|staging$"]], ["env": "testing"], true), (["env": ["^(test|staging)$"]], ["env": "testing"], false),
      (["env": ["Prod"]], ["env": "prod"], false), (["Env": ["prod"]], ["env": "prod"], false), (["env": ["*"]], ["env": ""], true),
      (["env": ["*"]], ["team": "a"], false), (["env": []], ["env": "prod"], false), (["e*": ["prod"]], ["env": "prod"], false),
      (["env": [""]], ["env": ""], true), (["env": ["e\u{301}"]], ["env": "é"], false), (["e\u{301}": ["x"]], ["é": "x"], false),
    ] as [(LabelMap, [String: String], Bool)])
  func table(map: LabelMap, labels: [String: String], expected: Bool) {
    #expect(opens(map, labels) == expected)
    #expect(denies(map, labels) == expected)
  }

  @Test("an empty map means nothing by itself, too, whoever asks it", arguments: [LabelSelector.Side.allow, .deny])
  func empty(side: LabelSelector.Side) {
    let selector = LabelSelector([:], on: side).resolved(with: ["env": ["prod"]])
    guard case .nothing = selector else {
      Issue.record("\(selector)")
      return
    }
  }

  @Test(
    "traits in keys and values",
    arguments: [
      (["env": ["{{external.env}}"]], ["env": "test"], ["env": ["test", "dev"]], true),
      (["env": ["{{external.env}}"]], ["env": "dev"], ["env": ["test", "dev"]], true),
      (["env": ["{{external.env}}-*"]], ["env": "test-1"], ["env": ["test"]], true),
      (["env": ["{{external.env}}"]], ["env": "test"], [:], false), (["env": ["{{external.env}}"]], ["env": ""], [:], true),
      (["{{external.key}}": ["x"]], ["a": "x"], ["key": ["a", "b"]], true),
      (["{{external.key}}": ["x"]], ["b": "x"], ["key": ["a", "b"]], false),
      (["{{external.key}}": ["x"]], ["": "x"], [:], true),
    ] as [(LabelMap, [String: String], Traits, Bool)])
  func traits(map: LabelMap, labels: [String: String], traits: Traits, expected: Bool) {
    #expect(opens(map, labels, traits: traits) == expected)
    #expect(denies(map, labels, traits: traits) == expected)
  }

  @Test(
    "what cannot be read opens nothing and denies everything",
    arguments: [
      (["env": ["^($"]], [:]), (["env": ["{{"]], [:]), (["*": ["prod"]], [:]), (["{{external.key}}": ["*"]], ["key": ["*"]]),
      (["env": ["{{external.env}}"]], ["env": ["^($"]]),
    ] as [(LabelMap, Traits)])
  func unreadable(map: LabelMap, traits: Traits) {
    #expect(!opens(map, ["env": "prod"], traits: traits))
    #expect(denies(map, ["env": "prod"], traits: traits))
  }

  @Test("a star beside other keys takes the safer reading on each side")
  func starBesideOthers() {
    let map: LabelMap = ["*": ["*"], "env": ["test"]]
    #expect(!opens(map, ["env": "prod"]))
    #expect(opens(map, ["env": "test"]))
    #expect(denies(map, ["env": "prod"]))
  }
}
