import HashTreeCollections
public import ThresholdModel

extension World {
  /// Who should look at a request: whom the requester wishes, or else whom their roles suggest; and the owners of the
  /// lists through which they may ask and of those that could give it by membership. At most 50, found in this order;
  /// sorted. Suggestion confers nothing; who may decide is ``reviewers(of:at:)``.
  /// Source: reference, lists-and-requests §5.3 and §5.8; design, §2.
  func suggestedReviewers(
    of spec: AccessRequestSpec, _ wish: RequestWish, rights: AskingRights, for holder: Holder, at now: Moment
  ) -> [UserName] {
    var found: [UserKey: UserName] = [:]
    func suggest(_ user: UserName) {
      guard found.count < RequestLimit.suggestedReviewers, user.key != holder.user.name.key, found[user.key] == nil else { return }
      found[user.key] = user
    }
    (wish.suggestedReviewers.isEmpty ? rights.suggestedReviewers : wish.suggestedReviewers).forEach(suggest)
    for list in listsToAskThrough(for: spec, by: holder) + spec.promotions {
      for owner in effectiveOwners(of: list, at: now) { suggest(owner.user) }
    }
    return found.values.sorted { $0.key < $1.key }
  }

  /// Everybody who may review a request that is open, sorted, at most 50: for the requester to see.
  public func reviewers(of request: AccessRequest, at now: Moment) -> [UserName] {
    guard request.spec.state == .pending, request.isAlive(at: now) else { return [] }
    var found: [UserName] = []
    for key in possibleReviewers.sorted() where found.count < RequestLimit.suggestedReviewers {
      if let user = usersByKey[key]?.name, mayReview(user, request.spec, at: now) { found.append(user) }
    }
    return found
  }

  /// The lists, as a member or owner of which the user holds a role that lets them ask for one of the roles.
  private func listsToAskThrough(for spec: AccessRequestSpec, by holder: Holder) -> [ListName] {
    let lists = holder.granting.compactMap { held -> ListName? in
      let list: ListName? =
        switch held.holding.source {
        case .own: nil
        case .member(let list), .owner(let list): list
        }
      guard let list else { return nil }
      let block = AskingRights.Block(held.role, held.role.allow, holder.traits)
      return spec.roles.contains { block.names($0, isForResources: spec.isForResources) } ? list : nil
    }
    return Set(lists).sorted()
  }

  /// Every person who holds a role with `review_requests`, found from the roles and not by a walk over all users. The cluster's
  /// own user is none: whoever reviews by rule does so without being asked.
  var possibleReviewers: Set<UserKey> {
    var found: Set<UserKey> = []
    for role in reviewingRoles {
      guard let uses = usesByRole[role] else { continue }
      found.formUnion(uses.users)
      for list in uses.lists.compactMap({ listsByName[$0] }) {
        if list.spec.grants.roles.contains(role) { found.formUnion(possibleMembers(of: list.name)) }
        if list.spec.ownerGrants.roles.contains(role) { found.formUnion(possibleOwners(of: list.name)) }
      }
    }
    return found.filter { !Presets.isSystem($0) }
  }
}
