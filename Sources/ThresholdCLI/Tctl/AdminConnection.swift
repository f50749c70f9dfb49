import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

/// Which cluster a `tctl` command speaks to, and as whom. Every command takes these flags, anywhere on the line.
struct AdminConnection: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Speak to the server on this machine, through the socket in its data directory (or $THRESHOLD_DATA_DIR).", valueName: "dir"))
  var dataDir: String?

  @Option(name: .long, help: ArgumentHelp("The cluster, as one of your sign-ins names it; the last one otherwise.", valueName: "host:port"))
  var proxy: String?

  @Flag(name: [.customShort("d"), .long], help: "Say on standard error what is called and how long it takes.")
  var debug = false

  /// What the flags and the environment come to.
  enum Door: Hashable {
    /// The socket's path.
    case socket(String)
    /// The sign-in for this cluster, or the current one.
    case profile(proxy: String?)
  }

  /// - Throws: ``Misuse`` when two clusters are named.
  func door(environment: [String: String]) throws -> Door {
    if dataDir != nil, proxy != nil {
      throw Misuse("--data-dir and --proxy name two ways to a cluster", hint: "leave one of them out")
    }
    let fallback = proxy == nil ? environment["THRESHOLD_DATA_DIR"].flatMap { $0.isEmpty ? nil : $0 } : nil
    guard let folder = dataDir ?? fallback else { return .profile(proxy: proxy) }
    guard !folder.isEmpty else { throw Misuse("--data-dir is empty", hint: "name the server's data directory: --data-dir DIR") }
    return .socket(URL(fileURLWithPath: folder).standardizedFileURL.appendingPathComponent("admin.sock").path)
  }

  /// Opens a client, does the work, and closes the client whatever happens.
  /// - Throws: what the work throws, or a ``Problem`` that says why there is no connection.
  func use<Value>(_ work: (APIClient) async throws -> Value) async throws -> Value {
    let client = try open()
    do {
      let value = try await work(client)
      await client.shutdown()
      return value
    } catch {
      await client.shutdown()
      throw error
    }
  }

  private func open() throws -> APIClient {
    let terminal = Terminal.current
    var options = APIClient.Options()
    if debug { options.trace = { terminal.note("DEBUG: \($0)") } }
    switch try door(environment: terminal.environment) {
    case .socket(let path):
      guard FileManager.default.fileExists(atPath: path) else {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path.escapedForDisplay
        throw Problem(
          .unavailable, "no server runs with the data directory `\(folder)`", hint: "threshold start --data-dir \(folder)")
      }
      return try APIClient.socket(path, options: options)
    case .profile(let proxy):
      let profile = try ProfileFolder(environment: terminal.environment).profile(
        proxy: proxy.map { text in try Misuse.reading { try ProxyAddress(text: text) } })
      return try APIClient.profile(profile, options: options)
    }
  }
}
