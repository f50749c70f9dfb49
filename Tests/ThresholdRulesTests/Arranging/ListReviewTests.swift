import Testing
import ThresholdModel

@testable import ThresholdRules

/// Reference, lists-and-requests §2.2 and §9.
@Suite("Reviewing lists")
struct ListReviewTests {
  private let due = noon + .days(3)
  private let id = ListReviewID(uuid(5))

  private func scene(_ type: ListType = .standard) -> Scene {
    var scene = Scene()
    scene.roles("staff")
    scene.role("keeper", rules: [Rule(resources: ["access_list"], verbs: ["read", "update"])])
    for user in ["Olivia", "max", "stranger"] as [UserName] { scene.user(user) }
    scene.user("keeper", roles: ["keeper"])
    scene.nested(
      "l", type: type, owners: [.user("olivia"), .user("second")], members: [.user("max"), .list("sub")],
      audit: ListAudit(frequency: .quarterly, day: .first, nextDate: due, reminderLead: .days(14)))
    scene.nested("sub")
    return scene
  }

  private func review(
    _ world: World, _ changes: ListReviewChanges = ListReviewChanges(), by user: UserName = "olivia", notes: String = "",
    at now: Moment = noon
  ) throws(Problem) -> ListReviewOutcome {
    try world.reviewed("l", by: user, changes, notes: notes, id: id, at: now)
  }

  private func refusal(_ world: World, _ changes: ListReviewChanges = ListReviewChanges(), by user: UserName = "olivia") -> Problem? {
    do {
      _ = try review(world, changes, by: user)
      return nil
    } catch {
      return error
    }
  }

  @Test("one owner certifies: the review is kept and the date moves on")
  func certify() throws {
    let world = scene().world
    let outcome = try review(world, notes: "fine")
    // Due on 2027-01-18; three months on.
    #expect(outcome.nextDate?.rfc3339 == "2027-04-01T00:00:00Z")
    #expect(outcome.review.spec == ListReviewSpec(list: "l", reviewers: ["Olivia"], date: noon, notes: "fine"))
    #expect(outcome.review.id == id)
    let after = try world.applying(outcome.changes, at: noon)
    #expect(after.list("l")?.spec.audit.nextDate == outcome.nextDate)
    #expect(after.members(of: "l").count == 2)
    var unchanged = after.list("l")
    unchanged?.spec.audit.nextDate = due
    #expect(unchanged == world.list("l"))
  }

  @Test("members are removed, users in any case and lists, each once; the record has their names as they stood")
  func remove() throws {
    let world = scene().world
    let outcome = try review(world, ListReviewChanges(removedMembers: ["MAX", "sub", "max"]))
    #expect(outcome.review.spec.changes.removedMembers == ["max", "sub"])
    #expect(outcome.removed.map(\.spec.party) == [.user("max"), .list("sub")])
    let after = try world.applying(outcome.changes, at: noon)
    #expect(after.members(of: "l").isEmpty)
    #expect(!after.isMember("max", of: "l", at: noon))
  }

  @Test("a name that is not a member makes the whole review fail")
  func absent() {
    let found = refusal(scene().world, ListReviewChanges(removedMembers: ["max", "stranger"]))
    #expect(found?.kind == .notFound)
    #expect(found?.message == "`stranger` is not a member of access list `l`")
  }

  private static let privileged: [ListReviewChanges] = [
    ListReviewChanges(membershipRequirements: Requirements(roles: ["staff"])), ListReviewChanges(frequency: .monthly),
    ListReviewChanges(day: .last), ListReviewChanges(removedMembers: ["max"], day: .last),
  ]

  @Test("what is asked of members and the recurrence need the right to update lists", arguments: privileged)
  func privilege(changes: ListReviewChanges) throws {
    let world = scene().world
    #expect(refusal(world, changes)?.kind == .accessDenied)
    let outcome = try review(world, changes, by: "keeper")
    #expect(outcome.review.spec.changes == changes)
    let spec = try #require(try world.applying(outcome.changes, at: noon).list("l")?.spec)
    #expect(spec.membershipRequires == changes.membershipRequirements ?? Requirements())
    #expect(spec.audit.frequency == changes.frequency ?? .quarterly)
    #expect(spec.audit.day == changes.day ?? .first)
  }

  @Test("what is so already is dropped, and needs no right")
  func identical() throws {
    var scene = scene()
    var list = try #require(scene.world.list("l"))
    list.spec.membershipRequires = Requirements(roles: ["staff", "keeper"], traits: ["t": ["1", "2"]])
    scene.records.append(.list(list))
    let wish = ListReviewChanges(
      membershipRequirements: Requirements(roles: ["keeper", "staff", "staff"], traits: ["t": ["2", "1"]]), frequency: .quarterly,
      day: .first)
    let outcome = try review(scene.world, wish)
    #expect(outcome.review.spec.changes.isEmpty)
    #expect(try scene.world.applying(outcome.changes, at: noon).list("l")?.spec.membershipRequires == list.spec.membershipRequires)
  }

  @Test("the next date is counted with the new recurrence")
  func newRecurrence() throws {
    let outcome = try review(scene().world, ListReviewChanges(frequency: .monthly, day: .last), by: "keeper")
    #expect(outcome.nextDate?.rfc3339 == "2027-02-28T00:00:00Z")
  }

  @Test("a list that is long overdue is not overdue after its review")
  func overdue() throws {
    let now = due + .days(400)
    let world = scene().world
    let outcome = try review(world, at: now)
    let after = try world.applying(outcome.changes, at: now)
    #expect(after.list("l")?.isReviewDue(at: now) == false || after.list("l")?.reviewNotice(at: now) == .dueInFourteenDays)
    #expect(try #require(outcome.nextDate) > now)
  }

  @Test("owners review, others do not, and to strangers the list does not exist")
  func whoMay() {
    let world = scene().world
    #expect(refusal(world, by: "OLIVIA") == nil)
    #expect(refusal(world, by: "keeper") == nil)
    #expect(refusal(world, by: "max")?.kind == .accessDenied)
    #expect(refusal(world, by: "stranger")?.kind == .notFound)
    #expect(refusal(world, by: "second")?.kind == .notFound)  // named, but does not exist
    #expect(refusal(World(), by: "olivia")?.kind == .notFound)
    #expect(refusal(world, by: "stranger")?.message == refusal(World(), by: "olivia")?.message)
  }

  @Test("a review of a static list is recorded and handed out, and changes nothing")
  func staticList() throws {
    let world = scene(.static).world
    let outcome = try review(world, ListReviewChanges(removedMembers: ["max"]), notes: "remove max")
    #expect(outcome.review.spec.isHandedOut)
    #expect(outcome.review.spec.changes.removedMembers == ["max"])
    #expect(outcome.nextDate == nil && outcome.removed.isEmpty)
    #expect(outcome.changes == [.put(.listReview(outcome.review))])
    #expect(try world.applying(outcome.changes, at: noon).members(of: "l").count == 2)
    #expect(refusal(world, ListReviewChanges(removedMembers: ["stranger"]))?.kind == .notFound)
    #expect(refusal(world, ListReviewChanges(frequency: .monthly))?.kind == .accessDenied)
  }

  @Test("a list kept by an identity provider is not reviewed")
  func scim() {
    #expect(refusal(scene(.scim).world)?.kind == .badParameter)
    #expect(refusal(scene(.scim).world, by: "stranger")?.kind == .notFound)
  }

  @Test("notes that are too long are cut")
  func notes() throws {
    let outcome = try review(scene().world, notes: String(repeating: "é", count: 3000))
    #expect(outcome.review.spec.notes.utf8.count == 4096)
  }

  @Test("a review names its list, a reviewer, a time and a UUID")
  func rules() throws {
    let world = scene().world
    func refusal(_ edit: (inout ListReview) -> Void) throws -> Problem? {
      var review = try review(world).review
      edit(&review)
      do {
        _ = try world.applying([.put(.listReview(review))], at: noon)
        return nil
      } catch {
        return error
      }
    }
    #expect(try refusal { _ in } == nil)
    #expect(try refusal { $0.metadata.name = "mine" }?.path == "metadata.name")
    #expect(try refusal { $0.spec.list = "none" }?.kind == .notFound)
    #expect(try refusal { $0.spec.reviewers = [] }?.path == "spec.reviewers")
    #expect(try refusal { $0.spec.date = Moment(milliseconds: 0) }?.path == "spec.review_date")
  }

  @Test("roles that a review asks for must exist")
  func missingRole() throws {
    let world = scene().world
    let outcome = try review(world, ListReviewChanges(membershipRequirements: Requirements(roles: ["none"])), by: "keeper")
    #expect(throws: Problem.self) { try world.applying(outcome.changes, at: noon) }
  }

  private static let windows: [(Int64, ReviewNotice?)] = [
    (-15 * 86400, nil), (-14 * 86400 - 1, nil), (-14 * 86400, .dueInFourteenDays), (-7 * 86400 - 1, .dueInFourteenDays),
    (-7 * 86400, .dueInSevenDays), (-3 * 86400 - 1, .dueInSevenDays), (-3 * 86400, .dueInThreeDays), (-1, .dueInThreeDays),
    (0, .dueNow), (3 * 86400 - 1, .dueNow), (3 * 86400, .overdueByThreeDays), (7 * 86400 - 1, .overdueByThreeDays),
    (7 * 86400, .overdueBySevenDays), (900 * 86400, .overdueBySevenDays),
  ]

  @Test("notices begin 14, 7, 3 and 0 days before the date and 3 and 7 days after", arguments: windows)
  func notices(seconds: Int64, expected: ReviewNotice?) {
    let date = noon + .days(100)
    let now = date + .seconds(seconds)
    #expect(Scene.list("l", audit: ListAudit(nextDate: date)).reviewNotice(at: now) == expected)
    #expect(Scene.list("l", audit: ListAudit(nextDate: date)).isReviewDue(at: now) == (expected != nil))
    for type in [ListType.static, .scim] {
      #expect(Scene.list("l", type: type, audit: ListAudit(nextDate: date)).reviewNotice(at: now) == nil)
    }
    #expect(Scene.list("l").reviewNotice(at: now) == nil)
  }

  @Test(
    "reminders begin at the list's own time before the date, one in seven days",
    arguments: [(-1, nil), (0, 0), (7 * 86400 - 1, 0), (7 * 86400, 1), (30 * 86400, 4)] as [(Int64, Int?)])
  func reminders(seconds: Int64, window: Int?) {
    let date = noon + .days(100)
    let list = Scene.list("l", audit: ListAudit(nextDate: date, reminderLead: .days(30)))
    #expect(list.reminderWindow(at: date - .days(30) + .seconds(seconds)) == window)
    #expect(Scene.list("l", audit: ListAudit(nextDate: date)).reminderWindow(at: date - .days(14) + .seconds(seconds)) == window)
  }
}
