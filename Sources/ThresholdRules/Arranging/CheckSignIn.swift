import HashTreeCollections
import ThresholdModel

extension Arrangement {
  /// A sign-in: of a user who exists and is not locked, no longer than their roles allow; later only its
  /// assumed requests change, and what is assumed can be assumed now.
  func check(_ signIn: SignIn) throws(Problem) {
    let known = before.signIn(signIn.id)
    if let known {
      guard known.user == signIn.user, known.created == signIn.created, known.expires == signIn.expires else {
        throw Problem(.badParameter, "a sign-in keeps its user and its times")
      }
    } else {
      try checkNew(signIn)
    }
    let added = signIn.assumed.filter { known?.assumed[$0.key] != $0.value }
    guard !added.isEmpty else { return }
    guard let standing = after.standingRoles(of: signIn.user, at: now), !standing.holder.isLocked, now < signIn.expires else {
      throw Problem(.unauthenticated, "your sign-in has ended", hint: "sign in again with `tsh login`")
    }
    guard signIn.assumed.count <= RequestLimit.assumedAtOnce else {
      throw Problem(
        .limitExceeded, "more than \(RequestLimit.assumedAtOnce) access requests are assumed", hint: "drop some with `tsh request drop`")
    }
    for (id, until) in added {
      let request = try after.assumable(id, by: standing, at: now)
      guard until <= request.spec.accessExpires, until <= signIn.expires else {
        throw Problem(.badParameter, "an access request cannot be assumed beyond its end")
      }
    }
  }

  private func checkNew(_ signIn: SignIn) throws(Problem) {
    try Self.checkUUID(signIn.id.text, of: "a sign-in")
    guard let holder = after.holder(signIn.user, at: now) else { throw Problem.notFound("user", signIn.user.text) }
    if holder.isLocked, let lock = after.lockInForce(on: signIn.user, at: now) {
      throw Problem(.accessDenied, lock.refusal.escapedForDisplay)
    }
    let longest = after.signInLifetime(of: signIn.user, asked: RoleOptions.longestSession, at: now)
    guard now < signIn.expires, signIn.created < signIn.expires, signIn.expires - signIn.created <= longest else {
      throw Problem(.badParameter, "a sign-in of this user lasts at most \(longest)", hint: "ask for at most \(longest)")
    }
  }

  /// A certificate: for what its user may do at the moment of the commit, for at most two minutes, never
  /// past the end of the ground.
  func check(_ certificate: IssuedCertificate) throws(Problem) {
    guard before.certificatesBySerial[certificate.serial] == nil else {
      throw Problem(.alreadyExists, "a certificate with serial \(certificate.serial) exists already")
    }
    let verdict = after.decideConnection(
      certificate.user, to: certificate.server, as: certificate.login, signIn: certificate.signIn, at: now)
    switch verdict {
    case .refused(let refusal): throw refusal.problem
    case .allowed(let grant):
      guard certificate.validBefore <= min(grant.until, now + Self.longestCertificate), certificate.validAfter < certificate.validBefore
      else {
        throw Problem(
          .badParameter, "an SSH certificate lives at most \(Self.longestCertificate), and never past the end of what it stands on")
      }
    }
  }

  private static let longestCertificate = Span.minutes(2)
}
