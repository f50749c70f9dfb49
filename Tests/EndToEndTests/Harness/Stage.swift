import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

/// The scene of most stories: a cluster with one list, `max` on it, `olivia` owning it, and a server that it governs.
final class Stage: Sendable {
  let cluster: RunningCluster
  let sshd: RunningSSHD
  let olivia: Person
  let max: Person
  /// The list's name.
  let list: String
  let server: ServerID

  private init(cluster: RunningCluster, sshd: RunningSSHD, olivia: Person, max: Person, list: String, server: ServerID) {
    self.cluster = cluster
    self.sshd = sshd
    self.olivia = olivia
    self.max = max
    self.list = list
    self.server = server
  }

  static let hostname = "web1"
  /// As it is asked for.
  func resource() async throws -> String { "/\(try await cluster.name())/node/\(server)" }

  /// How max comes to the access.
  enum Access: String {
    case standing
    case request = "access-request"
  }

  /// Sets everything up, plays, and clears away whatever happened.
  /// - Parameter logins: on the server; the account that the tests run as is the one that works.
  static func play(
    _ access: Access = .request, logins: String = Program.login, _ story: @Sendable (Stage) async throws -> Void
  ) async throws {
    try await RunningCluster.play { cluster in
      let sshd = try await RunningSSHD.start(hostname: hostname)
      defer { sshd.end() }
      try await sshd.join(cluster, labels: "env=test")
      let olivia = try await Person.add("olivia", to: cluster)
      let max = try await Person.add("max", to: cluster)
      defer {
        olivia.end()
        max.end()
      }
      let list = try await cluster.createList(access, labels: "env=test", logins: logins, owners: "olivia", members: "max")
      try await max.signIn()
      try await olivia.signIn()
      let servers = try await cluster.call(Endpoints.documents, path: ["kind": "node"]).documents
      let server = try #require(servers.first?["metadata"]?["name"]?.text)
      try await story(Stage(cluster: cluster, sshd: sshd, olivia: olivia, max: max, list: list, server: ServerID(server)))
    }
  }

  /// max asks, and does not wait. Answers the request's id.
  func ask(_ more: [String] = [], reason: String = "INC-42") async throws -> String {
    let outcome = try await run(
      Program.tsh, ["request", "create", "--resource", try await resource(), "--reason", reason, "--nowait"] + more,
      environment: max.environment
    ).expectSuccess()
    return String(try #require(outcome.output.firstMatch(of: /Request ID:\s+([0-9a-f-]{36})/)?.1, "\(outcome)"))
  }

  /// max asks, olivia approves, max assumes. Answers the request's id.
  func access(_ more: String...) async throws -> String {
    let id = try await ask(more)
    try await olivia.tsh("request", "review", id, "--approve", "--reason", "go ahead").expectSuccess()
    try await max.tsh("login", "--request-id", id).expectSuccess()
    return id
  }

  /// A session of max's that goes on until something cuts it. It has begun when this returns.
  func session(as login: String = Program.login) async throws -> Running {
    let session = try max.begin("ssh", "\(login)@\(Self.hostname)", Self.ticking)
    do {
      try await session.says("still here")
    } catch {
      session.end()
      throw error
    }
    return session
  }

  /// A command that notices by itself when nobody listens any more.
  static let ticking = "while echo still here; do sleep 1; done"
}

extension RunningCluster {
  /// A cluster, when it is this test's turn; cleared away whatever happens.
  static func play(_ story: @Sendable (RunningCluster) async throws -> Void) async throws {
    await Turns.clusters.take()
    do {
      let cluster = try await RunningCluster.start()
      do {
        try await story(cluster)
      } catch {
        // What the server said explains most failures.
        Issue.record("\(error)\nthe server's log:\n\((try? cluster.server.errors.suffix(4000)) ?? "")")
      }
      cluster.end()
    } catch {
      Issue.record("\(error)")
    }
    await Turns.clusters.giveBack()
  }

  func name() async throws -> String { try await call(Endpoints.cluster).cluster }

  /// Makes a guided list; answers its name.
  func createList(_ access: Stage.Access, labels: String, logins: String, owners: String, members: String) async throws -> String {
    let outcome = try await run(
      Program.tctl,
      [
        "--data-dir", data, "acl", "create", "--access-type", access.rawValue, "--title", "Test servers", "--node-labels", labels,
        "--logins", logins,
        "--owners", owners, "--members", members, "--format", "json",
      ]
    ).expectSuccess()
    let answer: CreateListAnswer = try outcome.json()
    return try #require(answer.accessList["metadata"]?["name"]?.text)
  }
}
