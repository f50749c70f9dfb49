import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct NodesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nodes", abstract: "Lists the SSH servers.", subcommands: [ListNodes.self], aliases: ["node"])
}

struct ListNodes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the SSH servers that have joined.",
    discussion: "`tctl rm node/ID` forgets one.\n\nExample:\n  tctl nodes ls --format json")

  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let answer = try await connection.use { try await $0.call(Endpoints.documents, path: ["kind": "node"]) }
    let terminal = Terminal.current
    try terminal.print(documents: answer.documents, as: output.format) { () throws(Problem) in
      var table = Table("Host", "UUID", "Address", "Labels")
      for document in answer.documents {
        let server = try document.decoded(Server.self)
        table.add([server.spec.hostname, server.id.text, server.spec.address, Shown.orDash(ValueList.text(server.labels))])
      }
      terminal.print(table, orElse: "No servers have joined")
    }
  }
}
