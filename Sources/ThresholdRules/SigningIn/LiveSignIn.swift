import HashTreeCollections
public import ThresholdModel

extension World {
  /// A sign-in that belongs to the user and has not ended.
  /// - Throws: ``Problem`` of kind `unauthenticated` when it is gone, over, or somebody else's, or when the
  ///   user does not exist any more; `accessDenied` with the lock's words when the user is locked.
  public func liveSignIn(_ id: SignInID, of user: UserName, at now: Moment) throws(Problem) -> SignIn {
    guard let signIn = signInsByID[id], signIn.user.key == user.key, now < signIn.expires,
      let holder = usersByKey[user.key], holder.exists(at: now)
    else {
      throw Problem(.unauthenticated, "your sign-in has ended", hint: "sign in again with `tsh login`")
    }
    if let lock = lockInForce(on: user, at: now) { throw Problem(.accessDenied, lock.refusal.escapedForDisplay) }
    return signIn
  }
}
