import NIOCore
import ThresholdModel

/// One frame with its payload.
struct Frame: Hashable, Sendable {
  let kind: TunnelFrame.Kind
  let payload: ByteBuffer

  /// The frame's bytes: head and payload.
  /// - Parameter payload: at most ``TunnelFrame/largestPayload`` bytes.
  static func encoded(_ kind: TunnelFrame.Kind, _ payload: ByteBuffer) -> ByteBuffer {
    var bytes = ByteBufferAllocator().buffer(capacity: TunnelFrame.headLength + payload.readableBytes)
    bytes.writeBytes(TunnelFrame(kind: kind, length: payload.readableBytes).head)
    bytes.writeImmutableBuffer(payload)
    return bytes
  }
}

/// Cuts the bytes of a tunnel into frames; a head that promises too much is refused before any of it is kept.
struct FrameDecoder: ByteToMessageDecoder {
  typealias InboundOut = Frame

  /// The most that is ever kept while a frame is incomplete, in bytes.
  static let mostKept = TunnelFrame.headLength + TunnelFrame.largestPayload

  mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    guard buffer.readableBytes >= TunnelFrame.headLength else { return .needMoreData }
    let head = try TunnelFrame(head: buffer.readableBytesView.prefix(TunnelFrame.headLength))
    guard buffer.readableBytes >= TunnelFrame.headLength + head.length else { return .needMoreData }
    buffer.moveReaderIndex(forwardBy: TunnelFrame.headLength)
    guard let payload = buffer.readSlice(length: head.length) else { return .needMoreData }
    context.fireChannelRead(wrapInboundOut(Frame(kind: head.kind, payload: payload)))
    return .continue
  }

  /// Half a frame at the end means that the client is gone; that is told by the channel itself.
  mutating func decodeLast(context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool) throws -> DecodingState {
    try decode(context: context, buffer: &buffer)
  }
}
