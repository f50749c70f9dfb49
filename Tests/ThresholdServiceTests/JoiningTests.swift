import Foundation
import Synchronization
import Testing
import ThresholdCertificates
import ThresholdModel
import ThresholdRules
import ThresholdStore
import ThresholdTesting

@testable import ThresholdService

@Suite("Joining a server")
struct JoiningTests {
  private let admin = Caller.local(osUser: "test")

  /// Signs as a host would: with the stock tool.
  private func sign(_ message: [UInt8], _ namespace: String, with key: SSHKeyPair, in directory: String) throws -> String {
    let file = "\(directory)/\(UUID().uuidString)"
    try Data(key.privateKeyFile.utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    try Data(message).write(to: URL(fileURLWithPath: file + ".message"))
    let nothing = FileHandle.nullDevice.fileDescriptor
    let signing = try SpawnedProgram(
      "/usr/bin/ssh-keygen", ["-Y", "sign", "-q", "-n", namespace, "-f", file, file + ".message"], environment: ["LC_ALL": "C"],
      input: nothing, output: nothing, errors: nothing)
    #expect(signing.wait() == 0)
    return try String(contentsOfFile: file + ".message.sig", encoding: .utf8)
  }

  private func join(
    _ house: House, token: String, key: SSHKeyPair, shown: [SSHPublicKey], hostname: String = "db1", address: String,
    labels: [String: String] = [:]
  ) async throws -> JoinedServer {
    ScriptedProbe.shown.withLock { $0[address] = shown }
    let claim = JoinClaim(token: token, hostname: hostname, address: address, labels: labels, hostKeys: [key.publicKey.line])
    let start = try await house.stories.beginJoin(claim, from: "10.1.1.1")
    let signature = try sign(start.messages[0], start.namespace, with: key, in: house.directory.path)
    return try await house.stories.finishJoin(token: token, challenge: start.challenge, signatures: [signature], from: "10.1.1.1")
  }

  private func token(_ house: House, allowing: LabelMap = [:]) async throws -> String {
    try await house.stories.createToken(type: "node", labels: ["env": "test"], allowedLabels: allowing, ttl: .hours(1), by: admin).token
  }

  @Test("a host that signs and shows its key joins with the token's labels")
  func joins() async throws {
    let house = try await House()
    let key = SSHKeyPair.generate()
    let joined = try await join(house, token: try await token(house), key: key, shown: [key.publicKey], address: "127.0.0.1:20001")
    #expect(joined.server.labels == ["env": "test"])
    #expect(joined.server.spec.gatewayAddresses == ["127.0.0.2"])
    #expect(joined.userAuthorities.count == 1)
  }

  @Test("the token is kept by its hash only, and works until its end")
  func tokenLife() async throws {
    let house = try await House()
    let token = try await token(house)
    #expect(house.stories.world.tokens.allSatisfy { !$0.hash.text.contains(token) })
    house.clock.advance(by: .hours(1))
    let claim = JoinClaim(
      token: token, hostname: "db1", address: "127.0.0.1:20002", labels: [:], hostKeys: [SSHKeyPair.generate().publicKey.line])
    let expired = await refusal { try await house.stories.beginJoin(claim, from: "10.1.1.1") }
    let wrong = await refusal {
      try await house.stories.beginJoin(
        JoinClaim(token: "nonsense", hostname: "db1", address: "127.0.0.1:20002", labels: [:], hostKeys: claim.hostKeys), from: "10.1.1.2")
    }
    #expect(expired?.kind == .accessDenied)
    #expect(expired == wrong)
  }

  @Test("a server may add only labels that its token allows, and cannot replace the token's own")
  func labels() async throws {
    let house = try await House()
    let key = SSHKeyPair.generate()
    let plain = try await token(house)
    let refused = await refusal {
      try await join(house, token: plain, key: key, shown: [key.publicKey], address: "127.0.0.1:20003", labels: ["team": "web"])
    }
    #expect(refused?.message.contains("team=web") == true)
    let allowing = try await token(house, allowing: ["team": ["*"]])
    let joined = try await join(
      house, token: allowing, key: key, shown: [key.publicKey], address: "127.0.0.1:20003", labels: ["team": "web"])
    #expect(joined.server.labels == ["env": "test", "team": "web"])
    let replacing = await refusal {
      try await join(house, token: allowing, key: key, shown: [key.publicKey], address: "127.0.0.1:20003", labels: ["env": "production"])
    }
    #expect(replacing?.kind == .accessDenied)
  }

  @Test("a host that the address does not show is refused")
  func wrongHost() async throws {
    let house = try await House()
    let (key, other) = (SSHKeyPair.generate(), SSHKeyPair.generate())
    let token = try await token(house)
    #expect(
      await refusal { try await join(house, token: token, key: key, shown: [other.publicKey], address: "127.0.0.1:20004") }?.kind
        == .accessDenied)
  }

  @Test("joining again needs the recorded host key; with it the server keeps its id")
  func again() async throws {
    let house = try await House()
    let (key, other) = (SSHKeyPair.generate(), SSHKeyPair.generate())
    let token = try await token(house)
    let first = try await join(house, token: token, key: key, shown: [key.publicKey], address: "127.0.0.1:20005")
    let second = try await join(house, token: token, key: key, shown: [key.publicKey], address: "127.0.0.1:20005")
    #expect(first.server.id == second.server.id)
    let refused = await refusal { try await join(house, token: token, key: other, shown: [other.publicKey], address: "127.0.0.1:20005") }
    #expect(refused?.hint?.contains("tctl rm node/\(first.server.id)") == true)
  }

  @Test("a challenge works once, and not with another's signature")
  func challengeOnce() async throws {
    let house = try await House()
    let (key, other) = (SSHKeyPair.generate(), SSHKeyPair.generate())
    let token = try await token(house)
    ScriptedProbe.shown.withLock { $0["127.0.0.1:20006"] = [key.publicKey] }
    let claim = JoinClaim(token: token, hostname: "db1", address: "127.0.0.1:20006", labels: [:], hostKeys: [key.publicKey.line])
    let start = try await house.stories.beginJoin(claim, from: "10.1.1.1")
    let forged = try sign(start.messages[0], start.namespace, with: other, in: house.directory.path)
    let genuine = try sign(start.messages[0], start.namespace, with: key, in: house.directory.path)
    #expect(
      await refusal { try await house.stories.finishJoin(token: token, challenge: start.challenge, signatures: [forged], from: "10.1.1.1") }
        != nil)
    #expect(
      await refusal {
        try await house.stories.finishJoin(token: token, challenge: start.challenge, signatures: [genuine], from: "10.1.1.1")
      }?.kind
        == .accessDenied)
  }

  @Test("guessing tokens holds back the address that guesses, and nobody else")
  func guessing() async throws {
    let house = try await House()
    let key = SSHKeyPair.generate()
    let token = try await token(house)
    func claim(_ token: String) -> JoinClaim {
      JoinClaim(token: token, hostname: "db1", address: "127.0.0.1:20007", labels: [:], hostKeys: [key.publicKey.line])
    }
    for _ in 0..<21 { _ = await refusal { try await house.stories.beginJoin(claim("guess"), from: "10.6.6.6") } }
    #expect(await refusal { try await house.stories.beginJoin(claim(token), from: "10.6.6.6") }?.kind == .tooManyRequests)
    _ = try await house.stories.beginJoin(claim(token), from: "10.1.1.1")
  }
}
