public import NIOCore

/// A connection that negotiated a raw protocol (RFC 7301), handed over once its handshake is done.
///
/// The channel's pipeline holds TLS and nothing behind it. What the client has already sent waits until
/// the pipeline that the handler builds asks for its first read by `channel.read()`; the channel option
/// `autoRead` alone asks the socket only. Nothing is lost in between, and nothing more is read from the socket.
public struct RawConnection: Sendable {
  public let channel: any Channel
  /// The client's certificate in DER, verified against the user authorities by the handshake; nil when
  /// the client sent none. Its expiry and its sign-in must be checked by whoever handles the connection.
  public let certificate: [UInt8]?
  /// An IP address without a port.
  public let address: String
}

/// Serves one raw connection; returns when the connection is over.
public typealias RawHandler = @Sendable (RawConnection) async -> Void

/// Keeps what arrives between the end of the handshake and the first read that the next handlers ask for.
///
/// Reading is off meanwhile, so what it keeps is bounded by one read of the socket.
final class HeldReads: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var held: [ByteBuffer] = []
  private var sawEnd = false
  private var isHolding = true
  private var isLettingGo = false

  /// Takes a channel into custody, on its event loop.
  static func install(on channel: any Channel) -> EventLoopFuture<Void> {
    channel.setOption(.autoRead, value: false).flatMapThrowing {
      try channel.pipeline.syncOperations.addHandler(HeldReads())
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard isHolding else { return context.fireChannelRead(data) }
    held.append(unwrapInboundIn(data))
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if !isHolding { context.fireChannelReadComplete() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if isHolding, event as? ChannelEvent == .inputClosed {
      sawEnd = true
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func read(context: ChannelHandlerContext) {
    guard isHolding else { return context.read() }
    guard !isLettingGo else { return }
    isLettingGo = true
    // Not from within the call of whoever asks: its own state may be in the middle of a change.
    context.eventLoop.assumeIsolated().execute { self.letGo(context) }
  }

  private func letGo(_ context: ChannelHandlerContext) {
    let waiting = held
    held = []
    isHolding = false
    for buffer in waiting { context.fireChannelRead(wrapInboundOut(buffer)) }
    if !waiting.isEmpty { context.fireChannelReadComplete() }
    if sawEnd { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
    context.read()
  }
}
