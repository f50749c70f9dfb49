import ArgumentParser
import Foundation
import ThresholdClient
import ThresholdModel

/// What every `tsh` command takes, anywhere on the line (reference, cli-api-terraform §2.1).
struct GlobalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Address of the cluster; without a port, 443 and 3080 are tried. [env: TELEPORT_PROXY]", valueName: "host:port"))
  var proxy: String?

  @Option(help: ArgumentHelp("The user to act as. [env: TELEPORT_USER]", valueName: "name"))
  var user: String?

  @Option(name: [.customShort("l"), .long], help: ArgumentHelp("The account on the server. [env: TELEPORT_LOGIN]", valueName: "login"))
  var login: String?

  @Option(help: ArgumentHelp("How long to stay signed in, in minutes; the cluster may allow less.", valueName: "minutes"))
  var ttl: Int?

  @Flag(help: "Don't verify the server. Nothing secret is sent then, so this only helps to ask for its version.")
  var insecure = false

  @Flag(name: [.customShort("d"), .long], help: "Tell on standard error what is called, and why something failed.")
  var debug = false

  @Flag(help: "Go on although this client's version does not fit the server's.")
  var skipVersionCheck = false

  static let flags = GlobalFlags(
    switches: ["--insecure", "--debug", "-d", "--skip-version-check"], options: ["--proxy", "--user", "--login", "-l", "--ttl"],
    passthroughs: ["ssh": ["-o", "-L", "-R", "-D", "-p", "--port"]])

  func validate() throws {
    do throws(Problem) {
      if let proxy { _ = try ProxyAddress(text: proxy) }
      if let user { try NameRule.user.check(user) }
      if let login { try SSHTarget.check(login: login) }
    } catch {
      throw ValidationError(error.message)
    }
    if let ttl, !(1...525_600).contains(ttl) { throw ValidationError("`--ttl` takes minutes, from 1 to 525600") }
  }

  private var environment: [String: String] { Terminal.current.environment }

  /// The flag, else its variable, else nil; an empty variable is none.
  private func given(_ flag: String?, _ variable: String) -> String? {
    flag ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  func givenProxy() throws(Problem) -> ProxyAddress? {
    try given(proxy, "TELEPORT_PROXY").map { text throws(Problem) in try ProxyAddress(text: text) }
  }

  func givenUser() throws(Problem) -> UserName? {
    guard let name = given(user, "TELEPORT_USER") else { return nil }
    try NameRule.user.check(name)
    return UserName(name)
  }

  var givenLogin: String? { given(login, "TELEPORT_LOGIN") }

  var folder: ProfileFolder { ProfileFolder(environment: environment) }

  var clientOptions: APIClient.Options {
    let terminal = Terminal.current
    let traces = debug || ["1", "true", "yes"].contains(environment["TELEPORT_DEBUG"]?.lowercased() ?? "")
    return APIClient.Options(tellsVersion: !skipVersionCheck, trace: traces ? { @Sendable in terminal.note("DEBUG \($0)") } : nil)
  }

  /// The profile that the flags name.
  func profile() throws(Problem) -> Profile {
    let profile = try folder.profile(proxy: givenProxy(), user: givenUser())
    if insecure { Terminal.current.note("--insecure is ignored: your sign-in knows how to verify `\(profile.server)`") }
    return profile
  }

  /// Calls the cluster as the person who is signed in.
  func withClient<Result>(_ body: (APIClient, Profile) async throws -> Result) async throws -> Result {
    let profile = try profile()
    let client = try APIClient.profile(profile, options: clientOptions)
    do {
      let result = try await body(client, profile)
      await client.shutdown()
      return result
    } catch {
      await client.shutdown()
      throw error
    }
  }
}
