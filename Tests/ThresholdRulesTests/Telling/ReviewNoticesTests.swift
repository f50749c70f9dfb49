import Testing
import ThresholdModel
import ThresholdRules

@Suite("What owners are told about reviews")
struct ReviewNoticesTests {
  private static let due = noon + .days(40)

  private func world(lead: Span? = nil, owners: [UserName] = ["olivia", "omar"], type: ListType = .standard) -> World {
    var scene = Scene()
    for user in ["olivia", "omar", "max"] as [UserName] { scene.user(user) }
    scene.records.append(
      .list(
        AccessList(
          version: "v1", metadata: Metadata(name: "oncall"),
          spec: AccessListSpec(
            type: type, title: "On call", owners: owners.map { Owner(name: $0) },
            audit: ListAudit(nextDate: Self.due, reminderLead: lead)))))
    return scene.world
  }

  private static let second = Span.seconds(1)

  @Test(
    "each stage begins to the second",
    arguments: [
      (Span.days(-14) - second, nil), (.days(-14), .reviewDueInFourteenDays), (.days(-7) - second, .reviewDueInFourteenDays),
      (.days(-7), .reviewDueInSevenDays), (.days(-3) - second, .reviewDueInSevenDays), (.days(-3), .reviewDueInThreeDays),
      (.zero - second, .reviewDueInThreeDays), (.zero, .reviewDueNow), (.days(3) - second, .reviewDueNow),
      (.days(3), .reviewOverdueByThreeDays), (.days(7) - second, .reviewOverdueByThreeDays), (.days(7), .reviewOverdueBySevenDays),
      (.days(400), .reviewOverdueBySevenDays),
    ] as [(Span, NoticeKind?)])
  func stages(after: Span, kind: NoticeKind?) {
    #expect(world().dueReviews(at: Self.due + after).map(\.kind) == (kind.map { [$0] } ?? []))
  }

  @Test(
    "reminders begin when the list says, and with the stage that holds then",
    arguments: [
      (Span.days(5), Span.days(-5) - second, nil), (.days(5), .days(-5), .reviewDueInSevenDays), (.days(30), .days(-14) - second, nil),
      (.days(30), .days(-14), .reviewDueInFourteenDays), (.hours(1), .days(-3), nil), (.hours(1), .hours(-1), .reviewDueInThreeDays),
      (.zero, .days(-14), .reviewDueInFourteenDays),
    ] as [(Span, Span, NoticeKind?)])
  func lead(lead: Span, after: Span, kind: NoticeKind?) {
    #expect(world(lead: lead).dueReviews(at: Self.due + after).map(\.kind) == (kind.map { [$0] } ?? []))
  }

  @Test("lists without review dates are never due", arguments: [ListType.static, .scim])
  func types(type: ListType) {
    #expect(world(type: type).dueReviews(at: Self.due).isEmpty)
  }

  @Test("every owner is told once for each stage and date; who becomes one later is told then")
  func once() throws {
    let first = try #require(world().dueReviews(at: Self.due).first)
    let told = try #require(first.notice(after: [], at: Self.due))
    #expect(told.people == ["olivia", "omar"])
    #expect(told.id == "access-list-review-due-0d.oncall.20270224T080000")
    #expect(told.title == "the review of access list `On call` is due: 2027-02-24")
    #expect(first.notice(after: [told], at: Self.due) == nil)
    let later = try #require(world(owners: ["Olivia", "max"]).dueReviews(at: Self.due + .days(1)).first)
    let more = try #require(later.notice(after: [told], at: Self.due + .days(1)))
    #expect(more.people == ["max"])
    #expect(more.id == "access-list-review-due-0d.oncall.20270224T080000.1")
    #expect(later.notice(after: [told, more], at: Self.due + .days(1)) == nil)
    let stage = try #require(world().dueReviews(at: Self.due + .days(3)).first)
    #expect(stage.notice(after: [told, more], at: Self.due + .days(3))?.people == ["olivia", "omar"])
  }

  @Test("a notice is the memory that it was told until the review is done, however long that takes")
  func spent() throws {
    let world = world()
    let told = try #require(world.dueReviews(at: Self.due).first?.notice(after: [], at: Self.due))
    #expect(!world.isSpent(told, at: told.expires - millisecond))
    #expect(!world.isSpent(told, at: told.expires + .days(100)))
    var reviewed = world
    reviewed.applyUnchecked(.delete(.list("oncall")))
    #expect(!reviewed.isSpent(told, at: told.expires - millisecond))
    #expect(reviewed.isSpent(told, at: told.expires))
    let other = Notice.request(RequestID(uuid(1)), .requestApproved, to: ["max"], "x", at: noon)
    #expect(world.isSpent(other, at: noon + .days(30)))
    #expect(!world.isSpent(other, at: noon + .days(30) - millisecond))
  }
}

extension Span {
  fileprivate static func - (left: Span, right: Span) -> Span { Span(milliseconds: left.milliseconds - right.milliseconds) }
}
