import Foundation
public import ThresholdModel

/// An OpenSSH certificate authority: an Ed25519 key that signs users' or hosts' keys.
public struct SSHAuthority: Sendable, CustomStringConvertible, CustomReflectable {
  /// The key that servers (`TrustedUserCAKeys`) or clients (`@cert-authority`) trust.
  public let publicKey: SSHPublicKey
  private let signingKey: SSHSigningKey

  /// A new authority with a random key.
  public static func create() -> SSHAuthority { SSHAuthority(signingKey: SSHSigningKey()) }

  /// Takes up an authority from what ``publicLine`` and ``privateKey`` gave.
  /// - Throws: ``Problem`` of kind `badParameter` when they cannot be read or do not belong together; the message shows
  ///   nothing of the private key.
  public init(publicLine: String, privateKey: String) throws(Problem) {
    let publicKey = try SSHPublicKey(line: publicLine)
    guard let seed = Data(base64Encoded: privateKey), let key = SSHSigningKey(seed: seed) else {
      throw Problem(.badParameter, "the authority's private key is not an Ed25519 seed in base64")
    }
    guard key.publicBlob == publicKey.blob else {
      throw Problem(.badParameter, "the authority's public and private key do not belong together")
    }
    self.init(signingKey: key)
  }

  private init(signingKey: SSHSigningKey) {
    publicKey = SSHPublicKey(of: signingKey)
    self.signingKey = signingKey
  }

  /// The public key as OpenSSH writes it, without a comment.
  public var publicLine: String { publicKey.line }
  /// The private key to be stored, encrypted: the Ed25519 seed, 32 bytes in base64. Secret.
  public var privateKey: String { Data(signingKey.seed).base64EncodedString() }

  /// Signs a user's key.
  /// - Returns: the certificate as one line, `ssh-ed25519-cert-v01@openssh.com AAAA…`, ready for a file that ends in `-cert.pub`.
  /// - Throws: ``Problem`` of kind `badParameter` for whatever ``SSHUserCertificate`` does not allow.
  public func signUser(_ request: SSHUserCertificate) throws(Problem) -> String {
    try sign(request.content())
  }

  /// Signs a server's host key, for clients that trust this authority through `@cert-authority`.
  /// - Parameters:
  ///   - serial: not 0, which OpenSSH takes for none.
  ///   - keyID: what sshd and `ssh -v` show; 1 to 256 printable ASCII characters.
  ///   - principals: the names under which clients know the server, 1 to 100, without wildcards. They are written in lower
  ///     case, in which `ssh` looks for them.
  ///   - validAfter: rounded down to whole seconds.
  ///   - validBefore: rounded down to whole seconds; at most 366 days after `validAfter`.
  /// - Returns: the certificate as one line.
  /// - Throws: ``Problem`` of kind `badParameter` for anything else.
  public func signHost(
    publicKey: SSHPublicKey, serial: UInt64, keyID: String, principals: [String], validAfter: Moment, validBefore: Moment
  ) throws(Problem) -> String {
    try sign(
      SSHCertificateContent(
        role: .host, publicKey: publicKey, serial: serial, keyID: keyID, principals: principals.map { $0.lowercased() },
        validity: SSHCertificateContent.Validity(from: validAfter, until: validBefore, longest: .days(366))))
  }

  private func sign(_ content: SSHCertificateContent) throws(Problem) -> String {
    let bytes = try attempt(.internalError, "the SSH certificate could not be signed") {
      var writer = SSHWireWriter()
      writer.write(raw: content.bytes(authority: publicKey))
      writer.write(string: try signingKey.signature(for: writer.bytes))
      return writer.bytes
    }
    return "\(content.publicKey.algorithm.certificateName) \(Data(bytes).base64EncodedString())"
  }

  public var description: String { "\(publicKey.fingerprint) <secret>" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
