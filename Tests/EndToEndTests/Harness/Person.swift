import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

/// Somebody with an account, a password and a profile folder of their own.
final class Person: Sendable {
  let name: String
  let password: String
  let cluster: RunningCluster
  let folder: TemporaryFolder

  private init(_ name: String, _ password: String, _ cluster: RunningCluster) throws {
    self.name = name
    self.password = password
    self.cluster = cluster
    folder = try TemporaryFolder()
  }

  /// Makes the account. The password goes in by standard input and is on no command line.
  static func add(_ name: String, roles: String = "requester", to cluster: RunningCluster, _ more: [String] = []) async throws -> Person {
    let password = "\(UUID().uuidString)-\(UUID().uuidString)"
    try await run(
      Program.tctl, ["--data-dir", cluster.data, "users", "add", name, "--roles", roles, "--password-stdin"] + more, input: password + "\n"
    ).expectSuccess()
    return try Person(name, password, cluster)
  }

  /// The same person at another machine.
  func elsewhere() throws -> Person { try Person(name, password, cluster) }

  var home: String { folder.file("tsh") }
  var environment: [String: String] { ["TELEPORT_HOME": home] }

  func tsh(_ arguments: String..., input: String? = nil, within limit: Duration = patience) async throws -> Outcome {
    try await run(Program.tsh, arguments, environment: environment, input: input, within: limit)
  }

  /// `tctl` with the person's own sign-in.
  func tctl(_ arguments: String...) async throws -> Outcome {
    try await run(Program.tctl, arguments, environment: environment)
  }

  /// Starts `tsh` and lets it run.
  func begin(_ arguments: String..., input: Running.Input = .nothing) throws -> Running {
    try Running(Program.tsh, arguments, environment: environment, input: input)
  }

  /// Signs in, trusting the cluster by its pin.
  @discardableResult
  func signIn(_ more: String...) async throws -> Outcome {
    let pin = try await cluster.pin()
    return try await run(
      Program.tsh, ["login", "--proxy", cluster.proxy, "--user", name, "--ca-pin", pin] + more, environment: environment,
      input: password + "\n"
    ).expectSuccess()
  }

  /// Removes the profile and whatever a test left in it.
  func end() { folder.remove() }

  // MARK: the person's credentials, used by other clients than ours

  private var keys: String { "\(home)/keys/localhost" }
  /// What `curl` needs to be this person.
  var door: [String] { ["--cacert", cluster.authority, "--cert", "\(keys)/\(name).crt", "--key", "\(keys)/\(name).key"] }
  var certificateFile: String { "\(keys)/\(name).crt" }
  var keyFile: String { "\(keys)/\(name).key" }

  func call<Input, Output>(
    _ endpoint: Endpoint<Input, Output>, path: [String: String] = [:], query: [String: String] = [:], _ body: Input? = nil
  ) async throws -> Output {
    try await APICall(endpoint, path: path, query: query, body).through(door, at: "https://\(cluster.proxy)")
  }

  /// The same, for refusals.
  func attempt<Input, Output>(
    _ endpoint: Endpoint<Input, Output>, path: [String: String] = [:], _ body: Input? = nil
  ) async throws -> Outcome {
    try await APICall(endpoint, path: path, body).outcome(door, at: "https://\(cluster.proxy)")
  }
}

extension RunningCluster {
  /// The pin of the authority, as `tctl status` prints it.
  func pin() async throws -> String {
    let status: ClusterAnswer = try await call(Endpoints.cluster)
    guard let pin = status.caPins.first else { throw NeverHappened(description: "the cluster has no pin") }
    return pin
  }
}
