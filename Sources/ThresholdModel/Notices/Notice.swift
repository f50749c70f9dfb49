/// Something that people are told once: who, what about, and the words.
///
/// Notices never change. They are written in the commit that brings about what they tell, and their ``id``
/// follows from that, so that nothing is told twice, not over restarts either. No decision depends on them.
/// Stored kind `notification`. Source: reference, lists-and-requests §9.
public struct Notice: Codable, Hashable, Sendable {
  /// For example `access-request-approved.9c2f…` or `access-list-review-due-7d.oncall.20270115T000000`; a UUID for announcements.
  public let id: NoticeID
  public let kind: NoticeKind
  /// Who is told. Empty when nobody could be found, for example nobody may review the request: webhooks tell it all the same.
  public let people: [UserName]
  /// The request's id or the list's name; empty for announcements.
  public let subject: String
  /// One sentence that says it, without a final period. Texts of people in it are not escaped.
  public let title: String
  /// More words of an announcement; empty for everything else.
  public let content: String
  /// When the review is due; nil for everything but reviews.
  public let due: Moment?
  public let created: Moment
  /// When it is no longer shown, and may be removed.
  public let expires: Moment

  /// How long a notice is kept unless an announcement says otherwise.
  public static let life = Span.days(30)

  /// Whether it is still shown.
  public func isShown(at now: Moment) -> Bool { now < expires }

  /// Whether somebody is among those who are told.
  public func tells(_ user: UserName) -> Bool { people.contains { $0.key == user.key } }

  private init(
    id: NoticeID, kind: NoticeKind, people: [UserName], subject: String, title: String, content: String = "", due: Moment? = nil,
    created: Moment, expires: Moment
  ) {
    self.id = id
    self.kind = kind
    self.people = people
    self.subject = subject
    self.title = title
    self.content = content
    self.due = due
    self.created = created
    self.expires = expires
  }

  /// About an access request: once for each of its states.
  public static func request(_ id: RequestID, _ kind: NoticeKind, to people: [UserName], _ title: String, at now: Moment) -> Notice {
    Notice(
      id: NoticeID("\(kind.rawValue).\(id.text)"), kind: kind, people: people, subject: id.text, title: title, created: now,
      expires: now + life)
  }

  /// About the review of a list: once for each date and stage.
  /// - Parameter part: 0 for the first; counted on when the same is told to people who became owners later.
  public static func review(
    of list: ListName, _ kind: NoticeKind, due: Moment, part: Int = 0, to people: [UserName], _ title: String, at now: Moment
  ) -> Notice {
    let date = due.rfc3339.filter { $0 != "-" && $0 != ":" && $0 != "Z" }
    return Notice(
      id: NoticeID("\(kind.rawValue).\(list.text).\(date)" + (part == 0 ? "" : ".\(part)")), kind: kind, people: people,
      subject: list.text, title: title, due: due, created: now, expires: now + life)
  }

  /// What an admin has to say.
  /// - Parameter id: a fresh UUID.
  public static func announcement(
    id: NoticeID, isWarning: Bool, to people: [UserName], title: String, content: String, at now: Moment, lasting life: Span
  ) -> Notice {
    Notice(
      id: id, kind: isWarning ? .warning : .announcement, people: people, subject: "", title: title, content: content, created: now,
      expires: now + life)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(NoticeID.self, forKey: .id)
    kind = try container.decode(NoticeKind.self, forKey: .kind)
    people = try container.list(.people)
    subject = try container.value(.subject, or: "")
    title = try container.decode(String.self, forKey: .title)
    content = try container.value(.content, or: "")
    due = try container.decodeIfPresent(Moment.self, forKey: .due)
    created = try container.decode(Moment.self, forKey: .created)
    expires = try container.decode(Moment.self, forKey: .expires)
  }

  private enum CodingKeys: String, CodingKey { case id, kind, people, subject, title, content, due, created, expires }
}
