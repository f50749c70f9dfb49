import NIOCore

/// The target's end of a tunnel: tells the tunnel what happens there.
final class TargetHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let tunnel: Tunnel

  init(tunnel: Tunnel) { self.tunnel = tunnel }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    tunnel.receive(.targetBytes(unwrapInboundIn(data)))
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    tunnel.receive(.targetWritable(context.channel.isWritable))
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event as? ChannelEvent == .inputClosed { tunnel.receive(.targetFinished) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // The tunnel hears of it when the channel is closed.
    context.close(promise: nil)
  }
}
