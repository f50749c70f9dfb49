import Crypto
import Foundation

/// An Ed25519 private key that never shows itself.
struct SSHSigningKey: Sendable, CustomStringConvertible, CustomReflectable {
  private let key: Curve25519.Signing.PrivateKey

  init() { key = Curve25519.Signing.PrivateKey() }

  /// - Parameter seed: the 32 bytes of RFC 8032, section 5.1.5; nil for another length.
  init?(seed: some Collection<UInt8>) {
    guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Data(seed)) else { return nil }
    self.key = key
  }

  var seed: [UInt8] { Array(key.rawRepresentation) }
  var publicKey: Curve25519.Signing.PublicKey { key.publicKey }
  var publicBytes: [UInt8] { Array(key.publicKey.rawRepresentation) }

  /// The public key as the protocol sends it.
  var publicBlob: [UInt8] {
    var writer = SSHWireWriter()
    writer.write(string: SSHAlgorithm.ed25519.rawValue)
    writer.write(string: publicBytes)
    return writer.bytes
  }

  /// A signature as the protocol sends it: the algorithm's name, then 64 bytes.
  func signature(for message: [UInt8]) throws -> [UInt8] {
    var writer = SSHWireWriter()
    writer.write(string: SSHAlgorithm.ed25519.rawValue)
    writer.write(string: Array(try key.signature(for: message)))
    return writer.bytes
  }

  var description: String { "<secret>" }
  var customMirror: Mirror { Mirror(self, children: []) }
}
