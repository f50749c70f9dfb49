/// What a name may be made of. One rule a kind of name; the same at every door.
public struct NameRule: Sendable {
  /// What the name is of, for messages: "user", "role".
  public let subject: String
  /// Characters allowed beside ASCII letters and digits.
  public let extra: String
  /// The longest name allowed, in characters.
  public let longest: Int
  /// Names that cannot be taken because they have a meaning of their own.
  public let reserved: Set<String>

  /// Users: ASCII letters, digits and `. _ - @ +`; unique ignoring case.
  public static let user = NameRule(subject: "user", extra: "._-@+", longest: 128, reserved: [])
  /// Roles; the names of built-in system roles are reserved.
  public static let role = NameRule(
    subject: "role", extra: "._-@:", longest: 256,
    reserved: [
      "node", "proxy", "auth", "admin", "provisiontoken", "trusted_cluster", "signup", "nop", "remoteproxy", "kube", "app", "db",
      "windowsdesktop", "bot", "instance", "discovery", "okta", "mdm", "default-implicit-role",
    ])
  /// Databases and Kubernetes clusters: no `|` among others. Source: reference, roles-and-resources §6, "Naming".
  public static let database = NameRule(subject: "database", extra: "._-@:", longest: 256, reserved: [])
  public static let kubeCluster = NameRule(subject: "Kubernetes cluster", extra: "._-@:", longest: 256, reserved: [])
  /// Servers of agents; a stock sshd's name is a UUID. `|` is fine here.
  public static let agent = NameRule(subject: "server", extra: "._-@:|", longest: 256, reserved: [])
  /// What comes from other systems under names of their making: groups, accounts, assignments, providers.
  public static let foreign = NameRule(subject: "resource", extra: "._-@:+=,~", longest: 256, reserved: [])
  /// Wire protocols of databases.
  public static let databaseProtocol = NameRule(subject: "database protocol", extra: "-", longest: 64, reserved: [])
  public static let gitHubOrganization = NameRule(subject: "GitHub organisation", extra: "-_", longest: 100, reserved: [])
  /// Access lists, and other resources without a rule of their own.
  public static let resource = NameRule(subject: "resource", extra: "._-@:", longest: 256, reserved: [])
  /// Host names as `tsh ssh` takes them.
  public static let hostname = NameRule(subject: "host", extra: ".-_", longest: 253, reserved: [])

  /// The subject with its article. No subject begins with a `u` that is spoken as one.
  private var named: String { ("aeioAEIO".contains(subject.first ?? " ") ? "an " : "a ") + subject }

  /// Says whether a name may be written.
  /// - Parameter path: where the name stands in the document, for the error.
  /// - Throws: ``Problem`` of kind `badParameter` that shows the name, escaped, and the rule.
  public func check(_ name: String, at path: String? = nil) throws(Problem) {
    guard !name.isEmpty else {
      throw Problem(.badParameter, "\(named) needs a name", hint: rule, path: path)
    }
    guard name.count <= longest else {
      throw Problem(.badParameter, "the \(subject) name is longer than \(longest) characters", hint: rule, path: path)
    }
    let legal = name.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || extra.unicodeScalars.contains(scalar))
    }
    guard legal, name != ".", name != ".." else {
      throw Problem(.badParameter, "`\(name.escapedForDisplay)` cannot be \(named) name", hint: rule, path: path)
    }
    guard !reserved.contains(name.lowercased()) else {
      throw Problem(.badParameter, "`\(name)` is a reserved \(subject) name", hint: "choose another name", path: path)
    }
  }

  /// Says whether a name can be an app's: one label of a host name, since apps are opened under
  /// `NAME.PROXY`. Letters, digits and inner hyphens, at most 63 characters (RFC 1123 §2.1).
  /// - Throws: ``Problem`` of kind `badParameter`.
  public static func checkAppName(_ name: String, at path: String? = nil) throws(Problem) {
    let label = NameRule(subject: "app", extra: "-", longest: 63, reserved: [])
    try label.check(name, at: path)
    guard !name.hasPrefix("-"), !name.hasSuffix("-") else {
      throw Problem(
        .badParameter, "`\(name)` cannot be an app name, since it begins or ends with a hyphen", hint: label.rule, path: path)
    }
  }

  private var rule: String {
    "use ASCII letters, digits and \(extra.map { "`\($0)`" }.joined(separator: " ")), at most \(longest) characters"
  }
}

extension String {
  /// The text with control and bidirectional characters written as `\u{…}`, so that data cannot move
  /// the cursor, hide text or turn its direction on the terminal that shows it.
  public var escapedForDisplay: String {
    guard unicodeScalars.contains(where: \.isUnsafeToDisplay) else { return self }
    var shown = ""
    for scalar in unicodeScalars {
      if scalar.isUnsafeToDisplay {
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}

extension Unicode.Scalar {
  /// Whether a terminal may act on this character instead of showing it: control (Cc), line and
  /// paragraph separators, and the bidirectional controls of Unicode Annex 9.
  public var isUnsafeToDisplay: Bool {
    switch value {
    case 0...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
    default: false
    }
  }
}
