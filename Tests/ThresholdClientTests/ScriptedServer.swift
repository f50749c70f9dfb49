import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS
import ThresholdAPI
import ThresholdCertificates
import ThresholdModel

@testable import ThresholdClient

/// A TLS server on loopback that says what a test tells it to: HTTP answers, and tunnels.
final class ScriptedServer: Sendable {
  struct Answer: Sendable {
    var status = HTTPResponseStatus.ok
    var type = "application/json"
    /// Sent piece by piece.
    var pieces: [String] = []
    /// Whether the answer ends after the pieces, or the connection just stays open.
    var ends = true
  }

  typealias Frames = NIOAsyncChannel<TunnelMessage, TunnelMessage>
  typealias Respond = @Sendable (_ request: HTTPRequestHead, _ body: String) -> Answer
  typealias Tunnel = @Sendable (Frames) async throws -> Void

  let authority: X509Authority
  let users: X509Authority
  let address: ServerAddress
  private let listener: any Channel

  static let now = Moment(Date())

  /// Whose sign-in the profiles below hold.
  static let signIn: SignInID = "6b1d2f60-0f5e-4c6e-9d0a-3b1c5a7e9f01"

  /// What verifies this server.
  var trust: Trust { .authorities(authority.certificatePEM) }
  /// The pin of its authority.
  func pin() throws -> Pin { try Pin(certificatePEM: authority.certificatePEM) }

  init(
    names: [String] = ["localhost"], expired: Bool = false, protocols: [String] = ["http/1.1", Tunnels.sshProtocol],
    respond: @escaping Respond = { _, _ in Answer(status: .notFound) }, tunnel: @escaping Tunnel = { try await $0.channel.close() }
  ) async throws {
    authority = try X509Authority.create(purpose: .host, cluster: "test", now: Self.now - .days(20)).authority
    users = try X509Authority.create(purpose: .user, cluster: "test", now: Self.now - .days(20)).authority
    let key = TLSKey.generate()
    let certificate = try authority.issueServer(
      names: names, publicKeyPEM: key.publicKeyPEM, notBefore: Self.now - .days(10),
      notAfter: expired ? Self.now - .days(1) : Self.now + .days(10))
    let chain = try NIOSSLCertificate.fromPEMBytes(Array((certificate + "\n" + authority.certificatePEM).utf8))
    var settings = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.privateKeyPEM.utf8), format: .pem)))
    settings.applicationProtocols = protocols
    settings.certificateVerification = .optionalVerification
    settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(users.certificatePEM.utf8)))
    let context = try NIOSSLContext(configuration: settings)
    listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let alpn = ApplicationProtocolNegotiationHandler { result, channel in
            channel.eventLoop.makeCompletedFuture {
              let sync = channel.pipeline.syncOperations
              guard case .negotiated(Tunnels.sshProtocol) = result else {
                try sync.configureHTTPServerPipeline(withErrorHandling: false)
                return try sync.addHandler(Responder(respond))
              }
              try sync.addHandlers(ByteToMessageHandler(TunnelFrameDecoder()), MessageToByteHandler(TunnelFrameEncoder()))
              let frames = try Frames(wrappingChannelSynchronously: channel)
              Task { try? await tunnel(frames) }
            }
          }
          try channel.pipeline.syncOperations.addHandlers(NIOSSLServerHandler(context: context), alpn)
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    address = ServerAddress(host: "localhost", port: listener.localAddress?.port ?? 0)
  }

  func stop() async { try? await listener.close() }

  /// A profile whose sign-in this server accepts, or one of another cluster.
  func profile(foreign: Bool = false, expires: Moment = now + .hours(1), trusting trust: Trust? = nil) throws -> Profile {
    let key = TLSKey.generate()
    let signer = foreign ? try X509Authority.create(purpose: .user, cluster: "other", now: Self.now - .days(1)).authority : users
    let certificate = try signer.issueClient(
      Identity(user: "max", signIn: Self.signIn), publicKeyPEM: key.publicKeyPEM, notBefore: Self.now - .hours(2), notAfter: expires)
    return Profile(
      server: address, user: "max", cluster: "test", trust: trust ?? self.trust,
      session: Profile.Session(
        signIn: Self.signIn, expires: Self.now + .hours(1),
        credential: ClientCredential(certificate: certificate, privateKey: key.privateKeyPEM)
      ))
  }

  static func json(_ value: some Encodable, status: HTTPResponseStatus = .ok) -> Answer {
    Answer(status: status, pieces: [(try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""])
  }

  private final class Responder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private let respond: Respond
    private var head: HTTPRequestHead?
    private var body = ""

    init(_ respond: @escaping Respond) { self.respond = respond }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): (self.head, body) = (head, "")
      case .body(let bytes): body += String(buffer: bytes)
      case .end:
        guard let head else { return }
        let answer = respond(head, body)
        let headers = HTTPHeaders([("Content-Type", answer.type), ("Transfer-Encoding", "chunked")])
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers))), promise: nil)
        for piece in answer.pieces { context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: piece)))), promise: nil) }
        if answer.ends { context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil) } else { context.flush() }
      }
    }
  }
}
