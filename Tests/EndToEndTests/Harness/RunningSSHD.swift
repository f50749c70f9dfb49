import Foundation
import Glibc
import Testing
import ThresholdAPI
import ThresholdModel

/// A stock sshd of one test's own: on a loopback port, as the user who runs the tests.
final class RunningSSHD: Sendable {
  let folder: TemporaryFolder
  let port: Int
  let hostname: String
  private let process: Running

  private init(hostname: String, folder: TemporaryFolder, port: Int, process: Running) {
    self.hostname = hostname
    self.folder = folder
    self.port = port
    self.process = process
  }

  var address: String { "127.0.0.1:\(port)" }
  var log: String { textOfFile(folder.file("log")) }
  /// A key that the account's own `authorized_keys` lets in: the door that was there before.
  var ownKey: String { folder.file("own_key") }

  static func start(hostname: String) async throws -> RunningSSHD {
    let folder = try TemporaryFolder()
    let port = try Ports.free()
    try folder.folder("sshd_config.d")
    try await generateKey(at: folder.file("ssh_host_ed25519_key"))
    try await generateKey(at: folder.file("own_key"))
    try folder.write(textOfFile(folder.file("own_key.pub")), to: "authorized_keys")
    try folder.write(configuration(in: folder, port: port), to: "sshd_config")
    if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
    let process = try Running(Program.sshd, ["-D", "-f", folder.file("sshd_config"), "-E", folder.file("log")])
    let sshd = RunningSSHD(hostname: hostname, folder: folder, port: port, process: process)
    do {
      try await sshd.answers()
    } catch {
      sshd.end()
      throw error
    }
    return sshd
  }

  private static func configuration(in folder: TemporaryFolder, port: Int) -> String {
    """
    Include \(folder.file("sshd_config.d"))/*.conf
    Port \(port)
    ListenAddress 127.0.0.1
    HostKey \(folder.file("ssh_host_ed25519_key"))
    PidFile \(folder.file("pid"))
    AuthorizedKeysFile \(folder.file("authorized_keys"))
    UsePAM no
    StrictModes no
    PermitRootLogin yes
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    MaxStartups 300
    LogLevel VERBOSE

    """
  }

  static func generateKey(at path: String) async throws {
    try await run(Program.keygen, ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path]).expectSuccess()
  }

  private func answers() async throws {
    try await eventually("sshd on port \(port)", showing: { log }) {
      guard process.isRunning else { throw NeverHappened(description: "sshd ended: \(process.errors) \(log)") }
      return try await run(Program.keyscan, ["-T", "2", "-p", String(port), "127.0.0.1"]).output.contains("ssh-ed25519")
    }
  }

  /// `threshold join openssh` with a token that stands in a file.
  func join(_ cluster: RunningCluster, token: String, pin: String, _ more: [String] = []) async throws -> Outcome {
    let file = try folder.write(token, to: "token")
    return try await run(
      Program.threshold,
      [
        "join", "openssh", "--proxy-server", cluster.proxy, "--token", file, "--ca-pin", pin, "--hostname", hostname, "--address", address,
        "--sshd-config", folder.path,
      ] + more)
  }

  /// Joins with a fresh token, and makes sshd read what joining wrote.
  func join(_ cluster: RunningCluster, labels: String) async throws {
    let token = try await cluster.token(labels: labels)
    try await join(cluster, token: token.token.exposed, pin: token.caPin).expectSuccess()
    try await reload()
  }

  /// Reads the configuration again; listening begins anew, so an answer is waited for.
  func reload() async throws {
    let before = log.components(separatedBy: "Server listening on").count
    kill(process.pid, SIGHUP)
    try await eventually("sshd to listen again") { log.components(separatedBy: "Server listening on").count > before }
    try await answers()
  }

  /// Stops listening, and with it every session.
  func stop() {
    // Sessions run in sessions of their own: whoever descends from the listener is found first.
    let family = ProcessTree.descendants(of: process.pid)
    if process.isRunning {
      kill(process.pid, SIGTERM)
      for _ in 0..<500 where process.isRunning { usleep(10_000) }
    }
    for pid in family { kill(pid, SIGKILL) }
  }

  func end() {
    stop()
    process.end()
    folder.remove()
  }
}

/// Who descends from whom, from `/proc`.
enum ProcessTree {
  static func descendants(of ancestor: pid_t) -> [pid_t] {
    let pids = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
    var children: [pid_t: [pid_t]] = [:]
    for pid in pids {
      // The name stands in parentheses and may hold anything; the parent is the second field behind it.
      guard let rest = textOfFile("/proc/\(pid)/stat").split(separator: ")").last else { continue }
      let fields = rest.split(separator: " ")
      guard fields.count > 1, let parent = pid_t(fields[1]) else { continue }
      children[parent, default: []].append(pid)
    }
    var found: [pid_t] = []
    var waiting = children[ancestor] ?? []
    while let pid = waiting.popLast() {
      found.append(pid)
      waiting += children[pid] ?? []
    }
    return found
  }
}

extension RunningCluster {
  /// A join token, as `tctl` prints it for programs.
  func token(labels: String, _ more: [String] = []) async throws -> CreateTokenAnswer {
    try await run(
      Program.tctl, ["--data-dir", data, "tokens", "add", "--type", "node", "--labels", labels, "--ttl", "10m", "--format", "json"] + more
    )
    .expectSuccess().json()
  }
}
