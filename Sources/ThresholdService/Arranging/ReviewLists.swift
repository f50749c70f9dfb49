public import ThresholdModel
import ThresholdRules
import ThresholdStore

/// A review of a list as it was kept, and what it did.
public struct KeptListReview: Sendable, Hashable {
  /// With only those changes that change something.
  public let review: ListReview
  /// Names of the members that were removed; none for a static list.
  public let removed: [String]
  /// When the next review is due; nil for a static list.
  public let nextDate: Moment?
}

extension Stories {
  /// Reviews a list as one change: certifies it, removes members, changes what is asked of members and how
  /// often the list is reviewed. Only a person can: a review carries a name.
  /// Source: reference, lists-and-requests §2.2.
  /// - Throws: ``Problem`` as ``World/reviewed(_:by:_:notes:id:at:)``.
  public func reviewList(
    _ name: ListName, _ changes: ListReviewChanges, notes: String, by person: Person
  ) async throws(Problem) -> KeptListReview {
    let id = ListReviewID(freshID())
    return try await committer.commit { (situation) throws(Problem) in
      let outcome = try situation.world.reviewed(name, by: person.user, changes, notes: notes, id: id, at: situation.now)
      guard let list = situation.world.list(name) else { throw Problem.notFound("access list", name.text) }
      var events = [
        AuditEvent(
          .listReviewed, time: situation.now, uid: freshID(), user: person.user.text,
          details: Self.details(of: outcome.review, list: list, by: .person(person)))
      ]
      if !outcome.removed.isEmpty {
        events.append(
          AuditEvent(
            .memberDeleted, time: situation.now, uid: freshID(), user: person.user.text,
            details: Self.details(ofRemoved: outcome.removed, from: list, at: situation.now)))
      }
      return Draft(
        outcome.changes, events: events,
        answer: KeptListReview(review: outcome.review, removed: outcome.removed.map(\.spec.party.name), nextDate: outcome.nextDate))
    }.answer
  }

  /// Past reviews of a list, the newest first: for its owners and those who may read lists.
  /// - Parameters:
  ///   - pageToken: what the page before answered; nil for the first.
  ///   - pageSize: 1 to 200.
  public func listReviews(
    of name: ListName, pageToken: String?, pageSize: Int, by caller: Caller
  ) async throws(Problem) -> (reviews: [ListReview], next: String?) {
    let situation = Situation(world: world, now: now)
    _ = try Self.visibleList(name, to: caller, in: situation)
    if let user = caller.user {
      let mayRead = Self.may(.read, AccessList.kind, caller, in: situation)
      guard mayRead || situation.world.mayReviewList(user, name, at: situation.now) else {
        throw Problem(
          .accessDenied, "you may not see the reviews of this list", hint: "its owners may: tctl acl get \(name.text.escapedForDisplay)")
      }
    }
    do { return try await store.listReviews(of: name, after: pageToken, limit: pageSize) } catch { throw error.problem }
  }

  /// Deletes the record of a review; what it changed stays. Needs the right to delete lists.
  public func deleteListReview(_ id: ListReviewID, of name: ListName, by caller: Caller) async throws(Problem) {
    let stored: Record?
    do { stored = try await store.record(.listReview(id, of: name)) } catch { throw error.problem }
    _ = try await committer.commit { (situation) throws(Problem) in
      let list = try Self.visibleList(name, to: caller, in: situation)
      try Self.demand(.delete, AccessList.kind, of: caller, in: situation)
      guard case .listReview(let review) = stored else { throw Problem.notFound("list review", id.text) }
      var details = Self.details(of: list, by: caller)
      details["review_id"] = .text(review.id.text)
      let event = AuditEvent(.listReviewDeleted, time: situation.now, uid: freshID(), user: caller.name, details: details)
      return Draft([.delete(.listReview(id, of: name))], events: [event], answer: true)
    }
  }

  /// What the event of a review says. Source: reference, lists-and-requests §10.
  private static func details(of review: ListReview, list: AccessList, by caller: Caller) -> [String: Value] {
    let changes = review.spec.changes
    var details = details(of: list, by: caller)
    details["review_id"] = .text(review.id.text)
    if !review.spec.notes.isEmpty { details["message"] = .text(review.spec.notes) }
    if let requirements = changes.membershipRequirements {
      details["membership_requirements_changed"] = .map([
        "roles": .list(requirements.roles.map { .text($0.text) }),
        "traits": .map(requirements.traits.mapValues { .list($0.map(Value.text)) }),
      ])
    }
    if let frequency = changes.frequency { details["review_frequency_changed"] = .text(frequency.text) }
    if let day = changes.day { details["review_day_of_month_changed"] = .text(day.text) }
    if !changes.removedMembers.isEmpty { details["removed_members"] = .list(changes.removedMembers.map(Value.text)) }
    if review.spec.isHandedOut { details["handed_out"] = .bool(true) }
    return details
  }
}
