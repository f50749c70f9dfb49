import Crypto
public import ThresholdModel

/// The private key of a client or a listener: ECDSA on P-256, the one curve that every TLS library
/// accepts in client certificates.
public struct TLSKey: Sendable, CustomStringConvertible, CustomReflectable {
  private let key: P256.Signing.PrivateKey

  private init(key: P256.Signing.PrivateKey) { self.key = key }

  /// A new random key.
  public static func generate() -> TLSKey { TLSKey(key: P256.Signing.PrivateKey()) }

  /// Reads a private key on P-256 in PEM (`PRIVATE KEY` or `EC PRIVATE KEY`).
  /// - Throws: ``Problem`` of kind `badParameter`; the message shows nothing of the key.
  public init(privateKeyPEM: String) throws(Problem) {
    do {
      key = try P256.Signing.PrivateKey(pemRepresentation: privateKeyPEM)
    } catch {
      // No cause: the library's error could quote the input.
      throw Problem(.badParameter, "the private key is not a P-256 key in PEM")
    }
  }

  /// The private key as PKCS #8 in PEM, unencrypted. Secret.
  public var privateKeyPEM: String { key.pemRepresentation }
  /// The public key as SubjectPublicKeyInfo in PEM: what ``X509Authority`` signs.
  public var publicKeyPEM: String { key.publicKey.pemRepresentation }

  public var description: String { "<secret>" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
