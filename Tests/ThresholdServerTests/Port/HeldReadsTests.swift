import NIOCore
import NIOEmbedded
import Testing

@testable import ThresholdServer

@Suite struct HeldReadsTests {
  private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    var text = ""
    var sawEnd = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { text += String(buffer: unwrapInboundIn(data)) }
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if event as? ChannelEvent == .inputClosed { sawEnd = true }
    }
  }

  @Test("what came early is handed on at the first read, in order, and nothing is lost after")
  func order() throws {
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandler(HeldReads())
    try channel.writeInbound(ByteBuffer(string: "a"))
    try channel.writeInbound(ByteBuffer(string: "b"))
    let collector = Collector()
    try channel.pipeline.syncOperations.addHandler(collector)
    #expect(collector.text.isEmpty)
    channel.pipeline.read()
    channel.embeddedEventLoop.run()
    #expect(collector.text == "ab")
    try channel.writeInbound(ByteBuffer(string: "c"))
    #expect(collector.text == "abc")
    _ = try channel.finish()
  }

  @Test("an early end of the client's side is handed on as well, after its bytes")
  func end() throws {
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandler(HeldReads())
    try channel.writeInbound(ByteBuffer(string: "a"))
    channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    let collector = Collector()
    try channel.pipeline.syncOperations.addHandler(collector)
    channel.pipeline.read()
    channel.embeddedEventLoop.run()
    #expect(collector.text == "a" && collector.sawEnd)
    _ = try channel.finish()
  }
}
