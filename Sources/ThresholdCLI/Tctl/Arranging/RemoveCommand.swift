import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Deletes a document, and cuts what stood on it.",
    discussion: """
      Examples:
        tctl rm role/dba
        tctl rm access_list_member/5f2c…/max
        tctl rm lock/8d2e…
        tctl rm role/dba --dry-run
      """, aliases: ["del", "delete"])

  @Argument(help: ArgumentHelp("The document; members as access_list_member/LIST/USER.", valueName: "kind/name")) var document: String
  @OptionGroup var rehearsal: DryRunOption
  @Option(name: .long, help: "How to print what --dry-run finds.") var format: OutputFormat = .text
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    if let token = Self.token(in: document) {
      guard !rehearsal.dryRun else { throw Misuse("deleting a join token changes nobody's access", hint: "leave out --dry-run") }
      return try await remove(token: token)
    }
    if let review = try ReviewReference(text: document) {
      guard let id = review.id else { throw Misuse("say which review", hint: "tctl acl reviews ls \(review.list.escapedForDisplay)") }
      guard !rehearsal.dryRun else { throw Misuse("deleting a review changes nobody's access", hint: "leave out --dry-run") }
      _ = try await connection.use { try await $0.call(Endpoints.deleteListReview, path: ["list": review.list, "review": id]) }
      return Terminal.current.print("access_list_review '\(id.escapedForDisplay)' has been deleted")
    }
    let (reference, name) = try DocumentReference.one(document)
    guard reference.kind != .request else {
      throw Misuse("requests have their own command", hint: "tctl requests rm \(name.escapedForDisplay)")
    }
    guard !rehearsal.dryRun else {
      let body = PlanBody(deletions: [PlanBody.Deletion(kind: reference.kind.rawValue, name: name, parent: reference.parent)])
      try Terminal.current.print(try await connection.use { try await $0.call(Endpoints.plan, body) }, as: format)
      return
    }
    _ = try await connection.use {
      try await $0.call(Endpoints.deleteDocument, path: ["kind": reference.kind.rawValue, "name": name], query: reference.query)
    }
    Terminal.current.print(reference.kind.changed(name, "deleted"))
  }

  private func remove(token: String) async throws {
    _ = try await connection.use { try await $0.call(Endpoints.deleteToken, path: ["token": token]) }
    Terminal.current.print("token has been deleted")
  }

  /// Join tokens are no documents, and people delete them like one: `token/f00d…`.
  private static func token(in text: String) -> String? {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, ["token", "tokens"].contains(parts[0].lowercased()) else { return nil }
    return parts[1]
  }
}
