import NIOCore
public import ThresholdModel

/// Where a listener binds, or where people reach it: a host and a port.
public struct HostAndPort: Sendable, Hashable, CustomStringConvertible {
  /// An IP address without brackets, or a host name.
  public let host: String
  public let port: Int

  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `127.0.0.1:3080`, `[::1]:3080`, `threshold.example.org:443`.
  /// - Parameter defaultPort: for text without a port; nil refuses it.
  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(text: String, defaultPort: Int? = nil) throws(Problem) {
    let parts = Self.split(text)
    guard let host = parts?.host, !host.isEmpty, let port = parts?.port ?? defaultPort, (1...65535).contains(port) else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not an address with a port", hint: "write it as 127.0.0.1:3080 or [::1]:3080")
    }
    let isIPv6 = host.contains(":")
    if isIPv6 || host.allSatisfy({ $0.isNumber || $0 == "." }) {
      guard (try? SocketAddress(ipAddress: host, port: port)) != nil else {
        throw Problem(.badParameter, "`\(host.escapedForDisplay)` is not an IP address")
      }
    } else {
      try NameRule.hostname.check(host)
    }
    self.init(host: host, port: port)
  }

  private static func split(_ text: String) -> (host: String, port: Int?)? {
    if text.hasPrefix("[") {
      let parts = text.dropFirst().split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      if parts[1].isEmpty { return (String(parts[0]), nil) }
      guard parts[1].hasPrefix(":"), let port = Int(parts[1].dropFirst()) else { return nil }
      return (String(parts[0]), port)
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return (text, nil)
    case 2:
      guard let port = Int(parts[1]) else { return nil }
      return (String(parts[0]), port)
    default: return nil
    }
  }

  /// Whether only this machine can reach a listener there.
  public var isLoopback: Bool { host == "::1" || (host.hasPrefix("127.") && isIP) }
  /// Whether the host is an IP address.
  public var isIP: Bool { (try? SocketAddress(ipAddress: host, port: port)) != nil }
  /// Whether a listener there is reached at every address of the machine.
  public var isEverywhere: Bool { ["0.0.0.0", "::"].contains(host) }

  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
