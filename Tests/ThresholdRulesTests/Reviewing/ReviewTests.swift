import Testing
import ThresholdModel
import ThresholdRules

@Suite("Reviewing")
struct ReviewTests {
  private var story = JustInTime()
  private var pending: AccessRequest { get throws { try story.draft() } }

  private func review(_ author: UserName, _ proposed: RequestState, reason: String = "", start: Moment? = nil) -> Review {
    Review(author: author, proposed: proposed, reason: reason, created: noon, assumeStart: start)
  }

  @Test("an owner approves, and the record then lasts as long as the access")
  func approve() throws {
    let wish = RequestWish(resources: [story.resource(story.test)], requestTTL: .hours(1))
    let approved = try story.scene.world.reviewed(story.draft(wish), by: review("Olivia", .approved, reason: "go"), at: noon)
    #expect(approved.spec.state == .approved)
    #expect(approved.spec.resolveReason == "go")
    #expect(approved.spec.recordExpires == approved.spec.accessExpires)
    #expect(approved.spec.reviews.map(\.author) == ["Olivia"])
  }

  @Test("one denial denies")
  func deny() throws {
    #expect(try story.scene.world.reviewed(pending, by: review("olivia", .denied, reason: "no"), at: noon).spec.state == .denied)
  }

  @Test("nobody reviews their own request, whatever their roles")
  func own() throws {
    var story = story
    story.scene.role("all-reviewer", review: ["*"])
    story.scene.user("max", roles: ["all-reviewer"], isSignedIn: false)
    let request = try story.draft()
    let refusal = problem { () throws(Problem) in try story.scene.world.reviewed(request, by: review("MAX", .approved), at: noon) }
    #expect(refusal?.kind == .accessDenied)
    #expect(refusal?.hint == "ask olivia")
  }

  @Test("to those who may not see a request it does not exist; those who may see but not decide are told")
  func others() throws {
    let request = try pending
    #expect(story.scene.world.mayReview("outsider", request, at: noon)?.kind == .notFound)
    #expect(story.scene.world.mayReview("ghost", request, at: noon)?.kind == .notFound)
    #expect(story.scene.world.mayReview("admin", request, at: noon)?.kind == .accessDenied)
    #expect(story.scene.world.mayReview("olivia", request, at: noon) == nil)
  }

  @Test("every role must be covered, by different roles if need be, and no deny may match")
  func coverage() {
    var scene = Scene()
    scene.role("a", logins: [])
    scene.role("b", logins: [])
    scene.role("review-a", review: ["^a$"])
    scene.role("review-b", review: ["b*"])
    scene.role("not-a", denyReview: ["a"])
    scene.user("both", roles: ["review-a", "review-b"])
    scene.user("one", roles: ["review-a"])
    scene.user("denied", roles: ["review-a", "review-b", "not-a"])
    let request = Scene.request(1, by: "max", roles: ["a", "b"], servers: [], state: .pending)
    #expect(scene.world.mayReview("both", request, at: noon) == nil)
    #expect(scene.world.mayReview("one", request, at: noon) != nil)
    #expect(scene.world.mayReview("denied", request, at: noon) != nil)
    scene.lock("k", on: "both")
    #expect(scene.world.mayReview("both", request, at: noon) != nil)
  }

  @Test("a decided request takes no more reviews, an open one takes one of each person")
  func twice() throws {
    let world = story.scene.world
    let approved = try world.reviewed(pending, by: review("olivia", .approved), at: noon)
    #expect(problem { () throws(Problem) in try world.reviewed(approved, by: review("olivia", .denied), at: noon) }?.kind == .accessDenied)
    var open = try pending
    open.spec.reviews = [review("OLIVIA", .approved)]
    let refusal = problem { () throws(Problem) in try world.reviewed(open, by: review("olivia", .approved), at: noon) }
    #expect(refusal?.message == "you have already reviewed this access request")
  }

  @Test("a request is open until its record's end, exactly")
  func open() throws {
    let request = try pending
    let end = request.spec.recordExpires
    #expect(throws: Never.self) { try story.scene.world.reviewed(request, by: review("olivia", .approved), at: end - millisecond) }
    for late in [end, end + millisecond] {
      #expect(problem { () throws(Problem) in try story.scene.world.reviewed(request, by: review("olivia", .approved), at: late) } != nil)
    }
  }

  @Test(
    "what a review cannot say is refused",
    arguments: [
      (RequestState.promoted, Problem.Kind.badParameter), (.pending, .badParameter), (.ended, .badParameter), (.expired, .badParameter),
    ])
  func proposals(state: RequestState, kind: Problem.Kind) throws {
    let request = try pending
    #expect(problem { () throws(Problem) in try story.scene.world.reviewed(request, by: review("olivia", state), at: noon) }?.kind == kind)
  }

  @Test("a reviewer may move the start, within the access")
  func start() throws {
    let request = try pending
    let moved = try story.scene.world.reviewed(request, by: review("olivia", .approved, start: noon + .hours(1)), at: noon)
    #expect(moved.spec.assumeStart == noon + .hours(1))
    for start in [noon - millisecond, request.spec.accessExpires] {
      #expect(
        problem { () throws(Problem) in
          try story.scene.world.reviewed(request, by: review("olivia", .approved, start: start), at: noon)
        }?.kind == .badParameter)
    }
    #expect(
      problem { () throws(Problem) in try story.scene.world.reviewed(request, by: review("olivia", .denied, start: noon), at: noon) } != nil
    )
  }

  @Test("who sees which requests")
  func visible() throws {
    var scene = story.scene
    scene.records.append(.request(try pending))
    func sees(_ user: UserName, at now: Moment = noon) -> Bool { !scene.world.visibleRequests(to: user, at: now).isEmpty }
    #expect(sees("max"))
    #expect(sees("olivia"))
    #expect(sees("admin"))
    #expect(!sees("outsider"))
    #expect(!sees("olivia", at: noon + .hours(12)))
    scene.role("blind", denyRules: [Rule(resources: ["access_request"], verbs: ["list"])])
    scene.user("max", roles: ["blind"], isSignedIn: false)
    #expect(!sees("max"))
  }
}
