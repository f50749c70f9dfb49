public import ThresholdCertificates
public import ThresholdModel
import ThresholdRules

extension Stories {
  /// Says who holds a certificate, as of now: asked on every call, also on open connections.
  /// - Throws: ``Problem`` of kind `unauthenticated` when the sign-in has ended, `accessDenied` for a locked user.
  public func authenticate(_ identity: Identity, address: String) throws(Problem) -> Person {
    let (world, now) = (world, now)
    guard let signIn = world.signIn(identity.signIn), signIn.user.key == identity.user.key, now < signIn.expires,
      let user = world.user(identity.user), user.metadata.expires.map({ now < $0 }) ?? true
    else {
      throw Problem(.unauthenticated, "your sign-in has ended", hint: "sign in again: tsh login")
    }
    if let lock = world.lockInForce(on: user.name, at: now) {
      throw Problem(.accessDenied, lock.refusal, hint: "ask an admin")
    }
    return Person(user: user.name, signIn: signIn.id, address: address)
  }
}
