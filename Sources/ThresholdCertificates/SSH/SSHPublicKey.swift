import Crypto
import CryptoExtras
import Foundation
public import ThresholdModel

/// A public key as OpenSSH writes it: `ssh-ed25519 AAAA…`. Two keys are equal when their bytes on the wire are.
///
/// Whatever was read is a key that can be used: points lie on their curve, RSA moduli have 2048 to 8192 bits, and
/// numbers stand in their shortest form.
public struct SSHPublicKey: Hashable, Sendable, CustomStringConvertible {
  /// What kind of key it is.
  public let algorithm: SSHAlgorithm
  /// The key as the protocol sends it, beginning with the algorithm's name. Source: RFC 4253, section 6.6.
  public let blob: [UInt8]

  let verifier: SSHVerifier

  /// The longest line that is read, in bytes.
  static let longestLine = 16 * 1024

  /// Reads one line of a `.pub` file. A comment after the key is dropped; options in front of it, as in
  /// `authorized_keys`, are refused.
  /// - Throws: ``Problem`` of kind `badParameter` that says what is wrong with the key.
  public init(line: String) throws(Problem) {
    let hint = "give one line of a file such as /etc/ssh/ssh_host_ed25519_key.pub"
    let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
    guard text.utf8.count <= Self.longestLine else {
      throw Problem(.badParameter, "the SSH public key is longer than \(Self.longestLine) bytes", hint: hint)
    }
    guard !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 }) else {
      throw Problem(.badParameter, "the SSH public key is not a single line", hint: hint)
    }
    let words = text.split(maxSplits: 2, whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
    guard words.count >= 2 else {
      throw Problem(.badParameter, "`\(text.prefix(60).description.escapedForDisplay)` is not an SSH public key", hint: hint)
    }
    let algorithm = try Self.algorithm(named: words[0])
    guard let data = Data(base64Encoded: words[1]) else {
      throw Problem(.badParameter, "the SSH public key is not base64", hint: hint)
    }
    try self.init(blob: Array(data))
    guard self.algorithm == algorithm else {
      throw Problem(.badParameter, "the SSH public key says `\(algorithm.rawValue)` and holds `\(self.algorithm.rawValue)`", hint: hint)
    }
  }

  /// Reads a key from its bytes on the wire; nothing may follow it.
  /// - Throws: ``Problem`` of kind `badParameter` that says what is wrong with the key.
  public init(blob: [UInt8]) throws(Problem) {
    var reader = SSHWireReader(blob)
    let malformed = Problem(.badParameter, "the SSH public key is damaged")
    guard blob.count <= Self.longestLine, let name = try? reader.name() else { throw malformed }
    algorithm = try Self.algorithm(named: name)
    do {
      verifier = try SSHVerifier(algorithm, fields: &reader)
      try reader.end()
    } catch let problem as Problem {
      throw problem
    } catch {
      throw malformed
    }
    self.blob = blob
  }

  /// The public half of a key of ours.
  init(of key: SSHSigningKey) {
    algorithm = .ed25519
    blob = key.publicBlob
    verifier = .ed25519(key.publicKey)
  }

  /// Algorithm and key, without a comment: `ssh-ed25519 AAAA…`.
  public var line: String { "\(algorithm.rawValue) \(Data(blob).base64EncodedString())" }

  /// `SHA256:` and the digest of the key in base64 without padding, as `ssh-keygen -l` prints it.
  public var fingerprint: String {
    let digest = Data(SHA256.hash(data: blob)).base64EncodedString()
    return "SHA256:" + digest.prefix { $0 != "=" }
  }

  public var description: String { line }

  /// What follows the algorithm's name: the part of a key that a certificate repeats.
  var fields: ArraySlice<UInt8> { blob.dropFirst(4 + algorithm.rawValue.utf8.count) }

  public static func == (left: SSHPublicKey, right: SSHPublicKey) -> Bool { left.blob == right.blob }
  public func hash(into hasher: inout Hasher) { hasher.combine(blob) }

  private static func algorithm(named name: String) throws(Problem) -> SSHAlgorithm {
    if let algorithm = SSHAlgorithm(rawValue: name) { return algorithm }
    let shown = name.prefix(60).description.escapedForDisplay
    let known = SSHAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
    throw Problem(
      .badParameter, "an SSH key of kind `\(shown)` \(SSHAlgorithm.refusal(of: name) ?? "is not known")", hint: "use one of \(known)")
  }
}
