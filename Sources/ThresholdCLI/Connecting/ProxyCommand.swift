import ArgumentParser
import Foundation
import ThresholdClient
import ThresholdModel

struct ProxyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proxy", abstract: "Carry raw connections to servers.", subcommands: [ProxySSHCommand.self])
}

struct ProxySSHCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ssh", abstract: "Carry an SSH connection on standard input and output.",
    discussion: """
      What `tsh ssh` gives to OpenSSH as its ProxyCommand. It only opens the way to the server; what gets in there is a certificate \
      that was issued for it, and without one the way stays shut. Warnings and the reason of a cut appear on standard error.

      Example, with a certificate from POST /v1/connections:
        ssh -i KEY -o CertificateFile=CERT -o ProxyCommand="tsh proxy ssh %r@%h:%p" ubuntu@web1
      """)

  @OptionGroup var globals: GlobalOptions
  @Option(help: ArgumentHelp("The cluster of the server.", valueName: "name")) var cluster: String?
  @Argument(help: ArgumentHelp("Where to go.", valueName: "[user@]host:port")) var target: String

  /// What `ssh` ends with when a connection fails.
  private static let refused: Int32 = 255

  func run() async throws {
    let target = try Misuse.reading { try SSHTarget(self.target, hasPort: true) }
    let terminal = Terminal.current
    do {
      let profile = try globals.profile()
      if let cluster, cluster != profile.cluster {
        throw Problem(
          .notFound, "you are signed in to the cluster `\(profile.cluster.escapedForDisplay)`, not to `\(cluster.escapedForDisplay)`")
      }
      let end = try await Tunnel(profile).run(to: target.host, between: Self.standardStreams()) { notice in
        terminal.note("tsh: \(notice.escapedForDisplay)")
      }
      guard end.code != TunnelEnd.closed else { return }
      Self.tell(end.message, end.hint, terminal)
    } catch let problem as Problem {
      Self.tell(problem.message, problem.hint, terminal)
      if globals.debug, let cause = problem.cause { terminal.note("tsh: \(cause.escapedForDisplay)") }
    }
    throw ExitCode(Self.refused)
  }

  private static func standardStreams() throws(Problem) -> DescriptorEnds {
    do { return try DescriptorEnds(input: STDIN_FILENO, output: STDOUT_FILENO) } catch {
      throw Problem(.unavailable, "standard input and output can't be used", cause: "\(error)")
    }
  }

  private static func tell(_ message: String, _ hint: String?, _ terminal: Terminal) {
    terminal.note("tsh: \(message.escapedForDisplay)")
    if let hint { terminal.note("tsh: \(hint.escapedForDisplay)") }
  }
}
