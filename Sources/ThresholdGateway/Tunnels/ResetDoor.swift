import NIOCore
import NIOPosix

/// A way to close a connection by RST at once, past everything else in its pipeline: TLS would wait for the
/// other side's farewell (RFC 8446, section 6.1), and a stopped peer never says it.
final class ResetDoor: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private var context: ChannelHandlerContext?

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Must stand first in the pipeline, next to the socket.
  func reset() {
    guard let context else { return }
    context.channel.discardUnsentOnClose()
    context.close(mode: .all, promise: nil)
  }
}

extension Channel {
  /// Makes the next close an abortive one: what is unsent is dropped and the peer gets an RST
  /// (`SO_LINGER` with a time of zero).
  func discardUnsentOnClose() {
    (self as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in }
  }

  /// Closes at once, by RST.
  func reset() {
    discardUnsentOnClose()
    close(mode: .all, promise: nil)
  }
}
