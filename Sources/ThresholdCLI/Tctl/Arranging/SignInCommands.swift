import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct ListSignIns: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-ins", abstract: "Lists the sign-ins that last still.", discussion: "Example:\n  tctl users sign-ins max")

  @Argument(help: "A user; everybody's otherwise.") var name: String?
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let answer = try await connection.use { try await $0.call(Endpoints.signIns, query: name.map { ["user": $0] } ?? [:]) }
    let terminal = Terminal.current
    try terminal.print(answer.signIns, as: output.format) { () throws(Problem) in
      var table = Table("ID", "User", "From", "Began (UTC)", "Ends (UTC)")
      for item in answer.signIns {
        table.add([item.id.text, item.user.text, item.address, Shown.time(item.created), Shown.time(item.expires)])
      }
      terminal.print(table, orElse: "No sign-ins found")
    }
  }
}

struct EndSignIn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-out", abstract: "Ends a sign-in and cuts what it holds open.",
    discussion: "Example:\n  tctl users sign-out 6b1d2c1e-0d3e-4f43-9a53-1f0c8f0f6a11")

  @Argument(help: "The sign-in's id; `tctl users sign-ins` lists them.") var id: String
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    _ = try await connection.use { try await $0.call(Endpoints.endSignIn, path: ["id": id]) }
    Terminal.current.print("Sign-in '\(id.escapedForDisplay)' has been ended")
  }
}
