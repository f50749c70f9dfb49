public import ThresholdModel
import ThresholdRules

/// A sign-in as the World sees it.
public struct SignInStatus: Sendable {
  public let signIn: SignIn
  /// Roles that count everywhere: own ones and those from lists.
  public let roles: [RoleName]
  /// Accounts that may be used on some server now.
  public let logins: [String]
  /// The requests that count for the sign-in, with the moment until which each does.
  public let assumed: [(request: AccessRequest, until: Moment)]
  /// Lines to show the person.
  public let notices: [String]
}

extension Stories {
  /// Says who is signed in, with what, until when.
  /// - Throws: ``Problem`` of kind `unauthenticated` when the sign-in ended in between.
  public func status(of person: Person) throws(Problem) -> SignInStatus {
    let (world, now) = (world, now)
    guard let signIn = world.signIn(person.signIn) else {
      throw Problem(.unauthenticated, "your sign-in has ended", hint: "sign in again: tsh login")
    }
    let assumed = signIn.assumed.compactMap { (id, until) -> (request: AccessRequest, until: Moment)? in
      guard now < until, let request = world.request(id), request.spec.state == .approved, request.isAlive(at: now) else { return nil }
      return (request, min(until, request.spec.accessExpires))
    }
    return SignInStatus(
      signIn: signIn, roles: world.standing(of: person.user, at: now).map(\.role).uniqued().sorted(),
      logins: world.reachable(by: person.user, signIn: person.signIn, at: now).flatMap(\.logins).uniqued().sorted(),
      assumed: assumed.sorted { $0.request.id < $1.request.id }, notices: notices(for: person.user))
  }

  /// What a person should know when they sign in or look: reviews that wait for them, answers to their requests.
  func notices(for user: UserName) -> [String] {
    let (world, now) = (world, now)
    let waiting = world.liveRequests.filter {
      $0.spec.state == .pending && $0.isAlive(at: now) && world.mayReview(user, $0, at: now) == nil
    }
    var lines: [String] = []
    if waiting.count == 1 {
      lines.append("1 access request waits for your review: tsh request ls --reviewable")
    } else if waiting.count > 1 {
      lines.append("\(waiting.count) access requests wait for your review: tsh request ls --reviewable")
    }
    let assumable = world.requests(of: user).filter { request in
      request.spec.state == .approved && request.isAlive(at: now) && !world.signIns(of: user).contains { $0.assumed[request.id] != nil }
    }
    for request in assumable.prefix(3) {
      lines.append("your access request \(request.id) is approved: tsh login --request-id=\(request.id)")
    }
    return lines
  }
}
