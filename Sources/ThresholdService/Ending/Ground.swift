import ThresholdModel
import ThresholdRules

extension LiveConnection {
  /// Takes in the logins for which the user holds certificates, while the login grace lasts.
  ///
  /// A tunnel cannot see which login, nor which certificate, is used inside. So it stands for every login
  /// for which its user, by any sign-in, held a certificate that the server may still take, from its
  /// opening to the login grace after it; and it loses its ground when any of these does.
  mutating func gainLogins(from world: World, at now: Moment) {
    guard now <= opened + LiveConnections.loginGrace else { return }
    for certificate in world.certificates(of: person.user, on: server) where opened < certificate.refusedFrom {
      serials.insert(certificate.serial)
      logins.insert(certificate.login)
      if certificate.signIn != person.signIn { otherSignIns[certificate.login, default: []].insert(certificate.signIn) }
    }
  }
}

/// Whether an open connection may go on.
enum Standing {
  /// On this, by login.
  case held([String: ConnectionGround])
  case lost(Refusal)
}

extension World {
  /// What an open connection stands on now: each of its logins on the tunnel's own sign-in, or on the
  /// other sign-in that its certificate came from.
  func standing(of connection: LiveConnection, at now: Moment) -> Standing {
    guard !connection.logins.isEmpty else {
      return .lost(
        Refusal(.noGrant, "no certificate was issued for this connection", hint: "connect with `tsh ssh LOGIN@\(connection.hostname)`"))
    }
    var grounds: [String: ConnectionGround] = [:]
    for login in connection.logins.sorted() {
      switch ground(of: login, connection, by: connection.person.signIn, at: now) {
      case .held(let ground): grounds[login] = ground
      case .lost(let refusal):
        guard let ground = otherGround(of: login, connection, refusal, at: now) else { return .lost(refusal) }
        grounds[login] = ground
      }
    }
    return .held(grounds)
  }

  private func ground(of login: String, _ connection: LiveConnection, by signIn: SignInID, at now: Moment) -> GroundVerdict {
    ground(
      of: connection.person.user, on: connection.server, logins: [login], signIn: signIn, after: connection.grounds[login], at: now)
  }

  /// The ground of a login that only another sign-in of the same user has. The tunnel's own sign-in must last all the same.
  private func otherGround(of login: String, _ connection: LiveConnection, _ refusal: Refusal, at now: Moment) -> ConnectionGround? {
    guard refusal.reason != .signInEnded, signIn(connection.person.signIn) != nil else { return nil }
    let held = (connection.otherSignIns[login] ?? []).compactMap { signIn -> ConnectionGround? in
      guard case .held(let ground) = ground(of: login, connection, by: signIn, at: now) else { return nil }
      return ground
    }
    return held.max { $0.until < $1.until }
  }
}
