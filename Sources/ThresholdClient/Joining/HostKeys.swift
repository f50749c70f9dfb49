import Foundation
import ThresholdAPI
import ThresholdCertificates
import ThresholdModel

/// One of sshd's host keys: what it proves itself with.
struct HostKey: Hashable, Sendable {
  /// The private key's file, as sshd names it.
  let path: String
  /// `ssh-ed25519 AAAA…`, without comment.
  let line: String
}

/// Reads and uses sshd's host keys through `ssh-keygen`, which alone ever sees a private key.
struct HostKeys: Sendable {
  let keygen: LocalProgram

  /// The host keys that sshd offers, in its order.
  ///
  /// Files that don't exist are left out, as sshd does with its defaults.
  /// - Throws: ``Problem`` of kind `notFound` when there is none, `badParameter` when one cannot be read.
  func read(_ configuration: EffectiveConfiguration) async throws(Problem) -> [HostKey] {
    var keys: [HostKey] = []
    for path in configuration["hostkey"] where FileManager.default.fileExists(atPath: path) {
      // An empty passphrase keeps ssh-keygen from asking for one; it is ignored for keys without.
      let outcome = try await keygen.run(["-y", "-P", "", "-f", path])
      guard outcome.isSuccess else {
        throw Problem(
          .badParameter, "the host key `\(path.escapedForDisplay)` cannot be read: \(Self.oneLine(outcome.complaint))",
          hint: "run this as the user that runs sshd; keys in agents and with passphrases cannot join")
      }
      keys.append(HostKey(path: path, line: try SSHPublicKey(line: outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)).line))
    }
    guard !keys.isEmpty else {
      throw Problem(.notFound, "sshd has no host key", hint: "ssh-keygen -A")
    }
    return keys
  }

  /// Lets each key sign its message of a challenge (`ssh-keygen -Y sign`), from standard input to standard output.
  /// - Throws: ``Problem`` of kind `badParameter` when the answer does not fit the keys, or a key cannot sign.
  func sign(_ challenge: JoinChallengeAnswer, with keys: [HostKey]) async throws(Problem) -> [String] {
    guard challenge.messages.count == keys.count, challenge.namespace == JoinChallenge.namespace else {
      throw Problem(.badParameter, "the cluster sent a challenge that does not fit this server's host keys")
    }
    var signatures: [String] = []
    for (key, message) in zip(keys, challenge.messages) {
      guard let bytes = Data(base64Encoded: message), !bytes.isEmpty, bytes.count <= 16 * 1024 else {
        throw Problem(.badParameter, "the cluster sent a challenge that cannot be read")
      }
      let outcome = try await keygen.run(["-Y", "sign", "-n", challenge.namespace, "-f", key.path], input: bytes)
      guard outcome.isSuccess else {
        throw Problem(.badParameter, "the host key `\(key.path.escapedForDisplay)` cannot sign: \(Self.oneLine(outcome.complaint))")
      }
      signatures.append(outcome.text)
    }
    return signatures
  }

  private static func oneLine(_ text: String) -> String {
    (text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "no reason given").escapedForDisplay
  }
}
