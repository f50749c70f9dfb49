import Foundation
import NIOHTTP1
import Synchronization
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdClient

@Suite struct APIClientTests {
  private static let found = FindAnswer.example

  @Test("a call sends the version, the path and the query, and reads the answer")
  func calls() async throws {
    let seen = Mutex<[String]>([])
    let server = try await ScriptedServer(respond: { head, _ in
      seen.withLock { $0 = [head.method.rawValue, head.uri, head.headers[ProductVersion.header].first ?? "none"] }
      return ScriptedServer.json(SignInsAnswer.example)
    })
    let client = try APIClient.profile(server.profile())
    let answer = try await client.call(Endpoints.signIns, query: ["user": "m x&"])
    #expect(answer == SignInsAnswer.example)
    #expect(seen.withLock { $0 } == ["GET", "/v1/sign-ins?user=m%20x%26", ProductVersion.current])
    await client.shutdown()
    await server.stop()
  }

  @Test("with --skip-version-check the server is not told the version")
  func skipsVersion() async throws {
    let server = try await ScriptedServer(respond: { head, _ in
      head.headers.contains(name: ProductVersion.header) ? ScriptedServer.Answer(status: .badRequest) : ScriptedServer.json(Self.found)
    })
    let client = try APIClient.anonymous(
      server.address, trust: server.trust, options: APIClient.Options(tellsVersion: false))
    #expect(try await client.call(Endpoints.find) == Self.found)
    await client.shutdown()
    await server.stop()
  }

  @Test("the server's own words arrive, and an ended sign-in says how to begin another")
  func problems() {
    let told = Problem(.compareFailed, "somebody else changed it", hint: "get it again", path: "spec.title", retryAfter: 2)
    let origin = Origin.server(ServerAddress(host: "h", port: 1), signedIn: true)
    let body = { (problem: Problem) in Array((try? JSONEncoder().encode(ErrorBody(problem))) ?? Data()) }
    #expect(APIClient.problem(status: 412, body: body(told), from: origin) == told)
    let ended = APIClient.problem(status: 401, body: body(Problem(.unauthenticated, "your sign-in has ended")), from: origin)
    #expect(ended.hint == "sign in again: `tsh login`")
    let foreign = APIClient.problem(status: 502, body: Array("<html>".utf8), from: origin)
    #expect(foreign.kind == .unavailable && foreign.message.contains("502"))
  }

  @Test("an answer that is too large, or not understood, is refused in words")
  func strangeAnswers() async throws {
    let server = try await ScriptedServer(respond: { head, _ in
      let piece = String(repeating: " ", count: 1024 * 1024)
      return head.uri.hasSuffix("find")
        ? ScriptedServer.Answer(pieces: Array(repeating: piece, count: 17)) : ScriptedServer.Answer(pieces: ["{\"no\":1}"])
    })
    let client = try APIClient.anonymous(server.address, trust: server.trust)
    let large = await #expect(throws: Problem.self) { try await client.call(Endpoints.find) }
    #expect(large?.kind == .limitExceeded)
    let strange = await #expect(throws: Problem.self) { try await client.call(Endpoints.ping) }
    #expect(strange?.message.contains("is not understood") == true)
    await client.shutdown()
    await server.stop()
  }

  @Test("what is traced holds no body and no query")
  func traces() async throws {
    let lines = Mutex<[String]>([])
    let server = try await ScriptedServer(respond: { _, _ in ScriptedServer.json(SignInAnswer.example) })
    let options = APIClient.Options(trace: { line in lines.withLock { $0.append(line) } })
    let client = try APIClient.anonymous(server.address, trust: server.trust, options: options)
    _ = try await client.call(Endpoints.signIn, SignInBody(user: "max", password: Secret("hunter2"), publicKey: "key"))
    await client.shutdown()
    let traced = lines.withLock { $0 }
    #expect(traced.count == 1 && traced.allSatisfy { $0.hasPrefix("POST /v1/sign-ins 200") && !$0.contains("hunter2") })
    await server.stop()
  }
}
