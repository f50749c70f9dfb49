import Testing
import ThresholdModel

@testable import ThresholdRules

@Suite("Thresholds and annotations of a request")
struct RequestThresholdsTests {
  private func contribution(_ thresholds: [ReviewThreshold], _ roles: RoleName...) -> RequestThresholds.Contribution {
    .init(thresholds: thresholds) { roles.contains($0) }
  }

  private let two = ReviewThreshold(name: "two", approve: 2, deny: 1)
  private let three = ReviewThreshold(name: "three", filter: "contains(reviewer.roles, \"x\")", approve: 3, deny: 0)

  @Test("each role that allows asking contributes one set, the standard one when it names none; equal ones are shared")
  func sets() throws {
    let found = try RequestThresholds(
      for: ["a", "b"],
      [contribution([two, three], "a"), contribution([], "a", "b"), contribution([three, two], "b"), contribution([two], "c")])
    #expect(found.all == [two, three, .standard])
    #expect(found.sets == ["a": [[0, 1], [2]], "b": [[2], [0, 1]]])
  }

  @Test("thresholds that differ in anything are different ones")
  func different() throws {
    let others = [
      ReviewThreshold(name: "Two", approve: 2, deny: 1), ReviewThreshold(name: "two", filter: " ", approve: 2, deny: 1),
      ReviewThreshold(name: "two", approve: 1, deny: 1), ReviewThreshold(name: "two", approve: 2, deny: 2),
      ReviewThreshold(name: "e\u{301}", approve: 2, deny: 1), ReviewThreshold(name: "\u{e9}", approve: 2, deny: 1),
    ]
    #expect(try RequestThresholds(for: ["a"], [contribution([two] + others + [two], "a")]).sets == ["a": [[0, 1, 2, 3, 4, 5, 6]]])
  }

  @Test("4096 different thresholds are allowed, one more is not", arguments: [(4096, true), (4097, false)])
  func many(count: Int, isAllowed: Bool) {
    let many = (0..<count).map { ReviewThreshold(name: "t\($0)", approve: 1, deny: 1) }
    let contributions = many.map { contribution([$0], "a") }
    func make() throws(Problem) -> RequestThresholds { try RequestThresholds(for: ["a"], contributions) }
    if isAllowed {
      #expect(throws: Never.self) { try make() }
    } else {
      #expect(problem { () throws(Problem) in try make() }?.kind == .limitExceeded)
    }
  }

  @Test("of a real request: the thresholds of every role that lets one ask for what is asked")
  func world() throws {
    var scene = Scene()
    scene.role("target", labels: ["env": ["test"]], logins: ["root"])
    scene.role("other")
    scene.role("first", request: RequestConditions(roles: ["targ*"], thresholds: [two]))
    scene.role("second", request: RequestConditions(roles: ["target", "other"]))
    scene.user("max", roles: ["first", "second"])
    let request = try scene.draft(RequestWish(roles: ["target", "other"]))
    #expect(request.spec.roles == ["other", "target"])
    #expect(request.spec.thresholds == [.standard, two])
    #expect(request.spec.thresholdSets == ["other": [[0]], "target": [[1], [0]]])
  }

  @Test("an annotation comes from a role that lets one ask for what is asked, and a denied pair never does")
  func annotations() throws {
    var scene = Scene()
    let server = scene.server(1, "test-1", labels: ["env": "test"])
    scene.role("target", labels: ["env": ["test"]], logins: ["root"])
    scene.role(
      "by-name", request: RequestConditions(roles: ["target"], annotations: ["team": ["{{external.team}}", "x"], "who": ["name"]]))
    scene.role("by-search", request: RequestConditions(searchAsRoles: ["target"], annotations: ["team": ["search"], "none": []]))
    scene.role("elsewhere", request: RequestConditions(roles: ["else"], annotations: ["team": ["else"]]))
    scene.role("never", denyRequest: RequestConditions(annotations: ["team": ["{{external.banned}}"], "other": ["name"]]))
    scene.user(
      "max", roles: ["by-name", "by-search", "elsewhere", "never"], traits: ["team": ["b", "a", "c"], "banned": ["c"]])
    #expect(try scene.draft(RequestWish(roles: ["target"])).spec.systemAnnotations == ["team": ["a", "b", "x"], "who": ["name"]])
    #expect(try scene.draft(RequestWish(resources: [scene.id(server)])).spec.systemAnnotations == ["team": ["search"]])
  }
}
