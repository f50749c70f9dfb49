import Foundation
import NIOCore
import Synchronization
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdClient

@Suite struct TunnelTests {
  /// A pair of pipes in place of standard input and output; the test holds the other ends.
  ///
  /// It must outlive the run: pipes whose other ends are closed are an end of input, and a reader that has gone.
  private struct Pipes {
    let input = Pipe()
    let output = Pipe()

    func ends() throws -> DescriptorEnds {
      try DescriptorEnds(input: input.fileHandleForReading.fileDescriptor, output: dup(output.fileHandleForWriting.fileDescriptor))
    }
  }

  private static func json(_ value: some Encodable) throws -> ByteBuffer { ByteBuffer(bytes: try JSONEncoder().encode(value)) }
  private static let opened = TunnelOpened(connection: "77aa", until: ScriptedServer.now + .hours(1))

  @Test("bytes go both ways, the end of the input half-closes, and the gateway's word ends it", .timeLimit(.minutes(1)))
  func echoes() async throws {
    let asked = Mutex("")
    let server = try await ScriptedServer(tunnel: { frames in
      try await frames.executeThenClose { inbound, outbound in
        var incoming = inbound.makeAsyncIterator()
        asked.withLock { $0 = "?" }
        let opening = try await incoming.next()
        let text = opening.map { String(buffer: $0.payload) } ?? ""
        asked.withLock { $0 = text }
        try await outbound.write(TunnelMessage(kind: .opened, payload: Self.json(Self.opened)))
        try await outbound.write(TunnelMessage(kind: .notice, payload: ByteBuffer(string: "10 minutes left")))
        while let message = try await incoming.next(), message.kind == .data { try await outbound.write(message) }
        try await outbound.write(TunnelMessage(kind: .finished, payload: ByteBuffer()))
        try await outbound.write(TunnelMessage(kind: .end, payload: Self.json(TunnelEnd(code: "closed", message: "done"))))
      }
    })
    let pipes = Pipes()
    let notices = Mutex<[String]>([])
    let profile = try server.profile()
    let ends = try pipes.ends()
    async let end = Tunnel(profile).run(to: "web1", between: ends) { line in notices.withLock { $0.append(line) } }
    let sent = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0) })
    let writer = pipes.input.fileHandleForWriting
    Thread.detachNewThread {
      try? writer.write(contentsOf: sent)
      try? writer.close()
    }
    let reader = pipes.output.fileHandleForReading
    let got = await withCheckedContinuation { (continuation: CheckedContinuation<Data, Never>) in
      Thread.detachNewThread { continuation.resume(returning: (try? reader.read(upToCount: sent.count)) ?? Data()) }
    }
    #expect(try await end.code == "closed")
    #expect(got == sent)
    #expect(notices.withLock { $0 } == ["10 minutes left"])
    #expect(asked.withLock { $0 }.contains("\"server\":\"web1\""))
    await server.stop()
  }

  @Test("a refusal and a cut arrive in words, while nobody types", .timeLimit(.minutes(1)), arguments: [true, false])
  func cut(atOnce: Bool) async throws {
    let server = try await ScriptedServer(tunnel: { frames in
      try await frames.executeThenClose { inbound, outbound in
        var incoming = inbound.makeAsyncIterator()
        _ = try await incoming.next()
        if !atOnce { try await outbound.write(TunnelMessage(kind: .opened, payload: Self.json(Self.opened))) }
        try await outbound.write(TunnelMessage(kind: .end, payload: Self.json(TunnelEnd(code: "cut", message: "the request was revoked"))))
      }
    })
    let pipes = Pipes()
    let end = try await Tunnel(try server.profile()).run(to: "web1", between: try pipes.ends()) { _ in }
    #expect(end == TunnelEnd(code: "cut", message: "the request was revoked"))
    withExtendedLifetime(pipes) {}
    await server.stop()
  }

  @Test("a connection that breaks off without a word is an error", .timeLimit(.minutes(1)))
  func brokenOff() async throws {
    let server = try await ScriptedServer(tunnel: { frames in
      try await frames.executeThenClose { inbound, outbound in
        var incoming = inbound.makeAsyncIterator()
        _ = try await incoming.next()
        try await outbound.write(TunnelMessage(kind: .opened, payload: Self.json(Self.opened)))
      }
    })
    let profile = try server.profile()
    let ends = try Pipes().ends()
    await #expect(throws: Problem.self) { try await Tunnel(profile).run(to: "web1", between: ends) { _ in } }
    await server.stop()
  }

  @Test("a frame out of turn ends it: data before the word that it is open", .timeLimit(.minutes(1)))
  func outOfTurn() async throws {
    let server = try await ScriptedServer(tunnel: { frames in
      try await frames.executeThenClose { inbound, outbound in
        try await outbound.write(TunnelMessage(kind: .data, payload: ByteBuffer(string: "SSH-2.0-evil")))
        for try await _ in inbound {}
      }
    })
    let profile = try server.profile()
    let ends = try Pipes().ends()
    let problem = await #expect(throws: Problem.self) { try await Tunnel(profile).run(to: "web1", between: ends) { _ in } }
    #expect(problem?.message.contains("out of turn") == true)
    await server.stop()
  }

  @Test("a server that negotiates something else is refused", .timeLimit(.minutes(1)))
  func otherProtocol() async throws {
    let server = try await ScriptedServer(protocols: ["http/1.1"])
    let profile = try server.profile()
    let ends = try Pipes().ends()
    let problem = await #expect(throws: Problem.self) { try await Tunnel(profile).run(to: "web1", between: ends) { _ in } }
    #expect(problem?.message.contains("offers no tunnels") == true, "\(String(describing: problem))")
    await server.stop()
  }

  @Test("a server with another authority, and one that refuses the sign-in, are told in words", .timeLimit(.minutes(1)))
  func untrusted() async throws {
    let server = try await ScriptedServer(tunnel: { frames in
      try await frames.executeThenClose { inbound, _ in for try await _ in inbound {} }
    })
    let impostor = try await ScriptedServer()
    let profile = try server.profile(trusting: impostor.trust)
    let ends = try Pipes().ends()
    let wrong = await #expect(throws: Problem.self) { try await Tunnel(profile).run(to: "web1", between: ends) { _ in } }
    #expect(wrong?.message.contains("is not trusted") == true, "\(String(describing: wrong)) \(wrong?.cause ?? "")")
    let foreign = try server.profile(foreign: true)
    let refused = await #expect(throws: Problem.self) { try await Tunnel(foreign).run(to: "web1", between: ends) { _ in } }
    #expect(refused?.kind == .unauthenticated, "\(String(describing: refused)) \(refused?.cause ?? "")")
    await impostor.stop()
    await server.stop()
  }

  @Test("a reader that stops holds the gateway back instead of filling the memory", .timeLimit(.minutes(1)))
  func backPressure() async throws {
    let sent = Counter()
    let (stalled, stall) = AsyncStream<Void>.makeStream()
    let server = try await ScriptedServer(tunnel: { frames in
      try await frames.executeThenClose { inbound, outbound in
        var incoming = inbound.makeAsyncIterator()
        _ = try await incoming.next()
        try await outbound.write(TunnelMessage(kind: .opened, payload: Self.json(Self.opened)))
        let piece = TunnelMessage(kind: .data, payload: ByteBuffer(repeating: 1, count: 64 * 1024))
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            for _ in 0..<4096 {
              // A cancelled task's writes are only buffered.
              guard !Task.isCancelled, (try? await outbound.write(piece)) != nil else { return }
              // A write returns before the connection has taken it.
              try? await frames.channel.eventLoop.submit {}.get()
              sent.add(piece.payload.readableBytes)
            }
          }
          group.addTask {
            // Nothing moves any more once two looks, a while apart, see the same count.
            var last = -1
            while last != sent.value {
              last = sent.value
              try? await Task.sleep(for: .milliseconds(700))
            }
            stall.finish()
          }
          await group.next()
          group.cancelAll()
        }
      }
    })
    let profile = try server.profile()
    let ends = StuckEnds()
    let running = Task { try await Tunnel(profile).run(to: "web1", between: ends) { _ in } }
    for await _ in stalled {}
    // Socket buffers of loopback take up to 36 MiB; 256 MiB would have been sent.
    #expect(sent.value < 64 * 1024 * 1024)
    #expect(ends.taken.value == 64 * 1024)
    running.cancel()
    _ = try? await running.value
    await server.stop()
  }

  @Test("a gateway that stops reading holds the input back instead of filling the memory", .timeLimit(.minutes(1)))
  func backPressureUpwards() async throws {
    let server = try await ScriptedServer(tunnel: { frames in
      try await frames.executeThenClose { _, outbound in
        try await outbound.write(TunnelMessage(kind: .opened, payload: Self.json(Self.opened)))
        try await Task.sleep(for: .seconds(3600))
      }
    })
    let profile = try server.profile()
    let ends = EndlessEnds()
    let running = Task { try await Tunnel(profile).run(to: "web1", between: ends) { _ in } }
    var last = -1
    while last != ends.given.value || last == 0 {
      last = ends.given.value
      try await Task.sleep(for: .milliseconds(700))
    }
    #expect(ends.given.value < 64 * 1024 * 1024)
    running.cancel()
    await server.stop()
    _ = try? await running.value
  }

  /// Has bytes to send without an end.
  private final class EndlessEnds: TunnelEnds {
    let given = Counter()
    func read() async throws -> ByteBuffer? {
      try Task.checkCancellation()
      given.add(32 * 1024)
      return ByteBuffer(repeating: 1, count: 32 * 1024)
    }
    func write(_ bytes: ByteBuffer) async throws {}
    func finishWriting() async {}
  }

  /// Takes one piece and never another, until it is called off.
  private final class StuckEnds: TunnelEnds {
    let taken = Counter()
    func read() async throws -> ByteBuffer? {
      try await Task.sleep(for: .seconds(3600))
      return nil
    }
    func write(_ bytes: ByteBuffer) async throws {
      taken.add(bytes.readableBytes)
      try await Task.sleep(for: .seconds(3600))
    }
    func finishWriting() async {}
  }

  /// Bytes that the scripted gateway could send.
  private final class Counter: Sendable {
    private let total = Mutex(0)
    var value: Int { total.withLock { $0 } }
    func add(_ count: Int) { total.withLock { $0 += count } }
  }
}
