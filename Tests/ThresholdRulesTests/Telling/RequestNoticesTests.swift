import Testing
import ThresholdModel
import ThresholdRules

@Suite("What people are told about requests")
struct RequestNoticesTests {
  private let story = JustInTime()

  /// The notices of a request that comes to a state.
  private func notices(from old: RequestState?, to new: RequestState, _ change: (inout AccessRequest) -> Void = { _ in }) throws -> [Notice]
  {
    var request = try story.draft()
    var scene = story.scene
    if let old {
      request.spec.state = old
      scene.records.append(.request(request))
    }
    let before = scene.world
    request.spec.state = new
    change(&request)
    let changes = [Change.put(.request(request))]
    var after = before
    for change in changes { after.applyUnchecked(change) }
    return after.notices(of: changes, since: before, at: noon)
  }

  @Test(
    "each state is told once, to whoever it concerns",
    arguments: [
      (nil, .pending, .requestPending, ["olivia"]), (.pending, .approved, .requestApproved, ["max"]),
      (.pending, .denied, .requestDenied, ["max"]), (.approved, .denied, .requestDenied, ["max"]),
      (.pending, .promoted, .requestPromoted, ["max"]), (.approved, .ended, .requestEnded, ["max"]),
      (.approved, .expired, .requestEnded, ["max"]), (.pending, .expired, .requestExpired, ["max"]),
    ] as [(RequestState?, RequestState, NoticeKind, [UserName])])
  func states(old: RequestState?, new: RequestState, kind: NoticeKind, people: [UserName]) throws {
    let found = try notices(from: old, to: new)
    #expect(found.map(\.kind) == [kind])
    #expect(found.first?.people == people)
    #expect(found.first?.subject == uuid(77))
    #expect(found.first?.id == NoticeID("\(kind.rawValue).\(uuid(77))"))
    #expect(found.first?.expires == noon + .days(30))
  }

  @Test("a request that stays in its state is not told again", arguments: [RequestState.pending, .approved])
  func same(state: RequestState) throws {
    #expect(
      try notices(from: state, to: state) { $0.spec.reviews.append(Review(author: "olivia", proposed: .approved, created: noon)) }.isEmpty)
  }

  @Test("the words name the people, the resource and the reason, long reasons cut")
  func words() throws {
    let pending = try notices(from: nil, to: .pending).first?.title
    #expect(pending == "max asks for /main/node/\(uuid(1)): deploy")
    let long = String(repeating: "x", count: 300)
    let denied = try notices(from: .pending, to: .denied) { $0.spec.resolveReason = long }.first?.title
    #expect(denied == "the access request of max for /main/node/\(uuid(1)) was denied: \(long.prefix(200))…")
    let ended = try notices(from: .approved, to: .ended) { $0.spec.ended = Ended(by: "olivia", reason: "done", at: noon) }.first?.title
    #expect(ended == "the access request of max for /main/node/\(uuid(1)) was ended by olivia: done")
    let roles = try notices(from: nil, to: .pending) {
      $0.spec.resources = []
      $0.spec.roles = ["a", "b", "c", "d", "e"]
      $0.spec.reason = ""
    }
    #expect(roles.first?.title == "max asks for the roles a, b, c and 2 more")
  }

  @Test("a request that nobody may review is told all the same, for those who watch the cluster")
  func nobody() throws {
    let found = try notices(from: nil, to: .pending) {
      $0.spec.suggestedReviewers = ["outsider", "max", "ghost"]
      $0.spec.roles = ["elsewhere"]
    }
    #expect(found.map(\.kind) == [.requestPending])
    #expect(found.first?.people == [])
  }

  @Test("deleting an open or approved request tells its requester; a user who goes takes their requests along")
  func deleting() throws {
    let request = try story.draft()
    var scene = story.scene
    scene.records.append(.request(request))
    let before = scene.world
    let deletion = [Change.delete(.request(request.id))]
    var after = before
    after.applyUnchecked(deletion[0])
    let found = after.notices(of: deletion, since: before, at: noon)
    #expect(found.map(\.kind) == [.requestEnded])
    #expect(found.first?.people == ["max"])
    after.applyUnchecked(.delete(.user("max")))
    #expect(after.notices(of: deletion, since: before, at: noon).isEmpty)
    #expect(after.notices(of: deletion, since: after, at: noon).isEmpty)
    #expect(after.notices(of: [.delete(.list("testers"))], since: before, at: noon).isEmpty)
  }
}
