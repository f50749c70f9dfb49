public import ThresholdModel
import ThresholdRules
import ThresholdStore

/// A sign-in as the World sees it.
public struct SignInStatus: Sendable {
  public let signIn: SignIn
  /// Roles that count everywhere: own ones and those from lists.
  public let roles: [RoleName]
  /// Accounts that may be used on some server now.
  public let logins: [String]
  /// The requests that count for the sign-in, with the moment until which each does.
  public let assumed: [(request: AccessRequest, until: Moment, obstacle: Problem?)]
  /// Lines to show the person.
  public let notices: [String]
}

extension Stories {
  /// Says who is signed in, with what, until when.
  /// - Throws: ``Problem`` of kind `unauthenticated` when the sign-in ended in between.
  public func status(of person: Person) async throws(Problem) -> SignInStatus {
    let (world, now) = (world, now)
    guard let signIn = world.signIn(person.signIn) else {
      throw Problem(.unauthenticated, "your sign-in has ended", hint: "sign in again: tsh login")
    }
    let assumed = signIn.assumed.compactMap { (id, until) -> (request: AccessRequest, until: Moment, obstacle: Problem?)? in
      guard now < until, let request = world.request(id), request.spec.state == .approved, request.isAlive(at: now) else { return nil }
      return (request, min(until, request.spec.accessExpires), world.obstacle(to: id, assumedBy: person.user, at: now))
    }
    return SignInStatus(
      signIn: signIn, roles: world.standing(of: person.user, at: now).map(\.role).uniqued().sorted(),
      logins: world.reachable(by: person.user, signIn: person.signIn, at: now).flatMap(\.logins).uniqued().sorted(),
      assumed: assumed.sorted { $0.request.id < $1.request.id }, notices: await notices(for: person.user))
  }

  /// What a person should know when they sign in or look: what waits for them now, and what admins tell them.
  func notices(for user: UserName) async -> [String] {
    let (world, now) = (world, now)
    // Whoever signs in is not kept waiting, and not kept out, by a store that cannot be read for a moment.
    let told = (try? await store.notices(of: user, shownAt: now, before: nil, limit: 100)) ?? []
    let announcements = told.map(\.notice).filter { [.announcement, .warning].contains($0.kind) }.prefix(Self.mostAnnouncements)
    return world.statusLines(for: user, at: now)
      + announcements.map { ($0.kind == .warning ? "WARNING: " : "") + $0.title + ($0.content.isEmpty ? "" : ": \($0.content)") }
  }

  private static let mostAnnouncements = 5
}
