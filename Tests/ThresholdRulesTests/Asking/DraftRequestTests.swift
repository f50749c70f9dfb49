import Testing
import ThresholdModel
import ThresholdRules

@Suite("Asking")
struct DraftRequestTests {
  private let story = JustInTime()

  @Test("a member asks for a server of the list")
  func draft() throws {
    let request = try story.draft()
    #expect(request.spec.roles == [story.access])
    #expect(request.spec.resources == [story.resource(story.test)])
    #expect(request.spec.state == .pending)
    #expect(request.spec.accessExpires == noon + .hours(12))
    #expect(request.spec.sessionTTL == noon + .hours(12))
    #expect(request.spec.recordExpires == noon + .hours(12))
    #expect(request.spec.suggestedReviewers == ["olivia"])
    _ = try story.scene.world.applying([.put(.request(request))], at: noon)
  }

  @Test("what is not there and what must not be seen is refused in the same words")
  func invisible() throws {
    func refusal(_ server: ServerID, cluster: String = "main") -> Problem? {
      problem { () throws(Problem) in
        try story.draft(RequestWish(resources: [ResourceID(cluster: cluster, kind: "node", name: server.text)]))
      }
    }
    let hidden = try #require(refusal(story.production))
    let missing = try #require(refusal(ServerID(uuid(9))))
    let elsewhere = try #require(refusal(story.test, cluster: "other"))
    #expect([hidden.kind, missing.kind, elsewhere.kind] == [.notFound, .notFound, .notFound])
    #expect(hidden.message.replacing(uuid(2), with: "ID") == missing.message.replacing(uuid(9), with: "ID"))
    #expect(hidden.hint == missing.hint)
  }

  @Test("whoever may ask for nothing is told so, whatever they name")
  func outsider() {
    for server in [story.test, story.production, ServerID(uuid(9))] {
      let refusal = problem { () throws(Problem) in try story.draft(RequestWish(resources: [story.resource(server)]), by: "outsider") }
      #expect(refusal?.kind == .accessDenied)
      #expect(refusal?.message.contains("search_as_roles") == true)
    }
  }

  @Test("what one reaches already need not be asked for")
  func alreadyReached() throws {
    var story = story
    story.scene.role("mine", labels: ["env": ["test"]], logins: ["ubuntu"])
    story.scene.server(3, "test-2", labels: ["env": "test", "extra": "yes"])
    story.scene.role("extra", labels: ["extra": ["*"]], logins: ["root"])
    story.scene.role("asker", searchAs: ["extra"])
    story.scene.user("max", roles: ["mine", "asker"], isSignedIn: false)
    let refusal = problem { () throws(Problem) in try story.draft() }
    #expect(refusal?.message == "you already have access to everything that you ask for")
    let both = try story.draft(RequestWish(resources: [story.resource(story.test), story.resource(ServerID(uuid(3)))]))
    #expect(both.spec.resources == [story.resource(story.test), story.resource(ServerID(uuid(3)))])
    #expect(both.spec.roles == [story.access, "extra"])
  }

  @Test("roles that would deny each other's servers are refused together")
  func conflicting() {
    var story = story
    story.scene.role("prod", labels: ["env": ["prod"]], logins: ["root"], denyLabels: ["env": ["test"]])
    story.scene.role("asker", searchAs: ["prod"])
    story.scene.user("max", roles: ["asker"], isSignedIn: false)
    let resources = [story.resource(story.test), story.resource(story.production)]
    #expect(problem { () throws(Problem) in try story.draft(RequestWish(resources: resources)) }?.kind == .accessDenied)
    for resource in resources { #expect(throws: Never.self) { try story.draft(RequestWish(resources: [resource])) } }
  }

  @Test("a standing deny takes away what could be asked for")
  func standingDeny() {
    var story = story
    story.scene.role("never", denyLabels: ["env": ["test"]])
    story.scene.user("max", roles: ["never"], isSignedIn: false)
    #expect(problem { () throws(Problem) in try story.draft() }?.kind == .notFound)
    #expect(story.scene.world.requestable(by: "max", at: noon).isEmpty)
  }

  @Test("deny.search_as_roles and a deny rule on making requests count")
  func denied() {
    var first = story
    first.scene.role("never", denySearchAs: [first.access])
    first.scene.user("max", roles: ["never"], isSignedIn: false)
    #expect(problem { () throws(Problem) in try first.draft() }?.kind == .accessDenied)
    var second = story
    second.scene.role("never", denyRules: [Rule(resources: ["access_request"], verbs: ["create"])])
    second.scene.user("max", roles: ["never"], isSignedIn: false)
    #expect(problem { () throws(Problem) in try second.draft() }?.message == "a role of yours denies making access requests")
  }

  @Test("too much in one request is refused")
  func limits() {
    let many = (0...300).map { story.resource(ServerID(uuid($0))) }
    let long = (0..<60).map { story.resource(ServerID(uuid($0))) }
    for (wish, path) in [
      (RequestWish(resources: []), "resource_ids"), (RequestWish(resources: many), "resource_ids"),
      (RequestWish(resources: long), "resource_ids"),
      (RequestWish(resources: [story.resource(story.test)], reason: String(repeating: "a", count: 4097)), "reason"),
      (RequestWish(resources: [story.resource(story.test)], suggestedReviewers: ["a b"]), "suggested_reviewers"),
      (
        RequestWish(resources: [story.resource(story.test)], suggestedReviewers: (0...50).map { UserName("u\($0)") }), "suggested_reviewers"
      ),
    ] {
      let refusal = problem { () throws(Problem) in try story.draft(wish) }
      #expect(refusal?.kind == .badParameter)
      #expect(refusal?.path == path)
    }
  }

  @Test("who has signed out, is locked, or uses another's sign-in asks for nothing")
  func signIn() {
    #expect(problem { () throws(Problem) in try story.draft(at: noon + .hours(12)) }?.kind == .unauthenticated)
    #expect(
      problem { () throws(Problem) in
        try story.scene.world.draftRequest(
          RequestWish(resources: [story.resource(story.test)]), by: "outsider", signIn: "s-max", id: RequestID(uuid(7)), at: noon)
      }?.kind == .unauthenticated)
    var locked = story
    locked.scene.lock("k", on: "max")
    #expect(problem { () throws(Problem) in try locked.draft() }?.kind == .accessDenied)
  }

  @Test("suggested are whom one wishes and the owners, sorted, never oneself; whoever else may review is said beside, at most 50")
  func reviewers() throws {
    var story = story
    story.scene.role("all-reviewer", review: ["access-*"])
    for number in 0..<60 { story.scene.user(UserName("r\(number + 10)"), roles: ["all-reviewer"], isSignedIn: false) }
    story.scene.user("max", roles: ["all-reviewer"], isSignedIn: false)
    let request = try story.draft(RequestWish(resources: [story.resource(story.test)], suggestedReviewers: ["zoe", "max"]))
    #expect(request.spec.suggestedReviewers == ["olivia", "zoe"])
    let able = story.scene.world.reviewers(of: request, at: noon)
    #expect(able.count == 50 && able == able.sorted() && able.contains("olivia"))
    #expect(!able.contains("max") && !able.contains("zoe"))
  }

  @Test("what can be asked for is listed with roles and logins")
  func requestable() {
    let found = story.scene.world.requestable(by: "max", at: noon)
    #expect(found.map(\.resource.server!.id) == [story.test])
    #expect(found.map(\.roles) == [[story.access]])
    #expect(found.map(\.logins) == [["ubuntu"]])
    #expect(story.scene.world.requestable(by: "outsider", at: noon).isEmpty)
    #expect(story.scene.world.visibleServers(to: "max", at: noon).map(\.id) == [story.test])
    #expect(story.scene.world.visibleServers(to: "olivia", at: noon).map(\.id) == [story.test])
  }
}
