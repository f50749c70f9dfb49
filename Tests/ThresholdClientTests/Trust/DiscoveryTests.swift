import NIOHTTP1
import SwiftASN1
import Synchronization
import Testing
import ThresholdAPI
import ThresholdCertificates
import ThresholdModel
import X509

@testable import ThresholdClient

@Suite struct DiscoveryTests {
  private func server(
    names: [String] = ["localhost"], _ uris: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws
    -> ScriptedServer
  {
    try await ScriptedServer(
      names: names,
      respond: { head, _ in
        uris(head.uri)
        return ScriptedServer.json(FindAnswer.example)
      })
  }

  private func proxy(_ server: ScriptedServer) -> ProxyAddress { ProxyAddress(server.address) }

  @Test("with the right pin the server is found, and exactly that authority trusted")
  func pinned() async throws {
    let server = try await server()
    let wrong = try Pin(text: "sha256:" + String(repeating: "0", count: 64))
    let right = try server.pin()
    let found = try await Discovery(proxy: proxy(server), pins: [wrong, right]).run()
    guard case .authorities(let pem) = found.trust else { throw Problem(.internalError, "not pinned") }
    #expect(try Pin(certificatePEM: pem) == right)
    await server.stop()
  }

  @Test("with a wrong pin nothing is asked, nothing is sent, and it says what to compare")
  func wrongPin() async throws {
    let seen = Mutex<[String]>([])
    let server = try await server { uri in seen.withLock { $0.append(uri) } }
    let pin = try Pin(text: "sha256:" + String(repeating: "a", count: 64))
    let problem = await #expect(throws: Problem.self) {
      try await Discovery(proxy: proxy(server), pins: [pin]).run { _, _ throws(Problem) in throw Problem(.internalError, "asked") }
    }
    #expect(problem?.message.contains("has the pin given with --ca-pin") == true)
    #expect(seen.withLock { $0 }.isEmpty)
    await server.stop()
  }

  @Test("a pinned authority does not excuse a certificate for another name")
  func pinnedButWrongName() async throws {
    let server = try await server(names: ["elsewhere"])
    let pin = try Pin(certificatePEM: server.authority.certificatePEM)
    await #expect(throws: Problem.self) { try await Discovery(proxy: proxy(server), pins: [pin]).run() }
    await server.stop()
  }

  @Test("the pin of a leaf is not an authority's")
  func leafPin() async throws {
    let server = try await server()
    let chain = try #require(await PresentedChain.fetch(from: server.address))
    let leaf = try #require(chain.certificates.first)
    let pin = try Pin(certificatePEM: leaf.serializeAsPEM().pemString)
    await #expect(throws: Problem.self) { try await Discovery(proxy: proxy(server), pins: [pin]).run() }
    await server.stop()
  }

  @Test("without a pin the person is shown the fingerprint, and what they say counts", arguments: [true, false])
  func confirmed(answer: Bool) async throws {
    let server = try await server()
    let shown = Mutex<Pin?>(nil)
    let discovery = Discovery(proxy: proxy(server))
    let confirm: Discovery.Confirm = { authority, _ throws(Problem) in
      shown.withLock { $0 = authority.pin }
      return answer
    }
    if answer {
      #expect(try await discovery.run(confirm: confirm).server == server.address)
    } else {
      await #expect(throws: Problem.self) { try await discovery.run(confirm: confirm) }
    }
    #expect(try shown.withLock { $0 } == Pin(certificatePEM: server.authority.certificatePEM))
    await server.stop()
  }

  @Test("with neither a pin nor a person it is refused, naming --ca-pin")
  func neither() async throws {
    let server = try await server()
    let problem = await #expect(throws: Problem.self) { try await Discovery(proxy: proxy(server)).run() }
    #expect(problem?.hint?.contains("--ca-pin") == true && problem?.hint?.contains("tctl status") == true)
    await server.stop()
  }

  @Test("what verified the server last time is used again, and another authority is not accepted for it")
  func known() async throws {
    let server = try await server()
    let known = Trust.authorities(server.authority.certificatePEM)
    #expect(try await Discovery(proxy: proxy(server), known: known).run().trust == known)
    await server.stop()
    let impostor = try await self.server()
    await #expect(throws: Problem.self) { try await Discovery(proxy: proxy(impostor), known: known).run() }
    await impostor.stop()
  }
}
