import NIOCore
import Testing

@testable import ThresholdGateway

@Suite("A target's first line") struct GreetingTests {
  static let lines: [(line: String, verdict: Greeting.Verdict)] = [
    ("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", .speaksSSH), ("SSH-2.0-x\n", .speaksSSH), ("SSH-2.0-x\r\n\u{0}\u{1}\u{2}", .speaksSSH),
    ("SSH-2.0-" + String(repeating: "x", count: 245) + "\r\n", .speaksSSH),
    ("SSH-2.0-" + String(repeating: "x", count: 246) + "\r\n", .refused),
    ("SSH-2.0-" + String(repeating: "x", count: 400), .refused), ("", .incomplete), ("SSH-", .incomplete), ("SSH-2.0-Open", .incomplete),
    ("SSH-2.0-x\r", .incomplete), ("SSH-2.0-\r\n", .refused), ("SSH-1.99-old\r\n", .refused), ("SSH-1.5-old\r\n", .refused),
    ("ssh-2.0-x\r\n", .refused),
    ("\r\n", .refused), ("welcome\r\nSSH-2.0-x\r\n", .refused), ("HTTP/1.1 400 Bad Request\r\n", .refused),
    ("SSH-2.0-a\u{0}b\r\n", .refused),
    ("SSH-2.0-a\u{1B}[2J\r\n", .refused), ("SSH-2.0-a\rb\r\n", .refused), ("\u{16}\u{3}\u{1}", .refused),
  ]

  @Test("only one line that says SSH 2 passes", arguments: lines)
  func verdict(line: String, verdict: Greeting.Verdict) {
    var greeting = Greeting()
    #expect(greeting.add(ByteBuffer(string: line)) == verdict)
    var trickled = Greeting()
    var last = Greeting.Verdict.incomplete
    for byte in line.utf8 where last == .incomplete { last = trickled.add(ByteBuffer(bytes: [byte])) }
    #expect(last == verdict)
  }
}
