public import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdCertificates
import ThresholdClient
import ThresholdModel

/// `threshold join`: makes this machine part of a cluster.
public struct JoinCommand: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "join", abstract: "Joins this machine to a cluster.", subcommands: [JoinOpenSSHCommand.self])

  public init() {}
}

/// `threshold join openssh`: joins this machine's stock sshd.
public struct JoinOpenSSHCommand: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "openssh", abstract: "Joins this machine's stock sshd to a cluster.",
    discussion: """
      sshd's host keys prove themselves to the cluster, which dials back; then one include makes sshd accept the cluster's \
      certificates from the gateway's addresses, and nothing else there. Everything else of sshd stays as it was. Run it as \
      the user that runs sshd. `tctl tokens add --type node` prints the whole line.

      Example:
        printf '%s' TOKEN | threshold join openssh --proxy-server threshold.example.com:443 --token - --ca-pin sha256:…
      """)

  @Option(help: ArgumentHelp("The cluster.", valueName: "host:port")) var proxyServer: String
  @Option(help: ArgumentHelp("A file that holds the join token, or - for standard input.", valueName: "file")) var token: String?
  @Option(
    help: ArgumentHelp("The cluster's authority; needed unless the system trusts it. May be given several times.", valueName: "sha256:…"))
  var caPin: [String] = []
  @Option(help: ArgumentHelp("Where the cluster reaches sshd; found out when left out.", valueName: "ip:port")) var address: String?
  @Option(help: "The name that people type; the machine's when left out.") var hostname: String?
  @Option(help: ArgumentHelp("Labels that the token allows to add, for example team=web.", valueName: "key=value,…"))
  var labels: PairList?
  @Option(help: ArgumentHelp("The folder with sshd_config.", valueName: "dir")) var sshdConfig = "/etc/ssh"
  @Flag(help: "Check everything on this machine and print what would be written; the cluster is not asked.") var dryRun = false
  @OptionGroup var output: FormatOption

  public init() {}

  public func run() async throws {
    let name = hostname ?? Self.machineName
    try Misuse.reading { try NameRule.hostname.check(name) }
    let labels = try labels?.labels("--labels") ?? [:]
    let proxy = try Misuse.reading { try ProxyAddress(text: proxyServer) }
    let pins = try Misuse.reading { try caPin.map { try Pin(text: $0) } }
    let story = try JoinOpenSSH(folder: sshdConfig, commandUser: Self.commandUser)
    var sshd: SSHDAddress?
    if let address { sshd = try SSHDAddress(text: address, defaultPort: try await story.port()) }
    if dryRun { return try await rehearse(story) }
    guard let token else { throw Misuse("--token is missing", hint: "--token FILE, or --token - for standard input") }
    let secret = try Self.read(token)
    let joined = try await join(story, through: proxy, pins: pins, at: sshd, token: secret, hostname: name, labels: labels)
    try show(joined, name: name)
  }

  private func join(
    _ story: JoinOpenSSH, through proxy: ProxyAddress, pins: [Pin], at address: SSHDAddress?, token: Secret, hostname: String,
    labels: [String: String]
  ) async throws -> JoinedServer {
    let found = try await discover(proxy, pins)
    try VersionSkew.check(found.cluster)
    let reached: SSHDAddress
    if let address {
      reached = address
    } else {
      reached = SSHDAddress(host: try await OwnAddress.towards(found.server), port: try await story.port())
    }
    let client = try APIClient.anonymous(found.server, trust: found.trust)
    do {
      let joined = try await story.join(
        JoinOpenSSH.Wish(token: token, address: reached, hostname: hostname, labels: labels), through: client)
      await client.shutdown()
      return joined
    } catch {
      await client.shutdown()
      throw error
    }
  }

  /// - Throws: ``Problem`` with a hint for this command, where discovery's own is about signing in.
  private func discover(_ proxy: ProxyAddress, _ pins: [Pin]) async throws -> Discovery.Found {
    do { return try await Discovery(proxy: proxy, pins: pins).run() } catch {
      guard pins.isEmpty, error.hint?.contains("--ca-pin") == true else { throw error }
      throw Problem(
        error.kind, error.message, hint: "add --ca-pin sha256:…; `tctl status` on the server prints the pin", cause: error.cause)
    }
  }

  private func rehearse(_ story: JoinOpenSSH) async throws {
    let rehearsal = try await story.rehearse()
    let terminal = Terminal.current
    try terminal.print(rehearsal, as: output.format) { () throws(Problem) in
      terminal.print("Nothing was written. These host keys would prove themselves:")
      for key in rehearsal.hostKeys { terminal.print("  \(key.escapedForDisplay)") }
      if rehearsal.changesMain { terminal.print("sshd_config would get a new first line that includes \(rehearsal.includePath).") }
      terminal.print("\(rehearsal.includePath) would be, with the server's id and the gateway's addresses in place of the made-up ones:\n")
      terminal.print(rehearsal.include)
    }
  }

  private func show(_ joined: JoinedServer, name: String) throws(Problem) {
    let terminal = Terminal.current
    try terminal.print(joined, as: output.format) { () throws(Problem) in
      terminal.print("`\(name.escapedForDisplay)` has joined `\(joined.cluster.escapedForDisplay)` as \(joined.server).")
      if !joined.labels.isEmpty { terminal.print("Labels: \(ValueList.text(joined.labels).escapedForDisplay)") }
      terminal.print("Gateway: \(joined.gatewayAddresses.joined(separator: ", "))")
      for path in joined.written { terminal.print("Written: \(path)") }
      if joined.written.isEmpty { terminal.print("sshd's configuration was right already.") }
      if let certificate = joined.hostCertificatePath, let key = joined.hostCertificateKeyPath {
        terminal.print(
          "The certificate of \(key.escapedForDisplay) lies in \(certificate). Other clients see it with"
            + " `HostCertificate \(certificate)` in sshd_config."
        )
      }
      if !joined.written.isEmpty { terminal.print("\nMake the running sshd read it:\n\n  \(joined.reload)") }
    }
  }

  /// `nobody` when sshd can switch to it; an unprivileged sshd can only be itself.
  private static var commandUser: String { geteuid() == 0 ? "nobody" : NSUserName() }

  private static var machineName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased()
  }

  /// The token from a file or from standard input: never from the command line, which every user of the machine can read.
  private static func read(_ place: String) throws -> Secret {
    guard place != "-" else { return try Terminal.current.secretLine() }
    guard let data = FileManager.default.contents(atPath: place) else {
      throw Problem(
        .notFound, "the token's file `\(place.escapedForDisplay)` cannot be read",
        hint: "the token itself is not taken here, since every user of the machine could read it: --token - reads it from standard input")
    }
    let text = String(decoding: data.prefix(4096), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { throw Problem(.badParameter, "the token's file `\(place.escapedForDisplay)` is empty") }
    return Secret(text)
  }
}
