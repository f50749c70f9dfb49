import HashTreeCollections
public import ThresholdModel

/// What owners and members may do with their list without any rule. Source: reference, lists-and-requests §3.5.
extension World {
  /// Whether a user owns a list now: they exist, are not locked, and the list names them.
  public func isOwner(_ user: UserName, of list: ListName, at now: Moment) -> Bool {
    guard let found = listsByName[list], found.exists(at: now), let holder = holder(user, at: now), !holder.isLocked else { return false }
    return found.spec.owners.contains { $0.name.key == user.key }
  }

  /// Whether a user is a member of a list now.
  public func isMember(_ user: UserName, of list: ListName, at now: Moment) -> Bool {
    guard let found = listsByName[list], found.exists(at: now), let holder = holder(user, at: now), !holder.isLocked else { return false }
    return membersByList[list]?[user.key]?.counts(at: now) ?? false
  }

  /// Whether a user may see a list: its owners, its members, and whoever may read lists.
  public func maySee(_ user: UserName, list: ListName, at now: Moment) -> Bool {
    guard listsByName[list] != nil else { return false }
    return may(user, .read, AccessList.kind, at: now) || isOwner(user, of: list, at: now) || isMember(user, of: list, at: now)
  }

  /// Whether a user may do something to the members of a list: its owners, and whoever holds the right on
  /// members, or may read (to look) or update (to change) lists.
  public func mayWithMembers(_ user: UserName, _ verb: Verb, of list: ListName, at now: Moment) -> Bool {
    guard listsByName[list] != nil else { return false }
    if isOwner(user, of: list, at: now) { return [.list, .read, .create, .update, .delete].contains(verb) }
    guard !isDenied(user, verb, Member.kind, at: now) else { return false }
    let onList: Verb = verb == .list || verb == .read ? .read : .update
    return may(user, verb, Member.kind, at: now) || may(user, onList, AccessList.kind, at: now)
  }
}
