import Testing
import ThresholdModel

@testable import ThresholdClient

@Suite struct ServerAddressTests {
  @Test(
    "an address is read in every form in which people write it",
    arguments: [
      ("localhost:3080", "localhost:3080"), ("Threshold.Example.COM", "threshold.example.com"), ("host:443,3023", "host:443"),
      ("https://host:8443/", "host:8443"), ("[::1]:3080", "[::1]:3080"), ("::1", "[::1]"), ("10.0.0.1:1", "10.0.0.1:1"),
    ])
  func reads(text: String, shown: String) throws {
    #expect(try ProxyAddress(text: text).description == shown)
  }

  @Test(
    "what is no address is refused",
    arguments: [
      "", ":3080", "host:", "host:0", "host:65536", "host:x", "a b", "../x", "host/path", "-o", "host:1,2,3", "h\u{202E}x", "[::1",
    ])
  func refuses(text: String) {
    #expect(throws: Problem.self) { try ProxyAddress(text: text) }
  }

  @Test("without a port the usual ones are tried, with one only that")
  func candidates() throws {
    #expect(try ProxyAddress(text: "host").candidates.map(\.port) == [443, 3080])
    #expect(try ProxyAddress(text: "host:99").candidates == [ServerAddress(host: "host", port: 99)])
  }
}
