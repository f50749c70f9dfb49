import ArgumentParser
import ThresholdAPI

/// Runs `tsh`.
/// - Parameter arguments: what was typed, without the program's name.
/// - Returns: the exit status: 0, 1 for failure, 2 for misuse; `tsh ssh` passes on the status of `ssh`.
public func runTsh(arguments: [String]) async -> Int32 {
  await CommandRun.run(Tsh.self, arguments: arguments, flags: GlobalOptions.flags)
}

/// What a person types to get in.
struct Tsh: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tsh",
    abstract: "Ask for access, get in, and see what you have.",
    discussion: """
      Every command takes --proxy, --user, --login/-l, --ttl, --insecure, --debug/-d and --skip-version-check, before or after its \
      name; `tsh help COMMAND` describes them.

      A first visit:
        tsh login --proxy threshold.example.com --user max
        tsh ls
        tsh request search --kind node
        tsh ssh ubuntu@web1
      """,
    version: "Threshold v\(ProductVersion.current)",
    subcommands: [
      LoginCommand.self, LogoutCommand.self, SignInStatusCommand.self, ListServersCommand.self, DatabaseCommand.self,
      KubeCommand.self, AppCommand.self, SSHCommand.self, ProxyCommand.self,
      RequestCommand.self, ExplainCommand.self, ClientVersionCommand.self,
    ])
}
