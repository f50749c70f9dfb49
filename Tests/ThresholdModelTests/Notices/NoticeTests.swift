import Testing
import ThresholdModel

@Suite("Notices")
struct NoticeTests {
  private static let now = Moment(seconds: 1_800_000_000)

  private static let notices = [
    Notice.request("9c2f", .requestPending, to: ["olivia", "omar"], "max asks for the role dba", at: now),
    Notice.review(of: "oncall", .reviewDueNow, due: now, to: ["olivia"], "due", at: now),
    Notice.announcement(id: "u", isWarning: true, to: [], title: "t", content: "c", at: now, lasting: .hours(1)),
  ]

  @Test("the store reads what it wrote", arguments: notices)
  func roundTrip(notice: Notice) throws {
    #expect(try Record(kind: .notice, body: Record.notice(notice).body()) == .notice(notice))
    #expect(Record.notice(notice).key == .notice(notice.id))
  }

  @Test("how far a reader has come is kept whole")
  func reader() throws {
    var reader = NoticeReader(name: "webhook/ops", position: 7)
    reader.waiting = [NoticeReader.Waiting(notice: "n", since: Self.now, attempts: 3, next: Self.now + .minutes(1))]
    reader.failures = 2
    reader.pausedUntil = Self.now + .seconds(4)
    #expect(try Record(kind: .noticeReader, body: Record.noticeReader(reader).body()) == .noticeReader(reader))
    #expect(Record.noticeReader(reader).key == .noticeReader("webhook/ops"))
  }

  @Test("the id follows from what is told, so that it is told once")
  func identity() {
    #expect(Self.notices.map(\.id.text) == ["access-request-pending.9c2f", "access-list-review-due-0d.oncall.20270115T080000", "u"])
    let again = Notice.request("9c2f", .requestPending, to: [], "other words", at: Self.now + .hours(1))
    #expect(again.id == Self.notices[0].id)
    let second = Notice.review(of: "oncall", .reviewDueNow, due: Self.now, part: 1, to: ["omar"], "due", at: Self.now)
    #expect(second.id.text == "access-list-review-due-0d.oncall.20270115T080000.1")
  }

  @Test("it is shown until it expires, to those whom it names in any case")
  func shown() {
    let notice = Self.notices[2]
    #expect(notice.isShown(at: Self.now + .hours(1) - .seconds(1)))
    #expect(!notice.isShown(at: Self.now + .hours(1)))
    #expect(Self.notices[0].tells("OLIVIA"))
    #expect(!Self.notices[0].tells("max"))
  }
}
