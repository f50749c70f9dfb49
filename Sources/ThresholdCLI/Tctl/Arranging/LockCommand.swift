import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct LockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Shuts somebody or something out at once, and cuts what is open.",
    discussion: """
      Several targets in one lock must all match. Names are exact. A lock stays until it ends or is deleted with \
      `tctl rm lock/NAME`.

      Examples:
        tctl lock --user max --message "call the desk" --ttl 8h
        tctl lock --role dba --login root --expires 2027-01-31T18:00:00Z
        tctl lock --access-request 9c2f41d0-…
      """)

  @OptionGroup(title: "Targets") var targets: LockTargets
  @Option(help: "Shown to whoever is refused.") var message: String?
  @Option(help: ArgumentHelp("For how long, for example 8h; cannot stand beside --expires.", valueName: "duration"))
  var ttl: SpanArgument?
  @Option(help: ArgumentHelp("Until when, RFC 3339; cannot stand beside --ttl.", valueName: "time")) var expires: MomentArgument?
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let target = try targets.target()
    guard ttl == nil || expires == nil else { throw Misuse("--ttl and --expires both say until when", hint: "leave one of them out") }
    let now = Moment(Date())
    if let expires, expires.moment <= now {
      throw Misuse("--expires \(expires.moment) is past", hint: "name a later time, or say --ttl 8h")
    }
    let until = expires?.moment ?? ttl.map { now + $0.span }
    let name = UUID().uuidString.lowercased()
    let lock = Lock(
      version: "v2", metadata: Metadata(name: name), spec: LockSpec(target: target, message: message ?? "", expires: until))
    let body = DocumentBody(document: try lock.value(), mode: .create)
    _ = try await connection.use { try await $0.call(Endpoints.writeDocument, body) }
    Terminal.current.print("Created a lock with name \"\(name)\".")
  }
}

/// Whom or what a lock shuts out (reference, cli-api-terraform §1.6; roles-and-resources §8).
struct LockTargets: ParsableArguments {
  @Option(help: ArgumentHelp("A user.", valueName: "name")) var user: String?
  @Option(help: ArgumentHelp("Everybody who holds a role.", valueName: "name")) var role: String?
  @Option(help: ArgumentHelp("An operating-system account on every server.", valueName: "name")) var login: String?
  @Option(help: ArgumentHelp("Sign-ins made with a second factor.", valueName: "id")) var mfaDevice: String?
  @Option(help: ArgumentHelp("A Windows desktop.", valueName: "name")) var windowsDesktop: String?
  @Option(help: ArgumentHelp("Whatever is done with an access request.", valueName: "id")) var accessRequest: String?
  @Option(help: ArgumentHelp("Sign-ins from a trusted device.", valueName: "id")) var device: String?
  @Option(help: ArgumentHelp("A server.", valueName: "id")) var serverID: String?
  @Option(help: ArgumentHelp("One instance of a bot.", valueName: "id")) var botInstanceID: String?
  @Option(help: ArgumentHelp("Machines that joined with a token.", valueName: "name")) var joinToken: String?

  /// - Throws: ``Misuse`` when nothing is named, or an empty name: such a lock would shut out nobody.
  func target() throws -> LockTarget {
    let given = [
      ("--user", user), ("--role", role), ("--login", login), ("--mfa-device", mfaDevice), ("--windows-desktop", windowsDesktop),
      ("--access-request", accessRequest), ("--device", device), ("--server-id", serverID), ("--bot-instance-id", botInstanceID),
      ("--join-token", joinToken),
    ]
    if let empty = given.first(where: { $0.1?.isEmpty ?? false }) { throw Misuse("\(empty.0) is empty", hint: "name whom to lock") }
    guard given.contains(where: { $0.1 != nil }) else {
      throw Misuse("a lock needs a target", hint: "one of \(given.map(\.0).joined(separator: ", "))")
    }
    return LockTarget(
      user: user.map { UserName($0) }, role: role.map { RoleName($0) }, login: login, mfaDevice: mfaDevice, device: device,
      serverID: serverID.map { ServerID($0) }, windowsDesktop: windowsDesktop, accessRequest: accessRequest.map { RequestID($0) },
      botInstanceID: botInstanceID, joinToken: joinToken)
  }
}
