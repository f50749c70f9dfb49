import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct TokensCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "Manages the tokens with which servers join.",
    subcommands: [AddToken.self, ListTokens.self, RemoveToken.self], aliases: ["token"])
}

/// What a join token can be for.
enum TokenType: String, ExpressibleByArgument, CaseIterable {
  case node
}

struct AddToken: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Makes a join token, and prints how a server joins with it.",
    discussion: """
      The token is shown this once. Servers that join with it get its labels; they may add only labels that it allows.

      Example:
        tctl tokens add --type node --labels env=test --allow-labels 'team=*' --ttl 1h
      """)

  @Option(help: "What joins: node.") var type: TokenType
  @Option(help: ArgumentHelp("Labels of every server that joins.", valueName: "key=value,…")) var labels: PairList?
  @Option(help: ArgumentHelp("Labels that a server may add, for example 'team=*'.", valueName: "key=value,…")) var allowLabels: PairList?
  @Option(help: ArgumentHelp("How long the token works.", valueName: "duration")) var ttl = SpanArgument.hour
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let body = CreateTokenBody(
      type: type.rawValue, labels: try labels?.labels("--labels") ?? [:], allowLabels: LabelMap(allowLabels?.lists ?? [:]),
      ttl: ttl.span.wholeSeconds)
    let answer = try await connection.use { try await $0.call(Endpoints.createToken, body) }
    let terminal = Terminal.current
    try terminal.print(answer, as: output.format) { () throws(Problem) in terminal.print(Self.text(answer, lasting: ttl.span)) }
  }

  /// The token travels through a pipe: as an argument every user of the machine could read it.
  static func text(_ answer: CreateTokenAnswer, lasting: Span) -> String {
    let labels = answer.labels.isEmpty ? "no labels" : "the labels \(ValueList.text(answer.labels).escapedForDisplay)"
    return """
      This token lets servers join for \(lasting), until \(answer.expires). They get \(labels).
      On the server, as the user that runs sshd (usually root), run:

      printf '%s' \(answer.token.exposed.escapedForDisplay) | threshold join openssh \
      --proxy-server \(answer.proxyServer.escapedForDisplay) \
      --token - --ca-pin \(answer.caPin.escapedForDisplay)
      """
  }
}

extension SpanArgument: CustomStringConvertible {
  /// How long a join token works unless told otherwise.
  static var hour: SpanArgument { SpanArgument(.hours(1)) }
  var description: String { span.description }
}

struct ListTokens: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the join tokens that still work.",
    discussion: "The tokens themselves are not kept; the start of their hash names them.\n\nExample:\n  tctl tokens ls")

  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let answer = try await connection.use { try await $0.call(Endpoints.tokens) }
    let terminal = Terminal.current
    try terminal.print(answer.tokens, as: output.format) { () throws(Problem) in
      var table = Table("Token", "Type", "Labels", "Allowed Labels", "Expiry Time (UTC)", "Made By")
      for token in answer.tokens {
        table.add([
          String(token.hash.text.prefix(12)), token.type, Shown.orDash(ValueList.text(token.labels)),
          Shown.orDash(Shown.labels(token.allowLabels)), Shown.time(token.expires), token.createdBy,
        ])
      }
      terminal.print(table, orElse: "No active tokens found")
    }
  }
}

struct RemoveToken: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Deletes a join token; servers that joined with it stay.",
    discussion: "Example:\n  tctl tokens rm 3f9a12bc77de",
    aliases: ["del", "delete"])

  @Argument(help: "The start of the token's hash, as `tctl tokens ls` prints it, or the token.") var token: String
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    _ = try await connection.use { try await $0.call(Endpoints.deleteToken, path: ["token": token]) }
    Terminal.current.print("The token has been deleted")
  }
}
