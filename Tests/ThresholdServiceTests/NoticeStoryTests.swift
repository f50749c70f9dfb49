import Testing
import ThresholdModel
import ThresholdRules
import ThresholdStore
import ThresholdTesting

@testable import ThresholdService

@Suite("Telling people")
struct NoticeStoryTests {
  private let admin = Caller.local(osUser: "test")

  private func kinds(_ stories: Stories, of user: UserName? = nil) async throws -> [NoticeKind] {
    try await stories.notices(of: user, before: nil, limit: 100, by: admin).notices.map(\.kind)
  }

  @Test("a request's life is told step by step: to its reviewers, then to whoever asked")
  func life() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let id = try await house.approvedRequest(for: max)
    #expect(try await kinds(house.stories) == [.requestApproved, .requestPending])
    #expect(try await kinds(house.stories, of: "OLIVIA") == [.requestPending])
    #expect(try await kinds(house.stories, of: "max") == [.requestApproved])
    _ = try await house.stories.end(id, reason: "done", by: max)
    #expect(try await kinds(house.stories, of: "max") == [.requestEnded, .requestApproved])
  }

  @Test("what time ends is told once, when it is put on record")
  func expiry() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let request = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    house.clock.advance(by: request.spec.recordExpires - house.clock.now())
    try await house.stories.sweep()
    try await house.stories.sweep()
    #expect(try await kinds(house.stories, of: "max") == [.requestExpired])
  }

  @Test("people read their own, those with the right everybody's; the words for what one may not do are plain")
  func reading() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    _ = try await house.approvedRequest(for: max)
    #expect(try await house.stories.notices(of: nil, before: nil, limit: 100, by: .person(max)).notices.map(\.kind) == [.requestApproved])
    #expect(try await house.stories.notices(of: "MAX", before: nil, limit: 100, by: .person(max)).notices.count == 1)
    #expect(await refusal { try await house.stories.notices(of: "olivia", before: nil, limit: 1, by: .person(max)) }?.kind == .accessDenied)
    let alice = Caller.person(try await house.signIn("alice"))
    #expect(try await house.stories.notices(of: nil, before: nil, limit: 100, by: alice).notices.count == 2)
    let page = try await house.stories.notices(of: nil, before: nil, limit: 1, by: alice)
    #expect(page.notices.map(\.kind) == [.requestApproved])
    let next = try await house.stories.notices(of: nil, before: page.next, limit: 1, by: alice)
    #expect(next.notices.map(\.kind) == [.requestPending])
    #expect(next.next == nil)
  }

  /// A list of olivia's whose review is due in 20 days.
  private func dueList(_ house: House) async throws -> ListName {
    let due = house.clock.now() + .days(20)
    let list = AccessList(
      version: "v1", metadata: Metadata(name: "oncall"),
      spec: AccessListSpec(title: "On call", owners: [Owner(name: "olivia")], audit: ListAudit(nextDate: due)))
    _ = try await house.stories.committer.commit { _ in Draft([.put(.list(list))], answer: true) }
    return list.name
  }

  @Test("owners are reminded once at each stage, over restarts too, and whoever becomes an owner is told then")
  func reminders() async throws {
    let house = try await House()
    let name = try await dueList(house)
    var told = ToldReviews()
    try await house.stories.remindOwners(&told)
    #expect(try await kinds(house.stories).isEmpty)
    house.clock.advance(by: .days(6))
    for _ in 0..<3 { try await house.stories.remindOwners(&told) }
    #expect(try await kinds(house.stories, of: "olivia") == [.reviewDueInFourteenDays])
    try house.stories.store.close()
    let again = try await House.open(directory: house.directory, clock: house.clock)
    var forgotten = ToldReviews()
    try await again.remindOwners(&forgotten)
    #expect(try await kinds(again) == [.reviewDueInFourteenDays])
    var list = try #require(again.world.list(name))
    list.spec.owners.append(Owner(name: "max"))
    let changed = list
    _ = try await again.committer.commit { _ in Draft([.put(.list(changed))], answer: true) }
    try await again.remindOwners(&forgotten)
    #expect(try await kinds(again, of: "max") == [.reviewDueInFourteenDays])
    #expect(try await kinds(again, of: "olivia") == [.reviewDueInFourteenDays])
    for _ in 0..<4 {
      house.clock.advance(by: .days(7))
      try await again.remindOwners(&forgotten)
    }
    #expect(
      try await kinds(again, of: "olivia") == [.reviewOverdueBySevenDays, .reviewDueNow, .reviewDueInSevenDays, .reviewDueInFourteenDays])
  }

  @Test("what has expired is removed, but not the memory that owners were told of a review that is still to be done")
  func removing() async throws {
    let house = try await House()
    _ = try await dueList(house)
    _ = try await house.stories.submitRequest(house.wish, dryRun: false, by: house.signIn("max"))
    house.clock.advance(by: .days(40))
    var told = ToldReviews()
    try await house.stories.remindOwners(&told)
    try await house.stories.removeSpentNotices()
    #expect(try await house.stories.store.notices(after: 0, limit: 10).map(\.notice.kind) == [.reviewOverdueBySevenDays])
    house.clock.advance(by: .days(40))
    var forgotten = ToldReviews()
    try await house.stories.removeSpentNotices()
    try await house.stories.remindOwners(&forgotten)
    #expect(try await house.stories.store.notices(after: 0, limit: 10).count == 1)
    #expect(try await kinds(house.stories).isEmpty)
  }

  @Test("an admin tells one person, or the holders of roles; they see it when they look, until it expires")
  func announcements() async throws {
    let house = try await House()
    let alice = Caller.person(try await house.signIn("alice"))
    let max = try await house.signIn("max")
    let wish = AnnouncementWish(user: "MAX", title: "call the desk", content: "about INC-42", isWarning: true, life: .hours(1))
    let made = try await house.stories.announce(wish, by: admin)
    #expect(made.people == ["max"])
    #expect(try await house.stories.status(of: max).notices == ["WARNING: call the desk: about INC-42"])
    let both = AnnouncementWish(user: nil, roles: ["editor", "auditor"], needsEveryRole: true, title: "hello", content: "")
    #expect(try await house.stories.announce(both, by: admin).people == ["alice"])
    let nobody = AnnouncementWish(user: nil, roles: ["editor", "reviewer"], needsEveryRole: true, title: "hello", content: "")
    #expect(try await house.stories.announce(nobody, by: admin).people.isEmpty)
    #expect(await refusal { try await house.stories.announce(wish, by: .person(max)) }?.kind == .accessDenied)
    house.clock.advance(by: .hours(1))
    #expect(try await house.stories.status(of: max).notices.isEmpty)
    try await house.stories.deleteNotice(made.id, by: admin)
    #expect(await refusal { try await house.stories.deleteNotice(made.id, by: admin) }?.kind == .notFound)
    #expect(await refusal { try await house.stories.deleteNotice(made.id, by: .person(max)) }?.kind == .accessDenied)
    _ = alice
  }

  @Test(
    "announcements that say nothing, or to nobody, are refused",
    arguments: [
      AnnouncementWish(user: "max", title: " ", content: ""), AnnouncementWish(user: nil, title: "x", content: ""),
      AnnouncementWish(user: "max", roles: ["editor"], title: "x", content: ""), AnnouncementWish(user: "ghost", title: "x", content: ""),
      AnnouncementWish(user: nil, roles: ["ghost"], title: "x", content: ""),
      AnnouncementWish(user: "max", title: "x", content: "", life: .zero),
      AnnouncementWish(user: "max", title: "x", content: "", life: .days(91)),
      AnnouncementWish(user: "max", title: String(repeating: "x", count: 201), content: ""),
    ])
  func refused(wish: AnnouncementWish) async throws {
    let house = try await House()
    let problem = await refusal { try await house.stories.announce(wish, by: admin) }
    #expect([.badParameter, .notFound].contains(problem?.kind))
  }

  @Test("a notice about a review cannot be taken back: it would be told again")
  func memory() async throws {
    let house = try await House()
    _ = try await dueList(house)
    house.clock.advance(by: .days(19))
    var told = ToldReviews()
    try await house.stories.remindOwners(&told)
    let notice = try #require(try await house.stories.notices(of: nil, before: nil, limit: 1, by: admin).notices.first)
    #expect(await refusal { try await house.stories.deleteNotice(notice.id, by: admin) }?.kind == .badParameter)
  }
}
