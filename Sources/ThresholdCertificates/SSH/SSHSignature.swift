import Crypto
import Foundation
public import ThresholdModel

/// Signatures over any bytes by an SSH key, as `ssh-keygen -Y sign -n NAMESPACE` makes them.
/// Source: OpenSSH PROTOCOL.sshsig, version 1.
public enum SSHSignature {
  /// The longest armored signature that is read, in bytes.
  public static let longest = 32 * 1024

  /// Checks that a key signed these bytes for this purpose.
  /// - Parameters:
  ///   - armored: the signature from `-----BEGIN SSH SIGNATURE-----` to `-----END SSH SIGNATURE-----`.
  ///   - message: what was signed.
  ///   - namespace: the purpose, as given to `ssh-keygen -n`; not empty.
  ///   - key: the key that must have signed; the one inside the signature must be the same.
  /// - Throws: ``Problem`` of kind `badParameter` for what is not a signature of this format, `accessDenied` for one that is not by
  ///   this key, over this message and for this purpose.
  public static func verify(
    armored: String, message: [UInt8], namespace: String, by key: SSHPublicKey
  ) throws(Problem) {
    guard !namespace.isEmpty else { throw Problem(.badParameter, "an SSH signature needs a namespace") }
    let envelope = try Envelope(blob: blob(armored: armored))
    guard envelope.publicKey == key.blob else {
      throw Problem(.accessDenied, "the signature is by another key than \(key.fingerprint)")
    }
    guard envelope.namespace == Array(namespace.utf8) else {
      throw Problem(
        .accessDenied, "the signature is for another purpose than `\(namespace.escapedForDisplay)`",
        hint: "sign with `ssh-keygen -Y sign -n \(namespace.escapedForDisplay)`")
    }
    guard let digest = envelope.digest(of: message) else {
      throw Problem(.badParameter, "the signature's hash is neither sha256 nor sha512")
    }
    let signed = signedBytes(namespace: namespace, hash: envelope.hash, digest: digest)
    guard key.verifier.isValid(signature: envelope.signature, for: signed) else {
      throw Problem(.accessDenied, "the signature by \(key.fingerprint) is not valid")
    }
  }

  private static let magic = Array("SSHSIG".utf8)

  /// What a signature file holds.
  private struct Envelope {
    let publicKey: [UInt8]
    let namespace: [UInt8]
    let hash: String
    let signature: [UInt8]

    init(blob: [UInt8]) throws(Problem) {
      do {
        var reader = SSHWireReader(blob)
        guard try reader.bytes(magic.count) == magic[...], try reader.uint32() == 1 else { throw MalformedWire() }
        publicKey = Array(try reader.string())
        namespace = Array(try reader.string())
        // Reserved. The format wants it ignored and signed; no version of OpenSSH writes anything there.
        guard try reader.string().isEmpty else { throw MalformedWire() }
        hash = try reader.name()
        signature = Array(try reader.string())
        try reader.end()
      } catch {
        throw Problem(.badParameter, "the SSH signature is damaged")
      }
    }

    func digest(of message: [UInt8]) -> [UInt8]? {
      switch hash {
      case "sha256": Array(SHA256.hash(data: message))
      case "sha512": Array(SHA512.hash(data: message))
      default: nil
      }
    }
  }

  private static func signedBytes(namespace: String, hash: String, digest: [UInt8]) -> [UInt8] {
    var writer = SSHWireWriter()
    writer.write(raw: magic)
    writer.write(string: namespace)
    writer.write(string: "")  // reserved
    writer.write(string: hash)
    writer.write(string: digest)
    return writer.bytes
  }

  private static func blob(armored: String) throws(Problem) -> [UInt8] {
    guard armored.utf8.count <= longest else { throw Problem(.badParameter, "the SSH signature is longer than \(longest) bytes") }
    let lines = armored.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    guard
      lines.count >= 3, lines.first == "-----BEGIN SSH SIGNATURE-----", lines.last == "-----END SSH SIGNATURE-----",
      let data = Data(base64Encoded: lines.dropFirst().dropLast().joined())
    else {
      throw Problem(.badParameter, "this is not an SSH signature", hint: "make one with `ssh-keygen -Y sign`")
    }
    return Array(data)
  }
}
