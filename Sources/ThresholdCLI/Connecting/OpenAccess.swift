import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

/// Gets a certificate for one login on one server; when that is refused and the server can be requested, asks for it on the spot.
struct OpenAccess {
  let client: APIClient
  let profile: Profile
  let host: String
  /// The account that the person named; nil chooses one.
  let login: String?
  let publicKey: String

  /// - Parameter offersRequest: false for `--disable-access-request`.
  func run(offersRequest: Bool) async throws(Problem) -> ConnectAnswer {
    do { return try await connect() } catch {
      guard error.kind == .accessDenied || error.kind == .notFound else { throw error }
      let refusal = error
      guard let server = try await requestable(orElse: refusal) else { throw refusal }
      guard offersRequest, Terminal.current.isInteractive else { throw withCommand(refusal, server) }
      try await ask(for: server, after: refusal)
      return try await connect()
    }
  }

  private func connect() async throws(Problem) -> ConnectAnswer {
    let login = try await chosenLogin()
    return try await client.call(Endpoints.connect, ConnectBody(server: host, login: login, publicKey: publicKey))
  }

  /// The named account; else one's own name where that is allowed; else the only one that is.
  private func chosenLogin() async throws(Problem) -> String {
    if let login { return login }
    let servers = try await ResourceListing.servers(named: host, client, requestable: false)
    guard let server = servers.first else {
      throw Problem(.notFound, "you can't reach a server `\(host.escapedForDisplay)`", hint: "`tsh ls` lists the servers that you can")
    }
    if server.logins.contains(profile.user.text) { return profile.user.text }
    guard let only = server.logins.first, server.logins.count == 1 else {
      throw Problem(
        .badParameter, "say which account to use on `\(host.escapedForDisplay)`",
        hint: "tsh ssh LOGIN@\(host), where LOGIN is one of: \(server.logins.sorted().joined(separator: ", "))")
    }
    return only
  }

  /// The one server of that name that can be requested; what may not be seen is not found here either.
  private func requestable(orElse refusal: Problem) async throws(Problem) -> ResourcesAnswer.Item? {
    let servers = try await ResourceListing.servers(named: host, client, requestable: true)
    guard servers.count <= 1 else {
      throw Problem(
        refusal.kind, "\(refusal.message), and several servers of that name can be requested",
        hint: servers.map { "tsh request create --resource \($0.id) --reason \"…\"" }.joined(separator: "\n"))
    }
    return servers.first
  }

  private func withCommand(_ refusal: Problem, _ server: ResourcesAnswer.Item) -> Problem {
    Problem(refusal.kind, refusal.message, hint: "ask for access: tsh request create --resource \(server.id) --reason \"…\"")
  }

  private func ask(for server: ResourcesAnswer.Item, after refusal: Problem) async throws(Problem) {
    let terminal = Terminal.current
    terminal.note("ERROR: \(refusal.message.escapedForDisplay)")
    terminal.note("You can request access to \(server.hostname.escapedForDisplay).")
    let reason = try terminal.ask("Enter request reason:")
    terminal.note("Creating request...")
    let created = try await client.call(
      Endpoints.createRequest, CreateRequestBody(resourceIDs: [server.id], reason: reason, loginHint: login ?? ""))
    terminal.note(RequestBlock(created).text)
    let decided = try await AwaitDecision(client: client).run(created)
    guard decided.request.spec.state == .approved else { throw AwaitDecision.refusal(decided) }
    if let start = decided.request.spec.assumeStart, start > Moment(Date()) {
      throw Problem(
        .accessDenied, "the request is approved and counts from \(start) on",
        hint: "then: tsh login --request-id \(decided.request.id), and tsh ssh again")
    }
    terminal.note("Approval received, connecting...")
    _ = try await client.call(Endpoints.assume, RequestIDsBody(requestIDs: [decided.request.id]))
  }
}
