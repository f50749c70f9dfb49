import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import ThresholdAPI
import ThresholdModel
import ThresholdService

@testable import ThresholdServer

/// A router with a few routes, without any socket: certificates are the bytes of a user's name.
struct InMemoryCalls {
  let metrics = Metrics()
  private let responder: RouterResponder<CallContext>

  init(_ mount: (Mounts) -> Void) {
    let router = Router(context: CallContext.self)
    router.add(middleware: EveryAnswer(metrics: metrics))
    let gate = Gate { (certificate, address) throws(Problem) in
      let name = String(decoding: certificate, as: UTF8.self)
      guard name != "ended" else { throw Problem(.unauthenticated, "your sign-in has ended", hint: "sign in again: tsh login") }
      return Person(user: UserName(name), signIn: "sign-in", address: address)
    }
    mount(Mounts(router: router, gate: gate))
    responder = router.buildResponder()
  }

  struct Reply {
    let status: Int
    let headers: HTTPFields
    let text: String
    var problem: Problem? { (try? JSONDecoder().decode(ErrorBody.self, from: Data(text.utf8)))?.problem }
  }

  static func signedIn(_ user: String) -> Peer { .network(address: "192.0.2.1", certificate: Array(user.utf8)) }
  static let nobody = Peer.network(address: "192.0.2.1", certificate: nil)

  func call(
    _ method: HTTPRequest.Method, _ path: String, as peer: Peer = nobody, headers: [String: String] = [:], body: String = ""
  ) async throws -> Reply {
    var fields = HTTPFields()
    for (name, value) in headers { fields.set(name, value) }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "https", authority: "localhost", path: path, headerFields: fields),
      body: RequestBody(buffer: ByteBuffer(string: body)))
    var logger = Logger(label: "test") { StandardErrorLog(label: $0, level: .critical, format: .text) { _ in } }
    logger[metadataKey: "hb.request.id"] = "request-1"
    let channel = NIOAsyncTestingChannel()
    let context = Peer.$current.withValue(peer) { CallContext(source: ApplicationRequestContextSource(channel: channel, logger: logger)) }
    let response = try await responder.respond(to: request, context: context)
    let collected = CollectingWriter()
    try await response.body.write(collected)
    _ = try await channel.finish()
    return Reply(status: response.status.code, headers: response.headers, text: String(buffer: collected.all.buffer))
  }
}

private struct CollectingWriter: ResponseBodyWriter {
  final class Collected { var buffer = ByteBuffer() }

  let all = Collected()

  func write(_ buffer: ByteBuffer) async throws { all.buffer.writeImmutableBuffer(buffer) }
  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
