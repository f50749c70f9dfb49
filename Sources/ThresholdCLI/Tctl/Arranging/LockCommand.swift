import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct LockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Shuts a user out at once, and cuts what the user holds open.",
    discussion: """
      `tctl rm lock/NAME` lets the user in again.

      Example:
        tctl lock --user max --message "call the desk" --ttl 8h
      """)

  @Option(help: "The user.") var user: String
  @Option(help: "Shown to whoever is refused.") var message: String?
  @Option(help: ArgumentHelp("For how long, for example 8h.", valueName: "duration")) var ttl: SpanArgument?
  @Option(help: ArgumentHelp("Until when, RFC 3339 in UTC.", valueName: "time")) var expires: MomentArgument?
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard ttl == nil || expires == nil else { throw Misuse("--ttl and --expires both say until when", hint: "leave one of them out") }
    let until = expires?.moment ?? ttl.map { Moment(Date()) + $0.span }
    let name = UUID().uuidString.lowercased()
    let lock = Lock(
      version: "v2", metadata: Metadata(name: name),
      spec: LockSpec(target: LockTarget(user: UserName(user)), message: message ?? "", expires: until))
    let body = DocumentBody(document: try lock.value(), mode: .create)
    _ = try await connection.use { try await $0.call(Endpoints.writeDocument, body) }
    Terminal.current.print("Created a lock with name \"\(name)\".")
  }
}
