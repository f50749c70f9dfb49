import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct SignInStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show who you are, what you have and until when.",
    discussion: """
      Asks the cluster, so what it shows counts now. Other profiles on this machine follow without being asked about.

      Example:
        tsh status --format json
      """)

  @OptionGroup var globals: GlobalOptions
  @OptionGroup var output: FormatOption

  /// Keys as in the reference (cli-api-terraform §2.2).
  struct Report: Encodable, Sendable {
    struct Entry: Encodable, Sendable {
      var profileURL: String
      var username: String
      var cluster: String
      var activeRequests: [RequestID]
      var roles: [RoleName]
      var logins: [String]
      var allowedResources: [String]
      var validUntil: Moment?
      var signIn: SignInID?
      var notices: [String]

      private enum CodingKeys: String, CodingKey {
        case username, cluster, roles, logins, notices
        case profileURL = "profile_url"
        case activeRequests = "active_requests"
        case allowedResources = "allowed_resources"
        case validUntil = "valid_until"
        case signIn = "sign_in"
      }
    }

    var active: Entry
    var profiles: [Entry]
  }

  func run() async throws {
    try await globals.withClient { client, profile in
      let status = try await client.call(Endpoints.status)
      let others = globals.folder.profiles().filter { $0.name != profile.name && $0.session != nil }
      let report = Report(active: Report.Entry(profile, status), profiles: others.map { Report.Entry($0, nil) })
      try Terminal.current.print(report, as: output.format) { () throws(Problem) in
        StatusBlock(profile: profile, answer: status).print()
        for other in others {
          Terminal.current.print("")
          StatusBlock(profile: other, answer: nil).print()
        }
      }
    }
  }
}

extension SignInStatusCommand.Report.Entry {
  init(_ profile: Profile, _ answer: StatusAnswer?) {
    self.init(
      profileURL: "https://\(profile.server)", username: (answer?.user ?? profile.user).text, cluster: answer?.cluster ?? profile.cluster,
      activeRequests: answer?.assumed.map(\.id) ?? [], roles: answer?.roles ?? [], logins: answer?.logins ?? [],
      allowedResources: answer?.assumed.flatMap(\.resources) ?? [], validUntil: answer?.expires ?? profile.session?.expires,
      signIn: answer?.signIn ?? profile.session?.signIn, notices: answer?.notices ?? [])
  }
}

/// A profile in the form of the reference: `> Profile URL: …`; the `>` marks the one that was asked about.
struct StatusBlock {
  let profile: Profile
  /// Nil for a profile that was not asked about.
  let answer: StatusAnswer?

  func text(at now: Moment) -> String {
    var block = DetailBlock()
    block.add("Profile URL", "https://\(profile.server)")
    block.add("Logged in as", (answer?.user ?? profile.user).text)
    if let answer, !answer.assumed.isEmpty {
      let requests = answer.assumed.map { request in
        "\(request.id) [\(request.obstacle.map { "gives nothing: \($0)" } ?? "until \(request.until.inTables) UTC")]"
      }
      block.add("Active requests", requests.joined(separator: ", "))
    }
    block.add("Cluster", answer?.cluster ?? profile.cluster)
    if let answer {
      block.add("Roles", answer.roles.isEmpty ? "none" : answer.roles.map(\.text).sorted().joined(separator: ", "))
      let assumed = Set(answer.assumed.filter { $0.obstacle == nil }.flatMap(\.roles)).map(\.text).sorted()
      if !assumed.isEmpty { block.add("Assumed roles", assumed.joined(separator: ", ")) }
      block.add("Logins", answer.logins.isEmpty ? "none" : answer.logins.sorted().joined(separator: ", "))
      let resources = answer.assumed.flatMap(\.resources)
      if !resources.isEmpty { block.add("Allowed Resources", resources.joined(separator: ", ")) }
    }
    if let expires = answer?.expires ?? profile.session?.expires {
      block.add("Valid until", "\(expires.inTables) +0000 UTC [\(expires > now ? "valid for \((expires - now).remaining)" : "EXPIRED")]")
    }
    return block.text(indent: "  ", first: answer == nil ? "  " : "> ")
  }

  /// Prints the block, and the notices on standard error.
  func print() {
    let terminal = Terminal.current
    terminal.print(text(at: Moment(Date())))
    for notice in answer?.notices ?? [] { terminal.note(notice.escapedForDisplay) }
  }
}
