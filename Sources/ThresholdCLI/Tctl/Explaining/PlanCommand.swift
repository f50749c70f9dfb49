import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Says what writing documents would do to everybody's access, and writes nothing.",
    discussion: """
      All documents of the file are taken as one change that creates or replaces them. Exit status 3 means that somebody \
      would get something: access, something to ask for, a role, a longer time or a right. It takes the right to update roles. \
      Not in it is what assumed requests give.

      Examples:
        tctl plan -f role.yaml
        tctl get role/dba | sed s/staging/prod/ | tctl plan -f -
      """)

  @Option(name: [.short, .customLong("file")], help: ArgumentHelp("The file; `-` is standard input.", valueName: "file")) var file: String
  @Option(name: .long, help: "How to print the result.") var format: OutputFormat = .text
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let source = try DocumentSource.read(file)
    let plan = try await source.plan(overwriting: true, with: connection)
    try Terminal.current.print(plan, as: format)
  }
}

/// The flag that turns a change into a question about it.
struct DryRunOption: ParsableArguments {
  @Flag(
    name: .long, help: "Only say what it would do to everybody's access; exit status 3 when it widens. Needs the right to update roles.")
  var dryRun = false
}

extension DocumentSource {
  /// What writing the documents as one change would do.
  /// - Throws: what would refuse it, with the line.
  func plan(overwriting: Bool, with connection: AdminConnection) async throws -> AccessPlan {
    let documents = try documents()
    let body = PlanBody(documents: documents.map { DocumentBody(document: $0.value, mode: overwriting ? .upsert : .create) })
    return try await connection.use { client in
      try await located(documents) { try await client.call(Endpoints.plan, body) }
    }
  }
}
