public import ThresholdModel

/// A network of addresses in CIDR notation: `10.0.0.0/8`, `fe80::/10`, or one address alone.
public struct AddressRange: Hashable, Sendable, CustomStringConvertible {
  let first: IPAddress
  /// How many leading bits count.
  let prefix: Int

  init(_ first: IPAddress, _ prefix: Int) {
    self.first = first
    self.prefix = prefix
  }

  /// Reads an address or a network.
  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(text: String) throws(Problem) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let malformed = Problem(
      .badParameter, "`\(text.escapedForDisplay)` is not an address or a network", hint: "write for example 10.0.0.0/8 or 2001:db8::/32")
    guard let written = parts.first, let address = IPAddress(written) else { throw malformed }
    let width = address.bytes.count * 8
    guard parts.count == 2 else {
      self.init(address, width)
      return
    }
    // A prefix behind the mapped form counts in the wrong family.
    guard let prefix = Int(parts[1]), String(prefix) == parts[1], (0...width).contains(prefix), address.isVersion4 != written.contains(":")
    else { throw malformed }
    self.init(address, prefix)
  }

  /// Whether the address lies in the network; never for addresses of the other family.
  func contains(_ address: IPAddress) -> Bool {
    guard address.bytes.count == first.bytes.count else { return false }
    return first.bytes.indices.allSatisfy { index in
      let kept = min(max(prefix - index * 8, 0), 8)
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> kept)
      return first.bytes[index] & mask == address.bytes[index] & mask
    }
  }

  public var description: String { "\(first)/\(prefix)" }

  // Source of the tables: the IANA special-purpose address registries (RFC 6890).
  static let loopback = [AddressRange(.v4(127, 0, 0, 0), 8), AddressRange(.v6(0, 0, 0, 0, 0, 0, 0, 1), 128)]
  static let unspecified = [AddressRange(.v4(0, 0, 0, 0), 8), AddressRange(.v6(0), 128)]
  static let linkLocal = [AddressRange(.v4(169, 254, 0, 0), 16), AddressRange(.v6(0xFE80), 10)]
  static let multicast = [AddressRange(.v4(224, 0, 0, 0), 4), AddressRange(.v6(0xFF00), 8)]
  /// Class E with the broadcast address, and Teredo (RFC 4380), which hides an IPv4 address.
  static let reserved = [AddressRange(.v4(240, 0, 0, 0), 4), AddressRange(.v6(0x2001, 0), 32)]
  static let nat64 = AddressRange(.v6(0x64, 0xFF9B), 96)
  static let sixToFour = AddressRange(.v6(0x2002), 16)
  static let compatible = AddressRange(.v6(0), 96)
  /// Where clouds answer any machine of theirs with its credentials.
  static let metadata = [
    AddressRange(.v4(169, 254, 169, 254), 32), AddressRange(.v6(0xFD00, 0x0EC2, 0, 0, 0, 0, 0, 0x254), 128),
    AddressRange(.v6(0xFD20, 0x00CE, 0, 0, 0, 0, 0, 0x254), 128), AddressRange(.v4(100, 100, 100, 200), 32),
    AddressRange(.v4(192, 0, 0, 192), 32), AddressRange(.v4(168, 63, 129, 16), 32),
  ]
}
