import Testing
import ThresholdModel

@testable import ThresholdRules

/// Lists-and-requests §6.5.
@Suite("Finding requests")
struct FindRequestsTests {
  /// By max: pending 1, pending and reviewed by olivia 2, approved 3; by olivia: pending 4.
  private let scene: Scene = {
    var scene = JustInTime().scene
    let access = JustInTime().access
    scene.request(1, by: "max", roles: [access], servers: [ServerID(uuid(1))], state: .pending)
    scene.request(3, by: "max", roles: [access], servers: [ServerID(uuid(1))], state: .approved)
    scene.request(4, by: "olivia", roles: [access], servers: [ServerID(uuid(2))], state: .pending)
    var reviewed = Scene.request(2, by: "max", roles: [access, "access"], servers: [], state: .pending)
    reviewed.spec.reviews = [Review(author: "OLIVIA", proposed: .approved, created: noon)]
    reviewed.metadata.labels = ["ticket": "INC-42"]
    scene.records.append(.request(reviewed))
    return scene
  }()

  @Test(
    "what is in which scope, for somebody who sees all and for others",
    arguments: [
      (RequestScope.default, "admin", [1, 2, 3, 4]), (.mine, "max", [1, 2, 3]), (.mine, "admin", []), (.default, "max", [1, 2, 3]),
      (.needsReview, "admin", [1, 2, 4]), (.reviewed, "admin", []), (.needsReview, "max", []), (.default, "outsider", []),
      (.default, "olivia", [1, 3, 4]), (.needsReview, "olivia", [1]), (.mine, "olivia", [4]), (.reviewed, "olivia", []),
    ] as [(RequestScope, UserName, [Int])])
  func scopes(scope: RequestScope, user: UserName, expected: [Int]) {
    let found = scene.world.requests(in: scope, for: user, at: noon)
    #expect(Set(found.map(\.id)) == Set(expected.map { RequestID(uuid($0)) }))
  }

  @Test("what one has reviewed is somebody else's")
  func reviewed() {
    var request = Scene.request(2, by: "max", roles: ["a"], servers: [])
    request.spec.reviews = [Review(author: "OLIVIA", proposed: .denied, created: noon)]
    #expect(RequestScope.reviewed.includes(request, for: "olivia"))
    #expect(!RequestScope.needsReview.includes(request, for: "olivia"))
    #expect(!RequestScope.reviewed.includes(request, for: "max"))
    #expect(RequestScope(text: "my_requests") == .mine)
    #expect(RequestScope(text: "other") == nil)
  }

  @Test(
    "words are found in names, users, roles, resources and labels, in any case, and all of them must be",
    arguments: [
      ("", [1, 2, 3, 4]), ("MAX", [1, 2, 3]), ("olivia", [4]), (uuid(4), [4]), ("preset-TESTERS", [1, 2, 3, 4]), ("test-1", [1, 3]),
      ("env=prod", [4]), ("prod", [4]), ("max test-1", [1, 3]), ("olivia test-1", []), ("inc-42", [2]), ("nowhere", []),
      ("  max   inc ", [2]),
    ])
  func searching(text: String, expected: [Int]) {
    let found = scene.world.requests(matching: RequestSearch(text), for: "admin", at: noon)
    #expect(Set(found.map(\.id)) == Set(expected.map { RequestID(uuid($0)) }))
  }

  @Test("a search finds nothing by the labels of what one may not know of")
  func hidden() {
    #expect(scene.world.requests(matching: RequestSearch("env=prod"), for: "olivia", at: noon).isEmpty)
    #expect(scene.world.requests(matching: RequestSearch("env=test"), for: "olivia", at: noon).count == 2)
  }

  @Test("listing one's own needs no rule, but a deny refuses it", arguments: ["read", "list", "create", "delete"])
  func denied(verb: String) {
    var scene = scene
    scene.role("blind", denyRules: [Rule(resources: ["access_request"], verbs: [verb])])
    let isBlind = verb == "read" || verb == "list"
    #expect(scene.world.mayListRequests("max", at: noon) == nil)
    scene.user("max", roles: ["blind"], isSignedIn: false)
    #expect((scene.world.mayListRequests("max", at: noon)?.kind == .accessDenied) == isBlind)
    #expect(scene.world.requests(in: .mine, for: "max", at: noon).isEmpty == isBlind)
  }
}
