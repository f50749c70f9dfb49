import NIOCore
import ThresholdModel

/// One frame with its payload, as it travels.
struct TunnelMessage: Hashable, Sendable {
  let kind: TunnelFrame.Kind
  let payload: ByteBuffer
}

/// Cuts the bytes of a tunnel into frames. A frame over the limit ends the connection before its payload is read.
struct TunnelFrameDecoder: ByteToMessageDecoder {
  typealias InboundOut = TunnelMessage

  mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    guard let message = try Self.next(in: &buffer) else { return .needMoreData }
    context.fireChannelRead(wrapInboundOut(message))
    return .continue
  }

  mutating func decodeLast(context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool) throws -> DecodingState {
    try decode(context: context, buffer: &buffer)
  }

  /// The next whole frame; nil while bytes are missing.
  static func next(in buffer: inout ByteBuffer) throws(Problem) -> TunnelMessage? {
    guard let head = buffer.getBytes(at: buffer.readerIndex, length: TunnelFrame.headLength) else { return nil }
    let frame = try TunnelFrame(head: head)
    guard buffer.readableBytes >= TunnelFrame.headLength + frame.length else { return nil }
    buffer.moveReaderIndex(forwardBy: TunnelFrame.headLength)
    return buffer.readSlice(length: frame.length).map { TunnelMessage(kind: frame.kind, payload: $0) }
  }
}

/// Writes frames.
struct TunnelFrameEncoder: MessageToByteEncoder {
  typealias OutboundIn = TunnelMessage

  func encode(data: TunnelMessage, out: inout ByteBuffer) throws {
    out.writeBytes(TunnelFrame(kind: data.kind, length: data.payload.readableBytes).head)
    out.writeImmutableBuffer(data.payload)
  }
}
