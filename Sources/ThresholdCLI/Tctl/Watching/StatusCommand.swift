import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Says how the cluster is, and how to recognise it.",
    discussion: "The CA pins are what `tsh login --ca-pin` and `threshold join` take.\n\nExample:\n  tctl status")

  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let answer = try await connection.use { try await $0.call(Endpoints.cluster) }
    let terminal = Terminal.current
    try terminal.print(answer, as: output.format) { () throws(Problem) in
      terminal.print(Self.text(answer))
      for warning in answer.warnings { terminal.warn(warning.escapedForDisplay) }
    }
  }

  static func text(_ answer: ClusterAnswer) -> String {
    var block = DetailBlock()
    block.add("Cluster", answer.cluster)
    block.add("Version", answer.version)
    block.add("Address", answer.publicAddress)
    for pin in answer.caPins { block.add("CA pins", pin) }
    for (name, count) in [("Users", answer.users), ("Servers", answer.servers), ("Connections", answer.connections)] {
      block.add(name, String(count))
    }
    block.add("Sequence", String(answer.sequence))
    return block.text()
  }
}

struct SessionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions", abstract: "Shows open connections.", subcommands: [ListSessions.self], aliases: ["session"])
}

struct ListSessions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the connections that are open now.", discussion: "Example:\n  tctl sessions ls")

  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let answer = try await connection.use { try await $0.call(Endpoints.connections) }
    let terminal = Terminal.current
    try terminal.print(answer.connections, as: output.format) { () throws(Problem) in
      var table = Table("ID", "User", "Server", "Logins", "Started (UTC)", "Until (UTC)", "Requests")
      for item in answer.connections {
        table.add([
          item.id.text, item.user.text, item.hostname, item.logins.joined(separator: ","), Shown.time(item.started), Shown.time(item.until),
          Shown.orDash(item.requests.map(\.text).joined(separator: ",")),
        ])
      }
      terminal.print(table, orElse: "No connections are open")
    }
  }
}

struct VersionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Says the version of this program.", discussion: "Example:\n  tctl version")

  func run() async throws { Terminal.current.print("Threshold v\(ProductVersion.current)") }
}

struct AuthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "auth", abstract: "Exports the cluster's public authorities.", subcommands: [ExportAuthority.self])
}

struct ExportAuthority: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Prints a public authority.",
    discussion: """
      openssh: signs people's SSH certificates (for sshd's TrustedUserCAKeys). ssh-host: signs servers' SSH certificates. \
      host, user: X.509 in PEM.

      Example:
        tctl auth export --type host > ca.pem
      """)

  enum Authority: String, ExpressibleByArgument, CaseIterable {
    case openssh
    case sshHost = "ssh-host"
    case host, user
  }

  @Option(help: "Which authority.") var type: Authority
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let text = try await connection.use { try await $0.text(Streams.exportAuthority, query: ["type": type.rawValue]) }
    Terminal.current.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }
}
