import Foundation
import Testing
import ThresholdModel

@testable import ThresholdCertificates

/// The options of `ssh-keygen` that make a key of each kind.
let sshKinds = ["-t ed25519", "-t ecdsa -b 256", "-t ecdsa -b 384", "-t ecdsa -b 521", "-t rsa -b 2048"]

extension Workbench {
  /// Makes a key pair with `ssh-keygen`: the files `NAME` and `NAME.pub`.
  func makeSSHKey(_ kind: String, _ name: String = "key") throws -> SSHPublicKey {
    try succeed("ssh-keygen -q \(kind) -N '' -C 'a comment' -f \(name)")
    return try SSHPublicKey(line: read("\(name).pub"))
  }
}

/// Strings with their lengths in front: SSH's wire format, written a second time for the tests.
func wire(_ parts: [UInt8]...) -> [UInt8] {
  parts.flatMap { part in [24, 16, 8, 0].map { UInt8(part.count >> $0 & 0xFF) } + part }
}

func wire(_ texts: String...) -> [UInt8] { texts.flatMap { wire(Array($0.utf8)) } }

@Suite("SSH public keys")
struct SSHPublicKeyTests {
  @Test("keys of every kind are read and fingerprinted as ssh-keygen does", arguments: zip(sshKinds, SSHAlgorithm.allCases))
  func agreement(kind: String, algorithm: SSHAlgorithm) throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey(kind)
    #expect(key.algorithm == algorithm)
    #expect(try bench.read("key.pub") == "\(key.line) a comment\n")
    let listed = try bench.succeed("ssh-keygen -l -f key.pub").split(separator: " ")
    #expect(listed.count > 1 && listed[1] == key.fingerprint)
    #expect(key.description == key.line)
    #expect(try SSHPublicKey(line: key.line) == key)
    #expect(try SSHPublicKey(line: "\t\(key.line.replacingOccurrences(of: " ", with: " \t"))\r\n") == key)
    #expect(try SSHPublicKey(blob: key.blob).hashValue == key.hashValue)
    #expect(try bench.makeSSHKey(kind, "other") != key)
  }

  @Test("keys that are cut short, extended or turned over are refused or are other keys, and never crash", arguments: sshKinds)
  func hostileBytes(kind: String) throws {
    let key = try Workbench().makeSSHKey(kind)
    for cut in key.blob.truncations {
      #expect(refusal { () throws(Problem) in try SSHPublicKey(blob: cut) }?.kind == .badParameter)
    }
    #expect(refusal { () throws(Problem) in try SSHPublicKey(blob: key.blob + [0]) } != nil)
    for flipped in key.blob.flips {
      if let other = try? SSHPublicKey(blob: flipped) { #expect(other != key && other.algorithm == key.algorithm) }
    }
    for length in 0..<key.line.count {
      #expect(refusal { () throws(Problem) in try SSHPublicKey(line: String(key.line.prefix(length))) } != nil)
    }
  }

  @Test(
    "lengths that lie are refused",
    arguments: [[0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0x40, 0], [0, 0, 0, 0]] as [[UInt8]])
  func lyingLengths(length: [UInt8]) throws {
    let key = try Workbench().makeSSHKey("-t ed25519")
    #expect(refusal { () throws(Problem) in try SSHPublicKey(blob: length + key.blob.dropFirst(4)) } != nil)
    let inner = 4 + key.algorithm.rawValue.utf8.count
    let lying = Array(key.blob[..<inner]) + length + key.blob[(inner + 4)...]
    #expect(refusal { () throws(Problem) in try SSHPublicKey(blob: lying) } != nil)
  }

  @Test("kinds of key that OpenSSH knows and we do not take are refused by name")
  func refusedKinds() throws {
    let bench = try Workbench()
    try bench.succeed("ssh-keygen -q -t rsa -b 1024 -N '' -f weak")
    _ = try bench.makeSSHKey("-t ed25519", "ca")
    _ = try bench.makeSSHKey("-t ed25519", "leaf")
    try bench.succeed("ssh-keygen -q -s ca -I id -n root leaf.pub")
    let cases: [(line: String, message: String)] = [
      (try bench.read("weak.pub"), "an RSA key of 1024 bits is not accepted"),
      (try bench.read("leaf-cert.pub"), "an SSH key of kind `ssh-ed25519-cert-v01@openssh.com` is a certificate, not a plain key"),
      ("ssh-dss AAAAB3NzaC1kc3MAAACBAA==", "an SSH key of kind `ssh-dss` is DSA, which is broken"),
      (
        "sk-ssh-ed25519@openssh.com AAAA",
        "an SSH key of kind `sk-ssh-ed25519@openssh.com` lives on a security key, which is not supported"
      ),
      ("ssh-ed448 AAAA", "an SSH key of kind `ssh-ed448` is not known"),
      ("restrict \(try bench.read("ca.pub"))", "an SSH key of kind `restrict` is not known"),
    ]
    for item in cases {
      #expect(refusal { () throws(Problem) in try SSHPublicKey(line: item.line) }?.message == item.message)
    }
  }

  @Test("lines that are not a key are refused in words")
  func refusedLines() throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey("-t ed25519")
    let encoded = String(key.line.split(separator: " ")[1])
    let lines = [
      "", " ", "ssh-ed25519", "ssh-ed25519 ", encoded, "ssh-ed25519 \(encoded)x", "ssh-ed25519 \(encoded.dropLast())!", "ssh-ed25519 =",
      "ssh-rsa \(encoded)", "SSH-ED25519 \(encoded)", "\(key.line)\n\(key.line)", "\(key.line)\u{0}", "ssh-ed25519\u{1B}[2J \(encoded)",
      "ssh-ed25519 \(String(repeating: "A", count: 20_000))", "ssh-ed25519 \u{202E}\(encoded)",
    ]
    for (index, line) in lines.enumerated() {
      let problem = refusal { () throws(Problem) in try SSHPublicKey(line: line) }
      #expect(problem?.kind == .badParameter, "line \(index)")
      #expect(problem?.message.unicodeScalars.contains(where: \.isUnsafeToDisplay) == false)
    }
  }

  @Test("keys that are well-formed and mathematically wrong are refused")
  func wrongMathematics() throws {
    let bench = try Workbench()
    let point = Array(try bench.makeSSHKey("-t ecdsa -b 256").blob.suffix(65))
    let curve = Array("nistp256".utf8)
    let name = Array("ecdsa-sha2-nistp256".utf8)
    let rsaName = Array("ssh-rsa".utf8)
    let modulus = Array(try bench.makeSSHKey("-t rsa -b 2048", "rsa").blob.suffix(257))
    #expect((try? SSHPublicKey(blob: wire(name, curve, point))) != nil)
    #expect((try? SSHPublicKey(blob: wire(rsaName, [3], modulus))) != nil)
    let compressed: [UInt8] = [point[64] & 1 == 0 ? 2 : 3] + point[1...32]
    let blobs: [[UInt8]] = [
      wire(name, Array("nistp384".utf8), point), wire(name, curve, point.dropLast() + [point[64] ^ 1]), wire(name, curve, [0]),
      wire(name, curve, []),
      wire(name, curve, compressed), wire(name, curve, [4] + [UInt8](repeating: 0, count: 64)), wire(name, curve, point + [0]),
      wire(Array("ssh-ed25519".utf8), [UInt8](repeating: 1, count: 31)), wire(Array("ssh-ed25519".utf8), [UInt8](repeating: 1, count: 33)),
      wire(rsaName, [], modulus), wire(rsaName, [0], modulus), wire(rsaName, [1], modulus), wire(rsaName, [2], modulus),
      wire(rsaName, [0x83], modulus),
      wire(rsaName, [0, 3], modulus), wire(rsaName, [1, 0, 0, 0, 1], modulus), wire(rsaName, [3], [0] + modulus),
      wire(rsaName, [3], Array(modulus.dropFirst())),
      wire(rsaName, [3], modulus.dropLast() + [modulus[256] ^ 1]), wire(rsaName, [3], [0x40] + [UInt8](repeating: 1, count: 1024)),
      wire(rsaName, [3], [1] + [UInt8](repeating: 1, count: 1024)), wire(rsaName, [3], []), wire(rsaName, modulus, [3]),
    ]
    for (index, blob) in blobs.enumerated() {
      #expect(refusal { () throws(Problem) in try SSHPublicKey(blob: blob) }?.kind == .badParameter, "blob \(index)")
    }
  }
}

@Suite("SSH key pairs")
struct SSHKeyPairTests {
  @Test("ssh-keygen reads a key of ours and signs with it")
  func privateKeyFile() throws {
    let bench = try Workbench()
    for _ in 0..<5 {
      let pair = SSHKeyPair.generate()
      try bench.write(pair.privateKeyFile, to: "key")
      #expect(try bench.succeed("ssh-keygen -y -P '' -f key") == pair.publicKey.line + "\n")
      try bench.write("words", to: "message")
      try bench.succeed("ssh-keygen -Y sign -n test -f key < message > message.sig")
      try SSHSignature.verify(armored: bench.read("message.sig"), message: Array("words".utf8), namespace: "test", by: pair.publicKey)
    }
  }

  @Test("no two keys are alike, and private keys do not show themselves however they are printed")
  func secrecy() {
    let pair = SSHKeyPair.generate()
    #expect(pair.publicKey != SSHKeyPair.generate().publicKey)
    let shown = everyPrinting(of: pair)
    #expect(shown.contains("<secret>") && !shown.contains("Curve25519") && !shown.contains("PRIVATE"))
    #expect(everyPrinting(of: SSHSigningKey()).contains("<secret>") && !everyPrinting(of: SSHSigningKey()).contains("Curve25519"))
  }
}
