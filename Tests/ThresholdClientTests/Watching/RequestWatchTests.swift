import NIOHTTP1
import Synchronization
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdClient

@Suite struct RequestWatchTests {
  private static func event(_ id: Int, _ state: String) -> String {
    "id: \(id)\nevent: request\ndata: {\"id\":\"9c2f\",\"user\":\"max\",\"state\":\"\(state)\",\"resolve_reason\":\"\"}\n\n"
  }

  @Test("a lost connection is made again behind the last event that was seen")
  func resumes() async throws {
    let resumed = Mutex<[String]>([])
    let server = try await ScriptedServer(respond: { head, _ in
      let last = head.headers["Last-Event-ID"].first ?? "none"
      resumed.withLock { $0.append(last) }
      switch last {
      case "none": return ScriptedServer.Answer(type: "text/event-stream", pieces: [": hi\n\n", Self.event(5, "PENDING")])
      case "5": return ScriptedServer.Answer(status: .serviceUnavailable)
      default: return ScriptedServer.Answer(status: .notFound)
      }
    })
    let client = try APIClient.profile(server.profile())
    let events = Mutex<[RequestWatch.Event]>([])
    try await RequestWatch(client, pause: { _ in }).follow { event throws(Problem) in
      events.withLock { $0.append(event) }
      return events.withLock { $0.count } == 4 ? .stop : .more
    }
    let seen = events.withLock { $0 }
    #expect(seen.first == .connected)
    guard case .moved(let moved) = seen[1] else { throw Problem(.internalError, "\(seen)") }
    #expect(moved.state == "PENDING")
    #expect(resumed.withLock { $0 }.prefix(2) == ["none", "5"])
    await client.shutdown()
    await server.stop()
  }

  @Test("a refusal ends the watch with the server's words")
  func refusal() async throws {
    let server = try await ScriptedServer(respond: { _, _ in
      ScriptedServer.json(ErrorBody(Problem(.unauthenticated, "your sign-in has ended")), status: .unauthorized)
    })
    let client = try APIClient.profile(server.profile())
    let problem = await #expect(throws: Problem.self) {
      try await RequestWatch(client, pause: { _ in }).follow { _ throws(Problem) in .more }
    }
    #expect(problem?.kind == .unauthenticated)
    await client.shutdown()
    await server.stop()
  }

  @Test("stopping leaves a stream that is still open")
  func stops() async throws {
    let server = try await ScriptedServer(respond: { _, _ in
      ScriptedServer.Answer(type: "text/event-stream", pieces: [Self.event(1, "APPROVED")], ends: false)
    })
    let client = try APIClient.profile(server.profile())
    try await RequestWatch(client).follow { event throws(Problem) in
      if case .moved(let moved) = event { return moved.state == "APPROVED" ? .stop : .more }
      return .more
    }
    await client.shutdown()
    await server.stop()
  }
}
