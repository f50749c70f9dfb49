public import ThresholdModel

/// Where a cluster's port is: a host name or an IP address, and a port.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
  /// A DNS name in lower case or an IP address; IPv6 without brackets.
  public let host: String
  /// 1 to 65535.
  public let port: Int

  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// As people write it: `localhost:3080`, `[::1]:3080`.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// What a person gives as `--proxy`: a host, and maybe a port.
///
/// Shapes: `HOST`, `HOST:PORT`, `HOST:PORT,SSHPORT` (reference, cli-api-terraform §2.1; there is one port here, so the
/// second is ignored), `[IPv6]:PORT`, each also as an `https://` URL without a path.
public struct ProxyAddress: Hashable, Sendable, CustomStringConvertible {
  public let host: String
  /// Nil when none was given: then ``candidates`` are tried in order.
  public let port: Int?

  /// The ports that are tried when none is given.
  public static let usualPorts = [443, 3080]

  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(text: String) throws(Problem) {
    var rest = Substring(text)
    if rest.lowercased().hasPrefix("https://") { rest = rest.dropFirst(8) }
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    let (host, tail) = Self.split(rest)
    guard !host.isEmpty, host.count <= 253, Self.isHost(host), let port = Self.port(tail) else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not the address of a cluster",
        hint: "write HOST or HOST:PORT, for example threshold.example.com:443")
    }
    self.host = host.lowercased()
    self.port = port.number
  }

  /// Exactly this server.
  public init(_ server: ServerAddress) {
    host = server.host
    port = server.port
  }

  /// The addresses to try, in order.
  public var candidates: [ServerAddress] {
    (port.map { [$0] } ?? Self.usualPorts).map { ServerAddress(host: host, port: $0) }
  }

  public var description: String {
    let shown = host.contains(":") ? "[\(host)]" : host
    return port.map { "\(shown):\($0)" } ?? shown
  }

  /// The host without brackets, and what follows it (empty or starting with a colon).
  private static func split(_ text: Substring) -> (host: String, tail: Substring) {
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return ("", "") }
      return (String(text[text.index(after: text.startIndex)..<end]), text[text.index(after: end)...])
    }
    // A bare IPv6 address has several colons and no port.
    guard text.count(where: { $0 == ":" }) == 1, let colon = text.firstIndex(of: ":") else { return (String(text), "") }
    return (String(text[..<colon]), text[colon...])
  }

  /// Nil when the text is no port; `number` is nil when there is none.
  private static func port(_ tail: Substring) -> (number: Int?, Void)? {
    guard !tail.isEmpty else { return (nil, ()) }
    let digits = tail.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
    guard tail.hasPrefix(":"), let first = digits.first, digits.count <= 2, first.allSatisfy(\.isASCII),
      let number = Int(first), (1...65_535).contains(number)
    else { return nil }
    return (number, ())
  }

  /// Letters, digits and what host names and IP addresses are written with: safe in URLs and file names.
  private static func isHost(_ text: String) -> Bool {
    let legal = text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || ".-_:".unicodeScalars.contains(scalar))
    }
    return legal && !text.hasPrefix(".") && !text.hasPrefix("-") && !text.contains("..")
  }
}
