import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdClient

/// A stock sshd that has joined, tried with a stock ssh from the gateway's address and from another one.
@Suite("a joined sshd")
struct JoinedSSHDTests {
  /// The current user, and an ordinary one where the current one can become it.
  static let users = geteuid() == 0 ? [NSUserName(), "games"] : [NSUserName()]
  static let server: ServerID = "0b5f2f6e-3c1d-4f58-9a53-1f0c8f0f6a11"

  @Test("lets a certificate in from the gateway only, and everybody's own keys from elsewhere only", arguments: users)
  func doors(user: String) async throws {
    let bench = try await SSHDWorkbench(user: user)
    let joined = try await bench.story().join(bench.wish, through: bench.cluster())
    #expect(joined.server == Self.server)
    try await bench.running {
      try await bench.certify("\(user)@\(Self.server)")
      #expect(try await bench.letsIn(from: SSHDWorkbench.gateway, key: "session"))
      #expect(try await !bench.letsIn(from: SSHDWorkbench.elsewhere, key: "session"))
      #expect(try await !bench.letsIn(from: SSHDWorkbench.gateway, key: "own"))
      #expect(try await bench.letsIn(from: SSHDWorkbench.elsewhere, key: "own"))
    }
  }

  @Test("does not trust the authority away from the gateway, whatever the certificate says")
  func unbound() async throws {
    let bench = try await SSHDWorkbench()
    _ = try await bench.story().join(bench.wish, through: bench.cluster())
    try await bench.running {
      try await bench.certify("\(bench.user)@\(Self.server)", from: nil)
      #expect(try await bench.letsIn(from: SSHDWorkbench.gateway, key: "session"))
      #expect(try await !bench.letsIn(from: SSHDWorkbench.elsewhere, key: "session"))
    }
  }

  @Test(
    "refuses certificates for another login, another server or no server",
    arguments: ["someone@0b5f2f6e-3c1d-4f58-9a53-1f0c8f0f6a11", "USER@aaaaaaaa-3c1d-4f58-9a53-1f0c8f0f6a11", "USER", "USER@"])
  func principals(principal: String) async throws {
    let bench = try await SSHDWorkbench()
    _ = try await bench.story().join(bench.wish, through: bench.cluster())
    try await bench.running {
      try await bench.certify(principal.replacing("USER", with: bench.user))
      #expect(try await !bench.letsIn(from: SSHDWorkbench.gateway, key: "session"))
    }
  }

  @Test("keeps other ways to keys and principals shut at the gateway, and open elsewhere")
  func otherSources() async throws {
    let bench = try await SSHDWorkbench(
      tail:
        """
        AuthorizedKeysCommand /usr/bin/cat /dev/null
        AuthorizedKeysCommandUser nobody
        AuthorizedPrincipalsFile /tmp/%u-principals
        AuthenticationMethods publickey password
        """
    )
    _ = try await bench.story().join(bench.wish, through: bench.cluster())
    let setup = try SSHDSetup(folder: bench.folder, sshd: StockSSHD(program: bench.sshd))
    let gateway = try await setup.sshd.effective(
      bench.main, for: ConnectionSketch(user: "root", address: SSHDWorkbench.gateway, port: bench.port))
    #expect(gateway["AuthorizedKeysCommand"] == ["none"])
    #expect(gateway["AuthorizedPrincipalsFile"] == ["\(bench.folder)/threshold/no_principals"])
    #expect(gateway["AuthenticationMethods"] == ["publickey"])
    let elsewhere = try await setup.sshd.effective(
      bench.main, for: ConnectionSketch(user: "root", address: SSHDWorkbench.elsewhere, port: bench.port))
    #expect(elsewhere["AuthorizedKeysCommand"] == ["/usr/bin/cat /dev/null"])
    #expect(elsewhere["AuthorizedPrincipalsFile"] == ["/tmp/%u-principals"])
  }

  @Test(
    "is right whatever stands in sshd_config already",
    arguments: [
      "PermitRootLogin prohibit-password", "Match User root\n  PasswordAuthentication yes\n  TrustedUserCAKeys none\nMatch all",
      "Match Address 127.0.0.0/8\n  AuthorizedKeysFile %h/.ssh/authorized_keys\n  AuthenticationMethods publickey password\nMatch all",
    ])
  func earlierBlocks(head: String) async throws {
    let bench = try await SSHDWorkbench(head: head)
    let joined = try await bench.story().join(bench.wish, through: bench.cluster())
    #expect(joined.written.contains("\(bench.folder)/threshold/sshd.conf"))
    #expect(FileChanges.content(of: "\(bench.folder)/threshold/before/sshd_config")?.hasPrefix(head) == true)
    try await bench.running {
      try await bench.certify("\(bench.user)@\(Self.server)")
      #expect(try await bench.letsIn(from: SSHDWorkbench.gateway, key: "session"))
      #expect(try await !bench.letsIn(from: SSHDWorkbench.gateway, key: "own"))
    }
  }

  @Test("a block in an earlier file of sshd_config.d does not come before ours")
  func earlierDropIn() async throws {
    let bench = try await SSHDWorkbench()
    try Data("Match User *\n  AuthenticationMethods password publickey\n".utf8).write(
      to: URL(fileURLWithPath: "\(bench.folder)/sshd_config.d/00-a.conf"))
    let joined = try await bench.story().join(bench.wish, through: bench.cluster())
    #expect(joined.written.contains(bench.main))
    let effective = try await StockSSHD(program: bench.sshd)
      .effective(bench.main, for: ConnectionSketch(user: "x", address: SSHDWorkbench.gateway, port: bench.port))
    #expect(effective["AuthenticationMethods"] == ["publickey"])
  }
}
