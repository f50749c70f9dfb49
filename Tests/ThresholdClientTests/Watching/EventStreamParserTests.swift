import Testing
import ThresholdModel

@testable import ThresholdClient

@Suite struct EventStreamParserTests {
  private static let stream =
    "\u{FEFF}: heartbeat\r\nid: 7\r\nevent: request\r\ndata: {\"a\":\r\ndata:1}\r\n\r\nretry: 2500\nid: 8\n"
    + "data: zwei ü\n\ndata\n\n: tail\n\nid: 9\nevent: x\n\n"
  private static let events = [
    ServerSentEvent(id: "7", name: "request", data: "{\"a\":\n1}"), ServerSentEvent(id: "8", name: "message", data: "zwei ü"),
    ServerSentEvent(id: "8", name: "message", data: ""),
  ]

  @Test("a stream is read the same in whatever pieces it comes", arguments: [1, 2, 3, 5, 7, 1000])
  func pieces(size: Int) throws {
    var parser = EventStreamParser()
    var found: [ServerSentEvent] = []
    var rest = ArraySlice(Array(Self.stream.utf8))
    while !rest.isEmpty {
      found += try parser.feed(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    #expect(found == Self.events)
    #expect(parser.retry == Span(milliseconds: 2500))
  }

  @Test("lines may end with a carriage return alone")
  func carriageReturns() throws {
    var parser = EventStreamParser()
    #expect(try parser.feed("data: a\rdata: b\r\r".utf8) == [ServerSentEvent(id: "", name: "message", data: "a\nb")])
  }

  @Test("an event without an end is refused before it fills the memory", arguments: ["x", "data: x\n"])
  func endless(piece: String) {
    var parser = EventStreamParser()
    let problem = #expect(throws: Problem.self) {
      for _ in 0...EventStreamParser.largest { _ = try parser.feed(piece.utf8) }
    }
    #expect(problem?.kind == .limitExceeded)
  }

  @Test("an id with a zero byte is not taken")
  func zeroByte() throws {
    var parser = EventStreamParser()
    #expect(try parser.feed("id: 1\nid: 2\0\ndata: x\n\n".utf8).map(\.id) == ["1"])
  }
}
