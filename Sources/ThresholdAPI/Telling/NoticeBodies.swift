public import ThresholdModel

/// What people are told.
public struct NoticesAnswer: Body, Hashable {
  public var notifications: [NoticeItem]
  /// What to ask the next page with as `before`; nil when this was the last.
  public var next: Int64?

  public init(notifications: [NoticeItem], next: Int64?) {
    self.notifications = notifications
    self.next = next
  }

  public static let example = NoticesAnswer(notifications: [.example], next: 41)
}

/// One thing that people are told.
public struct NoticeItem: Body, Hashable {
  public var id: NoticeID
  /// For example `access-request-approved`.
  public var kind: String
  public var people: [UserName]
  /// The request's id or the list's name; empty for announcements.
  public var subject: String
  public var title: String
  public var content: String
  /// When the review is due; nil for everything but reviews.
  public var due: Moment?
  public var created: Moment
  public var expires: Moment

  public init(_ notice: Notice) {
    id = notice.id
    kind = notice.kind.rawValue
    people = notice.people
    subject = notice.subject
    title = notice.title
    content = notice.content
    due = notice.due
    created = notice.created
    expires = notice.expires
  }

  public static let example = NoticeItem(
    .review(
      of: "oncall", .reviewDueInSevenDays, due: Moment(seconds: 1_770_508_800), to: ["olivia"],
      "the review of access list `On call` is due on 2026-02-08", at: Moment(seconds: 1_769_904_000)))
}

/// Something that an admin wants people to know.
public struct AnnounceBody: Body, Hashable {
  /// One person; nil for everybody who holds the roles.
  public var user: UserName?
  public var roles: [RoleName]
  /// Whether each of the roles must be held, and not just one.
  public var requireAllRoles: Bool
  public var title: String
  public var content: String
  public var isWarning: Bool
  /// How long it is shown, in seconds; nil for 30 days.
  public var ttl: Int64?

  public init(
    user: UserName?, roles: [RoleName], requireAllRoles: Bool, title: String, content: String, isWarning: Bool, ttl: Int64?
  ) {
    self.user = user
    self.roles = roles
    self.requireAllRoles = requireAllRoles
    self.title = title
    self.content = content
    self.isWarning = isWarning
    self.ttl = ttl
  }

  public static let example = AnnounceBody(
    user: "max", roles: ["access"], requireAllRoles: true, title: "maintenance tonight", content: "from 22:00 UTC", isWarning: true,
    ttl: 259_200)

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    user = try container.decodeIfPresent(UserName.self, forKey: .user)
    roles = try container.decodeIfPresent([RoleName].self, forKey: .roles) ?? []
    requireAllRoles = try container.decodeIfPresent(Bool.self, forKey: .requireAllRoles) ?? false
    title = try container.decode(String.self, forKey: .title)
    content = try container.decodeIfPresent(String.self, forKey: .content) ?? ""
    isWarning = try container.decodeIfPresent(Bool.self, forKey: .isWarning) ?? false
    ttl = try container.decodeIfPresent(Int64.self, forKey: .ttl)
  }

  private enum CodingKeys: String, CodingKey {
    case user, roles, title, content, ttl
    case requireAllRoles = "require_all_roles"
    case isWarning = "warning"
  }
}
