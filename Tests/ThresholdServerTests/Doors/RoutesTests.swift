import Foundation
import HTTPTypes
import Logging
import Testing
import ThresholdAPI
import ThresholdModel
import ThresholdService
import ThresholdStore

@testable import ThresholdServer

/// Finds nothing: no server joins in these tests.
private struct NoProbe: HostProbe {
  func probe(address: String) async throws(Problem) -> ProbedHost { throw Problem(.unavailable, "nothing answers") }
}

/// Real stories over a fresh store in a temporary directory.
private func withCalls(_ body: (InMemoryCalls) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("threshold-routes-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let store = try SQLiteStore(directory: folder)
  let stories = try await Stories.open(
    ServiceConfiguration(publicAddress: "localhost:3080"), store: store,
    secrets: try SecretBox.open(keyFile: "\(folder)/key", createIfMissing: true), clock: SystemClock(), probe: NoProbe(),
    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  let calls = InMemoryCalls { mounts in
    Routes.mountAll(for: stories, configuration: .development, metrics: Metrics(), on: mounts)
  }
  try await body(calls)
  try store.close()
}

@Suite struct RoutesTests {
  @Test("every endpoint of the contract is mounted, also where a fixed path lies beside a parameter")
  func complete() async throws {
    try await withCalls { (calls) async throws in
      for endpoint in Endpoints.all {
        for value in ["x", "current"] {
          let path = endpoint.path.split(separator: "/").reduce("") { $0 + "/" + ($1.hasPrefix(":") ? value : String($1)) }
          let method = HTTPRequest.Method(endpoint.method)
          let reply = try await calls.call(method, path, as: .local(osUser: "root"))
          let isUnknown = reply.problem?.message.hasSuffix("is not a call of this server") == true
          #expect(!isUnknown, "\(method) \(path)")
          #expect(reply.status != 500, "\(method) \(path): \(reply.text)")
        }
      }
    }
  }

  @Test("what needs a caller is closed to anonymous calls, without exception")
  func closed() async throws {
    try await withCalls { (calls) async throws in
      for endpoint in Endpoints.all where endpoint.access != .anyone {
        let path = endpoint.path.split(separator: "/").reduce("") { $0 + "/" + ($1.hasPrefix(":") ? "x" : String($1)) }
        #expect(try await calls.call(HTTPRequest.Method(endpoint.method), path).status == 401, "\(path)")
      }
      #expect(try await calls.call(.get, Streams.watch).status == 401)
    }
  }

  @Test("discovery answers at both of its places")
  func twins() async throws {
    try await withCalls { (calls) async throws in
      for path in ["/v1/webapi/find", "/webapi/find", "/v1/webapi/ping", "/webapi/ping"] {
        let reply = try await calls.call(.get, path)
        #expect(reply.status == 200)
        let answer = try JSONDecoder().decode(FindAnswer.self, from: Data(reply.text.utf8))
        #expect(answer.serverVersion == ProductVersion.current)
        #expect((answer.auth != nil) == path.hasSuffix("ping"))
      }
      #expect(try await calls.call(.get, "/healthz").text == "ok\n")
      #expect(try await calls.call(.get, "/readyz").text == "ok\n")
    }
  }

  @Test(
    "authorities are shown as text, and unknown ones are refused",
    arguments: [("openssh", 200), ("host", 200), ("user", 200), ("ssh-host", 200), ("x", 400), ("", 400)])
  func authorities(type: String, status: Int) async throws {
    try await withCalls { (calls) async throws in
      #expect(try await calls.call(.get, "\(Streams.exportAuthority)?type=\(type)").status == status)
    }
  }

  @Test("the local caller arranges, and the change is on the audit log under its name")
  func arranging() async throws {
    try await withCalls { (calls) async throws in
      let body = #"{"name":"max","roles":["access"],"traits":{},"password":"correct horse battery"}"#
      let added = try await calls.call(.post, "/v1/users", as: .local(osUser: "root"), body: body)
      #expect(added.status == 200, "\(added.text)")
      #expect(try await calls.call(.post, "/v1/users", as: .local(osUser: "root"), body: body).status == 409)
      let events = try await calls.call(.get, "/v1/audit/events?event=user.create", as: .local(osUser: "root"))
      let read = try JSONDecoder().decode(EventsAnswer.self, from: Data(events.text.utf8))
      // The first start made a user of its own: nobody's name stands at that.
      #expect(read.events.map { $0.event["user"] } == [.text("local:root"), nil])
      let head = try await calls.call(.get, "/v1/audit/head", as: .local(osUser: "root"))
      let verified = try await calls.call(.post, "/v1/audit/verify", as: .local(osUser: "root"), body: #"{"head":\#(head.text)}"#)
      #expect(verified.text.contains(#""consistent":true"#), "\(verified.text)")
    }
  }

  static let refused: [(HTTPRequest.Method, String, String, String)] = [
    (.get, "/v1/access-requests?scope=all", "", "`all` is not a scope of requests"),
    (.get, "/v1/access-requests?state=maybe", "", "`maybe` is not a state of requests"),
    (.get, "/v1/audit/events?order=random", "", "`random` is not an order"),
    (.get, "/v1/audit/events?from=yesterday", "", "`yesterday` is not a time"),
    (.post, "/v1/audit/verify", #"{"head":{"index":1,"hash":"xyz"}}"#, "the head to verify against has no hash of 64 hexadecimal digits"),
    (.post, "/v1/tokens", #"{"type":"node","labels":{},"allow_labels":{},"ttl":-5}"#, "`ttl` must be from 0 to 316224000 seconds"),
    (.post, "/v1/access-requests/x/override", #"{"state":"MAYBE","reason":"r"}"#, "`MAYBE` cannot be proposed"),
  ]

  @Test("what the doors themselves refuse, they refuse in words", arguments: refused)
  func words(method: HTTPRequest.Method, path: String, body: String, message: String) async throws {
    try await withCalls { (calls) async throws in
      let reply = try await calls.call(method, path, as: .local(osUser: "root"), body: body)
      #expect(reply.status == 400)
      #expect(reply.problem?.message == message)
    }
  }
}
