import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RevokeRequest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Ends an approved request at once, and says what that cut.",
    discussion: "Example:\n  tctl requests revoke 9c2f… --reason \"incident closed\"")

  @Argument(help: "The request.") var id: String
  @Option(help: "Why; whoever is cut sees it.") var reason: String
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard !reason.allSatisfy(\.isWhitespace) else { throw Misuse("a revocation needs a reason", hint: "--reason \"incident closed\"") }
    let receipt = try await connection.use { try await $0.call(Endpoints.revokeRequest, path: ["id": id], ReasonBody(reason: reason)) }
    let terminal = Terminal.current
    try terminal.print(receipt, as: output.format) { () throws(Problem) in terminal.print(ReceiptText.text(receipt)) }
    try ReceiptText.confirm(receipt)
  }
}

struct RemoveRequests: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Deletes the records of requests.",
    discussion: "An approved request is ended first, which needs --force.\n\nExample:\n  tctl requests rm 9c2f…",
    aliases: ["del", "delete"])

  @Argument(help: "Requests, separated by commas.") var ids: CommaList
  @Flag(name: [.short, .long], help: "Delete approved requests too, and cut what stands on them.") var force = false
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard !ids.items.isEmpty else { throw Misuse("no request is named", hint: "`tctl requests ls` lists them") }
    let terminal = Terminal.current
    var kept: [String] = []
    let receipts = try await connection.use { client in
      var receipts: [ReceiptAnswer] = []
      for id in ids.items {
        if !force, try await client.call(Endpoints.request, path: ["id": id]).request.spec.state == .approved {
          terminal.warn("request \(id.escapedForDisplay) is approved: it is kept, since to delete it would end the access")
          kept.append(id)
          continue
        }
        let receipt = try await client.call(Endpoints.deleteRequest, path: ["id": id])
        terminal.print("Request '\(id.escapedForDisplay)' has been deleted")
        if !receipt.connections.isEmpty { terminal.print(ReceiptText.text(receipt)) }
        receipts.append(receipt)
      }
      return receipts
    }
    for receipt in receipts { try ReceiptText.confirm(receipt) }
    guard let first = kept.first?.escapedForDisplay else { return }
    throw Problem(
      .inUse, "\(kept.count) approved request\(kept.count == 1 ? " was" : "s were") kept",
      hint: "tctl requests revoke \(first) --reason …, or tctl lock --access-request \(first), or add --force")
  }
}
