import ThresholdModel

/// Where `tsh ssh` and `tsh proxy ssh` go: `[user@]host`, and for the latter `:port`.
struct SSHTarget: Equatable {
  /// The account; nil when none was written.
  var login: String?
  /// A host name or a server's id.
  var host: String

  /// - Parameter hasPort: whether `:port` follows; it is checked and dropped, because a server has one port and the cluster knows it.
  init(_ text: String, hasPort: Bool = false) throws(Problem) {
    var rest = Substring(text)
    if let at = rest.lastIndex(of: "@") {
      let login = String(rest[..<at])
      try Self.check(login: login)
      self.login = login
      rest = rest[rest.index(after: at)...]
    }
    if hasPort {
      guard let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(port) else {
        throw Problem(.badParameter, "`\(text.escapedForDisplay)` is not HOST:PORT", hint: "tsh proxy ssh %r@%h:%p")
      }
      rest = rest[..<colon]
    }
    host = String(rest)
    // A host that starts with a hyphen would be an option to `ssh`.
    guard !host.hasPrefix("-") else { throw Problem(.badParameter, "`\(host.escapedForDisplay)` is not a host name") }
    try NameRule.hostname.check(host)
  }

  /// Accounts go to `ssh` and into certificates: no hyphen first, no blanks, no control characters, no `@`.
  static func check(login: String) throws(Problem) {
    let legal = login.unicodeScalars.allSatisfy { !$0.isUnsafeToDisplay && !$0.properties.isWhitespace && $0 != "@" }
    guard !login.isEmpty, legal, !login.hasPrefix("-"), login.utf8.count <= 256 else {
      throw Problem(.badParameter, "`\(login.escapedForDisplay)` is not an account", hint: "tsh ssh LOGIN@HOST")
    }
  }
}
