public import ThresholdModel
import ThresholdRules
import ThresholdStore

/// What an admin wants people to know. Source: reference, cli-api-terraform §1.6.
public struct AnnouncementWish: Sendable, Hashable {
  /// One person; nil for everybody who holds the roles.
  public var user: UserName?
  public var roles: [RoleName]
  /// Whether each of the roles must be held, and not just one.
  public var needsEveryRole: Bool
  public var title: String
  public var content: String
  public var isWarning: Bool
  /// How long it is shown.
  public var life: Span

  public init(
    user: UserName?, roles: [RoleName] = [], needsEveryRole: Bool = false, title: String, content: String, isWarning: Bool = false,
    life: Span = Notice.life
  ) {
    self.user = user
    self.roles = roles
    self.needsEveryRole = needsEveryRole
    self.title = title
    self.content = content
    self.isWarning = isWarning
    self.life = life
  }
}

extension Stories {
  private static let longestTitle = 200
  private static let longestContent = 4096
  private static let longestAnnouncement = Span.days(90)

  /// Tells people something: one person, or those who hold roles now.
  /// - Throws: ``Problem`` of kind `badParameter` for what cannot be told, `notFound` for a person who does not exist,
  ///   `accessDenied` without the right to create `notification`.
  public func announce(_ wish: AnnouncementWish, by caller: Caller) async throws(Problem) -> Notice {
    try Self.check(wish)
    let id = NoticeID(freshID())
    return try await committer.commit { (situation) throws(Problem) in
      try Self.demand(.create, "notification", of: caller, in: situation)
      let people = try Self.people(of: wish, in: situation)
      let notice = Notice.announcement(
        id: id, isWarning: wish.isWarning, to: people, title: wish.title, content: wish.content, at: situation.now, lasting: wish.life)
      let event = AuditEvent(
        .notificationCreated, time: situation.now, uid: freshID(), user: caller.name,
        details: ["name": .text(id.text), "title": .text(wish.title), "people": .integer(Int64(people.count))])
      return Draft([.put(.notice(notice))], events: [event], answer: notice)
    }.answer
  }

  /// Takes a notice back; what a webhook has carried away stays there.
  /// - Throws: ``Problem`` of kind `notFound`, `accessDenied` without the right to delete `notification`.
  public func deleteNotice(_ id: NoticeID, by caller: Caller) async throws(Problem) {
    try demand(.delete, "notification", of: caller)
    let stored: Record?
    do { stored = try await store.record(.notice(id)) } catch { throw error.problem }
    guard case .notice(let notice) = stored else { throw Problem.notFound("notification", id.text) }
    guard !notice.kind.isAboutReview else {
      // It is the memory that its people were told: without it they would be told once more.
      throw Problem(.badParameter, "a notification about a review goes when the review is done", hint: "review the list, or wait")
    }
    _ = try await committer.commit { (situation) throws(Problem) in
      try Self.demand(.delete, "notification", of: caller, in: situation)
      let event = AuditEvent(
        .notificationDeleted, time: situation.now, uid: freshID(), user: caller.name,
        details: ["name": .text(id.text), "title": .text(notice.title)])
      return Draft([.delete(.notice(id))], events: [event], answer: true)
    }
  }

  private static func check(_ wish: AnnouncementWish) throws(Problem) {
    guard !wish.title.allSatisfy(\.isWhitespace), wish.title.utf8.count <= longestTitle, wish.content.utf8.count <= longestContent else {
      throw Problem(
        .badParameter, "a notification needs a title of at most \(longestTitle) bytes, and has at most \(longestContent) bytes of content",
        hint: "--title \"Maintenance tonight\" --content …", path: "title")
    }
    guard (wish.user == nil) != wish.roles.isEmpty else {
      throw Problem(.badParameter, "a notification is for one user or for the holders of roles", hint: "give --user or --roles")
    }
    guard wish.life > .zero, wish.life <= longestAnnouncement else {
      throw Problem(.badParameter, "a notification is shown for at most \(longestAnnouncement)", hint: "for example --ttl 72h", path: "ttl")
    }
  }

  private static func people(of wish: AnnouncementWish, in situation: Situation) throws(Problem) -> [UserName] {
    let world = situation.world
    if let user = wish.user {
      guard let known = world.user(user) else { throw Problem.notFound("user", user.text) }
      return [known.name]
    }
    for role in wish.roles where world.role(role) == nil { throw Problem.notFound("role", role.text) }
    let wanted = Set(wish.roles)
    return world.users.map(\.name).filter { user in
      let held = Set(world.standing(of: user, at: situation.now).filter { !$0.isDenyOnly }.map(\.role))
      return wish.needsEveryRole ? wanted.isSubset(of: held) : !wanted.isDisjoint(with: held)
    }
  }
}
