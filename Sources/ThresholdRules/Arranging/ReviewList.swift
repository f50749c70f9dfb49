import HashTreeCollections
public import ThresholdModel

/// What a reviewed list comes to. Source: reference, lists-and-requests §2.2.
public struct ListReviewOutcome: Sendable, Hashable {
  /// The review as it is kept, with only those changes that change something.
  public let review: ListReview
  /// The members that are removed; none for a static list.
  public let removed: [Member]
  /// When the next review is due; nil for a static list.
  public let nextDate: Moment?
  /// Everything to commit: the review, the removals, the list.
  public let changes: [Change]
}

extension World {
  /// Reviews a list: certifies it, removes members, and changes what is asked of members and how often the
  /// list is reviewed, as one change.
  ///
  /// One owner's review suffices. Owners certify and remove members; the rest asks for the right to update
  /// lists. A static list is not touched: the verdict is kept, and the changes are handed out to whoever
  /// keeps its code. Source: reference, lists-and-requests §2.2.
  /// - Parameters:
  ///   - name: the list.
  ///   - reviewer: the signed-in person, who is the review's only author.
  ///   - wish: what the person wants changed; what is so already is dropped.
  ///   - id: a fresh lower-case UUID.
  /// - Throws: ``Problem`` of kind `notFound` when the list does not exist for the reviewer or a name to be
  ///   removed is not a member, `accessDenied`, or `badParameter` for a list kept by an identity provider.
  public func reviewed(
    _ name: ListName, by reviewer: UserName, _ wish: ListReviewChanges, notes: String, id: ListReviewID, at now: Moment
  ) throws(Problem) -> ListReviewOutcome {
    let list = try reviewable(name, by: reviewer, at: now)
    let effective = try effectiveChanges(wish, of: list)
    if effective.membershipRequirements != nil || effective.frequency != nil || effective.day != nil {
      guard may(reviewer, .update, AccessList.kind, at: now) else {
        throw Problem(
          .accessDenied, "owners may certify a list and remove members in a review, not change what is asked of members or the recurrence",
          hint: "leave these changes out, or ask somebody with the right `update` on `access_list`")
      }
    }
    let isHandedOut = !list.spec.type.hasReviewDates
    let review = ListReview(
      id: id,
      ListReviewSpec(
        list: name, reviewers: [usersByKey[reviewer.key]?.name.text ?? reviewer.text], date: now, notes: ListReviewSpec.cut(notes),
        changes: effective, isHandedOut: isHandedOut))
    guard !isHandedOut else {
      return ListReviewOutcome(review: review, removed: [], nextDate: nil, changes: [.put(.listReview(review))])
    }
    let removed = effective.removedMembers.compactMap { member(named: $0, of: name) }
    let after = self.list(list, after: effective, at: now)
    let changes: [Change] =
      [.put(.listReview(review))] + removed.map { .delete(.member($0.spec.party, of: name)) } + [.put(.list(after))]
    return ListReviewOutcome(review: review, removed: removed, nextDate: after.spec.audit.nextDate, changes: changes)
  }

  private func reviewable(_ name: ListName, by reviewer: UserName, at now: Moment) throws(Problem) -> AccessList {
    guard let list = listsByName[name], maySee(reviewer, list: name, at: now) || mayReviewList(reviewer, name, at: now) else {
      throw Problem.notFound("access list", name.text)
    }
    guard list.spec.type != .scim else {
      throw Problem(
        .badParameter, "access list `\(name.text.escapedForDisplay)` is kept by an identity provider, so it is not reviewed here",
        hint: "review it where it is kept")
    }
    guard mayReviewList(reviewer, name, at: now) else {
      throw Problem(
        .accessDenied, "you may not review access list `\(name.text.escapedForDisplay)`",
        hint: "its owners may: tctl acl get \(name.text.escapedForDisplay)")
    }
    return list
  }

  /// What of a wish changes something, with members by the names under which they stand.
  private func effectiveChanges(_ wish: ListReviewChanges, of list: AccessList) throws(Problem) -> ListReviewChanges {
    let recurrence = ReviewRecurrence(list.spec.audit)
    var effective = ListReviewChanges()
    if let wanted = wish.membershipRequirements, !wanted.asksTheSame(as: list.spec.membershipRequires) {
      effective.membershipRequirements = wanted
    }
    if wish.frequency != recurrence.frequency { effective.frequency = wish.frequency }
    if wish.day != recurrence.day { effective.day = wish.day }
    for name in wish.removedMembers {
      guard let member = member(named: name, of: list.name) else {
        throw Problem(
          .notFound, "`\(name.escapedForDisplay)` is not a member of access list `\(list.name.text.escapedForDisplay)`",
          hint: "see its members with `tctl acl users ls \(list.name.text.escapedForDisplay)`", path: "spec.changes.removed_members")
      }
      if !effective.removedMembers.contains(member.spec.party.name) { effective.removedMembers.append(member.spec.party.name) }
    }
    return effective
  }

  /// The list after its review; the next date is counted with the new recurrence.
  private func list(_ list: AccessList, after changes: ListReviewChanges, at now: Moment) -> AccessList {
    var list = list
    if let requirements = changes.membershipRequirements { list.spec.membershipRequires = requirements }
    let old = ReviewRecurrence(list.spec.audit)
    let recurrence = ReviewRecurrence(frequency: changes.frequency ?? old.frequency, day: changes.day ?? old.day)
    list.spec.audit.frequency = recurrence.frequency
    list.spec.audit.day = recurrence.day
    list.spec.audit.nextDate =
      list.spec.audit.nextDate.map { recurrence.date(afterReviewDue: $0, at: now) } ?? recurrence.date(after: now)
    return list
  }
}

extension Requirements {
  /// Whether both ask for the same, in whatever order and however often.
  fileprivate func asksTheSame(as other: Requirements) -> Bool {
    guard Set(roles) == Set(other.roles), traits.count == other.traits.count else { return false }
    return traits.allSatisfy { key, values in
      other.traits.exactValues(key).map { Set($0.map(ExactText.init)) == Set(values.map(ExactText.init)) } ?? false
    }
  }
}
