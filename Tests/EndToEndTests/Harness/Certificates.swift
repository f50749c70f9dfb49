import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

/// An SSH certificate in a file, with what a stock `ssh` needs to use it.
struct HeldCertificate: Sendable {
  let answer: ConnectAnswer
  /// The private key; the certificate stands beside it.
  let key: String
  let knownHosts: String

  var certificateFile: String { key + "-cert.pub" }

  /// Options for `ssh`: only this key, only this server.
  var options: [String] {
    [
      "-F", "/dev/null", "-i", key, "-o", "CertificateFile=\(certificateFile)", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
      "-o", "BatchMode=yes", "-o", "PreferredAuthentications=publickey", "-o", "StrictHostKeyChecking=yes",
      "-o", "UserKnownHostsFile=\(knownHosts)", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "HostKeyAlias=\(answer.server)",
      "-o", "ConnectTimeout=20",
    ]
  }

  /// What `ssh-keygen -L` says about the certificate.
  func description() async throws -> String {
    try await run(Program.keygen, ["-L", "-f", certificateFile]).expectSuccess().output
  }
}

extension Person {
  /// Asks for a certificate as any client of the API may.
  func certificate(for login: String, on server: String) async throws -> HeldCertificate {
    let key = folder.file("key-\(UUID().uuidString.prefix(8))")
    try await RunningSSHD.generateKey(at: key)
    let body = ConnectBody(
      server: server, login: login, publicKey: textOfFile(key + ".pub").trimmingCharacters(in: .whitespacesAndNewlines))
    let answer: ConnectAnswer = try await call(Endpoints.connect, body)
    try answer.certificate.appending("\n").write(toFile: key + "-cert.pub", atomically: true, encoding: .utf8)
    let known = answer.hostKeys.map { "\(answer.server) \($0)\n" }.joined()
    try known.write(toFile: key + "-known", atomically: true, encoding: .utf8)
    return HeldCertificate(answer: answer, key: key, knownHosts: key + "-known")
  }

  /// A stock `ssh` straight to sshd's port, beside the gateway.
  func sshBeside(_ sshd: RunningSSHD, with certificate: HeldCertificate, as login: String, _ command: String) async throws -> Outcome {
    try await run(Program.ssh, certificate.options + ["-p", String(sshd.port), "\(login)@127.0.0.1", command])
  }

  /// A stock `ssh` through the tunnel, as one writes it into `~/.ssh/config`.
  /// - Parameter opened: for which login the tunnel is opened, when that is another one.
  func throughTunnel(with certificate: HeldCertificate, as login: String, openedFor opened: String? = nil, to server: String) -> [String] {
    certificate.options + ["-o", "ProxyCommand=\(Program.tsh) proxy ssh \(opened ?? login)@\(server):22", "\(login)@\(server)"]
  }

  func sshThrough(_ certificate: HeldCertificate, as login: String, to server: String, _ command: String) async throws -> Outcome {
    try await run(Program.ssh, throughTunnel(with: certificate, as: login, to: server) + [command], environment: environment)
  }
}
