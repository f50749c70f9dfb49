/// The ways to a resource.
public enum ConnectionPath: String, Sendable, Hashable, CaseIterable {
  /// A stock sshd behind a tunnel of bytes, with certificates of two minutes.
  case ssh
  case database
  case kubernetes
  case app
  case desktop

  /// Whether this version lets anybody through on the path.
  public var isOpen: Bool { self == .ssh }
}

/// What becomes of one option of a role on each path.
///
/// An option that a path cannot enforce refuses the connection by name instead of being ignored; what a role must not say
/// to be let through is decided by ``OptionRefusal``. Source: reference, roles-and-resources §1.1 and §10.
public struct OptionSupport: Sendable, Hashable {
  public enum Support: String, Sendable, Hashable {
    /// The option does what it says.
    case enforced
    /// It does what it says in part; the rest is said in the words beside.
    case partly
    /// A connection is refused where the option restricts more than its default.
    case refused
    /// The path has nothing that the option is about.
    case nothing = "nothing to restrict"
    /// No connection is let through on the path yet.
    case closed = "not connectable yet"
  }

  /// The option as roles spell it, under `spec.options` unless it has dots.
  public let name: String
  /// What becomes of it over SSH.
  public let ssh: Support
  /// By what it is enforced over SSH, or why it is not.
  public let note: String
  /// The other paths that the option is about.
  public let concerns: Set<ConnectionPath>

  init(_ name: String, _ ssh: Support, _ note: String, also concerns: Set<ConnectionPath> = []) {
    self.name = name
    self.ssh = ssh
    self.note = note
    self.concerns = concerns
  }

  /// What becomes of the option on a path.
  public func support(on path: ConnectionPath) -> Support {
    if path == .ssh { return ssh }
    guard concerns.contains(path) else { return .nothing }
    return path.isOpen ? .enforced : .closed
  }

  private static let everywhere: Set<ConnectionPath> = [.database, .kubernetes, .app, .desktop]
  private static let noAgent = "a stock sshd makes no accounts; one that does not exist cannot be logged in to"

  /// Every option, in the order of the reference, then the conditions that restrict sessions like options do.
  public static let all: [OptionSupport] = [
    Self("max_session_ttl", .enforced, "the sign-in's end is every connection's end", also: everywhere),
    Self("client_idle_timeout", .refused, "keep-alives inside the encrypted channel cannot be told from work", also: everywhere),
    Self("disconnect_expired_cert", .enforced, "connections always end with the sign-in", also: everywhere),
    Self("max_sessions", .refused, "the channels of a connection are encrypted; only sshd sees them"),
    Self("max_connections", .enforced, "the gateway counts a user's open connections"),
    Self("max_kubernetes_connections", .nothing, "about Kubernetes clusters", also: [.kubernetes]),
    Self("forward_agent", .enforced, "certificate extension permit-agent-forwarding"),
    Self("permit_x11_forwarding", .enforced, "certificate extension permit-X11-forwarding"),
    Self("ssh_file_copy", .refused, "copies run inside the encrypted channel; `false` cannot be told from a shell"),
    Self(
      "ssh_port_forwarding", .enforced, "extension permit-port-forwarding, which knows no directions: a closed one closes both"),
    Self("port_forwarding", .enforced, "as ssh_port_forwarding"),
    Self("record_session", .refused, "sessions are not recorded; `best_effort` goes on without, `strict` is refused", also: [.desktop]),
    Self("enhanced_recording", .refused, "there is no agent on the server; more than the default, `command` and `network`, is refused"),
    Self("desktop_clipboard", .nothing, "about desktops", also: [.desktop]),
    Self("desktop_directory_sharing", .nothing, "about desktops", also: [.desktop]),
    Self("create_desktop_user", .nothing, "about desktops", also: [.desktop]),
    Self("create_host_user", .nothing, noAgent),
    Self("create_host_user_mode", .nothing, noAgent),
    Self("create_host_user_default_shell", .nothing, noAgent),
    Self("create_db_user", .nothing, "about databases", also: [.database]),
    Self("create_db_user_mode", .nothing, "about databases", also: [.database]),
    Self("require_session_mfa", .refused, "no second factor for single sessions yet", also: everywhere),
    Self("mfa_verification_interval", .nothing, "goes with require_session_mfa, which is refused", also: everywhere),
    Self("device_trust_mode", .refused, "no devices are enrolled yet; `required` is refused", also: everywhere),
    Self("lock", .enforced, "locks are known when deciding, always; both modes come to the same", also: everywhere),
    Self("pin_source_ip", .enforced, "the tunnel must come from the address that signed in", also: everywhere),
    Self("cert_extensions", .enforced, "put into the certificate"),
    Self("cert_format", .nothing, "certificates are always in the standard format, which every sshd since 7.4 reads"),
    Self("request_access", .nothing, "about signing in"),
    Self("request_prompt", .nothing, "about access requests"),
    Self("idp", .nothing, "about the SAML identity provider"),
    Self("allow.require_session_join", .refused, "nobody can join a session on a stock sshd", also: [.kubernetes]),
    Self("allow.join_sessions", .nothing, "there are no sessions to join", also: [.kubernetes]),
    Self("allow.host_groups", .nothing, noAgent),
    Self("allow.host_sudoers", .nothing, noAgent),
    Self("allow.desktop_groups", .nothing, "about desktops", also: [.desktop]),
    Self("allow.db_permissions", .nothing, "about databases", also: [.database]),
  ]

  /// The row of an option; nil for a name that no role has.
  public static func of(_ name: String) -> OptionSupport? { all.first { $0.name == name } }
}
