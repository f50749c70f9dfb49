import Foundation
import Testing
import ThresholdModel

@testable import ThresholdCertificates

@Suite("Proving host keys when joining")
struct JoinChallengeTests {
  let challenge = JoinChallenge(cluster: "main", address: "db1.example.com:22", hostname: "db1")

  @Test("a host key signs the challenge with ssh-keygen, and the signature counts for that key and challenge only", arguments: sshKinds)
  func proof(kind: String) throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey(kind)
    let other = try bench.makeSSHKey(kind, "other")
    try bench.write(challenge.message(for: key), to: "message")
    let text = try bench.succeed("ssh-keygen -Y sign -n \(JoinChallenge.namespace) -f key < message 2>/dev/null")
    #expect(refusal { () throws(Problem) in try challenge.verify(signature: text, by: key) } == nil)
    #expect(refusal { () throws(Problem) in try challenge.verify(signature: text, by: other) }?.kind == .accessDenied)
    let later = JoinChallenge(cluster: "main", address: "db1.example.com:22", hostname: "db1")
    #expect(refusal { () throws(Problem) in try later.verify(signature: text, by: key) }?.kind == .accessDenied)
    let elsewhere = try bench.succeed("ssh-keygen -Y sign -n file -f key < message 2>/dev/null")
    #expect(refusal { () throws(Problem) in try challenge.verify(signature: elsewhere, by: key) }?.kind == .accessDenied)
  }

  @Test("no two challenges have the same message, however their parts are cut")
  func unambiguous() throws {
    let key = SSHKeyPair.generate().publicKey
    let nonce = challenge.nonce
    let parts = [
      ("main", "db1:22", "db1"), ("maind", "b1:22", "db1"), ("main", "db1:22db", "1"), ("main", "", "db1:22db1"), ("", "maindb1:22", "db1"),
      ("main\u{0}", "db1:22", "db1"),
    ]
    var messages: Set<[UInt8]> = []
    for (cluster, address, hostname) in parts {
      let json = try JSONEncoder().encode(["nonce": nonce, "cluster": cluster, "address": address, "hostname": hostname])
      messages.insert(try JSONDecoder().decode(JoinChallenge.self, from: json).message(for: key))
    }
    #expect(messages.count == parts.count)
    #expect(challenge.message(for: key) != challenge.message(for: SSHKeyPair.generate().publicKey))
    #expect(challenge.message(for: key) == wire("threshold-join-v1", nonce, "main", "db1.example.com:22", "db1") + wire(key.blob))
  }

  @Test("nonces are 32 random bytes, and a challenge with another nonce is not read")
  func nonces() throws {
    let nonces = Set((0..<50).map { _ in JoinChallenge(cluster: "main", address: "a:22", hostname: "a").nonce })
    #expect(nonces.count == 50 && nonces.allSatisfy { Data(base64Encoded: $0)?.count == 32 })
    #expect(try JSONDecoder().decode(JoinChallenge.self, from: JSONEncoder().encode(challenge)) == challenge)
    for nonce in ["", "AAAA", "!", Data(count: 31).base64EncodedString(), Data(count: 33).base64EncodedString()] {
      let json = try JSONEncoder().encode(["nonce": nonce, "cluster": "main", "address": "a:22", "hostname": "a"])
      #expect(throws: Problem.self) { try JSONDecoder().decode(JoinChallenge.self, from: json) }
    }
  }
}

@Suite("Known hosts")
struct KnownHostsTests {
  @Test("ssh-keygen finds every key of a server under its alias")
  func lookup() throws {
    let bench = try Workbench()
    let keys = try sshKinds.enumerated().map { try bench.makeSSHKey($1, "key\($0)") }
    let alias = "5b0c9f2e-54b1-4a57-9c7e-0a4e4f1d2b3c"
    let lines = try KnownHosts.lines(alias: alias, keys: keys + [keys[0]])
    #expect(lines == keys.map { "\(alias) \($0.line)" })
    try bench.write(lines.joined(separator: "\n") + "\n", to: "known_hosts")
    let found = try bench.succeed("ssh-keygen -F \(alias) -l -f known_hosts")
    for key in keys { #expect(found.contains(key.fingerprint)) }
    #expect(try !bench.run("ssh-keygen -F other -f known_hosts").succeeded)
  }

  @Test(
    "an alias that known_hosts would take for something else is refused",
    arguments: ["", " ", "*", "a*", "!a", "a,b", "a b", "#a", "|1|a|b", "@cert-authority", "[a]:22", "a\nb", "a?", "ä"])
  func refusedAliases(alias: String) {
    let keys = [SSHKeyPair.generate().publicKey]
    #expect(refusal { () throws(Problem) in try KnownHosts.lines(alias: alias, keys: keys) }?.kind == .badParameter)
  }

  @Test("a server without host keys is refused, since nothing could be trusted")
  func noKeys() {
    #expect(refusal { () throws(Problem) in try KnownHosts.lines(alias: "a", keys: []) }?.message == "the server `a` has no host key")
  }
}
