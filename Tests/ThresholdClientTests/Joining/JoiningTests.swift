import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdClient

/// What joining asks for, writes and refuses to write.
@Suite("joining")
struct JoiningTests {
  @Test("every host key proves itself, and the include stands before everything")
  func story() async throws {
    let bench = try await SSHDWorkbench()
    let cluster = try bench.cluster()
    let joined = try await bench.story().join(bench.wish, through: cluster)
    let claim = try #require(await cluster.claim)
    #expect(claim.hostKeys.map { String($0.prefix { $0 != " " }) } == ["ssh-ed25519", "ecdsa-sha2-nistp256"])
    #expect(claim.address == "127.0.0.1:\(bench.port)")
    #expect(claim.labels == ["team": "web"])
    #expect(joined.labels == ["env": "test"])
    #expect(joined.reload == "kill -HUP $(cat \(bench.root)/pid)")
    let include = try #require(FileChanges.content(of: "\(bench.folder)/sshd_config.d/00-threshold.conf"))
    #expect(include.contains("Match Address 127.0.0.2\n"))
    #expect(include.hasSuffix("\nMatch all\n"))
    #expect(try bench.contents()["sshd_config"]?.hasPrefix("Include ") == true)
  }

  @Test("joining again writes nothing, and with other gateways only the include")
  func again() async throws {
    let bench = try await SSHDWorkbench()
    _ = try await bench.story().join(bench.wish, through: bench.cluster())
    let before = try bench.contents()
    let again = try await bench.story().join(bench.wish, through: bench.cluster())
    #expect(again.written == [])
    #expect(try bench.contents() == before)
    let moved = try await bench.story().join(bench.wish, through: bench.cluster(gateways: ["127.0.0.2", "2001:db8::7"]))
    #expect(moved.written == ["\(bench.folder)/sshd_config.d/00-threshold.conf"])
    #expect(try bench.contents()["sshd_config.d/00-threshold.conf"]?.contains("Match Address 127.0.0.2,2001:db8::7\n") == true)
  }

  @Test("joining again from the first line of sshd_config adds no second one")
  func againInMain() async throws {
    let bench = try await SSHDWorkbench(head: "# none")
    _ = try await bench.story().join(bench.wish, through: bench.cluster())
    let before = try bench.contents()
    #expect(try await bench.story().join(bench.wish, through: bench.cluster()).written == [])
    #expect(try bench.contents() == before)
  }

  @Test(
    "an authority that sshd trusts already is refused before the cluster hears of it, and nothing is written",
    arguments: [
      "TrustedUserCAKeys /etc/ssh/other_ca.pub", "Match Address 192.0.2.0/24,127.0.0.2\n  TrustedUserCAKeys /etc/ssh/other_ca.pub",
    ])
  func foreignAuthority(line: String) async throws {
    let bench = try await SSHDWorkbench(tail: line)
    let before = try bench.contents()
    let cluster = try bench.cluster()
    let problem = try await #require(throws: Problem.self) { try await bench.story().join(bench.wish, through: cluster) }
    #expect(problem.kind == .inUse)
    #expect(problem.message.contains("/etc/ssh/other_ca.pub"))
    #expect(await cluster.claim == nil)
    #expect(try bench.contents() == before)
  }

  @Test("an authority trusted for the gateway alone is found once the gateway is known, and nothing is written")
  func foreignAuthorityAtTheGateway() async throws {
    let bench = try await SSHDWorkbench(tail: "Match Address 127.0.0.2\n  TrustedUserCAKeys /etc/ssh/other_ca.pub")
    let before = try bench.contents()
    let problem = try await #require(throws: Problem.self) { try await bench.story().join(bench.wish, through: bench.cluster()) }
    #expect(problem.kind == .inUse)
    #expect(problem.hint?.contains("tctl rm node/") == true)
    #expect(try bench.contents() == before)
  }

  @Test("a configuration that sshd does not accept is left as it is")
  func broken() async throws {
    let bench = try await SSHDWorkbench(tail: "NoSuchOption yes")
    let before = try bench.contents()
    let problem = try await #require(throws: Problem.self) { try await bench.story().join(bench.wish, through: bench.cluster()) }
    #expect(problem.message.contains("NoSuchOption"))
    #expect(try bench.contents() == before)
  }

  @Test("the one default that sshd does not take beside our block is refused with the line to remove")
  func explicitDefault() async throws {
    let bench = try await SSHDWorkbench(tail: "AuthenticationMethods any")
    let before = try bench.contents()
    let problem = try await #require(throws: Problem.self) { try await bench.story().join(bench.wish, through: bench.cluster()) }
    #expect(problem.hint?.contains("`AuthenticationMethods any`") == true)
    #expect(try bench.contents() == before)
  }

  @Test("a rehearsal writes nothing and shows the include")
  func rehearsal() async throws {
    let bench = try await SSHDWorkbench()
    let before = try bench.contents()
    let rehearsal = try await bench.story().rehearse()
    #expect(try bench.contents() == before)
    #expect(rehearsal.hostKeys.count == 2)
    #expect(rehearsal.port == bench.port)
    #expect(!rehearsal.changesMain)
    #expect(rehearsal.include.contains("TrustedUserCAKeys \(bench.folder)/threshold/user_ca.pub\n"))
    let leftovers = try FileManager.default.contentsOfDirectory(atPath: FileManager.default.temporaryDirectory.path)
      .filter { $0.hasPrefix("threshold-join-") }
      .filter { (FileChanges.content(of: "\(FileManager.default.temporaryDirectory.path)/\($0)/sshd_config") ?? "").contains(bench.root) }
    #expect(leftovers == [])
  }

  @Test(
    "an answer that would write more than ids, addresses and keys is refused",
    arguments: [
      ("evil", ["127.0.0.2"], nil), ("0b5f2f6e-3c1d-4f58-9a53-1f0c8f0f6a11\nPermitRootLogin yes", ["127.0.0.2"], nil),
      ("0b5f2f6e-3c1d-4f58-9a53-1f0c8f0f6a11", ["127.0.0.2\n  PermitEmptyPasswords yes"], nil),
      ("0b5f2f6e-3c1d-4f58-9a53-1f0c8f0f6a11", ["*"], nil),
      ("0b5f2f6e-3c1d-4f58-9a53-1f0c8f0f6a11", [], nil), ("0b5f2f6e-3c1d-4f58-9a53-1f0c8f0f6a11", ["0.0.0.0/0"], nil),
      ("0b5f2f6e-3c1d-4f58-9a53-1f0c8f0f6a11", ["127.0.0.2"], "cert-authority ssh-ed25519 AAAA"),
      ("0b5f2f6e-3c1d-4f58-9a53-1f0c8f0f6a11", ["127.0.0.2"], "ssh-ed25519 AAAA\nssh-rsa AAAA"),
    ] as [(String, [String], String?)])
  func hostileAnswers(server: String, gateways: [String], authority: String?) async throws {
    let bench = try await SSHDWorkbench()
    let before = try bench.contents()
    let honest = try bench.cluster()
    let cluster = PlayedCluster(server: ServerID(server), authority: authority ?? honest.authority, gateways: gateways)
    await #expect(throws: Problem.self) { try await bench.story().join(bench.wish, through: cluster) }
    #expect(try bench.contents() == before)
  }

  @Test("what is written together is undone together, sshd_config's mode and its being a link included")
  func undo() async throws {
    let bench = try await SSHDWorkbench()
    let files = FileManager.default
    try files.moveItem(atPath: bench.main, toPath: "\(bench.root)/real_config")
    try files.createSymbolicLink(atPath: bench.main, withDestinationPath: "\(bench.root)/real_config")
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(bench.root)/real_config")
    let before = try bench.contents()
    var changes = FileChanges(
      [
        FileChange(path: "\(bench.folder)/threshold/new", content: "x"), FileChange(path: bench.main, content: "changed\n"),
        // A file where a folder would have to be: this write must fail.
        FileChange(path: "\(bench.root)/own/below", content: "x"),
      ], backups: "\(bench.folder)/threshold/before")
    #expect(throws: Problem.self) { try changes.apply() }
    var after = try bench.contents()
    #expect(after.removeValue(forKey: "threshold/before/sshd_config") == before["sshd_config"])
    #expect(after == before)
    #expect(try files.destinationOfSymbolicLink(atPath: bench.main) == "\(bench.root)/real_config")
    #expect(try files.attributesOfItem(atPath: "\(bench.root)/real_config")[.posixPermissions] as? Int == 0o600)
  }
}
