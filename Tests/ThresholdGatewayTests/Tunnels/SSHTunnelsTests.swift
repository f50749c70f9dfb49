import Foundation
import NIOCore
import Testing
import ThresholdModel

@testable import ThresholdGateway

@Suite("Tunnels over real sockets") struct SSHTunnelsTests {
  @Test("bytes pass both ways, and the end says what passed")
  func wholeWay() async throws {
    try await Scene.play { scene in
      let server = try await scene.carry()
      let frames = await scene.client.frames(until: .data)
      #expect(frames.map(\.kind) == [.opened, .data])
      try await scene.client.send(.data, "SSH-2.0-Client\r\n")
      await server.expect("SSH-2.0-Client\r\n")
      try await server.send("hello")
      await scene.client.expect("hello")
      await server.close()
      #expect(await scene.client.frames(until: .finished).last?.kind == .finished)
      try await scene.client.send(.finished)
      let end = try await scene.client.end()
      #expect(end.code == "closed")
      await scene.isServed()
      let ended = scene.stories.state.value.ended
      #expect(ended.map(\.sent) == [16] && ended.map(\.received) == [23] && ended.map(\.because.code) == ["closed"])
      #expect(scene.stories.state.value.starts == [scene.target.address])
    }
  }

  @Test("loopback targets see the gateway at 127.0.0.2")
  func source() async throws {
    try await Scene.play { scene in
      let server = try await scene.carry()
      #expect(server.channel.remoteAddress?.ipAddress == "127.0.0.2")
    }
  }

  @Test("what is sent before the target has answered reaches it only then, in one piece with its half-close")
  func early() async throws {
    try await Scene.play { scene in
      try await scene.client.open()
      try await scene.client.send(.data, "early")
      try await scene.client.send(.finished)
      let server = try await scene.target.first()
      #expect(server.seen.value.count == 0)
      try await server.send("SSH-2.0-x\r\n")
      await server.expect("early")
      await server.seen.wait { $0.hasFinished }
      try await server.send("still talking")
      await scene.client.expect("still talking")
      try await server.finish()
      let end = try await scene.client.end()
      #expect(end.code == "closed")
      await scene.isServed()
    }
  }

  static let foreignLines = [
    "HTTP/1.1 400 Bad Request\r\n", "220 mail ESMTP\r\n", "SSH-1.99-x\r\n", "\u{0}\u{0}\u{0}",
    "SSH-2.0-" + String(repeating: "x", count: 300),
  ]

  @Test("a target that is no SSH server gets nothing and gives nothing", arguments: foreignLines)
  func junk(line: String) async throws {
    try await Scene.play { scene in
      try await scene.client.open()
      try await scene.client.send(.data, "secret")
      let server = try await scene.target.first()
      try await server.send(line)
      let end = try await scene.client.end()
      #expect(end.code == "unavailable" && end == .notSSH)
      #expect(Peer.frames(in: scene.client.seen.value.bytes).map(\.kind) == [.end])
      await server.seen.wait { $0.isClosed }
      #expect(server.seen.value.count == 0)
      await scene.isServed()
      #expect(scene.stories.state.value.ended.count == 1 && scene.stories.state.value.starts.isEmpty)
    }
  }

  @Test("a target that says nothing is given up in words")
  func silent() async throws {
    try await Scene.play(times: TunnelTimes(greeting: .milliseconds(200))) { scene in
      try await scene.client.open()
      #expect(try await scene.client.end() == .silentTarget)
      await scene.isServed()
      #expect(scene.stories.state.value.ended.map(\.because) == [.silentTarget])
    }
  }

  @Test("a client that never opens is closed in words")
  func neverOpens() async throws {
    try await Scene.play(times: TunnelTimes(opening: .milliseconds(200))) { scene in
      let end = try await scene.client.end()
      #expect(end.code == "bad_parameter")
      await scene.isServed()
      #expect(scene.stories.state.value.openings.isEmpty && scene.stories.state.value.ended.isEmpty)
    }
  }

  @Test("a frame that is too large is refused before its payload is read")
  func oversize() async throws {
    try await Scene.play { scene in
      try await scene.client.send(TunnelFrame(kind: .open, length: 70_000).head)
      let end = try await scene.client.end()
      #expect(end.code == "limit_exceeded")
      await scene.isServed()
    }
  }

  @Test("nobody there and nobody permitted: told in words, nothing to report for what was never registered")
  func refusals() async throws {
    let refused = Problem(.accessDenied, "you may not connect to `web-1`", hint: "tsh request create", cause: "secret")
    try await Scene.play(refusal: refused) { scene in
      try await scene.client.open()
      #expect(try await scene.client.end() == TunnelEnd(code: "access_denied", message: refused.message, hint: refused.hint))
      await scene.isServed()
      #expect(scene.stories.state.value.ended.isEmpty && scene.target.accepted.value.isEmpty)
    }
    try await Scene.play(address: "127.0.0.1:1") { scene in
      try await scene.client.open()
      let end = try await scene.client.end()
      #expect(end.message == "`127.0.0.1:1` refused the connection")
      await scene.isServed()
      #expect(scene.stories.state.value.ended.map(\.at) == [nil])
    }
    try await Scene.play(startRefusal: refused) { scene in
      try await scene.client.open()
      let server = try await scene.target.first()
      try await server.send("SSH-2.0-x\r\n")
      let end = try await scene.client.end()
      #expect(end.message == refused.message)
      await scene.isServed()
      #expect(scene.stories.state.value.ended.count == 1 && server.seen.value.count == 0)
    }
  }

  @Test("certificates that do not count are refused before anything is registered")
  func certificates() async throws {
    let now = Moment(Date())
    let expired = try Certificates.client(signIn: ScriptedStories.signIn, from: now - .hours(2), to: now - .hours(1))
    let foreign = try Certificates.client(signIn: "11111111-2222-4333-8444-555555555555", from: now - .minutes(1), to: now + .hours(1))
    let cases: [[UInt8]?] = [nil, [], [1, 2, 3], expired, foreign]
    for certificate in cases {
      try await Scene.play(certificate: .some(certificate)) { scene in
        try await scene.client.open()
        let code = try await scene.client.end().code
        #expect(code == "unauthenticated" || code == "bad_parameter")
        await scene.isServed()
        #expect(scene.stories.state.value.openings.isEmpty)
      }
    }
  }

  @Test("the person is warned when little time is left")
  func warning() async throws {
    let script = { (stories: ScriptedStories) in stories.state.update { $0.until = Moment(Date()) + .seconds(40) } }
    try await Scene.play(prepare: script) { scene in
      _ = try await scene.carry()
      let notice = try #require(await scene.client.frames(until: .notice).last { $0.kind == .notice })
      #expect(String(buffer: notice.payload).hasPrefix("the connection to `web-1` ends in "))
    }
  }
}
