import ThresholdModel

/// What sshd really does for one connection: the answer of `sshd -T`, with includes, defaults and `Match` blocks worked in.
struct EffectiveConfiguration: Hashable, Sendable {
  /// Keywords in lower case, each with its values in order: `hostkey` stands once a key.
  let options: [String: [String]]

  /// Reads lines of `keyword value…`.
  init(text: String) {
    var options: [String: [String]] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      guard let keyword = parts.first else { continue }
      options[keyword.lowercased(), default: []].append(parts.count > 1 ? String(parts[1]) : "")
    }
    self.options = options
  }

  /// All values of an option; empty when sshd does not print it.
  subscript(keyword: String) -> [String] { options[keyword.lowercased()] ?? [] }

  /// The authorities that sshd trusts to sign users, or nil for none.
  var trustedUserAuthorities: String? {
    guard let path = self["trustedusercakeys"].first, !path.isEmpty, path.lowercased() != "none" else { return nil }
    return path
  }

  /// The first port that sshd listens on.
  var port: Int { self["port"].first.flatMap(Int.init) ?? 22 }

  /// The options in which another configuration says something else, sorted.
  func differences(from other: EffectiveConfiguration) -> [String] {
    Set(options.keys).union(other.options.keys).filter { options[$0] != other.options[$0] }.sorted()
  }
}

/// One connection, as `sshd -T -C` wants it described. Everything is given, since sshd fails on a `Match` whose subject is not.
struct ConnectionSketch: Hashable, Sendable {
  let user: String
  /// Where the connection comes from, an IP address.
  let address: String
  let port: Int

  var specification: String { "user=\(user),host=\(address),addr=\(address),laddr=127.0.0.1,lport=\(port)" }
}

/// The stock sshd of this machine, asked about its configuration; nothing is started.
struct StockSSHD: Sendable {
  let program: LocalProgram

  /// What a configuration file comes to, for one connection or (nil) outside of all `Match` blocks.
  /// - Throws: ``Problem`` of kind `badParameter` with sshd's own words.
  func effective(_ file: String, for connection: ConnectionSketch? = nil) async throws(Problem) -> EffectiveConfiguration {
    let sketch = connection.map { ["-C", $0.specification] } ?? []
    let outcome = try await program.run(["-T", "-f", file] + sketch)
    guard outcome.isSuccess else { throw refused(file, outcome) }
    return EffectiveConfiguration(text: outcome.text)
  }

  /// Whether sshd would start with a configuration file.
  /// - Throws: ``Problem`` of kind `badParameter` with sshd's own words.
  func check(_ file: String) async throws(Problem) {
    let outcome = try await program.run(["-t", "-f", file])
    guard outcome.isSuccess else { throw refused(file, outcome) }
  }

  private func refused(_ file: String, _ outcome: LocalProgram.Outcome) -> Problem {
    let said = outcome.complaint.split(whereSeparator: \.isNewline).map { String($0).escapedForDisplay }.joined(separator: "; ")
    // OpenSSH 9.2 refuses the default when it is spelled out and a `Match` block has said something else before.
    let isSpelledOutDefault = said.contains("must appear alone in AuthenticationMethods")
    return Problem(
      .badParameter, "sshd does not accept its configuration: \(said)",
      hint: isSpelledOutDefault
        ? "remove the line `AuthenticationMethods any` from sshd's configuration: it is the default" : "\(program.path) -t -f \(file)")
  }
}
