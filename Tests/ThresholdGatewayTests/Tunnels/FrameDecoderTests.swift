import NIOCore
import NIOEmbedded
import Testing
import ThresholdModel

@testable import ThresholdGateway

@Suite("Frames") struct FrameDecoderTests {
  static let frames = [
    Frame(kind: .open, payload: ByteBuffer(string: "{}")), Frame(kind: .data, payload: ByteBuffer(bytes: 0..<40)),
    Frame(kind: .data, payload: ByteBuffer()),
    Frame(kind: .finished, payload: ByteBuffer()),
  ]
  static let bytes: [UInt8] = frames.flatMap { Array(Frame.encoded($0.kind, $0.payload).readableBytesView) }

  static func channel() throws -> EmbeddedChannel {
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(FrameDecoder(), maximumBufferSize: FrameDecoder.mostKept))
    return channel
  }

  static func read(_ channel: EmbeddedChannel) throws -> [Frame] {
    var frames: [Frame] = []
    while let frame = try channel.readInbound(as: Frame.self) { frames.append(frame) }
    return frames
  }

  @Test("frames come out whole wherever the bytes are split", arguments: 0...bytes.count)
  func split(at place: Int) throws {
    let channel = try Self.channel()
    try channel.writeInbound(ByteBuffer(bytes: Self.bytes[..<place]))
    try channel.writeInbound(ByteBuffer(bytes: Self.bytes[place...]))
    #expect(try Self.read(channel) == Self.frames)
    _ = try channel.finish()
  }

  @Test("frames come out whole byte by byte")
  func trickle() throws {
    let channel = try Self.channel()
    for byte in Self.bytes { try channel.writeInbound(ByteBuffer(bytes: [byte])) }
    #expect(try Self.read(channel) == Self.frames)
    _ = try channel.finish()
  }

  @Test("the largest payload is read, and one byte more is refused by its head alone")
  func largest() throws {
    let channel = try Self.channel()
    try channel.writeInbound(Frame.encoded(.data, ByteBuffer(repeating: 1, count: TunnelFrame.largestPayload)))
    #expect(try Self.read(channel).map(\.payload.readableBytes) == [TunnelFrame.largestPayload])
    let error = #expect(throws: Problem.self) {
      try channel.writeInbound(ByteBuffer(bytes: TunnelFrame(kind: .data, length: TunnelFrame.largestPayload + 1).head))
    }
    #expect(error?.kind == .limitExceeded)
    _ = try? channel.finish()
  }

  @Test("unknown kinds are refused", arguments: [UInt8(0), 7, 0x16, 0xFF])
  func unknown(kind: UInt8) throws {
    let channel = try Self.channel()
    #expect(throws: Problem.self) { try channel.writeInbound(ByteBuffer(bytes: [kind, 0, 0, 0, 0])) }
    _ = try? channel.finish()
  }

  @Test("half a frame at the end is dropped")
  func half() throws {
    let channel = try Self.channel()
    try channel.writeInbound(ByteBuffer(bytes: Self.bytes.dropLast(6)))
    _ = try channel.finish(acceptAlreadyClosed: true)
    #expect(try Self.read(channel).count == 2)
  }
}
