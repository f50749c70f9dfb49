public import ThresholdModel

/// What an open connection stands on: every login for which its user holds a certificate on its server
/// must still be allowed.
public struct ConnectionGround: Sendable, Hashable {
  public let user: UserName
  public let server: ServerID
  public let signIn: SignInID
  /// By login, sorted; one each.
  public let grants: [Grant]
  /// The earliest end over all logins: when to look again at the latest.
  public let until: Moment

  /// The logins that the connection stands for, sorted.
  public var logins: [String] { grants.map(\.login) }
}

/// The answer to "does an open connection still stand?".
public enum GroundVerdict: Sendable, Hashable {
  /// It does, on this: keep it for the next time, since the words of an ending come from it.
  case held(ConnectionGround)
  /// It must be cut, with these words on the client's terminal.
  case lost(Refusal)
}

extension World {
  /// What a connection stands on now.
  /// - Parameters:
  ///   - logins: every login that the connection may be used with; without any there is no ground.
  ///   - previous: what it stood on before, for the reason of its loss; nil when it was just opened.
  public func ground(
    of user: UserName, on server: ServerID, logins: [String], signIn: SignInID, after previous: ConnectionGround? = nil, at now: Moment
  ) -> GroundVerdict {
    var grants: [Grant] = []
    for login in Set(logins.map(ExactText.init)).map(\.text).sorted() {
      switch decideConnection(user, to: server, as: login, signIn: signIn, at: now) {
      case .allowed(let grant): grants.append(grant)
      case .refused(let refusal):
        guard let before = previous?.grants.first(where: { $0.login.isExactly(login) }) else { return .lost(refusal) }
        // Whoever was connected knows that the server exists, so the true reason may be told.
        let reason = decideKnown(sshQuestion(user, server, login, signIn), at: now).refusal ?? refusal
        return .lost(words(for: reason, user: user, signIn: signIn, before: before, at: now))
      }
    }
    guard let until = grants.map(\.until).min() else {
      return .lost(Refusal(.noGrant, "no certificate was issued for this connection"))
    }
    return .held(ConnectionGround(user: user, server: server, signIn: signIn, grants: grants, until: until))
  }

  /// Asks an open connection's ground again: after a change that may touch it, and at its `until`.
  public func ground(again previous: ConnectionGround, at now: Moment) -> GroundVerdict {
    ground(of: previous.user, on: previous.server, logins: previous.logins, signIn: previous.signIn, after: previous, at: now)
  }

  /// Why a connection has no ground any more; nil while it has.
  public func groundLost(
    _ user: UserName, on server: ServerID, logins: [String], signIn: SignInID, before: ConnectionGround? = nil, at now: Moment
  ) -> Refusal? {
    switch ground(of: user, on: server, logins: logins, signIn: signIn, after: before, at: now) {
    case .held: nil
    case .lost(let refusal): refusal
    }
  }
}
