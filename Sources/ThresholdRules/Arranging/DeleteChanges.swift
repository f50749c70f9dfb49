import HashTreeCollections
public import ThresholdModel

/// What has to go together.
extension World {
  /// Removes a user, their sign-ins and their password. Memberships, ownerships and requests stay: they
  /// name somebody who does not exist, and count for nothing.
  public func changesToDelete(user: UserName) -> [Change] {
    let signIns = (signInsByUser[user.key] ?? []).sorted().map { Change.delete(.signIn($0, of: user)) }
    return signIns + [.delete(Record.Key(.password, user.key.folded)), .delete(.user(user))]
  }

  /// Removes a list with its members.
  public func changesToDelete(list: ListName) -> [Change] {
    members(of: list).map { Change.delete(.member($0.spec.party, of: list)) } + [.delete(.list(list))]
  }
}
