import NIOCore
import Testing
import ThresholdModel

@testable import ThresholdGateway

/// Sends without end, as fast as the other side takes it.
final class Flood: Sendable {
  struct State: Sendable {
    /// Bytes that the sockets have taken.
    var accepted = 0
    /// The last time at which that grew.
    var lastAccepted = ContinuousClock.now
  }

  let state = Observed(State())
  private let task: Task<Void, Never>

  init(_ peer: Peer, frames: Bool = false) {
    let payload = ByteBuffer(repeating: 0x61, count: 32 * 1024)
    let chunk = frames ? Frame.encoded(.data, payload) : payload
    task = Task { [state] in
      while !Task.isCancelled {
        if state.value.accepted > 5 * BackPressureTests.most { return }
        do { try await peer.channel.writeAndFlush(chunk).get() } catch { return }
        state.update { state in
          state.accepted += chunk.readableBytes
          state.lastAccepted = .now
        }
      }
    }
  }

  /// Waits until nothing more has been taken for a while.
  func isHeldUp() async throws {
    while state.value.accepted == 0 || ContinuousClock.now - state.value.lastAccepted < .milliseconds(400) {
      // Something swallows without end; stop before the machine's memory is full.
      if state.value.accepted > 4 * BackPressureTests.most { throw Endless() }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  struct Endless: Error {}

  func stop() { task.cancel() }
}

@Suite("Back-pressure") struct BackPressureTests {
  /// What the kernel's buffers of two loopback connections may take: both directions' largest sizes, with room.
  static let most = 24 << 20

  @Test("a client that stops reading stops the target, and gets everything later")
  func stoppedClient() async throws {
    try await Scene.play(clientReads: false) { scene in
      try await scene.client.open()
      let server = try await scene.target.first()
      try await server.send("SSH-2.0-x\r\n")
      await scene.stories.state.wait { !$0.starts.isEmpty }
      let flood = Flood(server)
      try await flood.isHeldUp()
      let accepted = flood.state.value.accepted
      #expect(accepted > 0 && accepted < Self.most)
      flood.stop()
      try await scene.client.read(true)
      await scene.client.seen.wait { $0.count > accepted }
    }
  }

  @Test("a target that stops reading stops the client, and gets everything later")
  func stoppedTarget() async throws {
    try await Scene.play(targetReads: false) { scene in
      try await scene.client.open()
      let server = try await scene.target.first()
      try await server.send("SSH-2.0-x\r\n")
      _ = await scene.client.frames(until: .opened)
      let flood = Flood(scene.client, frames: true)
      try await flood.isHeldUp()
      let accepted = flood.state.value.accepted
      #expect(accepted > 0 && accepted < Self.most)
      flood.stop()
      try await server.read(true)
      let frames = accepted / (32 * 1024 + TunnelFrame.headLength)
      await server.seen.wait { $0.count >= frames * 32 * 1024 }
    }
  }
}
