import Foundation
import Synchronization
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("Nothing is lost")
struct NothingIsLostTests {
  @Test("a server that is killed in the middle of writing keeps every write that it acknowledged, each with its event")
  func killedWhileWriting() async throws {
    try await RunningCluster.play { cluster in
      let owner = try await Person.add("olivia", to: cluster)
      defer { owner.end() }
      let list = try await cluster.createList(.request, labels: "env=test", logins: "root", owners: "olivia", members: "olivia")
      let written = Written()
      for turn in 0..<4 {
        let load = await withTaskGroup(of: Void.self) { group in
          for writer in 0..<3 { group.addTask { await write(turn, writer, to: list, of: cluster, into: written) } }
          group.addTask {
            // At another moment every time, in the middle of the load.
            try? await eventually("some writes") { written.count(of: turn) > Int.random(in: 3..<9) }
            try? await cluster.killHard()
          }
          await group.waitForAll()
          return written.count(of: turn)
        }
        #expect(load > 0)
        try await cluster.start()
        try await expectEverything(written, in: list, of: cluster)
      }
    }
  }

  /// What the server has said yes to.
  private final class Written: Sendable {
    private let names = Mutex<[Int: [String]]>([:])
    func add(_ name: String, in turn: Int) { names.withLock { $0[turn, default: []].append(name) } }
    func count(of turn: Int) -> Int { names.withLock { $0[turn]?.count ?? 0 } }
    var all: [String] { names.withLock { $0.values.flatMap { $0 } } }
  }

  /// Adds members until the server is gone.
  private func write(_ turn: Int, _ writer: Int, to list: String, of cluster: RunningCluster, into written: Written) async {
    for number in 0..<500 {
      let name = "m\(turn)-\(writer)-\(number)"
      guard let outcome = try? await cluster.tctl("acl", "users", "add", list, name), outcome.isSuccess else { return }
      written.add(name, in: turn)
    }
  }

  private func expectEverything(_ written: Written, in list: String, of cluster: RunningCluster) async throws {
    let members = try await cluster.call(Endpoints.documents, path: ["kind": "access_list_member"], query: ["parent": list]).documents
    let kept = Set(members.compactMap { $0["metadata"]?["name"]?.text })
    let events = try await cluster.events("access_list.member.create").map(\.description).joined(separator: "\n")
    for name in written.all {
      #expect(kept.contains(name), "`\(name)` was acknowledged and is gone")
      #expect(events.contains("\"\(name)\""), "`\(name)` has no event")
    }
    // No state without its event: whoever is a member was added on the log, acknowledged or not.
    for name in kept where name != "olivia" { #expect(events.contains("\"\(name)\""), "`\(name)` is a member without an event") }
    try await cluster.tctl("audit", "verify").expectSuccess()
  }
}
