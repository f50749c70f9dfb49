import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct ClientVersionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the versions of this client and of the cluster.",
    discussion: """
      Example:
        tsh version --format json
      """)

  @OptionGroup var globals: GlobalOptions
  @OptionGroup var output: FormatOption
  @Flag(help: "Only this client; no call to the cluster.") var client = false

  /// Keys as in the reference (cli-api-terraform §2.2).
  struct Versions: Encodable, Sendable {
    var version = ProductVersion.current
    var gitref = ""
    var runtime = "swift"
    var proxyVersion: String?
    var proxyPublicAddress: String?
  }

  func run() async throws {
    var versions = Versions()
    if !client, let found = try await cluster() {
      versions.proxyVersion = found.serverVersion
      versions.proxyPublicAddress = found.proxy.ssh.publicAddr
    }
    let terminal = Terminal.current
    try terminal.print(versions, as: output.format) { () throws(Problem) in
      terminal.print("Threshold v\(versions.version)")
      if let proxy = versions.proxyVersion { terminal.print("Proxy version: \(proxy.escapedForDisplay)") }
      if let address = versions.proxyPublicAddress { terminal.print("Proxy: \(address.escapedForDisplay)") }
    }
  }

  /// Nil when no cluster is named and there is no profile.
  private func cluster() async throws(Problem) -> FindAnswer? {
    let known = try? globals.folder.profile(proxy: globals.givenProxy())
    let given = try globals.givenProxy()
    guard let proxy = given ?? known.map({ ProxyAddress($0.server) }) else { return nil }
    guard globals.insecure else {
      return try await Discovery(proxy: proxy, known: known?.trust, options: globals.clientOptions).run().cluster
    }
    let server = known?.server ?? proxy.candidates[0]
    let client = try APIClient.anonymous(server, trust: .unverified, options: globals.clientOptions)
    do {
      let found = try await client.call(Endpoints.find)
      await client.shutdown()
      return found
    } catch {
      await client.shutdown()
      throw error
    }
  }
}
