import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct UsersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users", abstract: "Manages users and their sign-ins.",
    subcommands: [
      AddUser.self, ListUsers.self, UpdateUser.self, SetPassword.self, RemoveUsers.self, ListSignIns.self, EndSignIn.self,
    ], aliases: ["user"])
}

struct AddUser: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Makes a user with a password.",
    discussion: """
      The password is asked for twice on a terminal; elsewhere it is one line of standard input with --password-stdin.

      Example:
        tctl users add max --roles requester
        pwgen 20 1 | tctl users add max --roles access --logins ubuntu --password-stdin
        tctl users add nina --roles access --db-users nina,readonly --db-names orders --kubernetes-groups developers
      """)

  @Argument(help: "The user's name.") var name: String
  @Option(help: "Roles that the user always has, for example access,requester.") var roles: CommaList
  @OptionGroup(title: "Attributes") var attributes: UserTraits
  @Option(help: ArgumentHelp("Other attributes that roles read, for example team=web,team=ops.", valueName: "key=value,…")) var traits:
    PairList?
  @Flag(help: "Read the password from standard input.") var passwordStdin = false
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard !roles.items.isEmpty else {
      throw Misuse("a user needs a role", hint: "for example --roles requester; `tctl get roles` lists them")
    }
    var all = traits?.lists ?? [:]
    for (name, values) in try attributes.given() where !values.isEmpty {
      guard all.updateValue(values, forKey: name) == nil else {
        throw Misuse("--\(name.replacing("_", with: "-")) and --traits both give `\(name)`", hint: "leave one of them out")
      }
    }
    let password = try NewPassword.read(fromInput: passwordStdin, for: name)
    let body = AddUserBody(name: UserName(name), roles: roles.roles, traits: all, password: password)
    _ = try await connection.use { try await $0.call(Endpoints.addUser, body) }
    Terminal.current.print("User '\(name.escapedForDisplay)' has been created")
  }
}

struct SetPassword: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passwd", abstract: "Sets a user's password and ends the user's sign-ins.",
    discussion: "Example:\n  tctl users passwd max")

  @Argument(help: "The user's name.") var name: String
  @Flag(help: "Read the password from standard input.") var passwordStdin = false
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let body = PasswordBody(password: try NewPassword.read(fromInput: passwordStdin, for: name))
    _ = try await connection.use { try await $0.call(Endpoints.setPassword, path: ["user": name], body) }
    Terminal.current.print("The password of '\(name.escapedForDisplay)' has been changed, and the user's sign-ins have ended")
  }
}

/// A password that is being chosen: typed twice, or piped in.
enum NewPassword {
  /// - Throws: ``Problem`` when there is nobody to ask or the two differ; ``Misuse`` when it is not said where it comes from.
  static func read(fromInput: Bool, for user: String) throws -> Secret {
    let terminal = Terminal.current
    if fromInput { return try terminal.secretLine() }
    guard terminal.isInteractive else {
      throw Misuse("there is no terminal to ask for a password on", hint: "pipe one line into the command and add --password-stdin")
    }
    let password = try terminal.askSecret("New password for \(user.escapedForDisplay):")
    guard try terminal.askSecret("The same again:") == password else {
      throw Problem(.badParameter, "the two passwords differ", hint: "nothing was changed; try again")
    }
    return password
  }
}

struct ListUsers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the users.", discussion: "Example:\n  tctl users ls --format json")

  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let answer = try await connection.use { try await $0.call(Endpoints.documents, path: ["kind": "user"]) }
    let terminal = Terminal.current
    try terminal.print(answer.documents, as: output.format) { () throws(Problem) in
      var table = Table("User", "Roles", "Logins")
      for document in answer.documents {
        let user = try document.decoded(User.self)
        table.add([
          user.name.text, user.spec.roles.map(\.text).joined(separator: ","),
          Shown.orDash((user.spec.traits["logins"] ?? []).joined(separator: ",")),
        ])
      }
      terminal.print(table, orElse: "No users found")
    }
  }
}

struct RemoveUsers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Deletes users and cuts what they hold open.", discussion: "Example:\n  tctl users rm max,alice",
    aliases: ["del", "delete"])

  @Argument(help: "Users, separated by commas.") var names: CommaList
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard !names.items.isEmpty else { throw Misuse("no user is named", hint: "tctl users rm NAME") }
    try await connection.use { client in
      for name in names.items {
        _ = try await client.call(Endpoints.deleteDocument, path: ["kind": "user", "name": name])
        Terminal.current.print("User '\(name.escapedForDisplay)' has been deleted")
      }
    }
  }
}
