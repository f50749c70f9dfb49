public import NIOCore

/// An IPv4 or IPv6 address, as the policy about dialling looks at it.
///
/// IPv4 mapped into IPv6 (`::ffff:192.0.2.7`) becomes IPv4: it is one and the same peer, so no rule can be
/// passed by writing the address the other way. Source: RFC 4291, section 2.5.5.2.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16 bytes in network order.
  let bytes: [UInt8]

  private init(bytes: [UInt8]) {
    self.bytes = bytes.count == 16 && bytes.starts(with: Self.mappedPrefix) ? Array(bytes.suffix(4)) : bytes
  }

  /// Reads `192.0.2.7` or `2001:db8::7`; nil for anything else, zones included.
  public init?(_ text: String) {
    guard !text.contains("%"), let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
    self.init(address)
  }

  /// The address of a socket; nil for sockets that have none, such as Unix sockets.
  public init?(_ address: SocketAddress) {
    // Where the address lies in `sockaddr_in` and `sockaddr_in6`, on Linux and Darwin alike.
    let place: Range<Int>
    switch address.protocol {
    case .inet: place = 4..<8
    case .inet6: place = 8..<24
    default: return nil
    }
    let bytes = address.withSockAddr { socket, length in
      Array(UnsafeRawBufferPointer(start: socket, count: length).dropFirst(place.lowerBound))
    }
    guard bytes.count >= place.count else { return nil }
    self.init(bytes: Array(bytes.prefix(place.count)))
  }

  /// For tables.
  static func v4(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) -> IPAddress {
    IPAddress(bytes: [first, second, third, fourth])
  }

  /// For tables: eight groups, most significant first; missing ones at the end are zero.
  static func v6(_ groups: UInt16...) -> IPAddress {
    let padded = groups.prefix(8) + Array(repeating: 0, count: max(0, 8 - groups.count))
    return IPAddress(bytes: padded.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
  }

  var isVersion4: Bool { bytes.count == 4 }

  /// `127.0.0.0/8` or `::1`.
  var isLoopback: Bool { AddressRange.loopback.contains { $0.contains(self) } }

  /// `0.0.0.0/8` ("this network") or `::`.
  var isUnspecified: Bool { AddressRange.unspecified.contains { $0.contains(self) } }

  /// The IPv4 address that a translator or tunnel would deliver to instead: NAT64 (RFC 6052), 6to4
  /// (RFC 3056) and the deprecated IPv4-compatible form (RFC 4291, section 2.5.5.1); nil for others.
  var embedded: IPAddress? {
    guard bytes.count == 16 else { return nil }
    if AddressRange.nat64.contains(self) { return IPAddress(bytes: Array(bytes.suffix(4))) }
    if AddressRange.sixToFour.contains(self) { return IPAddress(bytes: Array(bytes[2..<6])) }
    if AddressRange.compatible.contains(self), !isLoopback, !isUnspecified { return IPAddress(bytes: Array(bytes.suffix(4))) }
    return nil
  }

  /// The address with a port, ready to be dialled or bound.
  /// - Throws: only for a port outside of 0…65535.
  func socketAddress(port: Int) throws -> SocketAddress {
    try SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: port)
  }

  public var description: String { (try? socketAddress(port: 0))?.ipAddress ?? "unknown" }

  private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
}
