import ThresholdModel

/// Everything that an OpenSSH certificate says, checked; all but its signature.
/// Source: OpenSSH PROTOCOL.certkeys.
struct SSHCertificateContent {
  enum Role: UInt32 {
    case user = 1
    case host = 2
  }

  /// Seconds since 1970, the end excluded.
  struct Validity {
    let after: UInt64
    let before: UInt64

    /// - Throws: ``Problem`` of kind `badParameter` for an end that is not after the beginning, or too long after it. "For
    ///   ever" and dates before 1970 fall under these.
    init(from: Moment, until: Moment, longest: Span) throws(Problem) {
      guard from.seconds >= 0, from.milliseconds >= 0, until.seconds > from.seconds else {
        throw Problem(.badParameter, "the SSH certificate would end before it begins")
      }
      // Both are positive here, so that the difference cannot overflow.
      guard until.seconds - from.seconds <= longest.wholeSeconds else {
        throw Problem(.badParameter, "an SSH certificate of this kind lives at most \(longest)")
      }
      after = UInt64(from.seconds)
      before = UInt64(until.seconds)
    }
  }

  let role: Role
  let publicKey: SSHPublicKey
  let serial: UInt64
  let keyID: String
  /// Never empty: to OpenSSH before version 10.3 none would mean all.
  let principals: [String]
  let validity: Validity
  let criticalOptions: [String: String]
  /// Names to values; OpenSSH's own have none.
  let extensions: [String: String]

  init(
    role: Role, publicKey: SSHPublicKey, serial: UInt64, keyID: String, principals: [String], validity: Validity,
    criticalOptions: [String: String] = [:], extensions: [String: String] = [:]
  ) throws(Problem) {
    guard serial > 0 else { throw Problem(.badParameter, "an SSH certificate needs a serial number") }
    guard (1...256).contains(keyID.utf8.count), keyID.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw Problem(
        .badParameter, "`\(keyID.escapedForDisplay)` cannot be the id of an SSH certificate",
        hint: "use 1 to 256 printable ASCII characters")
    }
    guard (1...100).contains(principals.count) else {
      throw Problem(.badParameter, "an SSH certificate needs between 1 and 100 principals")
    }
    // sshd ends a line of principals at `#` and reads quotes as options; wildcards would count in host certificates.
    for principal in principals where !Self.isWord(principal, without: ",*?!\"#") {
      throw Problem(
        .badParameter, "`\(principal.escapedForDisplay)` cannot be the principal of an SSH certificate",
        hint: "use 1 to 256 printable ASCII characters without spaces, commas, quotes, `#` and wildcards")
    }
    for name in extensions.keys.sorted() where !Self.isWord(name, without: ",=\"") {
      throw Problem(
        .badParameter, "`\(name.escapedForDisplay)` cannot be an extension of an SSH certificate", hint: "write for example permit-pty")
    }
    guard extensions.count <= 32, extensions.values.allSatisfy({ $0.utf8.count <= 1024 }) else {
      throw Problem(.badParameter, "an SSH certificate has at most 32 extensions of at most 1024 bytes")
    }
    self.role = role
    self.publicKey = publicKey
    self.serial = serial
    self.keyID = keyID
    self.principals = principals
    self.validity = validity
    self.criticalOptions = criticalOptions
    self.extensions = extensions
  }

  /// The bytes that the authority signs: all fields in their order, the authority's key last.
  func bytes(authority: SSHPublicKey) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    var writer = SSHWireWriter()
    writer.write(string: publicKey.algorithm.certificateName)
    writer.write(string: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    writer.write(raw: publicKey.fields)
    writer.write(serial)
    writer.write(role.rawValue)
    writer.write(string: keyID)
    writer.writeString { list in
      for principal in principals { list.write(string: principal) }
    }
    writer.write(validity.after)
    writer.write(validity.before)
    // Names in both lists must be sorted by their bytes; an option's value is a string within a string.
    writer.writeString { options in
      for (name, value) in criticalOptions.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
        options.write(string: name)
        options.writeString { $0.write(string: value) }
      }
    }
    writer.writeString { list in
      for (name, value) in extensions.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
        list.write(string: name)
        if value.isEmpty { list.write(string: "") } else { list.writeString { $0.write(string: value) } }
      }
    }
    writer.write(string: "")  // reserved
    writer.write(string: authority.blob)
    return writer.bytes
  }

  private static func isWord(_ text: String, without excluded: String) -> Bool {
    (1...256).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !excluded.utf8.contains($0) }
  }
}
