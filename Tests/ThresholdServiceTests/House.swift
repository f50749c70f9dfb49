import Foundation
import Logging
import Synchronization
import Testing
import ThresholdCertificates
import ThresholdModel
import ThresholdRules
import ThresholdStore
import ThresholdTesting

@testable import ThresholdService

/// A cluster in a directory of its own, with alice (admin), olivia (owner), max (member), one server
/// `web1` with `env=test`, and a just-in-time list for it.
struct House {
  let directory: TemporaryDirectory
  let clock: ManualClock
  let stories: Stories
  let server: Server
  let list: ListName

  static let passwords = "four random words"

  static func open(
    directory: TemporaryDirectory, clock: ManualClock, webhooks: any WebhookSender = NoWebhooks()
  ) async throws -> Stories {
    let store = try SQLiteStore(directory: directory.path + "/data")
    let secrets = try SecretBox.open(keyFile: directory.path + "/key", createIfMissing: true)
    return try await Stories.open(
      ServiceConfiguration(publicAddress: "localhost:3080", isDevelopment: true, allowsLoopbackTargets: true), store: store,
      secrets: secrets,
      clock: clock, probe: ScriptedProbe(), webhooks: webhooks, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  init(webhooks: any WebhookSender = NoWebhooks()) async throws {
    directory = try TemporaryDirectory()
    clock = ManualClock()
    stories = try await Self.open(directory: directory, clock: clock, webhooks: webhooks)
    let host = SSHKeyPair.generate().publicKey.line
    let server = Server(
      id: ServerID("0f7e3a52-6f0c-4a36-9d3c-2f7f1a3b5c01"), labels: ["env": "test"],
      spec: ServerSpec(address: "127.0.0.1:2222", hostname: "web1", hostKeys: [host], gatewayAddresses: ["127.0.0.2"]))
    let admin = Caller.local(osUser: "test")
    for (name, roles) in [("alice", ["editor", "auditor"]), ("olivia", []), ("max", [])] as [(UserName, [RoleName])] {
      _ = try await stories.committer.commit { _ in
        Draft([.put(.user(User(name: name, roles: roles)))], answer: true)
      }
    }
    _ = try await stories.committer.commit { _ in Draft([.put(.server(server))], answer: true) }
    self.server = server
    list = try await stories.createList(
      ListWish(
        title: "Test servers", description: "", access: .byRequest, nodeLabels: ["env": ["test"]], logins: ["ubuntu", "root"],
        owners: ["olivia"], members: ["max"], memberGrants: [], ownerGrants: []), by: admin
    ).list.name
  }

  /// A signed-in person, without the cost of a password.
  func signIn(_ user: UserName, for life: Span = .hours(12)) async throws -> Person {
    let signIn = try await stories.committer.commit { situation in
      let signIn = SignIn(id: SignInID(freshID()), user: user, created: situation.now, expires: situation.now + life, address: "127.0.0.1")
      return Draft([.put(.signIn(signIn))], answer: signIn)
    }.answer
    return Person(user: user, signIn: signIn.id, address: "127.0.0.1")
  }

  var wish: AccessWish {
    AccessWish(resources: [ResourceID(cluster: "localhost", kind: "node", name: server.id.text)], reason: "INC-42")
  }

  /// Asked by max, approved by olivia, assumed by max.
  func approvedRequest(for max: Person) async throws -> RequestID {
    let olivia = try await signIn("olivia")
    let request = try await stories.submitRequest(wish, dryRun: false, by: max)
    _ = try await stories.review(request.id, proposing: .approved, reason: "go ahead", assumeStart: nil, by: olivia)
    _ = try await stories.assume([request.id], by: max)
    return request.id
  }

  /// A tunnel of max's to the server, dialled and on the log.
  func openTunnel(_ person: Person, logins: [String] = ["ubuntu"]) async throws -> (id: ConnectionID, cut: CutRecorder) {
    for login in logins {
      _ = try await stories.connect(to: "web1", as: login, publicKey: SSHKeyPair.generate().publicKey.line, by: person)
    }
    let recorder = CutRecorder(stories)
    let opened = try await stories.openConnection(
      TunnelOpening(server: "web1", clientTime: clock.now()), by: person, from: "127.0.0.1", cut: { recorder.cut($0) })
    recorder.opened(opened.id)
    try await stories.connectionStarted(opened.id, target: "127.0.0.1:2222")
    return (opened.id, recorder)
  }
}

/// Stands in for a gateway: notes the cut, and says at once that the connection is closed.
final class CutRecorder: Sendable {
  private let state = Mutex<(id: ConnectionID?, end: TunnelEnd?)>((nil, nil))
  private let stories: Stories

  init(_ stories: Stories) { self.stories = stories }

  var end: TunnelEnd? { state.withLock { $0.end } }

  func opened(_ id: ConnectionID) { state.withLock { $0.id = id } }

  func cut(_ end: TunnelEnd) {
    let id = state.withLock { state in
      state.end = end
      return state.id
    }
    guard let id else { return }
    Task { [stories] in await stories.connectionEnded(id, sent: 10, received: 20, at: nil, because: end) }
  }
}

/// A server that always shows the host key that it is told to.
struct ScriptedProbe: HostProbe {
  static let shown = Mutex<[String: [SSHPublicKey]]>([:])

  func probe(address: String) async throws(Problem) -> ProbedHost {
    guard let keys = Self.shown.withLock({ $0[address] }) else { throw Problem(.unavailable, "nothing answers at `\(address)`") }
    return ProbedHost(hostKeys: keys, gatewayAddresses: ["127.0.0.2"])
  }
}

/// Runs something that must be refused.
func refusal<Answer>(_ body: () async throws -> Answer) async -> Problem? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error as? Problem
  }
}
