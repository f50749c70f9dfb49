import ThresholdCertificates
import ThresholdModel

/// What sshd is told about the gateway: one `Match Address` block in which only our certificates count, for
/// `login@SERVER-ID` each, and nothing else. Outside of it not a single option changes.
struct GatewayInclude: Hashable, Sendable {
  /// The server's id: the part of the principal that binds a certificate to this server.
  let server: ServerID
  /// The gateway as this server sees it.
  let addresses: [SourceAddress]
  /// Where the authority's public key lies.
  let authorityPath: String
  /// An empty file that is read in place of any list of principals.
  let noPrincipalsPath: String
  /// As whom sshd runs the command that prints the principal.
  let commandUser: String

  /// The options of the block, as `sshd -T` prints them but for the keyword's case.
  ///
  /// `AuthorizedPrincipalsFile none` inside `Match` means the file `~/none` to OpenSSH 9.2, hence the empty file;
  /// `AuthorizedKeysFile` and `AuthorizedKeysCommand` do understand `none` there.
  var settings: [(keyword: String, value: String)] {
    [
      ("PubkeyAuthentication", "yes"),
      ("AuthenticationMethods", "publickey"),
      ("TrustedUserCAKeys", authorityPath),
      ("AuthorizedPrincipalsCommand", "/usr/bin/echo %u@\(server)"),
      ("AuthorizedPrincipalsCommandUser", commandUser),
      ("AuthorizedPrincipalsFile", noPrincipalsPath),
      ("AuthorizedKeysFile", "none"),
      ("AuthorizedKeysCommand", "none"),
      ("PasswordAuthentication", "no"),
      ("KbdInteractiveAuthentication", "no"),
      ("HostbasedAuthentication", "no"),
    ]
  }

  /// The file's content. It ends its own block, so that it may stand before anything.
  var text: String {
    let lines = settings.map { "  \($0.keyword) \($0.value)" }.joined(separator: "\n")
    return """
      # Written by `threshold join openssh`; joining again replaces it.
      # From the gateway, only its certificates for this server count. Everything else stays as it was.
      Match Address \(addresses.map(\.text).joined(separator: ","))
      \(lines)
      Match all

      """
  }

  /// The options that came out otherwise than wanted, because another block decides them first.
  func unmet(by effective: EffectiveConfiguration) -> [String] {
    settings.filter { effective[$0.keyword] != [$0.value] }.map(\.keyword)
  }

  /// Checks what the cluster answered before any of it goes into sshd's configuration.
  /// - Throws: ``Problem`` of kind `badParameter`: an answer that is no plain id and no plain addresses is not written anywhere.
  static func checked(server: ServerID, addresses: [String]) throws(Problem) -> [SourceAddress] {
    let isPlain = server.text.utf8.count == 36 && server.text.unicodeScalars.allSatisfy { "0123456789abcdef-".unicodeScalars.contains($0) }
    guard isPlain else {
      throw Problem(.badParameter, "the cluster answered with `\(server.text.escapedForDisplay)`, which is no server id")
    }
    guard !addresses.isEmpty else { throw Problem(.badParameter, "the cluster did not say where its gateway connects from") }
    var checked: [SourceAddress] = []
    for address in addresses { checked.append(try SourceAddress(text: address)) }
    return checked
  }
}
