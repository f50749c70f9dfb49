import Foundation
import Glibc
import Synchronization
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("Fifty tunnels")
struct FiftyTunnelsTests {
  @Test("fifty open tunnels are cut within a second, seen at the server, while every client stands still")
  func stopped() async throws {
    try await Stage.play { stage in
      let request = try await stage.access()
      _ = try await stage.max.certificate(for: Program.login, on: "web1")
      let tunnels = try await open(50, on: stage)
      defer {
        for tunnel in tunnels {
          tunnel.signal(SIGCONT)
          tunnel.end()
        }
      }
      #expect(Ports.established(to: stage.sshd.port) == 50)
      for tunnel in tunnels { tunnel.signal(SIGSTOP) }

      let watch = Watch(port: stage.sshd.port)
      let receipt = try await stage.cluster.tctl("requests", "revoke", request, "--reason", "over", "--format", "json").expectSuccess()
      let answer: ReceiptAnswer = try receipt.json()
      let gone = try await watch.moment()
      let committed = Double(answer.at.milliseconds) / 1000
      #expect(gone - committed <= 1, "the last connection was gone \(gone - committed) s after the commit")
      #expect(answer.connections.count == 50)
      #expect(answer.connections.allSatisfy { ($0.ended.map { $0 - answer.at } ?? .hours(1)) <= .seconds(1) })

      for tunnel in tunnels { tunnel.signal(SIGCONT) }
      for tunnel in tunnels {
        let outcome = try await tunnel.outcome()
        #expect(outcome.status == 255)
      }
    }
  }

  private func open(_ count: Int, on stage: Stage) async throws -> [Running] {
    var tunnels: [Running] = []
    do {
      for _ in 0..<count {
        tunnels.append(try stage.max.begin("proxy", "ssh", "\(Program.login)@web1:22", input: .held))
        // One after the other would take minutes, all at once would be a test of the test machine.
        if tunnels.count >= 5 { try await tunnels[tunnels.count - 5].says("SSH-2.0-") }
      }
      for tunnel in tunnels { try await tunnel.says("SSH-2.0-") }
    } catch {
      for tunnel in tunnels { tunnel.end() }
      throw error
    }
    return tunnels
  }

  /// Looks from a thread of its own at what is established to a port, every few milliseconds: what else
  /// the test machine does must not be taken for slowness of the product.
  private final class Watch: Sendable {
    private let gone = Mutex<Double?>(nil)

    init(port: Int) {
      Thread.detachNewThread { [self] in
        while Ports.established(to: port) > 0 { usleep(2000) }
        gone.withLock { $0 = Date().timeIntervalSince1970 }
      }
    }

    /// When nothing was left, in seconds since 1970.
    func moment() async throws -> Double {
      try await found("the connections to be gone") { gone.withLock { $0 } }
    }
  }
}
