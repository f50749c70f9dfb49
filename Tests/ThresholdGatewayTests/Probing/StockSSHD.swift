import Foundation
import Testing
import ThresholdCertificates
import ThresholdModel

@testable import ThresholdGateway

/// A stock sshd on a loopback port with a configuration of its own.
final class StockSSHD {
  static let program = "/usr/sbin/sshd"
  static var isInstalled: Bool {
    [program, "/usr/bin/ssh-keygen", "/usr/bin/ssh-keyscan"].allSatisfy(FileManager.default.isExecutableFile)
  }

  let port: Int
  private let folder: URL
  private let process: pid_t
  private let keyTypes: [String]

  private init(port: Int, folder: URL, process: pid_t, keyTypes: [String]) {
    self.port = port
    self.folder = folder
    self.process = process
    self.keyTypes = keyTypes
  }

  static func start(keyTypes: [String]) async throws -> StockSSHD {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sshd-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    // sshd's privilege separation folder, when it runs as root.
    if getuid() == 0 { try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true) }
    for type in keyTypes {
      let keygen = ChildProgram(
        path: "/usr/bin/ssh-keygen", arguments: ["-q", "-N", "", "-t", type, "-f", folder.appendingPathComponent(type).path])
      _ = try keygen.output(atMost: 1024, within: .seconds(20))
    }
    // A port that was free a moment ago; somebody may be faster, so a few are tried.
    for _ in 0..<5 {
      let listener = try await Peer.Listener.listen()
      let port = listener.port
      await listener.close()
      let lines = ["ListenAddress 127.0.0.1", "Port \(port)", "PidFile none", "UsePAM no", "StrictModes no"]
      let keys = keyTypes.map { "HostKey \(folder.appendingPathComponent($0).path)" }
      let configuration = folder.appendingPathComponent("config")
      try Data((lines + keys).joined(separator: "\n").utf8).write(to: configuration)
      let log = open(folder.appendingPathComponent("log").path, O_WRONLY | O_CREAT, 0o600)
      defer { close(log) }
      let process = try ChildProgram(path: program, arguments: ["-D", "-e", "-f", configuration.path]).spawn(output: log).get()
      let sshd = StockSSHD(port: port, folder: folder, process: process, keyTypes: keyTypes)
      if try await sshd.answers() { return sshd }
      sshd.end()
    }
    throw Problem(.unavailable, "no sshd could be started")
  }

  /// Waits until it listens, or has ended.
  private func answers() async throws -> Bool {
    for _ in 0..<200 where kill(process, 0) == 0 {
      if let peer = try? await Peer.connect(port: port) {
        await peer.close()
        return true
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }

  func hostKeys() throws -> [SSHPublicKey] {
    try keyTypes.map { try SSHPublicKey(line: String(contentsOf: folder.appendingPathComponent("\($0).pub"), encoding: .utf8)) }
  }

  func stop() {
    end()
    try? FileManager.default.removeItem(at: folder)
  }

  private func end() {
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }
}
