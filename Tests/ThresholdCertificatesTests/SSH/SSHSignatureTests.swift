import Foundation
import Testing
import ThresholdModel

@testable import ThresholdCertificates

/// The armour around a signature's bytes.
func armored(_ blob: [UInt8]) -> String {
  "-----BEGIN SSH SIGNATURE-----\n\(Data(blob).base64EncodedString().broken(after: 70))\n-----END SSH SIGNATURE-----\n"
}

@Suite("SSH signatures")
struct SSHSignatureTests {
  let message = Array("what is signed\n".utf8)

  /// What `ssh-keygen` makes of the message.
  func sign(_ bench: Workbench, namespace: String = "join@threshold", key: String = "key", options: String = "") throws -> String {
    try bench.write(message, to: "message")
    return try bench.succeed("ssh-keygen -Y sign -n \(namespace) \(options) -f \(key) < message 2>/dev/null")
  }

  /// The bytes inside the armour.
  func blob(_ text: String) throws -> [UInt8] {
    Array(try #require(Data(base64Encoded: text.split(separator: "\n").dropFirst().dropLast().joined())))
  }

  func verify(_ text: String, by key: SSHPublicKey, message other: [UInt8]? = nil, namespace: String = "join@threshold") -> Problem? {
    refusal { () throws(Problem) in try SSHSignature.verify(armored: text, message: other ?? message, namespace: namespace, by: key) }
  }

  @Test("what ssh-keygen signs is valid for its key, message and namespace, and for no other", arguments: sshKinds)
  func agreement(kind: String) throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey(kind)
    let other = try bench.makeSSHKey(kind, "other")
    for options in ["", "-O hashalg=sha256", "-O hashalg=sha512"] {
      let text = try sign(bench, options: options)
      #expect(verify(text, by: key) == nil)
      #expect(verify(text.replacingOccurrences(of: "\n", with: "\r\n"), by: key) == nil)
      let cases: [(Problem?, String)] = [
        (verify(text, by: other), "the signature is by another key than \(other.fingerprint)"),
        (verify(text, by: key, message: message + [0x20]), "the signature by \(key.fingerprint) is not valid"),
        (verify(text, by: key, message: []), "the signature by \(key.fingerprint) is not valid"),
        (verify(text, by: key, namespace: "file"), "the signature is for another purpose than `file`"),
        (verify(text, by: key, namespace: "join@threshold2"), "the signature is for another purpose than `join@threshold2`"),
      ]
      for (problem, expected) in cases {
        #expect(problem?.message == expected)
        #expect(problem?.kind == .accessDenied)
      }
    }
    #expect(verify(try sign(bench), by: key, namespace: "")?.kind == .badParameter)
  }

  @Test("an empty message and a large one are signed and checked alike", arguments: [0, 1, 1_000_000])
  func sizes(count: Int) throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey("-t ed25519")
    let bytes = [UInt8](repeating: 7, count: count)
    try bench.write(bytes, to: "large")
    let text = try bench.succeed("ssh-keygen -Y sign -n join@threshold -f key < large 2>/dev/null")
    #expect(verify(text, by: key, message: bytes) == nil)
  }

  @Test("a signature with any bit turned over is refused", arguments: sshKinds)
  func flips(kind: String) throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey(kind)
    for flipped in try blob(sign(bench)).flips {
      #expect(verify(armored(flipped), by: key) != nil)
    }
  }

  @Test("a signature that is cut short at any length, in its bytes or its armour, is refused", arguments: sshKinds)
  func truncations(kind: String) throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey(kind)
    let text = try sign(bench).trimmingCharacters(in: .whitespacesAndNewlines)
    for cut in try blob(text).truncations { #expect(verify(armored(cut), by: key)?.kind == .badParameter) }
    for length in 0..<text.count { #expect(verify(String(text.prefix(length)), by: key)?.kind == .badParameter) }
    #expect(verify(armored(try blob(text) + [0]), by: key)?.kind == .badParameter)
  }

  /// The fields of an Ed25519 or RSA signature, each of which a test may replace.
  struct Fields {
    var magic = Array("SSHSIG".utf8)
    var version: [UInt8] = [0, 0, 0, 1]
    var key: [UInt8]
    var namespace = Array("join@threshold".utf8)
    var reserved: [UInt8] = []
    var hash = Array("sha512".utf8)
    var algorithm: [UInt8]
    var signature: [UInt8]
    var rest: [UInt8] = []

    var text: String { armored(magic + version + wire(key, namespace, reserved, hash, wire(algorithm, signature) + rest)) }
  }

  func fields(_ text: String, key: SSHPublicKey, algorithm: String, length: Int) throws -> Fields {
    Fields(key: key.blob, algorithm: Array(algorithm.utf8), signature: Array(try blob(text).suffix(length)))
  }

  @Test("a signature with any one field replaced is refused")
  func replacedFields() throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey("-t ed25519")
    let other = try bench.makeSSHKey("-t ed25519", "other")
    let good = try fields(sign(bench), key: key, algorithm: "ssh-ed25519", length: 64)
    #expect(verify(good.text, by: key) == nil)
    let changes: [(inout Fields) -> Void] = [
      { $0.magic = Array("SSHSIH".utf8) }, { $0.version = [0, 0, 0, 2] }, { $0.version = [0, 0, 0, 0] }, { $0.key = other.blob },
      { $0.key = [] },
      { $0.namespace = Array("file".utf8) }, { $0.namespace = [] }, { $0.reserved = [0] }, { $0.hash = Array("sha256".utf8) },
      { $0.hash = Array("sha1".utf8) }, { $0.hash = Array("md5".utf8) }, { $0.hash = [] }, { $0.hash = Array("SHA512".utf8) },
      { $0.algorithm = Array("ssh-rsa".utf8) }, { $0.algorithm = [] }, { $0.algorithm = Array("ssh-ed25519-cert-v01@openssh.com".utf8) },
      { $0.signature = [] }, { $0.signature += [0] }, { $0.signature.removeLast() }, { $0.signature = [UInt8](repeating: 0, count: 64) },
      { $0.rest = [0] },
    ]
    for (index, change) in changes.enumerated() {
      var changed = good
      change(&changed)
      #expect(verify(changed.text, by: key) != nil, "change \(index)")
    }
  }

  @Test("RSA counts with SHA-2 only, and only under the name of the hash that was used")
  func rsaHashes() throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey("-t rsa -b 3072")
    let good = try fields(sign(bench), key: key, algorithm: "rsa-sha2-512", length: 384)
    #expect(verify(good.text, by: key) == nil)
    for algorithm in ["ssh-rsa", "rsa-sha2-256", "rsa-sha2-384", "ssh-ed25519"] {
      var changed = good
      changed.algorithm = Array(algorithm.utf8)
      #expect(verify(changed.text, by: key)?.kind == .accessDenied)
    }
    // Made with openssl over the very bytes that would be signed: SHA-1 is refused however good the signature is, SHA-256 is taken.
    try bench.succeed("ssh-keygen -q -p -N '' -m PEM -f key")
    let digest = try bench.succeed("sha512sum < message").prefix(128)
    let signed = Array("SSHSIG".utf8) + wire("join@threshold", "", "sha512") + wire(bytes(hexadecimal: String(digest)))
    try bench.write(signed, to: "signed")
    for (hash, name, succeeds) in [("sha1", "ssh-rsa", false), ("sha256", "rsa-sha2-256", true), ("sha512", "rsa-sha2-512", true)] {
      var changed = good
      changed.algorithm = Array(name.utf8)
      changed.signature = bytes(hexadecimal: try bench.succeed("openssl dgst -\(hash) -sign key -binary signed | od -An -v -tx1"))
      #expect((verify(changed.text, by: key) == nil) == succeeds, "\(name)")
      changed.signature = [0] + changed.signature
      #expect(verify(changed.text, by: key) != nil)
    }
  }

  func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  @Test(
    "text that is not an armoured signature is refused in words",
    arguments: [
      "", "\n", "x", "-----BEGIN SSH SIGNATURE-----", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----",
      "-----BEGIN SSH SIGNATURE-----\n!!!!\n-----END SSH SIGNATURE-----",
      "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----",
      "-----BEGIN PGP SIGNATURE-----\nAAAA\n-----END PGP SIGNATURE-----", String(repeating: "A", count: 80_000),
    ])
  func notSignatures(text: String) {
    #expect(verify(text, by: SSHKeyPair.generate().publicKey)?.kind == .badParameter)
  }

  @Test("text around the armour is refused")
  func surroundings() throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey("-t ed25519")
    let text = try sign(bench)
    for changed in ["x\n" + text, text + "x\n", text + text] { #expect(verify(changed, by: key)?.kind == .badParameter) }
  }
}
