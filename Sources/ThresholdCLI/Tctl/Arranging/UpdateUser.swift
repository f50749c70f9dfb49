import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct UpdateUser: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Replaces a user's roles or logins.",
    discussion: """
      What is given replaces what was there; what is not given stays. It takes effect at once, on open connections too.

      Example:
        tctl users update max --set-roles access,requester --set-logins ubuntu,deploy
      """)

  @Argument(help: "The user's name.") var name: String
  @Option(help: "The roles that the user has from now on.") var setRoles: CommaList?
  @Option(help: "The logins that the user has from now on; empty removes them.") var setLogins: CommaList?
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard setRoles != nil || setLogins != nil else {
      throw Misuse("there is nothing to update", hint: "say --set-roles or --set-logins")
    }
    try await connection.use { client in
      let current = try await client.call(Endpoints.document, path: ["kind": "user", "name": name]).document
      // The revision that was read goes back with the document, so that nobody's change in between is lost.
      _ = try await client.call(
        Endpoints.writeDocument, DocumentBody(document: Self.changed(current, roles: setRoles, logins: setLogins), mode: .upsert))
    }
    let terminal = Terminal.current
    terminal.print("\(name.escapedForDisplay) has been updated")
    if let setRoles { terminal.print("  roles: \(Shown.orDash(setRoles.items.joined(separator: ",")).escapedForDisplay)") }
    if let setLogins { terminal.print("  logins: \(Shown.orDash(setLogins.items.joined(separator: ",")).escapedForDisplay)") }
  }

  /// The user's document with other roles and logins.
  static func changed(_ user: Value, roles: CommaList?, logins: CommaList?) -> Value {
    var user = user
    if let roles { user = user.setting(["spec", "roles"], to: .list(roles.items.map { .text($0) })) }
    if let logins {
      user = user.setting(["spec", "traits", "logins"], to: logins.items.isEmpty ? nil : .list(logins.items.map { .text($0) }))
    }
    return user
  }
}
