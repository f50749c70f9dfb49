import Foundation
import Glibc
import Synchronization
import Testing
import ThresholdAPI
import ThresholdModel

/// A real `threshold start --dev` with a data directory of its own.
final class RunningCluster: Sendable {
  let folder: TemporaryFolder
  let port: Int
  private let current = Mutex<Running?>(nil)

  var data: String { folder.file("data") }
  /// As people type it.
  var proxy: String { "localhost:\(port)" }
  var authority: String { "\(data)/ca.pem" }

  private init() throws {
    folder = try TemporaryFolder()
    port = try Ports.free()
  }

  static func start() async throws -> RunningCluster {
    let cluster = try RunningCluster()
    do {
      try await cluster.start()
    } catch {
      cluster.end()
      throw error
    }
    return cluster
  }

  /// Starts the server on the data that is there, and waits until it is ready.
  func start(_ more: [String] = []) async throws {
    let server = try begin(more)
    try await eventually("the cluster to be ready", showing: { "\(server.output)\n\(server.errors)" }) {
      guard server.isRunning else { throw NeverHappened(description: "the server ended: \(server.output)\n\(server.errors)") }
      return try await get("/readyz").isSuccess
    }
  }

  /// Starts the server without waiting for it.
  func begin(_ more: [String] = []) throws -> Running {
    let server = try Running(
      Program.threshold, ["start", "--dev", "--data-dir", data, "--listen", "127.0.0.1:\(port)", "--public-addr", proxy] + more)
    // Whatever ran before on this data has ended.
    current.withLock { before in
      before?.end()
      before = server
    }
    return server
  }

  /// The running server, for signals and for what it logs.
  var server: Running {
    get throws {
      guard let server = current.withLock({ $0 }) else { throw NeverHappened(description: "the cluster is not running") }
      return server
    }
  }

  /// Asks it to stop, and waits until it has.
  @discardableResult
  func stop() async throws -> Outcome {
    let server = try server
    kill(server.pid, SIGTERM)
    return try await server.outcome()
  }

  /// Ends it in the middle of whatever it does.
  func killHard() async throws {
    let server = try server
    kill(server.pid, SIGKILL)
    _ = try await server.outcome()
  }

  func end() {
    current.withLock { $0 }?.end()
    folder.remove()
  }

  /// `curl` with the cluster's authority, anonymously.
  func get(_ path: String, _ more: [String] = []) async throws -> Outcome {
    guard FileManager.default.fileExists(atPath: authority) else {
      return Outcome(command: "curl", status: -1, output: "", errors: "no ca.pem yet")
    }
    return try await run(
      Program.curl, ["-sS", "--fail-with-body", "--max-time", "20", "--cacert", authority] + more + ["https://\(proxy)\(path)"])
  }

  /// `tctl` as the machine's own administrator.
  func tctl(_ arguments: String..., input: String? = nil) async throws -> Outcome {
    try await run(Program.tctl, ["--data-dir", data] + arguments, input: input)
  }

  /// A call of the API through the administrator's socket.
  func call<Input, Output>(
    _ endpoint: Endpoint<Input, Output>, path: [String: String] = [:], query: [String: String] = [:], _ body: Input? = nil
  ) async throws -> Output {
    try await APICall(endpoint, path: path, query: query, body).through(["--unix-socket", "\(data)/admin.sock"], at: "http://localhost")
  }
}

/// One call of the API with `curl`: by another client than the one that is tested.
struct APICall<Input: Body, Output: Body> {
  let endpoint: Endpoint<Input, Output>
  private let path: String
  private let body: Input?

  init(_ endpoint: Endpoint<Input, Output>, path: [String: String] = [:], query: [String: String] = [:], _ body: Input? = nil) {
    self.endpoint = endpoint
    self.body = body
    let pairs = query.sorted { $0.key < $1.key }.map { "\($0.key)=\(PathText.encode($0.value))" }.joined(separator: "&")
    self.path = endpoint.path(path) + (pairs.isEmpty ? "" : "?\(pairs)")
  }

  /// The answer's body, whatever its status: `curl` ends with 22 for a refusal.
  func outcome(_ door: [String], at base: String) async throws -> Outcome {
    var arguments = ["-sS", "--fail-with-body", "--max-time", "30", "-X", endpoint.method.rawValue] + door
    var input: String?
    if let body {
      arguments += ["-H", "Content-Type: application/json", "--data-binary", "@-"]
      input = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
    }
    return try await run(Program.curl, arguments + [base + path], input: input)
  }

  func through(_ door: [String], at base: String) async throws -> Output {
    let outcome = try await outcome(door, at: base).expectSuccess()
    if Output.self == Empty.self, let nothing = Empty() as? Output { return nothing }
    return try outcome.json()
  }
}
