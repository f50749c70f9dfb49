import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization
import ThresholdAPI
public import ThresholdModel

/// A tunnel through the cluster's gateway to the SSH port of one server.
///
/// TLS with the sign-in's certificate and exactly the tunnel's ALPN name, then frames (``TunnelFrame``). The gateway decides when the
/// tunnel opens and again whenever something changes; it says why when it ends one.
public struct Tunnel: Sendable {
  private typealias Frames = NIOAsyncChannel<TunnelMessage, TunnelMessage>

  private let profile: Profile
  private let connectTimeout: TimeAmount
  private let now: @Sendable () -> Moment

  public init(_ profile: Profile) { self.init(profile, connectTimeout: .seconds(10)) { Moment(Date()) } }

  init(_ profile: Profile, connectTimeout: TimeAmount, now: @escaping @Sendable () -> Moment) {
    self.profile = profile
    self.connectTimeout = connectTimeout
    self.now = now
  }

  /// Opens the tunnel and carries bytes until one side is done.
  /// - Parameters:
  ///   - server: the host name or id of the server.
  ///   - notice: takes lines for the person while the tunnel is open; not escaped yet.
  /// - Returns: how the gateway ended it; code `closed` is the ordinary end.
  /// - Throws: ``Problem`` when it could not be opened, or broke off without a word.
  public func run(
    to server: String, between ends: some TunnelEnds, notice: @escaping @Sendable (String) -> Void
  ) async throws(Problem) -> TunnelEnd {
    let origin = Origin.server(profile.server, signedIn: true)
    let errors = FirstError()
    do {
      let frames = try await connect(errors)
      return try await frames.executeThenClose { inbound, outbound in
        let opening = TunnelOpening(server: server, clientTime: now())
        try await outbound.write(TunnelMessage(kind: .open, payload: ByteBuffer(bytes: JSONEncoder().encode(opening))))
        var incoming = inbound.makeAsyncIterator()
        if let refusal = try await Self.opened(&incoming, notice) { return refusal }
        return try await Self.carry(incoming, outbound, frames.channel.eventLoop, ends, notice)
      }
    } catch {
      // What went by on the connection says more than what it led to: that the channel is closed.
      throw await TransportFailure(errors.seen ?? error, at: origin).problem()
    }
  }

  private func connect(_ errors: FirstError) async throws -> Frames {
    let session = try profile.liveSession(at: now())
    var settings = try TLSConfiguration.client(trust: profile.trust, credential: session.credential)
    settings.applicationProtocols = [Tunnels.sshProtocol]
    let context = try NIOSSLContext(configuration: settings)
    let name = profile.server.isIPAddress ? nil : profile.server.host
    let refused = Problem(
      .unavailable, "`\(profile.server)` offers no tunnels", hint: "does something between here and the server end TLS? it must pass it on")
    let limit = connectTimeout
    let negotiated: EventLoopFuture<Frames> = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(connectTimeout)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .connect(host: profile.server.host, port: profile.server.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let sync = channel.pipeline.syncOperations
          let timer = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
          let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Frames> { result in
            timer.cancel()
            return channel.eventLoop.makeCompletedFuture {
              // Unknown names are answered with none at all, so anything but ours is refused.
              guard case .negotiated(Tunnels.sshProtocol) = result else { throw refused }
              try channel.pipeline.syncOperations.addHandlers(
                ByteToMessageHandler(TunnelFrameDecoder()), MessageToByteHandler(TunnelFrameEncoder()))
              return try Frames(wrappingChannelSynchronously: channel)
            }
          }
          try sync.addHandlers(NIOSSLClientHandler(context: context, serverHostname: name), negotiation, errors)
          return negotiation.protocolNegotiationResult.flatMapErrorThrowing { error in
            channel.close(promise: nil)
            throw error
          }
        }
      }
    return try await negotiated.get()
  }

  /// Waits for the gateway's word. Nil when the tunnel is open; else its refusal.
  private static func opened(
    _ incoming: inout NIOAsyncChannelInboundStream<TunnelMessage>.AsyncIterator, _ notice: (String) -> Void
  ) async throws -> TunnelEnd? {
    while let message = try await incoming.next() {
      switch message.kind {
      case .opened: return nil
      case .notice: notice(String(buffer: message.payload))
      case .end: return try end(message.payload)
      case .open, .data, .finished: throw outOfTurn
      }
    }
    throw brokenOff
  }

  /// Carries bytes both ways until the gateway says `end`, or nobody takes what comes.
  private static func carry(
    _ incoming: NIOAsyncChannelInboundStream<TunnelMessage>.AsyncIterator, _ outbound: NIOAsyncChannelOutboundWriter<TunnelMessage>,
    _ loop: any EventLoop, _ ends: some TunnelEnds, _ notice: @escaping @Sendable (String) -> Void
  ) async throws -> TunnelEnd {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        // A failed write means that the connection is going; whoever reads from it learns why.
        while let bytes = try? await ends.read() {
          guard (try? await outbound.write(TunnelMessage(kind: .data, payload: bytes))) != nil else { return }
          // A write returns before the connection has taken it; only after a turn of its loop the next one knows whether to wait.
          try? await loop.submit {}.get()
        }
        if !Task.isCancelled { try? await outbound.write(TunnelMessage(kind: .finished, payload: ByteBuffer())) }
      }
      let end = try await receive(incoming, ends, notice)
      group.cancelAll()
      return end
    }
  }

  private static func receive(
    _ incoming: NIOAsyncChannelInboundStream<TunnelMessage>.AsyncIterator, _ ends: some TunnelEnds, _ notice: (String) -> Void
  ) async throws -> TunnelEnd {
    var incoming = incoming
    while let message = try await incoming.next() {
      switch message.kind {
      case .data:
        do { try await ends.write(message.payload) } catch {
          // The reader has gone (`ssh` ended): nothing is left to carry.
          return TunnelEnd(code: TunnelEnd.closed, message: "the connection is closed")
        }
      case .finished: await ends.finishWriting()
      case .notice: notice(String(buffer: message.payload))
      case .end: return try end(message.payload)
      case .open, .opened: throw outOfTurn
      }
    }
    throw brokenOff
  }

  private static func end(_ payload: ByteBuffer) throws -> TunnelEnd {
    do { return try JSONDecoder().decode(TunnelEnd.self, from: Data(payload.readableBytesView)) } catch { throw outOfTurn }
  }

  private static let outOfTurn = Problem(.unavailable, "the gateway sent something that is out of turn", hint: "tsh version")
  private static let brokenOff = Problem(
    .unavailable, "the connection to the gateway broke off", hint: "try again; `tsh status` shows your sign-in")
}

/// Keeps the first error that passes by.
private final class FirstError: ChannelInboundHandler, Sendable {
  typealias InboundIn = NIOAny
  private let error = Mutex<(any Error)?>(nil)

  var seen: (any Error)? { error.withLock { $0 } }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    self.error.withLock { $0 = $0 ?? error }
    context.fireErrorCaught(error)
  }
}

extension TunnelEnd {
  /// The code of an ordinary end: the server, or the person, hung up.
  public static let closed = "closed"
}
