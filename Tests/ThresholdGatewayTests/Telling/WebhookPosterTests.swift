import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing
import ThresholdModel
import ThresholdService

@testable import ThresholdGateway

/// A real receiver on loopback that answers every post the same way, and keeps what came.
private final class Receiver: Sendable {
  struct Post: Sendable, Equatable {
    var path: String
    var headers: [String: String]
    var body: String
  }

  private let seen = Mutex<[Post]>([])
  private let server = Mutex<(any Channel)?>(nil)
  var posts: [Post] { seen.withLock { $0 } }
  var port: Int { server.withLock { $0?.localAddress?.port } ?? 0 }

  static func listen(_ status: HTTPResponseStatus?, headers: HTTPHeaders = [:]) async throws -> Receiver {
    let receiver = Receiver()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).childChannelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.configureHTTPServerPipeline()
        try channel.pipeline.syncOperations.addHandler(Handler(receiver, status, headers))
      }
    }.bind(host: "127.0.0.1", port: 0).get()
    receiver.server.withLock { $0 = channel }
    return receiver
  }

  func close() async { try? await server.withLock { $0 }?.close().get() }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private let receiver: Receiver
    private let status: HTTPResponseStatus?
    private let headers: HTTPHeaders
    private var post = Post(path: "", headers: [:], body: "")

    init(_ receiver: Receiver, _ status: HTTPResponseStatus?, _ headers: HTTPHeaders) {
      self.receiver = receiver
      self.status = status
      self.headers = headers
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        post = Post(
          path: head.uri, headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }, body: "")
      case .body(let buffer): post.body += String(buffer: buffer)
      case .end:
        receiver.seen.withLock { $0.append(post) }
        guard let status else { return }
        var headers = headers
        headers.replaceOrAdd(name: "content-length", value: "0")
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      }
    }
  }
}

@Suite("Posting to webhooks") struct WebhookPosterTests {
  private static func poster(
    ownListeners: [DialPolicy.Listener] = [], denied: [AddressRange] = [], names: NameLookup = NameLookup(), limit: Duration = .seconds(60)
  ) -> WebhookPoster {
    WebhookPoster(
      policy: DialPolicy(ownListeners: ownListeners, deniedNetworks: denied),
      loopbackPolicy: DialPolicy(ownListeners: ownListeners, deniedNetworks: denied, allowsLoopback: true), version: "1.2.3", names: names,
      limit: limit)
  }

  private static func post(_ url: String) throws -> WebhookPost {
    let target = try WebhookTarget(name: "ops", url: WebhookURL(url), secret: WebhookSecret(Array("0123456789abcdef".utf8)))
    return WebhookPost(
      url: target.url,
      headers: [.init(name: "Content-Type", value: "application/json"), .init(name: "Threshold-Signature", value: "t=1,v1=a")],
      body: Array(#"{"a":1}"#.utf8))
  }

  @Test("what is sent arrives whole, at addresses and at names of this machine", arguments: ["127.0.0.1", "localhost"])
  func delivered(host: String) async throws {
    let receiver = try await Receiver.listen(.noContent)
    let answer = await Self.poster().send(try Self.post("http://\(host):\(receiver.port)/hook?x=1"))
    #expect(answer == .delivered)
    let post = try #require(receiver.posts.first)
    #expect(receiver.posts.count == 1)
    #expect(post.path == "/hook?x=1")
    #expect(post.body == #"{"a":1}"#)
    #expect(post.headers["threshold-signature"] == "t=1,v1=a")
    #expect(post.headers["content-type"] == "application/json")
    #expect(post.headers["user-agent"] == "threshold/1.2.3")
    await receiver.close()
  }

  @Test("other statuses are told with the wish to be left alone, and no redirect is followed")
  func refused() async throws {
    let elsewhere = try await Receiver.listen(.ok)
    let cases: [(HTTPResponseStatus, HTTPHeaders, WebhookAnswer)] = [
      (.internalServerError, [:], .refused(status: 500, retryAfter: nil)),
      (.tooManyRequests, ["Retry-After": "30"], .refused(status: 429, retryAfter: .seconds(30))),
      (.serviceUnavailable, ["Retry-After": "tomorrow"], .refused(status: 503, retryAfter: nil)),
      (.temporaryRedirect, ["Location": "http://127.0.0.1:\(elsewhere.port)/"], .refused(status: 307, retryAfter: nil)),
    ]
    for (status, headers, expected) in cases {
      let receiver = try await Receiver.listen(status, headers: headers)
      #expect(await Self.poster().send(try Self.post("http://127.0.0.1:\(receiver.port)/")) == expected)
      await receiver.close()
    }
    #expect(elsewhere.posts.isEmpty)
    await elsewhere.close()
  }

  @Test("nobody there is a failure in words that show no path")
  func nobody() async throws {
    guard case .failed(let words) = await Self.poster().send(try Self.post("http://127.0.0.1:1/SECRET")) else {
      Issue.record("somebody answers at port 1")
      return
    }
    #expect(!words.contains("SECRET") && !words.isEmpty)
  }

  @Test(
    "a name that leads to a forbidden address is not connected to, and words show no path",
    arguments: ["127.0.0.1", "169.254.169.254", "169.254.1.1", "fe80::1", "0.0.0.0", "224.0.0.1", "64:ff9b::7f00:1", "10.9.8.7"])
  func forbidden(address: String) async throws {
    let names = NameLookup { _ throws(Problem) in [IPAddress(address)].compactMap { $0 } }
    let poster = Self.poster(denied: [try AddressRange(text: "10.0.0.0/8")], names: names)
    let answer = await poster.send(try Self.post("https://hooks.example/SECRET"))
    guard case .failed(let words) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(words.contains("does not dial") && !words.contains("SECRET"))
  }

  @Test("this server's own listeners are not posted to")
  func ownListener() async throws {
    let receiver = try await Receiver.listen(.ok)
    let listener = DialPolicy.Listener(address: .v4(127, 0, 0, 1), port: receiver.port)
    let answer = await Self.poster(ownListeners: [listener]).send(try Self.post("http://localhost:\(receiver.port)/"))
    guard case .failed(let words) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(words.contains("own listener"))
    #expect(receiver.posts.isEmpty)
    await receiver.close()
  }

  @Test("exactly the address that was decided about is connected to, though the name would answer differently the next time")
  func pinned() async throws {
    let receiver = try await Receiver.listen(.ok)
    let asked = Mutex(0)
    let names = NameLookup { _ throws(Problem) in
      asked.withLock { count in
        count += 1
        return count == 1 ? [.v4(127, 0, 0, 1)] : [.v4(169, 254, 169, 254)]
      }
    }
    #expect(await Self.poster(names: names).send(try Self.post("http://localhost:\(receiver.port)/")) == .delivered)
    #expect(asked.withLock { $0 } == 1)
    await receiver.close()
  }

  @Test("a receiver that never answers is given up when the time is up")
  func silent() async throws {
    let receiver = try await Receiver.listen(nil)
    let answer = await Self.poster(limit: .milliseconds(200)).send(try Self.post("http://127.0.0.1:\(receiver.port)/"))
    guard case .failed = answer else {
      Issue.record("\(answer)")
      return
    }
    await receiver.close()
  }

  @Test("HTTPS asks for a certificate that is trusted: a receiver without TLS is told nothing")
  func noTLS() async throws {
    let receiver = try await Receiver.listen(.ok)
    guard case .failed = await Self.poster().send(try Self.post("https://127.0.0.1:\(receiver.port)/")) else {
      Issue.record("it was posted in the clear")
      return
    }
    #expect(receiver.posts.isEmpty)
    await receiver.close()
  }
}
