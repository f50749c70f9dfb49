import ArgumentParser

struct RequestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Ask for access, and decide what others ask for.",
    discussion: """
      Example:
        tsh request search --kind node
        tsh request create --resource /main/node/3f0c… --reason "INC-42"
        tsh request ls --reviewable
      """,
    subcommands: [
      RequestListCommand.self, RequestShowCommand.self, RequestCreateCommand.self, RequestReviewCommand.self, RequestPromoteCommand.self,
      RequestSearchCommand.self,
      RequestDropCommand.self, RequestEndCommand.self,
    ], aliases: ["requests"])
}
