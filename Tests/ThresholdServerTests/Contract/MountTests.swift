import HTTPTypes
import Testing
import ThresholdAPI
import ThresholdModel
import ThresholdService

@testable import ThresholdServer

@Suite struct MountTests {
  let calls = InMemoryCalls { mounts in
    mounts.mount(Endpoints.find) { _, _ in .example }
    mounts.mount(Endpoints.signIn) { _, _ in .example }
    mounts.mount(Endpoints.document) { (_, call) throws(Problem) in
      DocumentAnswer(
        document: .text("\(try call.someone().name) \(call.path("kind")) \(call.path("name")) \(call.query("parent") ?? "-")"),
        created: false)
    }
    mounts.mount(Endpoints.status) { (_, call) throws(Problem) in
      _ = try call.person()
      return .example
    }
    mounts.mount(Endpoints.deleteDocument) { _, _ in Empty() }
    mounts.mount(Endpoints.auditHead) { (_, _) throws(Problem) in throw Problem(.internalError, "it broke", cause: "secret detail") }
    mounts.mount(Endpoints.requests) { (_, call) throws(Problem) in
      RequestsAnswer(requests: [], nextPageToken: "\(try call.number("page_size") ?? -1)")
    }
  }

  @Test("without a certificate, what needs a caller says so and how to become one")
  func anonymous() async throws {
    for path in ["/v1/documents/role/a", "/v1/sign-ins/current"] {
      let reply = try await calls.call(.get, path)
      #expect(reply.status == 401)
      #expect(reply.problem == Problem(.unauthenticated, "you are not signed in", hint: "sign in with `tsh login`"))
    }
    #expect(try await calls.call(.get, "/v1/webapi/find").status == 200)
  }

  @Test("a sign-in is checked at every call, and not where anybody may call")
  func ended() async throws {
    #expect(try await calls.call(.get, "/v1/documents/role/a", as: InMemoryCalls.signedIn("ended")).status == 401)
    #expect(try await calls.call(.get, "/v1/webapi/find", as: InMemoryCalls.signedIn("ended")).status == 200)
  }

  @Test("a certificate together with a browser's headers is refused everywhere", arguments: ["Cookie", "Origin", "Sec-Fetch-Site"])
  func browsers(header: String) async throws {
    for path in ["/v1/documents/role/a", "/v1/webapi/find"] {
      let reply = try await calls.call(.get, path, as: InMemoryCalls.signedIn("max"), headers: [header: "x"])
      #expect(reply.status == 403)
      #expect(reply.problem?.message == "a client certificate is refused together with the header `\(header)`")
    }
    #expect(try await calls.call(.get, "/v1/webapi/find", headers: [header: "x"]).status == 200)
  }

  @Test("the operating-system user may do what a caller may, and nothing that needs a name")
  func local() async throws {
    let reply = try await calls.call(.get, "/v1/documents/role/a", as: .local(osUser: "root"))
    #expect(reply.text.contains("local:root role a -"))
    let refused = try await calls.call(.get, "/v1/sign-ins/current", as: .local(osUser: "root"))
    #expect(refused.status == 401)
    #expect(refused.problem?.hint == "sign in with `tsh login`")
  }

  @Test("paths and queries are decoded")
  func decoding() async throws {
    let reply = try await calls.call(.get, "/v1/documents/role/a%2Fb%20c?parent=x%26y+z", as: InMemoryCalls.signedIn("max"))
    #expect(reply.text.contains("max role a/b c x&y+z"))
  }

  static let queries: [(String, String)] = [
    ("/v1/documents/role/a?parnt=x", "`parnt` is not a parameter of this call"),
    ("/v1/webapi/find?a=b", "`a` is not a parameter of this call"),
    ("/v1/documents/role/a?parent=x&parent=y", "the parameter `parent` is given more than once"),
    ("/v1/documents/role/a?parent=%ZZ", "`parent=%ZZ` in the query cannot be read"),
    ("/v1/documents/role/%FF", "`%FF` in the path cannot be read"),
    ("/v1/documents/role/a%0Ab", "`a%0Ab` in the path cannot be read"),
    ("/v1/access-requests?page_size=-1", "`page_size` must be a whole number, not `-1`"),
    ("/v1/access-requests?page_size=x", "`page_size` must be a whole number, not `x`"),
  ]

  @Test("parameters that are unknown, repeated or unreadable are refused by name", arguments: queries)
  func query(path: String, message: String) async throws {
    let reply = try await calls.call(.get, path, as: InMemoryCalls.signedIn("max"))
    #expect(reply.status == 400)
    #expect(reply.problem?.message == message)
  }

  @Test("a body that is too large is refused by its size")
  func large() async throws {
    let body = #"{"user":""# + String(repeating: "a", count: Mounts.largestBody) + #""}"#
    let reply = try await calls.call(.post, "/v1/sign-ins", body: body)
    #expect(reply.status == 413)
    #expect(reply.problem?.kind == .limitExceeded)
  }

  @Test(
    "what is not a call of the server is answered in words",
    arguments: [("GET", "/v1/nothing"), ("DELETE", "/v1/webapi/find"), ("GET", "/")])
  func unknown(method: String, path: String) async throws {
    let reply = try await calls.call(HTTPRequest.Method(rawValue: method) ?? .get, path)
    #expect(reply.status == 404)
    #expect(reply.problem?.message == "`\(method) \(path)` is not a call of this server")
  }

  @Test("an internal error shows its request's name and never its cause")
  func internalError() async throws {
    let reply = try await calls.call(.get, "/v1/audit/head", as: .local(osUser: "root"))
    #expect(reply.status == 500)
    #expect(!reply.text.contains("secret detail"))
    #expect(reply.problem?.hint?.contains("request-1") == true)
    #expect(reply.headers.first("X-Request-Id") == "request-1")
  }

  @Test("an answer without content has none")
  func noContent() async throws {
    let reply = try await calls.call(.delete, "/v1/documents/role/a", as: .local(osUser: "root"))
    #expect(reply.status == 204)
    #expect(reply.text.isEmpty)
  }

  @Test("every answer carries the version and the headers that keep it out of caches", arguments: ["/v1/webapi/find", "/v1/nothing"])
  func headers(path: String) async throws {
    let reply = try await calls.call(.get, path)
    #expect(reply.headers.first("X-Threshold-Version") == ProductVersion.current)
    #expect(reply.headers.first("Cache-Control") == "no-store")
    #expect(reply.headers.first("Strict-Transport-Security") == "max-age=31536000")
    #expect(reply.headers.first("X-Content-Type-Options") == "nosniff")
  }

  @Test("clients of an unsupported version are told, except by discovery")
  func versions() async throws {
    let old = ["X-Threshold-Version": "16.0.0"]
    let reply = try await calls.call(.get, "/v1/documents/role/a", as: InMemoryCalls.signedIn("max"), headers: old)
    #expect(reply.status == 400)
    #expect(reply.problem?.message == "this server (\(ProductVersion.current)) does not serve clients of version 16.0.0")
    #expect(try await calls.call(.get, "/v1/webapi/find", headers: old).status == 200)
  }

  @Test("requests are counted by pattern, never by what was asked")
  func counted() async throws {
    _ = try await calls.call(.get, "/v1/documents/role/hunter2", as: InMemoryCalls.signedIn("max"))
    _ = try await calls.call(.get, "/hunter3")
    let text = calls.metrics.text
    #expect(text.contains(#"threshold_http_requests_total{method="GET",route="/v1/documents/{kind}/{name}",status="200"} 1"#))
    #expect(text.contains(#"threshold_http_requests_total{method="GET",route="none",status="404"} 1"#))
    #expect(!text.contains("hunter"))
    #expect(calls.metrics.inFlight == 0)
  }
}
