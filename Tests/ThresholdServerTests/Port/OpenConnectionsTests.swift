import NIOCore
import NIOEmbedded
import Testing

@testable import ThresholdServer

@Suite struct OpenConnectionsTests {
  @Test("connections are bounded together and by address, and closing makes room")
  func limits() throws {
    let open = OpenConnections(total: 3, perAddress: 2)
    let channels = (0..<5).map { _ in EmbeddedChannel() }
    #expect(open.enter(channels[0], from: "a"))
    #expect(open.enter(channels[1], from: "a"))
    #expect(!open.enter(channels[2], from: "a"))
    #expect(open.enter(channels[2], from: "b"))
    #expect(!open.enter(channels[3], from: "c"))
    try channels[0].close().wait()
    channels[0].embeddedEventLoop.run()
    #expect(open.enter(channels[3], from: "c"))
    #expect(open.count == 3)
    open.closeAll()
    for channel in channels { channel.embeddedEventLoop.run() }
    #expect(open.count == 0)
  }

  @Test("a flood of refusals is one line on the log")
  func complaints() {
    let open = OpenConnections(total: 0, perAddress: 0)
    #expect(open.shouldComplain())
    #expect(!open.shouldComplain())
  }
}
