import ThresholdModel
import ThresholdRules

extension LiveConnection {
  /// Takes in the logins for which the user holds certificates, while the login grace lasts.
  ///
  /// A tunnel cannot see which login is used inside. So it stands for every login for which its user
  /// held an unexpired certificate on that server from its opening to the login grace after it, and it
  /// loses its ground when any of these does.
  mutating func gainLogins(from world: World, at now: Moment) {
    guard now <= opened + LiveConnections.loginGrace else { return }
    for certificate in world.certificates(of: person.user, on: server, signIn: person.signIn) where certificate.validBefore > opened {
      serials.insert(certificate.serial)
      logins.insert(certificate.login)
    }
  }
}

extension World {
  /// What an open connection stands on now.
  func ground(of connection: LiveConnection, at now: Moment) -> GroundVerdict {
    ground(
      of: connection.person.user, on: connection.server, logins: Array(connection.logins), signIn: connection.person.signIn,
      after: connection.ground, at: now)
  }
}
