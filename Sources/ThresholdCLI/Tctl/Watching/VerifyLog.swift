import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

/// Where the audit log ended at some time, as people note it: `118:ab12…`.
struct HeadArgument: ExpressibleByArgument, Hashable {
  let index: Int64
  /// 64 hexadecimal digits in lower case.
  let hash: String

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int64(parts[0]), index >= 0 else { return nil }
    let hash = parts[1].lowercased()
    guard hash.utf8.count == 64, hash.allSatisfy(\.isHexDigit) else { return nil }
    self.index = index
    self.hash = hash
  }
}

struct VerifyLog: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Verifies that the audit log is whole and unchanged.",
    discussion: """
      Every event is chained to the one before, and checkpoints are signed. Only a head that was noted elsewhere earlier \
      (`tctl audit head`) shows that nothing was rewritten or cut off since. Ends with status 1 when something is wrong.

      Example:
        tctl audit verify --head 118:ab12…
      """)

  @Option(help: ArgumentHelp("A head noted earlier.", valueName: "index:hash")) var head: HeadArgument?
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let noted = head.map { AuditHeadAnswer(index: $0.index, hash: $0.hash, time: nil) }
    let answer = try await connection.use { try await $0.call(Endpoints.verifyAudit, VerifyBody(head: noted)) }
    let terminal = Terminal.current
    try terminal.print(answer, as: output.format) { () throws(Problem) in
      terminal.print("\(answer.events) events, \(answer.checkpoints) checkpoints: \(answer.summary.escapedForDisplay)")
    }
    guard answer.isConsistent else {
      let place = answer.firstBad.map { ", first at event \($0)" } ?? ""
      throw Problem(
        .internalError, "the audit log is not consistent\(place)",
        hint: "keep the database and its head file as they are, and compare them with a backup")
    }
  }
}

struct ShowHead: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "head", abstract: "Says where the audit log ends, to be noted elsewhere.",
    discussion: "`tctl audit verify --head` takes it later.\n\nExample:\n  tctl audit head >> /mnt/elsewhere/heads")

  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let head = try await connection.use { try await $0.call(Endpoints.auditHead) }
    let terminal = Terminal.current
    try terminal.print(head, as: output.format) { () throws(Problem) in terminal.print("\(head.index):\(head.hash.escapedForDisplay)") }
  }
}
