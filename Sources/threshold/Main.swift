import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdCLI

/// The server's executable.
@main struct Main {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    exit(await CommandRun.run(ThresholdCommand.self, arguments: arguments, flags: GlobalFlags(switches: [], options: [])))
  }
}

/// `threshold`: runs a server, and makes other machines part of a cluster.
struct ThresholdCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "threshold", abstract: "Just-in-time access to infrastructure, governed by access lists: the server.",
    discussion: """
      Example:
        threshold start --dev
      """,
    version: "Threshold v\(ProductVersion.current)",
    subcommands: [StartCommand.self, ConfigureCommand.self, JoinCommand.self, VersionCommand.self])
}
