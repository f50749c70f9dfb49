import HashTreeCollections
import ThresholdModel

extension World {
  /// Who can decide a request, for the requester to see: first whom they wish, then the owners of the
  /// lists through which they may ask, then everybody who may review it; at most 50, sorted.
  func suggestedReviewers(
    of spec: AccessRequestSpec, wished: [UserName], for holder: Holder, at now: Moment
  ) -> [UserName] {
    var found: [UserKey: UserName] = [:]
    func suggest(_ user: UserName) {
      guard found.count < RequestLimit.suggestedReviewers, user.key != holder.user.name.key, found[user.key] == nil else { return }
      found[user.key] = user
    }
    wished.forEach(suggest)
    for list in listsToAskThrough(for: spec.roles, by: holder) {
      for owner in listsByName[list]?.spec.owners ?? [] where usersByKey[owner.name.key]?.exists(at: now) == true { suggest(owner.name) }
    }
    for user in possibleReviewers.sorted() where found.count < RequestLimit.suggestedReviewers {
      guard let user = usersByKey[user]?.name, mayReview(user, spec, at: now) else { continue }
      suggest(user)
    }
    return found.values.sorted { $0.key < $1.key }
  }

  /// The lists, as a member or owner of which the user holds a role that lets them ask for one of the roles.
  private func listsToAskThrough(for roles: [RoleName], by holder: Holder) -> [ListName] {
    let wanted = Set(roles)
    let lists = holder.granting.compactMap { held -> ListName? in
      guard !wanted.isDisjoint(with: held.role.allow.searchAsRoles) else { return nil }
      return switch held.holding.source {
      case .own: nil
      case .member(let list), .owner(let list): list
      }
    }
    return Set(lists).sorted()
  }

  /// Everybody who holds a role with `review_requests`, found from the roles and not by a walk over all users.
  private var possibleReviewers: Set<UserKey> {
    var found: Set<UserKey> = []
    for role in reviewingRoles {
      guard let uses = usesByRole[role] else { continue }
      found.formUnion(uses.users)
      for list in uses.lists.compactMap({ listsByName[$0] }) {
        if list.spec.grants.roles.contains(role) { found.formUnion((membersByList[list.name] ?? [:]).keys) }
        if list.spec.ownerGrants.roles.contains(role) { found.formUnion(list.spec.owners.map(\.name.key)) }
      }
    }
    return found
  }
}
