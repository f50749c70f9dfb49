import ThresholdAPI
import ThresholdModel
import ThresholdService

/// What people are told.
struct TellingRoutes {
  let stories: Stories

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.notices, notices)
    mounts.mount(Endpoints.announce, announce)
    mounts.mount(Endpoints.deleteNotice) { (_, call) throws(Problem) in
      try await stories.deleteNotice(NoticeID(call.path("id")), by: call.someone())
      return Empty()
    }
  }

  @Sendable private func notices(_: Empty, _ call: Call) async throws(Problem) -> NoticesAnswer {
    let limit = try call.number("limit") ?? 100
    guard (1...1000).contains(limit) else {
      throw Problem(.badParameter, "`limit` must be from 1 to 1000", hint: "read on with `before`", path: "limit")
    }
    let page = try await stories.notices(
      of: call.query("user").map { UserName($0) }, before: try call.number("before"), limit: Int(limit), by: call.someone())
    return NoticesAnswer(notifications: page.notices.map { NoticeItem($0) }, next: page.next)
  }

  @Sendable private func announce(_ body: AnnounceBody, _ call: Call) async throws(Problem) -> NoticeItem {
    let wish = AnnouncementWish(
      user: body.user, roles: body.roles, needsEveryRole: body.requireAllRoles, title: body.title, content: body.content,
      isWarning: body.isWarning, life: try Seconds.span(body.ttl, at: "ttl") ?? Notice.life)
    return NoticeItem(try await stories.announce(wish, by: call.someone()))
  }
}
