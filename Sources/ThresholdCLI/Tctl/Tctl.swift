public import ArgumentParser
import ThresholdAPI

/// The command line of whoever arranges a cluster: users, lists, roles, servers, requests, the audit log.
public struct Tctl: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "tctl",
    abstract: "Arranges a Threshold cluster: users, access lists, roles, servers, requests and the audit log.",
    discussion: """
      On the server's machine, --data-dir DIR speaks to the server directly, as your operating-system user. \
      Elsewhere tctl acts as the person who is signed in with `tsh login`.

      Example:
        tctl --data-dir /var/lib/threshold users add alice --roles editor,access
      """,
    version: "Threshold v\(ProductVersion.current)",
    subcommands: [
      UsersCommand.self, AclCommand.self, GetCommand.self, CreateCommand.self, EditCommand.self, UpdateCommand.self, RemoveCommand.self,
      LockCommand.self, TokensCommand.self, NodesCommand.self, DatabasesCommand.self, KubeClustersCommand.self, AppsCommand.self,
      RequestsCommand.self, NotificationsCommand.self, AuditCommand.self, SessionsCommand.self, StatusCommand.self,
      AuthCommand.self, ExplainAccess.self, PlanCommand.self, VersionCommand.self,
    ])

  public init() {}

  /// The flags that work anywhere on the line.
  static let flags = GlobalFlags(switches: ["-d", "--debug"], options: ["--data-dir", "--proxy"])
}

/// Runs `tctl` and says everything there is to say.
/// - Parameter arguments: what was typed, without the program's name.
/// - Returns: the exit status: 0, 1 for failure, 2 for misuse.
public func runTctl(arguments: [String]) async -> Int32 {
  await CommandRun.run(Tctl.self, arguments: arguments, flags: Tctl.flags)
}
