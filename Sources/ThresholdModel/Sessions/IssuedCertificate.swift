/// An OpenSSH certificate that was handed out: kept until it expires, since a tunnel stands for every
/// login for which its user holds one. Not a document.
public struct IssuedCertificate: Codable, Hashable, Sendable {
  /// Unique; on the audit log before the certificate leaves.
  public var serial: UInt64
  public var user: UserName
  public var signIn: SignInID
  public var server: ServerID
  public var login: String
  public var validAfter: Moment
  /// The certificate is refused from here on; at most 2 minutes after it was issued.
  public var validBefore: Moment

  /// How far a server's clock may run behind: certificates begin this much early, and count as usable this much longer.
  public static let clockGrace = Span.seconds(60)

  /// From here on no server takes the certificate any more, also one whose clock runs behind.
  public var refusedFrom: Moment { validBefore + Self.clockGrace }

  public init(serial: UInt64, user: UserName, signIn: SignInID, server: ServerID, login: String, validAfter: Moment, validBefore: Moment) {
    self.serial = serial
    self.user = user
    self.signIn = signIn
    self.server = server
    self.login = login
    self.validAfter = validAfter
    self.validBefore = validBefore
  }
}
