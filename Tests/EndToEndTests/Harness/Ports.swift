import Foundation
import Glibc
import Synchronization

/// Ports of the loopback interface.
enum Ports {
  private static let given = Mutex<Set<UInt16>>([])

  /// A port that nobody listens on and that no other test was given. Below the range from which the
  /// kernel takes ports for outgoing connections, so that none of those takes it in between.
  static func free() throws -> Int {
    for _ in 0..<1000 {
      let port = UInt16.random(in: 20_000..<32_000)
      guard given.withLock({ $0.insert(port).inserted }) else { continue }
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(socket) }
      if bind(socket, port) { return Int(port) }
    }
    throw NeverHappened(description: "no free port")
  }

  /// Binds a socket to a port of 127.0.0.1.
  static func bind(_ socket: Int32, _ port: UInt16) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) } == 0
    }
  }

  /// Established connections to a port as the listener's side has them, from `/proc/net/tcp`.
  static func established(to port: Int) -> Int {
    let wanted = ":" + String(format: "%04X", port)
    return textOfFile("/proc/net/tcp").split(separator: "\n").count { line in
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      return fields.count > 3 && fields[1].hasSuffix(wanted) && fields[3] == "01"
    }
  }
}

/// Somebody who listens and never says a word, nor even accepts.
final class SilentListener: Sendable {
  let port: Int
  private let socket: Int32

  init(port: Int) async throws {
    self.port = port
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    try await eventually("port \(port) to be free") { Ports.bind(socket, UInt16(port)) }
    listen(socket, 16)
    self.socket = socket
  }

  func end() { close(socket) }
}

extension Ports {
  /// Connects a socket to a port of 127.0.0.1.
  static func connect(_ socket: Int32, _ port: UInt16) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) } == 0
    }
  }

  /// Whether the other side has hung up.
  static func isClosedByPeer(_ socket: Int32) -> Bool {
    var byte: UInt8 = 0
    let count = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
  }
}
