import Foundation

/// A person's or machine's Ed25519 key pair for OpenSSH.
public struct SSHKeyPair: Sendable, CustomStringConvertible, CustomReflectable {
  public let publicKey: SSHPublicKey
  private let signingKey: SSHSigningKey

  /// A new random key pair.
  public static func generate() -> SSHKeyPair { SSHKeyPair(signingKey: SSHSigningKey()) }

  private init(signingKey: SSHSigningKey) {
    publicKey = SSHPublicKey(of: signingKey)
    self.signingKey = signingKey
  }

  /// The private key as `ssh` reads it from a file of mode 0600, unencrypted and without a comment. Secret.
  /// Source: OpenSSH PROTOCOL.key, `openssh-key-v1`.
  public var privateKeyFile: String {
    var file = SSHWireWriter()
    file.write(raw: "openssh-key-v1\0".utf8)
    file.write(string: "none")  // cipher
    file.write(string: "none")  // key derivation
    file.write(string: "")  // its options
    file.write(UInt32(1))  // how many keys
    file.write(string: publicKey.blob)
    file.write(string: privateSection)
    let lines = Data(file.bytes).base64EncodedString().broken(after: 70)
    return "-----BEGIN OPENSSH PRIVATE KEY-----\n\(lines)\n-----END OPENSSH PRIVATE KEY-----\n"
  }

  private var privateSection: [UInt8] {
    // Twice the same number, by which a wrong passphrase is noticed; here there is none.
    let check = UInt32.random(in: .min ... .max)
    var section = SSHWireWriter()
    section.write(check)
    section.write(check)
    section.write(string: SSHAlgorithm.ed25519.rawValue)
    section.write(string: signingKey.publicBytes)
    section.write(string: signingKey.seed + signingKey.publicBytes)
    section.write(string: "")  // comment
    // Padding to the block length of the cipher `none`, which is 8: the bytes 1, 2, 3 …
    let missing = (8 - section.bytes.count % 8) % 8
    section.write(raw: (0..<missing).map { UInt8($0 + 1) })
    return section.bytes
  }

  public var description: String { "\(publicKey.fingerprint) <secret>" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
  /// The text in lines of so many characters, without a final newline. For ASCII.
  func broken(after length: Int) -> String {
    let bytes = Array(utf8)
    return stride(from: 0, to: bytes.count, by: length)
      .map { String(decoding: bytes[$0..<Swift.min($0 + length, bytes.count)], as: UTF8.self) }
      .joined(separator: "\n")
  }
}
