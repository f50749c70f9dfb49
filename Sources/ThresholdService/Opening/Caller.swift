public import ThresholdModel

/// A signed-in person, as just checked against the World.
public struct Person: Sendable, Hashable {
  public let user: UserName
  public let signIn: SignInID
  /// Where the call comes from: an IP address without a port.
  public let address: String

  public init(user: UserName, signIn: SignInID, address: String) {
    self.user = user
    self.signIn = signIn
    self.address = address
  }
}

/// Who asks for something.
public enum Caller: Sendable, Hashable {
  case person(Person)
  /// The operating-system user at the server's own socket: may arrange everything, and decide nothing.
  case local(osUser: String)

  /// As the audit log names them.
  public var name: String {
    switch self {
    case .person(let person): person.user.text
    case .local(let osUser): "local:\(osUser)"
    }
  }

  /// The signed-in person, where it is one.
  public var person: Person? {
    if case .person(let person) = self { person } else { nil }
  }

  /// The user, where it is a person.
  public var user: UserName? {
    if case .person(let person) = self { person.user } else { nil }
  }
}
