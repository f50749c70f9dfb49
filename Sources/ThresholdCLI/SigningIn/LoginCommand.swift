import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdCertificates
import ThresholdClient
import ThresholdModel

struct LoginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login", abstract: "Sign in to a cluster, or make approved requests count.",
    discussion: """
      The password is asked for on a terminal, else it is the first line of standard input. With --request-id and a sign-in that \
      still lasts, no password is needed.

      Examples:
        tsh login --proxy threshold.example.com --user max
        tsh login --proxy localhost:3080 --user max --ca-pin sha256:7e12… < password-file
        tsh login --request-id 9c2f6d1e-…
        tsh login --request-roles dba --request-reason "INC-42"
      """)

  @OptionGroup var globals: GlobalOptions

  @Option(help: ArgumentHelp("The fingerprint of an authority to trust, as `tctl status` prints it; repeatable.", valueName: "sha256:…"))
  var caPin: [String] = []

  @Option(help: ArgumentHelp("An approved request to make count for this sign-in; repeatable.", valueName: "id"))
  var requestID: [String] = []

  @Option(help: ArgumentHelp("Roles to ask for right after signing in.", valueName: "a,b")) var requestRoles: CommaList?
  @Option(help: "Why, for a request that is made with the sign-in.") var requestReason = ""
  @Option(help: ArgumentHelp("Who should look at that request.", valueName: "a,b")) var requestReviewers: [String] = []
  @Flag(help: "Don't wait for the answer to that request.") var requestNowait = false

  func run() async throws {
    guard !globals.insecure else {
      throw Misuse(
        "a password is never sent to a server that nothing verifies",
        hint: "use --ca-pin sha256:… instead of --insecure; `tctl status` on the server prints it")
    }
    let requests = requestID.map { RequestID($0) }
    let asking = try request()
    if hasSignIn(), !requests.isEmpty || asking != nil { return try await continued(requests, asking) }
    let (profile, notices) = try await signIn()
    try await show(profile, after: requests, asking: asking, notices: notices)
  }

  /// What the flags ask for; nil when they name no roles.
  private func request() throws -> CreateRequestBody? {
    guard let requestRoles, !requestRoles.items.isEmpty else { return nil }
    return try Misuse.reading {
      CreateRequestBody(
        roles: try RequestCreateCommand.roles(requestRoles), reason: requestReason,
        suggestedReviewers: try RequestCreateCommand.reviewers(requestReviewers))
    }
  }

  /// The request that goes with the sign-in: the one of the flags, else for every requestable role when the user's roles say
  /// that signing in asks by itself. Source: reference, lists-and-requests §8.
  private func ask(_ given: CreateRequestBody?, _ client: APIClient) async throws(Problem) {
    var body = given
    if body == nil {
      let capabilities = try await client.call(Endpoints.capabilities, CapabilitiesBody())
      guard capabilities.autoRequest, !capabilities.requestableRoles.isEmpty else { return }
      if !capabilities.requestPrompt.isEmpty { Terminal.current.note(capabilities.requestPrompt.escapedForDisplay) }
      // The sign-in itself is done: nobody is kept out because nobody could be asked.
      guard !capabilities.requireReason || !requestReason.isEmpty || Terminal.current.isInteractive else {
        Terminal.current.warn("no access was requested, since that needs a reason: tsh login --request-reason \"…\"")
        return
      }
      body = CreateRequestBody(roles: ["*"], reason: requestReason)
    }
    guard let body else { return }
    let filing = FileRequest(client: client)
    Terminal.current.note("Creating request...")
    let created = try await filing.file(body)
    Terminal.current.note(RequestBlock(created).text)
    if !requestNowait { FileRequest.tell(try await filing.outcome(of: created)) }
  }

  /// Whether there is a sign-in that has not ended by itself; the server may still say otherwise.
  private func hasSignIn() -> Bool {
    let profile = try? globals.folder.profile(proxy: globals.givenProxy(), user: globals.givenUser())
    return (try? profile?.liveSession(at: Moment(Date()))) != nil
  }

  /// Uses the sign-in that there is.
  private func continued(_ requests: [RequestID], _ asking: CreateRequestBody?) async throws {
    try await globals.withClient { client, profile in
      if let asking { try await ask(asking, client) }
      let status =
        requests.isEmpty
        ? try await client.call(Endpoints.status) : try await client.call(Endpoints.assume, RequestIDsBody(requestIDs: requests))
      StatusBlock(profile: profile, answer: status).print()
    }
  }

  private func signIn() async throws -> (profile: Profile, notices: [String]) {
    let terminal = Terminal.current
    let pins = try Misuse.reading { try caPin.flatMap(ValueList.parse).map { try Pin(text: $0) } }
    let known = try? globals.folder.profile(proxy: globals.givenProxy())
    guard let proxy = try globals.givenProxy() ?? known.map({ ProxyAddress($0.server) }) else {
      throw Misuse("say which cluster to sign in to", hint: "tsh login --proxy HOST:PORT --user NAME")
    }
    let found = try await Discovery(proxy: proxy, pins: pins, known: known?.trust, options: globals.clientOptions)
      .run(confirm: terminal.isInteractive ? Self.confirm(hadOther: known?.isPinned == true) : nil)
    if !globals.skipVersionCheck { try VersionSkew.check(found.cluster) }
    let user = try user(known: known)
    let password = try terminal.secret("Enter password for Threshold user \(user.text.escapedForDisplay):")
    return try await SigningIn(folder: globals.folder, options: globals.clientOptions)
      .signIn(at: found, user: user, password: password, ttl: globals.ttl.map { Span.minutes(Int64($0)) })
  }

  /// The flag, the profile's user, else who is signed in to this machine.
  private func user(known: Profile?) throws -> UserName {
    if let user = try globals.givenUser() ?? known?.user { return user }
    guard let name = Terminal.current.environment["USER"], !name.isEmpty else {
      throw Misuse("say as whom to sign in", hint: "tsh login --user NAME")
    }
    try NameRule.user.check(name)
    return UserName(name)
  }

  /// Shows the authority's fingerprint and asks.
  private static func confirm(hadOther: Bool) -> Discovery.Confirm {
    { authority, server throws(Problem) in
      let terminal = Terminal.current
      if hadOther { terminal.warn("the authority of `\(server)` is another one than at your last sign-in; somebody may stand in between") }
      terminal.note(
        """
        The authority of \(server) is not known to this machine.
          Fingerprint: \(authority.pin)
        Compare the fingerprint with what `tctl status` prints on the server.
        """)
      return try terminal.confirm("Do they agree, and do you trust it?")
    }
  }

  private func show(_ profile: Profile, after requests: [RequestID], asking: CreateRequestBody?, notices: [String]) async throws {
    let client = try APIClient.profile(profile, options: globals.clientOptions)
    do {
      // Whoever makes an approved request count has asked already.
      if requests.isEmpty || asking != nil { try await ask(asking, client) }
      let status =
        requests.isEmpty
        ? try await client.call(Endpoints.status) : try await client.call(Endpoints.assume, RequestIDsBody(requestIDs: requests))
      await client.shutdown()
      let told = Set(status.notices)
      StatusBlock(profile: profile, answer: status).print()
      for notice in notices where !told.contains(notice) { Terminal.current.note(notice.escapedForDisplay) }
    } catch {
      await client.shutdown()
      throw error
    }
  }
}

extension Profile {
  /// Whether the server is verified by authorities that were pinned.
  fileprivate var isPinned: Bool { trust != .systemRoots }
}
