import Foundation
import Testing
import ThresholdAPI
import ThresholdCertificates
import ThresholdModel

@testable import ThresholdClient

/// A folder with a real sshd's configuration, keys of people and of a cluster, all thrown away at the end.
///
/// The addresses 127.0.0.2 and 127.0.0.3 are this machine too: the one plays the gateway, the other anybody else.
final class SSHDWorkbench: Sendable {
  static let gateway = "127.0.0.2"
  static let elsewhere = "127.0.0.3"

  let root: String
  let port: Int
  /// As whom sshd runs and everybody logs in.
  let user: String
  let sshd: LocalProgram
  let keygen: LocalProgram
  let ssh: LocalProgram

  /// The folder that joining gets: sshd_config and what it includes.
  var folder: String { "\(root)/etc" }
  var main: String { "\(folder)/sshd_config" }

  /// - Parameters:
  ///   - user: another than the current one needs root, and makes sshd an unprivileged one.
  ///   - head: lines before everything else in sshd_config; the include of `sshd_config.d` is there when nil.
  init(user: String = NSUserName(), head: String? = nil, tail: String = "") async throws {
    root = "/tmp/threshold-joining-\(UUID().uuidString.lowercased().prefix(8))"
    port = try Self.freePort()
    self.user = user
    sshd = try LocalProgram.find("sshd", package: "openssh-server")
    keygen = try LocalProgram.find("ssh-keygen", package: "openssh-client")
    ssh = try LocalProgram.find("ssh", package: "openssh-client")
    let files = FileManager.default
    try files.createDirectory(atPath: "\(root)/etc/sshd_config.d", withIntermediateDirectories: true)
    // sshd of root wants its empty folder; the package makes it when the service starts.
    if geteuid() == 0 { try? files.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true) }
    for (name, type) in [
      ("host_ed25519", "ed25519"), ("host_ecdsa", "ecdsa"), ("own", "ed25519"), ("session", "ed25519"), ("ca", "ed25519"),
    ] {
      _ = try await succeed(keygen, ["-q", "-t", type, "-N", "", "-f", "\(root)/\(name)"])
    }
    try files.copyItem(atPath: "\(root)/own.pub", toPath: "\(root)/authorized_keys")
    let config = """
      \(head ?? "Include \(root)/etc/sshd_config.d/*.conf")
      Port \(port)
      ListenAddress 127.0.0.1
      HostKey \(root)/host_ed25519
      HostKey \(root)/host_ecdsa
      PidFile \(root)/pid
      UsePAM no
      StrictModes no
      LogLevel VERBOSE
      AuthorizedKeysFile \(root)/authorized_keys
      \(tail)
      """
    try Data((config + "\n").utf8).write(to: URL(fileURLWithPath: main))
    if user != NSUserName() { _ = try await succeed(LocalProgram(path: "/bin/chown"), ["-R", user, root]) }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func story() throws -> JoinOpenSSH {
    try JoinOpenSSH(folder: folder, commandUser: user == "root" ? "nobody" : user)
  }

  func cluster(server: ServerID = "0b5f2f6e-3c1d-4f58-9a53-1f0c8f0f6a11", gateways: [String] = [gateway]) throws -> PlayedCluster {
    let authority = try String(contentsOfFile: "\(root)/ca.pub", encoding: .utf8)
    return PlayedCluster(server: server, authority: try SSHPublicKey(line: authority).line, gateways: gateways)
  }

  var wish: JoinOpenSSH.Wish {
    JoinOpenSSH.Wish(
      token: Secret("a-token"), address: SSHDAddress(host: "127.0.0.1", port: port), hostname: "web1", labels: ["team": "web"])
  }

  /// Everything under the folder that joining gets, by path.
  func contents() throws -> [String: String] {
    var found: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      if let data = FileManager.default.contents(atPath: "\(folder)/\(path)") { found[path] = String(decoding: data, as: UTF8.self) }
    }
    return found
  }

  /// Signs the session key as the cluster would; with no address it is good everywhere, as far as the certificate goes.
  func certify(_ principal: String, from address: String? = gateway) async throws {
    let bound = address.map { ["-O", "source-address=\($0)"] } ?? []
    _ = try await succeed(
      keygen, ["-q", "-s", "\(root)/ca", "-I", "test", "-n", principal, "-V", "-1m:+2m"] + bound + ["\(root)/session.pub"])
  }

  /// Whether sshd lets somebody in who comes from an address with a key, and nothing else.
  func letsIn(from address: String, key: String) async throws -> Bool {
    let options = [
      "IdentitiesOnly=yes", "IdentityAgent=none", "UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "BatchMode=yes",
      "LogLevel=ERROR",
      "PreferredAuthentications=publickey", "ConnectTimeout=10",
    ].flatMap { ["-o", $0] }
    let outcome = try await ssh.run(
      ["-F", "none", "-b", address, "-i", "\(root)/\(key)", "-p", "\(port)"] + options + ["\(user)@127.0.0.1", "true"])
    // 255 is ssh's own failure; anything else is what the account's shell answered (`nologin` says 1).
    return outcome.status != 255
  }

  /// Runs the real sshd for as long as the work takes.
  func running<Value>(_ work: () async throws -> Value) async throws -> Value {
    let line = [sshd.path, "-D", "-e", "-f", main]
    let asUser = user == NSUserName() ? line : ["/usr/bin/setpriv", "--reuid=\(user)", "--clear-groups", "--regid=\(user)"] + line
    let log = "\(root)/log"
    try #require(FileManager.default.createFile(atPath: log, contents: nil))
    let (empty, nowhere) = (
      try #require(FileHandle(forReadingAtPath: "/dev/null")), try #require(FileHandle(forWritingAtPath: "/dev/null"))
    )
    let process = try RunningProgram(
      asUser[0], Array(asUser.dropFirst()), input: empty, output: nowhere, errors: try #require(FileHandle(forWritingAtPath: log)))
    let result: Result<Value, any Error>
    do {
      try await listens(log)
      result = .success(try await work())
    } catch {
      result = .failure(error)
    }
    process.stop(SIGTERM)
    _ = await process.ended()
    return try result.get()
  }

  private func listens(_ log: String) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      if FileChanges.content(of: log)?.contains("Server listening on 127.0.0.1 port \(port)") == true { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw Problem(.unavailable, "sshd does not listen: \(FileChanges.content(of: log) ?? "")")
  }

  @discardableResult
  func succeed(_ program: LocalProgram, _ arguments: [String]) async throws -> String {
    let outcome = try await program.run(arguments)
    try #require(outcome.isSuccess, "\(program.path): \(outcome.complaint)")
    return outcome.text
  }

  /// A port that nobody uses now.
  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(isBound)
    return Int(UInt16(bigEndian: address.sin_port))
  }
}

/// A cluster that checks the host keys' signatures as a real one does, and answers.
struct PlayedCluster: JoinAuthority {
  let server: ServerID
  let authority: String
  let gateways: [String]
  private let started = Started()

  init(server: ServerID, authority: String, gateways: [String]) {
    self.server = server
    self.authority = authority
    self.gateways = gateways
  }

  /// What came in.
  actor Started {
    var claim: BeginJoinBody?
    var challenge: JoinChallenge?
    var finished = 0
    func begin(_ claim: BeginJoinBody, _ challenge: JoinChallenge) { (self.claim, self.challenge) = (claim, challenge) }
    func finish() { finished += 1 }
  }

  var claim: BeginJoinBody? { get async { await started.claim } }
  var finished: Int { get async { await started.finished } }

  func begin(_ claim: BeginJoinBody) async throws(Problem) -> JoinChallengeAnswer {
    let challenge = JoinChallenge(cluster: "main", address: claim.address, hostname: claim.hostname)
    await started.begin(claim, challenge)
    var messages: [String] = []
    for line in claim.hostKeys { messages.append(Data(challenge.message(for: try SSHPublicKey(line: line))).base64EncodedString()) }
    return JoinChallengeAnswer(challenge: "c1", messages: messages, namespace: JoinChallenge.namespace, cluster: "main")
  }

  func finish(_ proof: FinishJoinBody) async throws(Problem) -> JoinAnswer {
    guard let claim = await started.claim, let challenge = await started.challenge, proof.challenge == "c1",
      proof.signatures.count == claim.hostKeys.count
    else { throw Problem(.accessDenied, "no such challenge") }
    for (line, signature) in zip(claim.hostKeys, proof.signatures) {
      try challenge.verify(signature: signature, by: SSHPublicKey(line: line))
    }
    await started.finish()
    return JoinAnswer(
      server: server, cluster: "main", labels: ["env": "test"], userAuthorities: [authority], gatewayAddresses: gateways,
      hostCertificate: "ssh-ed25519-cert-v01@openssh.com AAAA", hostCertificateKey: 0)
  }
}
