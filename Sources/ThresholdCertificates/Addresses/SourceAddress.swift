public import ThresholdModel

/// An address, or a network of addresses, from which an OpenSSH certificate may be used: one entry of its
/// `source-address` option. Source: OpenSSH PROTOCOL.certkeys, critical options.
public struct SourceAddress: Hashable, Sendable, CustomStringConvertible {
  /// `192.0.2.7`, `192.0.2.0/24`, `2001:db8::7` or `2001:db8::/32`, in the one way that RFC 5952 recommends.
  public let text: String

  /// Reads an address or a network in CIDR notation.
  /// - Throws: ``Problem`` of kind `badParameter` for anything else, for a network with bits set behind its prefix (sshd
  ///   would refuse the certificate), and for a prefix of 0, which would bind to nothing.
  public init(text: String) throws(Problem) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let malformed = Problem(
      .badParameter, "`\(text.escapedForDisplay)` is not an address or a network", hint: "write for example 192.0.2.7 or 192.0.2.0/24")
    guard let first = parts.first, let address = IPAddress(String(first)) else { throw malformed }
    guard parts.count == 2 else {
      self.text = address.description
      return
    }
    // Leading zeros and signs are refused by comparing what was read with what was written.
    guard let prefix = Int(parts[1]), String(prefix) == parts[1], (0...address.width).contains(prefix),
      address.isVersion4 != first.contains(":")
    else { throw malformed }
    guard prefix > 0 else { throw Problem(.badParameter, "`\(text)` stands for every address") }
    guard address.isNetwork(prefix: prefix) else {
      throw Problem(.badParameter, "`\(text)` sets bits behind its prefix", hint: "write the network's first address")
    }
    self.text = prefix == address.width ? address.description : "\(address)/\(prefix)"
  }

  public var description: String { text }
}
