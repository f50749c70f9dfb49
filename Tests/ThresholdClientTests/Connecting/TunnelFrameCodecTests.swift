import NIOCore
import Testing
import ThresholdModel

@testable import ThresholdClient

@Suite struct TunnelFrameCodecTests {
  private let messages = [
    TunnelMessage(kind: .opened, payload: ByteBuffer(string: "{}")), TunnelMessage(kind: .data, payload: ByteBuffer(bytes: 0...255)),
    TunnelMessage(kind: .finished, payload: ByteBuffer()),
    TunnelMessage(kind: .data, payload: ByteBuffer(repeating: 7, count: TunnelFrame.largestPayload)),
  ]

  private func bytes() throws -> ByteBuffer {
    var all = ByteBuffer()
    for message in messages { try TunnelFrameEncoder().encode(data: message, out: &all) }
    return all
  }

  @Test("frames are found in whatever pieces the bytes come", arguments: [1, 4, 5, 6, 1000, 100_000])
  func pieces(size: Int) throws {
    var all = try bytes()
    var waiting = ByteBuffer()
    var found: [TunnelMessage] = []
    while var piece = all.readSlice(length: min(size, all.readableBytes)), piece.readableBytes > 0 {
      waiting.writeBuffer(&piece)
      while let message = try TunnelFrameDecoder.next(in: &waiting) { found.append(message) }
    }
    #expect(found == messages)
    #expect(waiting.readableBytes == 0)
  }

  @Test(
    "a frame that is too large, or of no kind, is refused by its head alone",
    arguments: [[3, 0, 1, 0, 1], [9, 0, 0, 0, 0], [3, 0xFF, 0xFF, 0xFF, 0xFF]])
  func refuses(head: [UInt8]) {
    var buffer = ByteBuffer(bytes: head)
    #expect(throws: Problem.self) { try TunnelFrameDecoder.next(in: &buffer) }
  }
}
