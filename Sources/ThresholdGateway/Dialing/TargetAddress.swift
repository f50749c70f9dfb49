import ThresholdModel

/// Where a server is: a host name or an IP address, and a port.
struct TargetAddress: Hashable, Sendable, CustomStringConvertible {
  /// A host name, or an IP address without brackets.
  let host: String
  /// 1…65535.
  let port: Int

  /// Reads `web-1.example.com:22`, `192.0.2.7:22` or `[2001:db8::7]:22`.
  /// - Throws: ``Problem`` of kind `badParameter`.
  init(text: String) throws(Problem) {
    let malformed = Problem(
      .badParameter, "`\(text.prefix(300).description.escapedForDisplay)` is not an address with a port",
      hint: "write for example 192.0.2.7:22 or [2001:db8::7]:22")
    guard text.utf8.count <= 300, let colon = text.lastIndex(of: ":") else { throw malformed }
    let digits = text[text.index(after: colon)...]
    guard digits.allSatisfy({ ("0"..."9").contains($0) }), let port = Int(digits), (1...65535).contains(port) else { throw malformed }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      guard host.contains(":"), IPAddress(String(host)) != nil else { throw malformed }
    } else {
      do throws(Problem) { try NameRule.hostname.check(String(host)) } catch { throw malformed }
    }
    self.host = String(host)
    self.port = port
  }

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
