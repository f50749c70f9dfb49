import Testing
import ThresholdModel

@testable import ThresholdGateway

@Suite("Where the gateway may dial") struct DialPolicyTests {
  static let machine: Set<IPAddress> = [.v4(192, 0, 2, 10), .v6(0x2001, 0xDB8, 0, 0, 0, 0, 0, 0x10)]

  static func policy(loopback: Bool = false) throws -> DialPolicy {
    DialPolicy(
      ownListeners: [
        .init(address: .v4(0, 0, 0, 0), port: 3080), .init(address: .v4(127, 0, 0, 1), port: 3081),
        .init(address: .v4(192, 0, 2, 99), port: 4000),
      ],
      deniedNetworks: [try AddressRange(text: "10.66.0.0/16"), try AddressRange(text: "2001:db8:66::/48")], allowsLoopback: loopback)
  }

  static let refused = [
    "169.254.169.254", "169.254.1.1", "fe80::1", "febf::1", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192",
    "168.63.129.16", "0.0.0.0",
    "0.1.2.3", "::", "224.0.0.1", "239.255.255.255", "ff02::1", "255.255.255.255", "240.0.0.1", "127.0.0.1", "127.255.0.1", "::1",
    "10.66.1.1",
    "2001:db8:66::1", "::ffff:169.254.169.254", "::ffff:127.0.0.1", "::ffff:0.0.0.0", "::ffff:224.0.0.1", "::ffff:10.66.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "::127.0.0.1", "::169.254.169.254", "2001::1",
  ]

  @Test("dangerous addresses are refused however they are written", arguments: refused)
  func refuses(text: String) throws {
    let address = try #require(IPAddress(text))
    let problem = #expect(throws: Problem.self) {
      try Self.policy().routes(to: "web.example:22", resolved: [address], port: 22, machineAddresses: Self.machine)
    }
    #expect(problem?.kind == .accessDenied && problem?.hint != nil)
    #expect(problem?.message.hasPrefix("`web.example:22` at \(address) is ") == true)
  }

  @Test(
    "ordinary addresses are dialled, mapped ones as what they are",
    arguments: [
      ("10.0.0.5", "10.0.0.5"), ("192.168.1.1", "192.168.1.1"), ("8.8.8.8", "8.8.8.8"), ("2001:db8::5", "2001:db8::5"),
      ("fd00::5", "fd00::5"),
      ("::ffff:10.0.0.5", "10.0.0.5"), ("64:ff9b::808:808", "64:ff9b::808:808"), ("172.16.0.1", "172.16.0.1"), ("192.0.2.10", "192.0.2.10"),
    ])
  func allows(text: String, dialled: String) throws {
    let routes = try Self.policy().routes(to: "x:22", resolved: [try #require(IPAddress(text))], port: 22, machineAddresses: Self.machine)
    #expect(routes == [DialPolicy.Route(address: try #require(IPAddress(dialled)), port: 22, source: nil)])
  }

  @Test(
    "the server's own listeners are refused by every address that leads to them",
    arguments: [
      ("127.0.0.1", 3080), ("127.0.0.9", 3080), ("192.0.2.10", 3080), ("2001:db8::10", 3080), ("::1", 3080), ("::ffff:192.0.2.10", 3080),
      ("127.0.0.1", 3081),
      ("192.0.2.99", 4000), ("64:ff9b::c000:20a", 3080),
    ])
  func ownListeners(text: String, port: Int) throws {
    let address = try #require(IPAddress(text))
    #expect(throws: Problem.self) {
      try Self.policy(loopback: true).routes(to: "x:\(port)", resolved: [address], port: port, machineAddresses: Self.machine)
    }
  }

  @Test("loopback is dialled from 127.0.0.2 where it is allowed")
  func loopback() throws {
    let policy = try Self.policy(loopback: true)
    let resolved = [IPAddress.v6(0, 0, 0, 0, 0, 0, 0, 1), .v4(127, 0, 0, 1), .v4(127, 0, 0, 1)]
    #expect(
      try policy.routes(to: "localhost:22", resolved: resolved, port: 22, machineAddresses: [])
        == [.init(address: .v4(127, 0, 0, 1), port: 22, source: .v4(127, 0, 0, 2))])
    #expect(throws: Problem.self) { try policy.routes(to: "[::1]:22", resolved: Array(resolved.prefix(1)), port: 22, machineAddresses: []) }
    #expect(throws: Problem.self) {
      try policy.routes(to: "x:22", resolved: [try #require(IPAddress("64:ff9b::7f00:1"))], port: 22, machineAddresses: [])
    }
  }

  @Test("one bad address among good ones refuses the whole name")
  func mixed() throws {
    #expect(throws: Problem.self) {
      try Self.policy().routes(to: "x:22", resolved: [.v4(10, 0, 0, 5), .v4(169, 254, 169, 254)], port: 22, machineAddresses: [])
    }
    #expect(throws: Problem.self) { try Self.policy().routes(to: "x:22", resolved: [], port: 22, machineAddresses: []) }
    #expect(throws: Problem.self) { try Self.policy().routes(to: "x:0", resolved: [.v4(10, 0, 0, 5)], port: 0, machineAddresses: []) }
    #expect(try Self.policy().routes(to: "x:22", resolved: (1...9).map { .v4(10, 0, 0, $0) }, port: 22, machineAddresses: []).count == 4)
  }

  @Test(
    "networks hold what their prefix says",
    arguments: [
      ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.0/9", "10.128.0.1", false),
      ("10.0.0.1", "10.0.0.1", true),
      ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "2001:db8::1", false), ("2001:db8::/33", "2001:db8:8000::1", false),
      ("::/0", "2001:db8::1", true),
    ])
  func ranges(range: String, address: String, isInside: Bool) throws {
    #expect(try AddressRange(text: range).contains(try #require(IPAddress(address))) == isInside)
  }

  @Test(
    "malformed networks and addresses are refused",
    arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0/8", "x", "::ffff:10.0.0.0/104", "::/129", "10.0.0.0/8/8"])
  func malformedRanges(text: String) { #expect(throws: Problem.self) { try AddressRange(text: text) } }

  @Test(
    "targets are a host and a port",
    arguments: [
      ("web-1:22", "web-1", 22), ("192.0.2.7:2222", "192.0.2.7", 2222), ("[2001:db8::7]:22", "2001:db8::7", 22),
      ("a.b:65535", "a.b", 65535),
    ])
  func targets(text: String, host: String, port: Int) throws {
    let target = try TargetAddress(text: text)
    #expect(target.host == host && target.port == port && target.description == text)
  }

  @Test(
    "other targets are refused",
    arguments: [
      "", ":22", "web-1", "web-1:", "web-1:0", "web-1:65536", "web-1:+2", "::1:22", "[web]:22", "a b:22", "[::1:22", "-\u{1B}:22",
      "[fe80::1%lo]:22",
    ])
  func malformedTargets(text: String) { #expect(throws: Problem.self) { try TargetAddress(text: text) } }
}
