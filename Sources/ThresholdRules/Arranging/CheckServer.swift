import ThresholdModel

extension Arrangement {
  /// A server of a sub-kind that is known. A stock sshd has a UUID, a host name that people can type and
  /// an address that can be dialled; its host keys and gateway addresses, where it has some, can stand in
  /// OpenSSH's files without changing their meaning. Agents of the other system are taken as they come.
  /// Source: reference, roles-and-resources §6 and §10.
  func check(_ server: Server) throws(Problem) {
    guard let kind = ServerKind(subKind: server.subKind) else {
      throw Problem(
        .badParameter, "`\(server.subKind.escapedForDisplay)` is not a sub-kind of a server",
        hint: "write openssh for a stock sshd, teleport or openssh-ec2-ice", path: "sub_kind")
    }
    switch kind {
    case .openSSH:
      try Self.checkUUID(server.metadata.name, of: "a server")
      guard server.spec.commandLabels.isEmpty else {
        throw Problem(
          .badParameter, "a stock sshd runs no commands for labels", hint: "write the labels in metadata.labels", path: "spec.cmd_labels")
      }
    case .agent, .instanceConnect: try NameRule.agent.check(server.metadata.name, at: "metadata.name")
    }
    let mayLackAddress = kind == .agent
    if !(mayLackAddress && server.spec.hostname.isEmpty) { try NameRule.hostname.check(server.spec.hostname, at: "spec.hostname") }
    guard Self.isAddress(server.spec.address) || (mayLackAddress && server.spec.address.isEmpty) else {
      throw Problem(
        .badParameter, "`\(server.spec.address.escapedForDisplay)` is not a host and port",
        hint: "write host:port, for example 10.0.0.5:22",
        path: "spec.addr")
    }
    try LabelCheck.check(server.spec.commandLabels, at: "spec.cmd_labels")
    for key in server.spec.hostKeys where !Self.isHostKey(key) {
      throw Problem(
        .badParameter, "`\(key.escapedForDisplay)` is not a host key", hint: "write its type and its base64, for example ssh-ed25519 AAAA…",
        path: "spec.host_keys")
    }
    for address in server.spec.gatewayAddresses where !Self.isNetwork(address) {
      throw Problem(
        .badParameter, "`\(address.escapedForDisplay)` is not an IP address",
        hint: "write an address such as 10.0.0.1 or a network such as 10.0.0.0/24",
        path: "spec.gateway_addresses")
    }
  }

  /// `host:port`, `[v6]:port`.
  static func isAddress(_ text: String) -> Bool {
    guard let colon = text.lastIndex(of: ":"), let port = number(text[text.index(after: colon)...], atMost: 65_535), port > 0 else {
      return false
    }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      let inner = host.dropFirst().dropLast()
      return inner.contains(":") && inner.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") }
    }
    return (try? NameRule.hostname.check(String(host))) != nil
  }

  private static func isHostKey(_ text: String) -> Bool {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else { return false }
    let kind = parts[0].utf8.allSatisfy { isLetterOrDigit($0) || "-@.".utf8.contains($0) }
    let base64 = parts[1].utf8.allSatisfy { isLetterOrDigit($0) || "+/=".utf8.contains($0) }
    return kind && base64 && ["ssh-", "ecdsa-", "sk-"].contains { parts[0].hasPrefix($0) }
  }

  private static func isNetwork(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let address = parts.first, parts.count <= 2 else { return false }
    if address.contains(":") {
      let isV6 = address.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") } && address.count >= 2
      return isV6 && (parts.count == 1 || number(parts[1], atMost: 128) != nil)
    }
    let octets = address.split(separator: ".", omittingEmptySubsequences: false)
    let isV4 = octets.count == 4 && octets.allSatisfy { number($0, atMost: 255) != nil }
    return isV4 && (parts.count == 1 || number(parts[1], atMost: 32) != nil)
  }

  /// Digits only: `Int("+22")` would be a number too.
  private static func number(_ text: Substring, atMost limit: Int) -> Int? {
    guard text.utf8.allSatisfy(isDigit), let value = Int(text), value <= limit else { return nil }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
