import Testing
import ThresholdModel

@testable import ThresholdServer

@Suite struct HostAndPortTests {
  @Test(
    "addresses are read and written the same way",
    arguments: ["127.0.0.1:3080", "[::1]:3080", "0.0.0.0:1", "[::]:65535", "threshold.example.org:443"])
  func roundTrip(text: String) throws {
    #expect(try HostAndPort(text: text).description == text)
  }

  @Test(
    "what is no address with a port is refused",
    arguments: [
      "", ":", ":3080", "a:", "a:b", "a:65536", "a:-1", "a:0", "::1:3080", "[::1", "[]:1", "[::1]3080", "a b:1", "256.1.1.1:1", "a:1:2",
      "[::g]:1",
    ])
  func refused(text: String) {
    #expect(throws: Problem.self) { try HostAndPort(text: text) }
  }

  @Test("a missing port takes the default, where there is one")
  func defaultPort() throws {
    #expect(try HostAndPort(text: "example.org", defaultPort: 443).port == 443)
    #expect(try HostAndPort(text: "[2001:db8::1]", defaultPort: 443).host == "2001:db8::1")
  }

  @Test(
    "only loopback addresses count as loopback",
    arguments: [
      ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("0.0.0.0", false), ("::", false), ("192.0.2.1", false),
      ("127.example.org", false),
    ])
  func loopback(host: String, isLoopback: Bool) {
    #expect(HostAndPort(host: host, port: 1).isLoopback == isLoopback)
  }
}
