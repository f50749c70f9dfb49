import Foundation
import ThresholdAPI
import ThresholdCertificates
import ThresholdClient
import ThresholdModel

/// The files that one run of the stock `ssh` reads: a key, a certificate and the server's host keys; gone afterwards.
struct SSHFiles {
  let folder: String
  private var key: String { "\(folder)/key" }
  private var certificate: String { "\(folder)/key-cert.pub" }
  private var knownHosts: String { "\(folder)/known_hosts" }

  init(in profiles: ProfileFolder, pair: SSHKeyPair, answer: ConnectAnswer) throws(Problem) {
    let keys = try answer.hostKeys.map { line throws(Problem) in try SSHPublicKey(line: line) }
    let hosts = try KnownHosts.lines(alias: answer.server.text, keys: keys).joined(separator: "\n")
    folder = try profiles.makeTemporaryFolder()
    do {
      try write(pair.privateKeyFile, to: key)
      try write(answer.certificate + "\n", to: certificate)
      try write(hosts + "\n", to: knownHosts)
    } catch {
      remove()
      throw error
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  private func write(_ text: String, to path: String) throws(Problem) {
    // The folder is 0700, so the moment before the mode is set shows nothing to anybody.
    guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
      throw Problem(.unavailable, "can't write `\(path.escapedForDisplay)`")
    }
  }

  /// The options of `ssh` that make it use these files and nothing else of the person's or the machine's.
  ///
  /// The first value of an option wins in `ssh`, so these stand before what the person adds.
  func options(server: ServerID, proxyCommand: String) -> [String] {
    let settings = [
      ("IdentityFile", Self.quoted(key)), ("CertificateFile", Self.quoted(certificate)), ("IdentitiesOnly", "yes"),
      ("UserKnownHostsFile", Self.quoted(knownHosts)), ("GlobalKnownHostsFile", "/dev/null"), ("StrictHostKeyChecking", "yes"),
      ("HostKeyAlias", server.text), ("CheckHostIP", "no"), ("UpdateHostKeys", "no"), ("VerifyHostKeyDNS", "no"),
      ("PreferredAuthentications", "publickey"), ("PasswordAuthentication", "no"), ("KbdInteractiveAuthentication", "no"),
      ("GSSAPIAuthentication", "no"), ("HostbasedAuthentication", "no"), ("BatchMode", "yes"), ("CanonicalizeHostname", "no"),
      ("ControlPath", "none"), ("ProxyCommand", proxyCommand),
    ]
    return ["-F", "/dev/null"] + settings.flatMap { ["-o", "\($0.0)=\($0.1)"] }
  }

  /// `ssh` splits values at blanks and expands `%`.
  static func quoted(_ path: String) -> String { "\"\(path.replacing("\"", with: "\\\"").replacing("%", with: "%%"))\"" }

  /// The command line that `ssh` gives to a shell, with `%` for `ssh` and quotes for the shell.
  static func proxyCommand(executable: String, profile: Profile, server: ServerID, flags: [String]) -> String {
    let words =
      [executable, "proxy", "ssh", "--proxy", profile.server.description, "--user", profile.user.text] + flags + ["\(server.text):22"]
    return words.map { "'\($0.replacing("'", with: "'\\''").replacing("%", with: "%%"))'" }.joined(separator: " ")
  }
}
