import Dispatch
import Foundation
import NIOCore
import Synchronization
import Testing
import ThresholdModel

@testable import ThresholdGateway

@Suite("Cutting tunnels") struct CutTests {
  static let end = TunnelEnd(code: "cut", message: "request 1 was revoked by `olivia`", hint: "tsh request create")

  enum Stage: String, CaseIterable, Sendable { case deciding, resolving, greeting, starting, carrying }

  @Test("a cut at any stage closes the target, tells the client why and is reported once", arguments: Stage.allCases)
  func anyStage(stage: Stage) async throws {
    // A name server that never answers, until the test is over.
    let stalled = DispatchSemaphore(value: 0)
    let isAsked = Observed(false)
    let names = NameLookup { _ throws(Problem) in
      isAsked.update { $0 = true }
      stalled.wait()
      return []
    }
    defer { stalled.signal() }
    let script = { (stories: ScriptedStories) in
      stories.state.update { ($0.mayOpen, $0.mayStart) = (stage != .deciding, stage != .starting) }
    }
    try await Scene.play(address: stage == .resolving ? "stalled.example:22" : nil, names: names, prepare: script) { scene in
      try await scene.client.open()
      try await scene.client.send(.data, "secret")
      var server: Peer?
      switch stage {
      case .deciding: await scene.stories.state.wait { !$0.openings.isEmpty }
      case .resolving: await isAsked.wait { $0 }
      case .greeting: server = try await scene.target.first()
      case .starting, .carrying:
        server = try await scene.target.first()
        try await server?.send("SSH-2.0-x\r\n")
        if stage == .starting {
          await scene.stories.state.wait { !$0.starts.isEmpty }
        } else {
          await server?.expect("secret")
        }
      }
      let clock = ContinuousClock()
      let cutAt = clock.now
      let before = Moment(Date())
      await scene.stories.cut(Self.end)
      #expect(try await scene.client.end() == Self.end)
      await server?.seen.wait { $0.isClosed }
      #expect(clock.now - cutAt < .seconds(3))
      if stage == .carrying { #expect(server?.seen.value.wasReset == true) }
      if stage != .carrying { #expect((server?.seen.value.count ?? 0) == 0) }
      scene.stories.state.update { ($0.mayOpen, $0.mayStart) = (true, true) }
      await scene.isServed()
      await scene.client.seen.wait { $0.isClosed || $0.hasFinished }
      let ended = scene.stories.state.value.ended
      #expect(ended.map(\.because) == [Self.end])
      if let at = ended.first?.at { #expect(at >= before && at - before < .seconds(1)) }
      #expect((ended.first?.at != nil) == (server != nil))
      #expect(stage == .carrying || !Peer.frames(in: scene.client.seen.value.bytes).contains { $0.kind == .data })
    }
  }

  @Test("a cut does not wait for a client that has stopped reading")
  func stoppedClient() async throws {
    try await Scene.play(clientReads: false) { scene in
      try await scene.client.open()
      let server = try await scene.target.first()
      try await server.send("SSH-2.0-x\r\n")
      await scene.stories.state.wait { !$0.starts.isEmpty }
      // More than the sockets and the gateway take: the sender is held up when this is done.
      let flood = Flood(server)
      try await flood.isHeldUp()
      let clock = ContinuousClock()
      let cutAt = clock.now
      await scene.stories.cut(Self.end)
      await server.seen.wait { $0.isClosed }
      #expect(clock.now - cutAt < .seconds(1))
      await scene.stories.state.wait { $0.ended.count == 1 }
      #expect(clock.now - cutAt < .seconds(1))
      await scene.isServed()
      #expect(clock.now - cutAt < .seconds(3))
      #expect(scene.stories.state.value.ended.count == 1)
    }
  }

  @Test("a stopped server with undelivered bytes is reset, not waited for")
  func stoppedServer() async throws {
    try await Scene.play(targetReads: false) { scene in
      try await scene.client.open()
      let server = try await scene.target.first()
      try await server.send("SSH-2.0-x\r\n")
      _ = await scene.client.frames(until: .opened)
      let flood = Flood(scene.client, frames: true)
      try await flood.isHeldUp()
      let clock = ContinuousClock()
      let cutAt = clock.now
      await scene.stories.cut(Self.end)
      await scene.stories.state.wait { $0.ended.count == 1 }
      #expect(clock.now - cutAt < .seconds(1))
      // Its channel may have heard of the reset already.
      try? await server.read(true)
      await server.seen.wait { $0.isClosed }
      await scene.isServed()
    }
  }

  @Test("fifty tunnels are cut within a second")
  func many() async throws {
    try await Scene.play { scene in
      _ = try await scene.carry()
      let cuts = Mutex<[@Sendable (TunnelEnd) -> Void]>([])
      cuts.withLock { $0.append(contentsOf: [scene.stories.state.value.cut].compactMap { $0 }) }
      for count in 2...50 {
        let client = try await Peer.connect(port: scene.gateway.port)
        try await client.open()
        let servers = await scene.target.accepted.wait { $0.count == count }
        try await servers[count - 1].send("SSH-2.0-x\r\n")
        _ = await client.frames(until: .data)
        cuts.withLock { $0.append(contentsOf: [scene.stories.state.value.cut].compactMap { $0 }) }
      }
      let clock = ContinuousClock()
      let cutAt = clock.now
      for cut in cuts.withLock({ $0 }) { cut(Self.end) }
      await scene.stories.state.wait { $0.ended.count == 50 }
      for server in scene.target.accepted.value { await server.seen.wait { $0.isClosed } }
      #expect(clock.now - cutAt < .seconds(1))
    }
  }

  @Test("a cancelled task cuts with words and still reports")
  func cancelled() async throws {
    try await Scene.play { scene in
      _ = try await scene.carry()
      scene.gateway.cancel()
      #expect(try await scene.client.end() == .stopping)
      await scene.isServed()
      #expect(scene.stories.state.value.ended.map(\.because) == [.stopping])
    }
  }
}
