public import ThresholdModel
import ThresholdRules

/// What of a list somebody wants otherwise: each thing that is said replaces what was there, whole.
/// Source: reference, cli-api-terraform §1.3.
public struct ListChange: Sendable, Hashable {
  /// Nil leaves it; it cannot be emptied.
  public var title: String?
  /// How members get what the list opens; makes a plain list a guided one.
  public var access: ListAccess?
  /// Takes away what a guided list opens: it becomes a plain list that grants nothing.
  public var removesAccess: Bool
  /// What a guided list opens, field by field.
  public var opens: GuidedAccess
  public var settings: ListSettings

  public init(
    title: String? = nil, access: ListAccess? = nil, removesAccess: Bool = false, opens: GuidedAccess = GuidedAccess(),
    settings: ListSettings = ListSettings()
  ) {
    self.title = title
    self.access = access
    self.removesAccess = removesAccess
    self.opens = opens
    self.settings = settings
  }

  /// Whether it is about the members alone, or about everything but them.
  /// - Throws: ``Problem`` of kind `badParameter` for a change of nothing, of both, and for what excludes each other.
  func check() throws(Problem) {
    let isAboutTheList = title != nil || access != nil || removesAccess || !opens.saysNothing || settings.withoutMembers != ListSettings()
    guard isAboutTheList || settings.namesMembers else {
      throw Problem(.badParameter, "there is nothing to update", hint: "say what changes, for example --title or --members")
    }
    guard !(isAboutTheList && settings.namesMembers) else {
      throw Problem(
        .badParameter, "members cannot be changed together with anything else",
        hint: "run `tctl acl update` once with --members or --member-access-lists, and once with the rest")
    }
    guard !removesAccess || (access == nil && opens.saysNothing) else {
      throw Problem(.badParameter, "access cannot be removed and given in one change", hint: "leave --remove-access out")
    }
    if let title, title.allSatisfy(\.isWhitespace) {
      throw Problem(.badParameter, "a list needs a title", hint: "--title \"Test servers\"", path: "title")
    }
    try settings.check(title: title)
  }
}

extension ListSettings {
  fileprivate var withoutMembers: ListSettings {
    var settings = self
    (settings.members, settings.memberLists) = (nil, nil)
    return settings
  }
}

/// What a change of a list came to.
public struct ListChangeOutcome: Sendable, Hashable {
  /// The list as stored.
  public var list: AccessList
  /// Roles that were made or written again for it.
  public var roles: [RoleName]
  /// Roles that it does not name any more; they stay.
  public var rolesToDelete: [RoleName]
  /// How members get what it opens; nil for a plain list.
  public var access: ListAccess? {
    list.metadata.labels[GuidedList.presetLabel].flatMap { GuidedList.Kind(rawValue: $0) }.map { $0 == .shortTerm ? .byRequest : .standing }
  }
  /// Owners that it has no more, by name.
  public var ownersRemoved: [String]
  /// Members that it has no more, by name.
  public var membersRemoved: [String]
}

extension Stories {
  /// Changes a list, with the roles of a guided one, as one change. Owners may change who the members are and
  /// what is asked of them; everything else takes the right to update lists.
  /// - Throws: ``Problem`` of kind `badParameter` for what does not go together, `accessDenied`, `notFound`,
  ///   also for lists that the caller may not know of, or what the rules refuse.
  public func changeList(_ name: ListName, _ change: ListChange, by caller: Caller) async throws(Problem) -> ListChangeOutcome {
    var outcome = try await committer.commit { (situation) throws(Problem) in
      try Self.changing(name, change, by: caller, in: situation)
    }.answer
    if let stored = world.list(name) { outcome.list = stored }
    return outcome
  }

  /// What the change would write.
  static func changing(
    _ name: ListName, _ change: ListChange, by caller: Caller, in situation: Situation
  ) throws(Problem) -> Draft<ListChangeOutcome> {
    try change.check()
    let list = try visibleList(name, to: caller, in: situation)
    return change.settings.namesMembers
      ? try changingMembers(of: list, change.settings, by: caller, in: situation)
      : try changing(list, change, by: caller, in: situation)
  }

  private static func changing(
    _ list: AccessList, _ change: ListChange, by caller: Caller, in situation: Situation
  ) throws(Problem) -> Draft<ListChangeOutcome> {
    let (world, now) = (situation.world, situation.now)
    let staysGuided = change.access != nil || (list.isGuided && !change.removesAccess)
    guard !(staysGuided && change.settings.namesGrants) else { throw .grantsBesideGuide }
    var written = list
    var guided: GuidedListChange?
    if change.removesAccess { guided = try world.withoutGuidedAccess(list) }
    if let guided { written = guided.list }
    written.spec = change.settings.applied(to: written.spec)
    written.spec.title = change.title ?? list.spec.title
    if change.settings.frequency != nil || change.settings.day != nil, list.spec.type.hasReviewDates {
      // Counted from now, also when it comes to the recurrence that was there.
      written.spec.audit.nextDate = ReviewRecurrence(written.spec.audit).date(after: now)
    }
    if change.access != nil || !change.opens.saysNothing {
      let made = try world.changedByGuide(written, kind: change.access?.kind, opening: change.opens)
      (guided, written) = (made, made.list)
    }
    if let user = caller.user { try world.checkWrite(of: written, by: user, at: now) }
    if guided != nil { try demandGuide(of: caller, in: situation) }
    let removed = list.spec.owners.filter { old in !written.spec.owners.contains { $0.party.isSame(as: old.party) } }
    let roles = guided?.roles ?? []
    let events = roles.map { role in
      AuditEvent(
        world.role(role.name) == nil ? .roleCreated : .roleUpdated, time: now, uid: freshID(), user: caller.name,
        details: ["name": .text(role.metadata.name)])
    }
    return Draft(
      roles.map { .put(.role($0)) } + [.put(.list(written))],
      events: events + [
        AuditEvent(.listUpdated, time: now, uid: freshID(), user: caller.name, details: details(of: written, by: caller))
      ],
      answer: ListChangeOutcome(
        list: written, roles: roles.map(\.name), rolesToDelete: (guided?.rolesToDelete ?? []).filter { world.role($0) != nil },
        ownersRemoved: removed.map(\.name), membersRemoved: []))
  }

  /// Users and lists as members are replaced apart from each other; who stays keeps their end and reason.
  private static func changingMembers(
    of list: AccessList, _ settings: ListSettings, by caller: Caller, in situation: Situation
  ) throws(Problem) -> Draft<ListChangeOutcome> {
    let (world, now) = (situation.world, situation.now)
    let wanted = (settings.memberParties ?? []).withoutRepeats
    let concerned = world.members(of: list.name).filter { $0.spec.user == nil ? settings.memberLists != nil : settings.members != nil }
    let removed = concerned.filter { member in !wanted.contains { $0.isSame(as: member.spec.party) } }
    let added = wanted.filter { world.member($0, of: list.name) == nil }.map { party in
      world.completed(Member(MemberSpec(list: list.name, party: party, joined: now, addedBy: caller.name)), by: caller.name, at: now)
    }
    // Somebody who may do neither is refused also when nothing would change.
    if !added.isEmpty || removed.isEmpty { try demandMembers(.create, of: list, by: caller, in: situation) }
    if !removed.isEmpty { try demandMembers(.delete, of: list, by: caller, in: situation) }
    var events = added.map {
      AuditEvent(.memberCreated, time: now, uid: freshID(), user: caller.name, details: details(of: $0, list: list))
    }
    if !removed.isEmpty {
      events.append(
        AuditEvent(
          .memberDeleted, time: now, uid: freshID(), user: caller.name, details: details(ofRemoved: removed, from: list, at: now)))
    }
    // A member of the other kind that takes over a name replaces the record: one change writes each record once.
    let gone = removed.filter { member in !added.contains { $0.spec.party.keyText == member.spec.party.keyText } }
    return Draft(
      gone.map { .delete(.member($0.spec.party, of: list.name)) } + added.map { .put(.member($0)) }, events: events,
      answer: ListChangeOutcome(
        list: list, roles: [], rolesToDelete: [], ownersRemoved: [], membersRemoved: removed.map(\.spec.party.name)))
  }
}
