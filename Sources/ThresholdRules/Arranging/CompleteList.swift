import HashTreeCollections
public import ThresholdModel

/// What the server fills in before lists and members are stored.
extension World {
  /// The change as it should be committed: normalized, with the review dates of a list filled in.
  public func completed(_ change: Change, at now: Moment) -> Change {
    let change = change.normalized
    guard case .put(.list(let list)) = change else { return change }
    return .put(.list(completed(list, at: now)))
  }

  /// Fills in when a list of the standard type is to be reviewed; other types come back as they are.
  ///
  /// A date that is written counts. Without one the stored date stays, as long as the recurrence does: to
  /// leave the date out must not put a review off. Otherwise it is counted from now, also when the
  /// recurrence was changed and the stored date merely came back with the document.
  /// Source: reference, lists-and-requests §1 and §1.2.
  func completed(_ list: AccessList, at now: Moment) -> AccessList {
    guard list.spec.type.hasReviewDates else { return list }
    let recurrence = ReviewRecurrence(list.spec.audit)
    let stored = listsByName[list.name]?.spec.audit
    let isUnchanged = stored.map { ReviewRecurrence($0) == recurrence } ?? true
    let written = list.spec.audit.nextDate
    var list = list
    list.spec.audit.frequency = recurrence.frequency
    list.spec.audit.day = recurrence.day
    list.spec.audit.reminderLead = list.spec.audit.reminderLead ?? ListAudit.defaultReminderLead
    list.spec.audit.nextDate =
      if let written, isUnchanged || written != stored?.nextDate {
        written
      } else if isUnchanged, let known = stored?.nextDate {
        known
      } else {
        recurrence.date(after: now)
      }
    return list
  }

  /// A member as it should be stored when somebody writes one: since when and by whom is the server's to
  /// say, and stays when a member is changed. Source: reference, lists-and-requests §2.1.
  /// - Parameter author: a user name, or `local:NAME`.
  public func completed(_ member: Member, by author: String, at now: Moment) -> Member {
    let known = self.member(member.spec.party, of: member.spec.list)
    var member = member
    // A user who exists is written as their own document spells them.
    if case .user(let user) = member.spec.party, let spelled = usersByKey[user.key]?.name { member.spec.party = .user(spelled) }
    // Another name is left as it is, for the rules to refuse.
    if Party(kind: member.spec.party.kind, name: member.metadata.name).isSame(as: member.spec.party) {
      member.metadata.name = member.spec.party.name
    }
    member.spec.joined = known?.spec.joined ?? now
    member.spec.addedBy = known?.spec.addedBy ?? author
    member.spec.title = ""
    member.spec.eligibility = .unspecified
    return member
  }

  /// Writes a list with exactly these members: who is not named is removed, and who is a member already
  /// keeps their end and reason, where they have any, and who added them.
  /// Source: reference, lists-and-requests §2.1.
  /// - Throws: ``Problem`` of kind `badParameter` when a member is named twice or is another list's.
  public func changesToWrite(
    _ list: AccessList, members: [Member], by author: String, at now: Moment
  ) throws(Problem) -> [Change] {
    var changes: [Change] = [.put(.list(list))]
    var named: Set<Record.Key> = []
    for member in members {
      guard member.spec.list == list.name else {
        throw Problem(
          .badParameter,
          "a member of list `\(member.spec.list.text.escapedForDisplay)` cannot be written with list "
            + "`\(list.name.text.escapedForDisplay)`", path: "spec.access_list")
      }
      var written = completed(member, by: author, at: now)
      if let known = self.member(written.spec.party, of: list.name) {
        written.spec.expires = known.spec.expires ?? written.spec.expires
        if !known.spec.reason.isEmpty { written.spec.reason = known.spec.reason }
      }
      guard named.insert(Record.member(written).key).inserted else {
        throw Problem(.badParameter, "\(member.spec.party) is named twice as a member", path: "spec.name")
      }
      changes.append(.put(.member(written)))
    }
    for member in self.members(of: list.name) where !named.contains(Record.member(member).key) {
      changes.append(.delete(.member(member.spec.party, of: list.name)))
    }
    return changes
  }
}
