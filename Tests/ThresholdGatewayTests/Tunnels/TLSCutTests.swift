import Foundation
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Testing
import ThresholdCertificates
import ThresholdModel

@testable import ThresholdGateway

/// TLS has a farewell that both sides say; a cut must not wait for it.
@Suite("Cutting tunnels inside TLS") struct TLSCutTests {
  /// Hands the connection over once the handshake is done, as the server's port does: what is read in
  /// between waits for the first read that the tunnel asks for.
  final class Handover: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let isReady: @Sendable (any Channel) -> Void
    private var held: [ByteBuffer]?

    init(_ isReady: @escaping @Sendable (any Channel) -> Void) { self.isReady = isReady }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case .handshakeCompleted? = event as? TLSUserEvent {
        held = []
        try? context.channel.syncOptions?.setOption(.autoRead, value: false)
        isReady(context.channel)
      }
      context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard held != nil else { return context.fireChannelRead(data) }
      held?.append(unwrapInboundIn(data))
    }

    func read(context: ChannelHandlerContext) {
      let waiting = held ?? []
      held = nil
      for bytes in waiting { context.fireChannelRead(wrapInboundOut(bytes)) }
      if !waiting.isEmpty { context.fireChannelReadComplete() }
      context.read()
    }
  }

  static func contexts() throws -> (server: NIOSSLContext, client: NIOSSLContext) {
    let now = Moment(Date())
    let authority = try X509Authority.create(purpose: .host, cluster: "test", now: now).authority
    let key = TLSKey.generate()
    let leaf = try authority.issueServer(
      names: ["127.0.0.1"], publicKeyPEM: key.publicKeyPEM, notBefore: now - .minutes(1), notAfter: now + .hours(1))
    let server = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(leaf.utf8)).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.privateKeyPEM.utf8), format: .pem)))
    var client = TLSConfiguration.makeClientConfiguration()
    client.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.certificatePEM.utf8)))
    client.certificateVerification = .noHostnameVerification
    return (try NIOSSLContext(configuration: server), try NIOSSLContext(configuration: client))
  }

  /// A client that reads nothing after the handshake, and what the gateway makes of it.
  @Test("a client that reads nothing more keeps neither the target nor its own connection open", arguments: [false, true])
  func stoppedClient(reads: Bool) async throws {
    let (serverTLS, clientTLS) = try Self.contexts()
    let target = try await Peer.Listener.listen()
    let stories = ScriptedStories(address: target.address)
    let tunnels = SSHTunnels(
      stories: stories, dialer: Dialer(policy: DialPolicy(ownListeners: [], allowsLoopback: true)),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let certificate = try Certificates.valid()
    let phases = Observed((ready: false, served: false))
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            NIOSSLServerHandler(context: serverTLS),
            Handover { channel in
              Task {
                await tunnels.handle(channel: channel, peerCertificateDER: certificate, remoteAddress: "192.0.2.7")
                phases.update { $0.served = true }
              }
              phases.update { $0.ready = true }
            })
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let client = try await Peer.connect(port: listener.localAddress?.port ?? 0) { channel in
      try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: clientTLS, serverHostname: nil), position: .first)
    }
    await phases.wait { $0.ready }
    if !reads { try await client.read(false) }
    try await client.open()
    let server = try await target.first()
    try await server.send("SSH-2.0-x\r\n")
    await stories.state.wait { !$0.starts.isEmpty }
    if !reads {
      let flood = Flood(server)
      try await flood.isHeldUp()
    } else {
      _ = await client.frames(until: .data)
    }
    let clock = ContinuousClock()
    let cutAt = clock.now
    await stories.cut(CutTests.end)
    await server.seen.wait { $0.isClosed }
    await stories.state.wait { $0.ended.count == 1 }
    // The product promises 1 s; on a machine that runs every test at once it must still be far below the 5 s
    // that a close through TLS would wait for the peer.
    #expect(clock.now - cutAt < .seconds(4))
    if reads {
      let end = try await client.end()
      #expect(end == CutTests.end)
    }
    await phases.wait { $0.served }
    // TLS alone would wait five seconds for the farewell.
    #expect(clock.now - cutAt < .seconds(3))
    await client.close()
    try await listener.close().get()
    await target.close()
  }
}
