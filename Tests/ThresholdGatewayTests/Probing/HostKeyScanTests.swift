import Foundation
import Logging
import NIOCore
import Testing
import ThresholdCertificates
import ThresholdModel
import ThresholdService

@testable import ThresholdGateway

@Suite("Looking at a server's host keys") struct HostKeyScanTests {
  static func scan(loopback: Bool = true, addresses: [String] = []) -> HostKeyScan {
    HostKeyScan(
      policy: DialPolicy(ownListeners: [], allowsLoopback: loopback), gatewayAddresses: addresses,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  @Test("a real sshd shows the host keys that it holds, and from where it sees the gateway", .enabled(if: StockSSHD.isInstalled))
  func realServer() async throws {
    let sshd = try await StockSSHD.start(keyTypes: ["ed25519", "ecdsa", "rsa"])
    defer { sshd.stop() }
    let seen = try await Self.scan().probe(address: "127.0.0.1:\(sshd.port)")
    #expect(Set(seen.hostKeys) == Set(try sshd.hostKeys()))
    #expect(seen.gatewayAddresses == ["127.0.0.2"])
    let told = try await Self.scan(addresses: ["192.0.2.1"]).probe(address: "localhost:\(sshd.port)")
    #expect(told.gatewayAddresses == ["192.0.2.1"] && told.hostKeys.count == 3)
  }

  @Test("what is no SSH server is told so")
  func notSSH() async throws {
    let target = try await Peer.Listener.listen()
    async let probing = Self.scan().probe(address: target.address)
    let server = try await target.first()
    try await server.send("HTTP/1.1 400 Bad Request\r\n")
    do {
      _ = try await probing
      Issue.record("a web server passed for an SSH server")
    } catch {
      #expect((error as? Problem)?.message == "`\(target.address)` does not answer as an SSH server")
    }
    await target.close()
  }

  @Test("a server that greets as SSH and shows no key is refused")
  func noKeys() async throws {
    let target = try await Peer.Listener.listen()
    let greeting = Task {
      for count in 1...4 {
        let peers = await target.accepted.wait { $0.count >= count || $0.last?.channel.isActive == false }
        guard peers.count >= count else { return }
        try? await peers[count - 1].send("SSH-2.0-Empty\r\n")
        try? await peers[count - 1].finish()
      }
    }
    let problem = await #expect(throws: Problem.self) { _ = try await Self.scan().probe(address: target.address) }
    #expect(problem?.kind == .unavailable)
    await target.close()
    await greeting.value
  }

  @Test("nothing there and not allowed are told apart")
  func words() async throws {
    let silent = await #expect(throws: Problem.self) { _ = try await Self.scan().probe(address: "127.0.0.1:1") }
    #expect(silent?.kind == .unavailable)
    let refused = await #expect(throws: Problem.self) { _ = try await Self.scan(loopback: false).probe(address: "127.0.0.1:22") }
    #expect(refused?.kind == .accessDenied)
    let malformed = await #expect(throws: Problem.self) { _ = try await Self.scan().probe(address: "-oProxyCommand=x") }
    #expect(malformed?.kind == .badParameter)
  }

  @Test("a missing program, endless output and junk are no harm")
  func program() async throws {
    let missing = await #expect(throws: Problem.self) { _ = try await KeyScanProgram(places: ["/nonexistent"]).scan("127.0.0.1", port: 22) }
    #expect(missing?.hint?.contains("openssh-client") == true)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scan-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let endless = folder.appendingPathComponent("endless")
    try Data("#!/bin/sh\nexec yes\n".utf8).write(to: endless)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: endless.path)
    await #expect(throws: Problem.self) { _ = try await KeyScanProgram(places: [endless.path]).scan("127.0.0.1", port: 22) }
    #expect(HostKeyScan.keys(in: "# c\n\n127.0.0.1 ssh-ed25519 AAAA\nx\n[::1]:22 ssh-dss AAAA\n\u{0}\n").isEmpty)
    await #expect(throws: Problem.self) { _ = try await KeyScanProgram().scan("-f/etc/passwd", port: 22) }
  }
}
