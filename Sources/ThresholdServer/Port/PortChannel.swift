import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOHTTPTypes
import NIOSSL
import NIOTLS

/// One TLS port for everything: what a client speaks on it is settled by ALPN (RFC 7301), in the handshake.
///
/// `h2` and `http/1.1` go to the HTTP side, registered names to their raw handlers. A client that
/// offers none of these names gets HTTP/1.1, so that `curl --no-alpn` works; a raw protocol is never
/// spoken without its exact name.
struct PortChannel: ServerChildChannel {
  /// What came of a handshake.
  enum Negotiated: Sendable {
    case http1(HTTP1Channel.Value, Peer)
    case http2(HTTP2Channel.Value, Peer)
    case raw(RawHandler, RawConnection)
    case refused
  }

  struct Value: ServerChildChannelValue {
    let channel: any Channel
    let address: String
    let negotiated: EventLoopFuture<Negotiated>
  }

  private let contexts: TLSContexts
  private let connections: OpenConnections
  private let handshake: TimeAmount
  private let http1: HTTP1Channel
  private let http2: HTTP2Channel
  private let rawHandlers: [String: RawHandler]

  init(
    contexts: TLSContexts, connections: OpenConnections, times: PortTimes, rawHandlers: [String: RawHandler],
    responder: @escaping HTTPChannelHandler.Responder
  ) {
    self.contexts = contexts
    self.connections = connections
    self.rawHandlers = rawHandlers
    handshake = TimeAmount(times.handshake)
    let stream = HTTP1Channel.Configuration(idleTimeout: TimeAmount(times.idle), httpDecoderConfiguration: .bounded)
    http1 = HTTP1Channel(responder: responder, configuration: stream)
    http2 = HTTP2Channel(
      responder: responder,
      configuration: HTTP2ChannelConfiguration(idleTimeout: times.idle, gracefulCloseTimeout: times.drain, streamConfiguration: stream))
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let address = channel.remoteAddress?.ipAddress ?? "unknown"
    guard connections.enter(channel, from: address) else {
      if connections.shouldComplain() { logger.warning("connections are refused: too many", metadata: ["peer.address": "\(address)"]) }
      return channel.eventLoop.makeSucceededFuture(refusal(of: channel, from: address))
    }
    do {
      return channel.eventLoop.makeSucceededFuture(
        Value(channel: channel, address: address, negotiated: try negotiate(on: channel, from: address, logger: logger)))
    } catch {
      logger.error("connection refused: no TLS context", metadata: ["error": "\(error)"])
      return channel.eventLoop.makeSucceededFuture(refusal(of: channel, from: address))
    }
  }

  private func refusal(of channel: any Channel, from address: String) -> Value {
    channel.close(promise: nil)
    return Value(channel: channel, address: address, negotiated: channel.eventLoop.makeSucceededFuture(.refused))
  }

  private func negotiate(on channel: any Channel, from address: String, logger: Logger) throws -> EventLoopFuture<Negotiated> {
    let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Negotiated> { result, channel in
      switch result {
      case .negotiated("h2"):
        let peer = peer(of: channel, at: address)
        return http2.setup(channel: channel, logger: logger).map { .http2($0, peer) }
      case .negotiated("http/1.1"), .fallback:
        let peer = peer(of: channel, at: address)
        return http1.setup(channel: channel, logger: logger).map { .http1($0, peer) }
      case .negotiated(let name):
        guard let handler = rawHandlers[name] else { return channel.close().map { .refused } }
        let connection = RawConnection(channel: channel, certificate: certificate(of: channel), address: address)
        return HeldReads.install(on: channel).map { .raw(handler, connection) }
      }
    }
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(BelowTLS())
    try pipeline.addHandler(NIOSSLServerHandler(context: contexts.next()))
    try pipeline.addHandler(negotiation)
    // Nothing below ends a handshake that never ends: a silent client would keep its place for ever.
    let deadline = channel.eventLoop.scheduleTask(in: handshake) { channel.close(promise: nil) }
    negotiation.protocolNegotiationResult.whenComplete { _ in deadline.cancel() }
    return negotiation.protocolNegotiationResult
  }

  /// What the client proved in its handshake. On the event loop, and before the HTTP handlers exist:
  /// once they do, nothing may fail between their making and their use.
  private func certificate(of channel: any Channel) -> [UInt8]? {
    try? channel.pipeline.syncOperations.nioSSL_peerCertificate()?.toDERBytes()
  }

  private func peer(of channel: any Channel, at address: String) -> Peer {
    .network(address: address, certificate: certificate(of: channel))
  }

  func handle(value: Value, logger: Logger) async {
    do {
      switch try await value.negotiated.get() {
      case .http1(let connection, let peer):
        await Peer.$current.withValue(peer) { await http1.handle(value: connection, logger: logger) }
      case .http2(let connection, let peer):
        await Peer.$current.withValue(peer) { await http2.handle(value: connection, logger: logger) }
      case .raw(let handler, let connection): await handler(connection)
      case .refused: break
      }
    } catch {
      // Scanners, health checks that only connect, clients without trust in us: nothing to act on.
      logger.debug("handshake failed", metadata: ["peer.address": "\(value.address)", "error": "\(error)"])
      value.channel.close(promise: nil)
    }
  }
}

/// How long the port waits for its clients.
struct PortTimes: Sendable {
  /// Until the handshake is done.
  var handshake: Duration = .seconds(10)
  /// Without a request, or with half of one.
  var idle: Duration = .seconds(60)
  /// For answers under way when the server stops.
  var drain: Duration = .seconds(10)
}

extension HTTP1Channel.Configuration.DecoderConfiguration {
  /// Headers that people and tools send are far smaller.
  static let bounded = Self(maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100)
}
