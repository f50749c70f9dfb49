import ThresholdModel

/// Why a connection ended, in words for the terminal at its other end.
extension World {
  /// The refusal of a login that was allowed before, said as what happened since.
  ///
  /// A deny keeps its own words; otherwise what the grant came through says what is gone.
  func words(
    for refusal: Refusal, user: UserName, signIn: SignInID, before: Grant, at now: Moment
  ) -> Refusal {
    switch refusal.reason {
    case .signInEnded: ended(refusal, signInWords(signIn, user, at: now))
    case .noSuchUser: ended(refusal, "user \(user.text.escapedForDisplay) does not exist any more")
    case .locked(let name):
      ended(refusal, lockWords(name, user))
    case .deniedLabels(let role), .deniedPrincipal(let role, _), .deniedObject(let role), .unreadableLabels(let role):
      ended(refusal, "role \(role.text.escapedForDisplay) denies this access now")
    case .noSuchResource: ended(refusal, "the \(before.resource.kind.subject) was removed")
    case .needsMFA, .needsTrustedDevice, .unenforceable: refusal
    case .noGrant: ended(refusal, lossWords(of: before, user, signIn, at: now))
    }
  }

  private func ended(_ refusal: Refusal, _ message: String) -> Refusal {
    Refusal(refusal.reason, message, hint: refusal.hint)
  }

  /// What the lock says; a lock on the user alone is said as what it means.
  private func lockWords(_ name: LockName, _ user: UserName) -> String {
    guard let lock = lock(name) else { return "user \(user.text.escapedForDisplay) is locked" }
    guard lock.spec.target.facts.count == 1, lock.spec.target.user != nil else { return lock.refusal.escapedForDisplay }
    return "user \(user.text.escapedForDisplay) is locked" + Self.appended(lock.spec.message).orEmpty
  }

  private func signInWords(_ id: SignInID, _ user: UserName, at now: Moment) -> String {
    guard self.user(user)?.exists(at: now) == true else { return "user \(user.text.escapedForDisplay) does not exist any more" }
    guard let signIn = signIn(id) else { return "you signed out" }
    return "your sign-in ended at \(signIn.expires)"
  }

  private func lossWords(of grant: Grant, _ user: UserName, _ signIn: SignInID, at now: Moment) -> String {
    switch grant.source {
    case .request(let id): requestWords(id, grant, user, signIn, at: now)
    case .member(let list):
      listWords(list, grant, at: now, isHeld: isMember(user, of: list, at: now)) {
        "your membership of list \(list.text.escapedForDisplay) ended"
      }
    case .owner(let list):
      listWords(list, grant, at: now, isHeld: isOwner(user, of: list, at: now)) {
        "you no longer own list \(list.text.escapedForDisplay)"
      }
    case .own:
      self.user(user)?.spec.roles.contains(grant.through) == true
        ? roleWords(grant.through, at: now) : "role \(grant.through.text.escapedForDisplay) was taken from you"
    }
  }

  private func listWords(
    _ name: ListName, _ grant: Grant, at now: Moment, isHeld: Bool, _ gone: () -> String
  ) -> String {
    guard let list = list(name), list.exists(at: now) else { return "list \(name.text.escapedForDisplay) was removed" }
    guard isHeld else { return gone() }
    let granted = if case .member = grant.source { list.spec.grants.roles } else { list.spec.ownerGrants.roles }
    guard granted.contains(grant.through) else {
      return "list \(name.text.escapedForDisplay) no longer grants role \(grant.through.text.escapedForDisplay)"
    }
    return roleWords(grant.through, at: now)
  }

  private func roleWords(_ role: RoleName, at now: Moment) -> String {
    guard let found = self.role(role), found.exists(at: now) else { return "role \(role.text.escapedForDisplay) was removed" }
    return "role \(role.text.escapedForDisplay), your traits or the server's labels were changed"
  }

  private func requestWords(_ id: RequestID, _ grant: Grant, _ user: UserName, _ signIn: SignInID, at now: Moment) -> String {
    let subject = "access request \(id.text.escapedForDisplay)"
    if let request = request(id) {
      guard now < request.spec.accessExpires else { return "\(subject) ended at \(request.spec.accessExpires)" }
      guard let assumedUntil = self.signIn(signIn)?.assumed[id] else { return "you dropped \(subject)" }
      guard now < assumedUntil else { return "your use of \(subject) ended at \(assumedUntil)" }
      guard let standing = standingRoles(of: user, at: now), counts(request, for: standing, at: now) != nil else {
        return "you may no longer ask for what \(subject) gives"
      }
      return roleWords(grant.through, at: now)
    }
    guard let ended = endedRequest(id) else { return "\(subject) is over" }
    return "\(subject) \(Self.fate(ended))"
  }

  /// What became of a request.
  private static func fate(_ ended: EndedRequest) -> String {
    let spec = ended.request.spec
    if ended.wasDeleted { return "was deleted" }
    switch spec.state {
    case .ended:
      guard let end = spec.ended else { return "was ended" }
      let verb = UserName(end.by).key == spec.user.key ? "ended" : "revoked"
      return "was \(verb) by \(end.by.escapedForDisplay)" + appended(end.reason).orEmpty
    case .denied:
      let author = spec.override?.author ?? spec.reviews.last?.author.text
      return "was denied" + (author.map { " by \($0.escapedForDisplay)" }).orEmpty + appended(spec.resolveReason).orEmpty
    case .expired, .pending, .approved, .promoted: return "ended at \(spec.accessExpires)"
    }
  }

  private static func appended(_ reason: String) -> String? {
    reason.isEmpty ? nil : ": \(reason.escapedForDisplay)"
  }
}

extension Optional where Wrapped == String {
  fileprivate var orEmpty: String { self ?? "" }
}
