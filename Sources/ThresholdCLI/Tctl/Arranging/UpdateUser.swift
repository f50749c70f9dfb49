import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct UpdateUser: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Replaces a user's roles or attributes.",
    discussion: """
      What is given replaces what was there; what is not given stays. It takes effect at once, on open connections too.

      Examples:
        tctl users update max --set-roles access,requester --set-logins ubuntu,deploy
        tctl users update max --set-db-users ""
      """)

  @Argument(help: "The user's name.") var name: String
  @Option(help: "The roles that the user has from now on.") var setRoles: CommaList?
  @OptionGroup(title: "Attributes") var attributes: SetUserTraits
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let traits = try attributes.given()
    guard setRoles != nil || !traits.isEmpty else {
      throw Misuse("there is nothing to update", hint: "say --set-roles, --set-logins or another --set- flag")
    }
    try await connection.use { client in
      let current = try await client.call(Endpoints.document, path: ["kind": "user", "name": name]).document
      // The revision that was read goes back with the document, so that nobody's change in between is lost.
      _ = try await client.call(
        Endpoints.writeDocument, DocumentBody(document: Self.changed(current, roles: setRoles, traits: traits), mode: .update))
    }
    let terminal = Terminal.current
    terminal.print("\(name.escapedForDisplay) has been updated")
    if let setRoles { terminal.print("  roles: \(Shown.orDash(setRoles.items.joined(separator: ",")).escapedForDisplay)") }
    for (trait, values) in traits.sorted(by: { $0.key < $1.key }) {
      terminal.print("  \(trait): \(Shown.orDash(values.joined(separator: ",")).escapedForDisplay)")
    }
  }

  /// The user's document with other roles and traits; a trait without values is removed.
  static func changed(_ user: Value, roles: CommaList?, traits: [String: [String]]) -> Value {
    var user = user
    if let roles { user = user.setting(["spec", "roles"], to: .list(roles.items.map { .text($0) })) }
    for (trait, values) in traits {
      user = user.setting(["spec", "traits", trait], to: values.isEmpty ? nil : .list(values.map { .text($0) }))
    }
    return user
  }
}
