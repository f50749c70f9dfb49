public import ThresholdModel

/// Lines for OpenSSH's `known_hosts`. Source: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT.
public enum KnownHosts {
  /// One line a key, for use with `HostKeyAlias` set to the same alias.
  /// - Parameters:
  ///   - alias: ASCII letters, digits, `.`, `-`, `_`; for example a ``ServerID``.
  ///   - keys: the server's host keys, at least one; doubled ones are written once.
  /// - Returns: the lines without their newlines, in the order of the keys.
  /// - Throws: ``Problem`` of kind `badParameter` for another alias, or no key.
  public static func lines(alias: String, keys: [SSHPublicKey]) throws(Problem) -> [String] {
    // Patterns, several names, hashes and markers begin with characters that the rule leaves out.
    try NameRule.hostname.check(alias)
    guard !keys.isEmpty else {
      throw Problem(.badParameter, "the server `\(alias)` has no host key")
    }
    var seen: Set<SSHPublicKey> = []
    return keys.filter { seen.insert($0).inserted }.map { "\(alias) \($0.line)" }
  }
}
