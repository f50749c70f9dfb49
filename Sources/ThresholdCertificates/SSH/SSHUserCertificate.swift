public import ThresholdModel

/// What a user's OpenSSH certificate is to say, for ``SSHAuthority/signUser(_:)``.
///
/// It is narrow by construction: one principal, at least one source address, at most 5 minutes.
/// Source: OpenSSH PROTOCOL.certkeys; design §7.
public struct SSHUserCertificate: Hashable, Sendable {
  /// The longest time between ``validAfter`` and ``validBefore``.
  public static let longest = Span.minutes(5)

  /// The user's key.
  public var publicKey: SSHPublicKey
  /// Unique within the authority, and not 0, which OpenSSH takes for none.
  public var serial: UInt64
  /// What sshd logs when the certificate is used; 1 to 256 printable ASCII characters.
  public var keyID: String
  /// The one name for which it is good, for example `root@5b0c…`: printable ASCII without spaces, commas, quotes, `#` and wildcards.
  public var principal: String
  /// Refused before; rounded down to whole seconds.
  public var validAfter: Moment
  /// Refused from here on; rounded down to whole seconds.
  public var validBefore: Moment
  /// The addresses or networks from which it may be used, see ``SourceAddress``; 1 to 64.
  public var sourceAddresses: [String]
  /// What sshd allows the session, for example `permit-pty` without a value; none means nothing. Names to values.
  public var extensions: [String: String]

  public init(
    publicKey: SSHPublicKey, serial: UInt64, keyID: String, principal: String, validAfter: Moment, validBefore: Moment,
    sourceAddresses: [String], extensions: [String: String] = [:]
  ) {
    self.publicKey = publicKey
    self.serial = serial
    self.keyID = keyID
    self.principal = principal
    self.validAfter = validAfter
    self.validBefore = validBefore
    self.sourceAddresses = sourceAddresses
    self.extensions = extensions
  }

  func content() throws(Problem) -> SSHCertificateContent {
    guard (1...64).contains(sourceAddresses.count) else {
      throw Problem(.badParameter, "an SSH user certificate needs between 1 and 64 source addresses")
    }
    var addresses: [String] = []
    for address in sourceAddresses { addresses.append(try SourceAddress(text: address).text) }
    return try SSHCertificateContent(
      role: .user, publicKey: publicKey, serial: serial, keyID: keyID, principals: [principal],
      validity: SSHCertificateContent.Validity(from: validAfter, until: validBefore, longest: Self.longest),
      criticalOptions: ["source-address": addresses.joined(separator: ",")], extensions: extensions)
  }
}
