public import ThresholdModel

/// An option that restricts something which a path cannot restrict, so that the connection is refused.
public struct OptionRefusal: Sendable, Hashable {
  /// As in ``OptionSupport/name``.
  public let option: String
  /// The role that says so; nil for the cluster's settings.
  public let role: RoleName?
  public let path: ConnectionPath

  /// One sentence, lower case, no final period.
  public var message: String {
    let source = role.map { "role `\($0.text.escapedForDisplay)`" } ?? "the cluster's settings"
    let verb = role == nil ? "set" : "sets"
    return "\(source) \(verb) `\(option)`, which cannot be enforced over \(path == .ssh ? "SSH" : path.rawValue) here"
  }

  /// What an administrator can do.
  public var hint: String {
    guard let role else { return "take `\(option)` out of the cluster's settings" }
    return "take `\(option)` out of the role with `tctl edit role/\(role.text.escapedForDisplay)`"
  }

  public var problem: Problem { Problem(.accessDenied, message, hint: hint) }
}

extension OptionSupport {
  /// The first option that cannot be enforced on a path and restricts more than its default does; nil lets through.
  ///
  /// Options come together as in ``EffectiveOptions``: what several roles say together is what counts, and a value that
  /// equals the default never refuses, since exported roles write every default out.
  /// - Parameters:
  ///   - roles: every role that counts for the connection, requested ones included.
  ///   - granting: of these, the roles that grant this resource and account; session MFA and device trust are theirs.
  public static func refusal(
    on path: ConnectionPath, roles: [Role], granting: [Role], cluster: ClusterOptions = ClusterOptions()
  ) -> OptionRefusal? {
    // Most roles say nothing of the kind, and decisions ask often.
    guard path == .ssh, cluster.mayRefuseSSH || roles.contains(where: \.mayRefuseSSH) || granting.contains(where: \.mayRefuseSSH) else {
      return nil
    }
    let options = EffectiveOptions(of: roles.map(\.spec.options), cluster: cluster)
    func refuse(_ option: String, _ source: Role?) -> OptionRefusal { OptionRefusal(option: option, role: source?.name, path: path) }
    func first(in roles: [Role], _ says: (RoleOptions) -> Bool) -> Role? { roles.first { says($0.spec.options) } }

    if let idle = options.clientIdleTimeout {
      return refuse("client_idle_timeout", first(in: roles) { $0.clientIdleTimeout == idle })
    }
    if let limit = options.maxSessions { return refuse("max_sessions", first(in: roles) { $0.maxSessions == limit }) }
    if !options.sshFileCopy { return refuse("ssh_file_copy", first(in: roles) { $0.sshFileCopy == false }) }
    if options.recordSSH == .strict {
      // A strict mode for SSH decides before a strict default does.
      let source = first(in: roles) { $0.recordSession?.ssh == .strict } ?? first(in: roles) { $0.recordSession?.byDefault == .strict }
      return refuse("record_session", source)
    }
    if let extra = options.enhancedRecording.first(where: { $0 != "command" && $0 != "network" }) {
      return refuse("enhanced_recording", first(in: roles) { $0.enhancedRecording?.contains(extra) == true })
    }
    if options.sessionMFA.isNeeded(granting: granting.map(\.spec.options)) {
      return refuse("require_session_mfa", cluster.requireSessionMFA != .off ? nil : first(in: granting, \.requiresSessionMFA))
    }
    if cluster.deviceTrustMode == .required { return refuse("device_trust_mode", nil) }
    if let role = first(in: granting, { $0.deviceTrustMode == .required }) { return refuse("device_trust_mode", role) }
    // Also from roles older than v5: to leave the policy out would be to open the session.
    if let role = roles.first(where: { $0.spec.allow.requireSessionJoin.contains(where: \.isAboutSSH) }) {
      return refuse("allow.require_session_join", role)
    }
    return nil
  }

  /// Options of one role that refuse connections on a path, for the warning when the role is saved.
  public static func unenforceable(in role: Role, on path: ConnectionPath) -> [String] {
    // One by one, since the first would hide the others.
    var found: [String] = []
    var rest = role
    while found.count < all.count, let refusal = refusal(on: path, roles: [rest], granting: [rest]) {
      found.append(refusal.option)
      rest = rest.without(refusal.option)
    }
    return found
  }
}

extension ClusterOptions {
  /// Whether the settings alone could refuse a connection.
  var mayRefuseSSH: Bool {
    (clientIdleTimeout ?? .zero) > .zero || requireSessionMFA != .off || deviceTrustMode == .required
  }
}

extension Document where Spec == RoleSpec {
  /// Whether the role says anything that could refuse a connection, before what others say is known.
  var mayRefuseSSH: Bool {
    let options = spec.options
    return (options.clientIdleTimeout ?? .zero) > .zero || (options.maxSessions ?? 0) > 0 || options.sshFileCopy == false
      || options.recordSession?.ssh == .strict || options.recordSession?.byDefault == .strict
      || options.enhancedRecording?.isEmpty == false || options.requiresSessionMFA || options.deviceTrustMode == .required
      || !spec.allow.requireSessionJoin.isEmpty
  }
}

extension SessionRequirePolicy {
  /// Whether the policy is about SSH sessions; one without kinds is about all.
  fileprivate var isAboutSSH: Bool { kinds.isEmpty || kinds.contains("ssh") || kinds.contains("*") }
}

extension Document where Spec == RoleSpec {
  /// The role with an option that refuses at its default.
  fileprivate func without(_ option: String) -> Role {
    var copy = self
    switch option {
    case "client_idle_timeout": copy.spec.options.clientIdleTimeout = nil
    case "max_sessions": copy.spec.options.maxSessions = nil
    case "ssh_file_copy": copy.spec.options.sshFileCopy = nil
    case "record_session": copy.spec.options.recordSession = nil
    case "enhanced_recording": copy.spec.options.enhancedRecording = nil
    case "require_session_mfa": copy.spec.options.requireSessionMFA = nil
    case "device_trust_mode": copy.spec.options.deviceTrustMode = nil
    default: copy.spec.allow.requireSessionJoin = []
    }
    return copy
  }
}
