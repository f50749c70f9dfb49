public import ThresholdModel

/// What the cluster's settings say about sessions; roles' options are merged with it.
public struct ClusterOptions: Sendable, Hashable {
  /// How long a connection may be idle; nil, zero and negative are no limit.
  public var clientIdleTimeout: Span?
  public var disconnectExpiredCert: Bool
  /// Anything but `off` asks everybody for a second factor at every session.
  public var requireSessionMFA: SessionMFA
  /// What counts where no role says anything.
  public var lockingMode: LockingMode
  public var deviceTrustMode: DeviceTrustMode

  public init(
    clientIdleTimeout: Span? = nil, disconnectExpiredCert: Bool = false, requireSessionMFA: SessionMFA = .off,
    lockingMode: LockingMode = .bestEffort, deviceTrustMode: DeviceTrustMode = .off
  ) {
    self.clientIdleTimeout = clientIdleTimeout
    self.disconnectExpiredCert = disconnectExpiredCert
    self.requireSessionMFA = requireSessionMFA
    self.lockingMode = lockingMode
    self.deviceTrustMode = deviceTrustMode
  }
}

/// The options of all of somebody's roles as one, together with the cluster's settings.
///
/// The implicit role, which everybody has, takes part in every merge. Source: reference, roles-and-resources §1.1.
public struct EffectiveOptions: Sendable, Hashable {
  /// The longest sign-in, at most 30 h: the smallest of all.
  public let maxSessionTTL: Span
  /// The smallest positive of roles and cluster; nil is no limit.
  public let clientIdleTimeout: Span?
  public let disconnectExpiredCert: Bool
  /// Session channels on one SSH connection: the smallest that is set; nil is no limit.
  public let maxSessions: Int?
  /// SSH connections of the user at once: the smallest that is set; nil is no limit.
  public let maxConnections: Int?
  /// Connections to Kubernetes clusters at once: the smallest that is set; nil is no limit.
  public let maxKubernetesConnections: Int?
  /// Whether any role forwards the SSH agent. For one login see ``forwardsAgent(through:)``.
  public let forwardAgent: Bool
  public let permitX11Forwarding: Bool
  public let sshFileCopy: Bool
  /// Which directions of port forwarding are open.
  public let portForwarding: ForwardingDirections
  public let recordSSH: SessionRecording.Mode
  public let recordDesktop: Bool
  /// Sorted, each once: of `command`, `disk`, `network`.
  public let enhancedRecording: [String]
  public let desktopClipboard: Bool
  public let desktopDirectorySharing: Bool
  /// Which accounts are made on the resource in question.
  public let accounts: AccountOptions
  public let sessionMFA: SessionMFAState
  /// The key policy that satisfies every role's and the cluster's; `off` when there is none.
  public let keyPolicy: SessionMFA
  /// How often the second factor is asked again; nil is once a session.
  public let mfaVerificationInterval: Span?
  public let lockingMode: LockingMode
  public let pinSourceIP: Bool
  /// In the order of the roles, with the first value of each template.
  public let certExtensions: [CertExtension]
  /// Whether certificates may come in OpenSSH's older format.
  public let allowsOldCertFormat: Bool
  /// Whether signing in asks for access by itself. Source: reference, lists-and-requests §8.
  public let requestAccess: RequestAccess
  /// The first prompt that any role has.
  public let requestPrompt: String
  /// Every role's prompt, sorted, each once, as request dialogs show them.
  public let requestPrompts: [String]
  /// Whether the SAML identity provider may be used, as far as the option decides.
  public let allowsSAMLIdP: Bool

  /// Merges options.
  /// - Parameters:
  ///   - roles: the options of every role that counts, in a fixed order; the implicit role is added here.
  ///   - matching: of these, the options of roles whose labels match the resource in question; empty where there is none.
  ///   - traits: the user's, for templates in `cert_extensions`.
  public init(
    of roles: [RoleOptions], matching: [RoleOptions] = [], cluster: ClusterOptions = ClusterOptions(), traits: Traits = [:]
  ) {
    let all = roles + [ImplicitRole.options]
    // A time to live that is not positive stands for the longest there is, as on the way in.
    maxSessionTTL =
      all.map(\.maxSessionTTL).filter { $0 > .zero }.min().map { min($0, RoleOptions.longestSession) } ?? RoleOptions.longestSession
    clientIdleTimeout = (all.compactMap(\.clientIdleTimeout) + [cluster.clientIdleTimeout].compactMap(\.self)).filter { $0 > .zero }.min()
    disconnectExpiredCert = cluster.disconnectExpiredCert || all.contains { $0.disconnectExpiredCert == true }
    maxSessions = Self.smallest(all.map(\.maxSessions))
    maxConnections = Self.smallest(all.map(\.maxConnections))
    maxKubernetesConnections = Self.smallest(all.map(\.maxKubernetesConnections))
    forwardAgent = Self.forwardsAgent(through: all)
    permitX11Forwarding = all.contains { $0.permitX11Forwarding == true }
    sshFileCopy = !all.contains { $0.sshFileCopy == false }
    portForwarding = ForwardingDirections(of: all)
    recordSSH = Self.sshRecording(all.map(\.recordSession))
    recordDesktop = all.contains { $0.recordSession?.desktop ?? true }
    // The implicit role records nothing by itself, or a role could not ask for less than the default.
    enhancedRecording = Set(roles.flatMap(Self.enhancedRecording)).sorted()
    desktopClipboard = !all.contains { $0.desktopClipboard == false }
    desktopDirectorySharing = !all.contains { $0.desktopDirectorySharing == false }
    accounts = AccountOptions(of: matching)
    sessionMFA = SessionMFAState(of: all, cluster: cluster.requireSessionMFA)
    keyPolicy = all.reduce(cluster.requireSessionMFA.keyPolicy) { $0.joined(with: ($1.requireSessionMFA ?? .off).keyPolicy) }
    mfaVerificationInterval = all.filter(\.requiresSessionMFA).compactMap(\.mfaVerificationInterval).filter { $0 > .zero }.min()
    let lockingModes = all.compactMap(\.lock)
    lockingMode = lockingModes.contains(.strict) ? .strict : lockingModes.first ?? cluster.lockingMode
    pinSourceIP = all.contains { $0.pinSourceIP == true }
    certExtensions = all.flatMap { $0.certExtensions ?? [] }.compactMap { Self.filled($0, with: traits) }
    allowsOldCertFormat = all.contains { $0.certFormat == "oldssh" }
    requestAccess = all.compactMap(\.requestAccess).max { $0.strictness < $1.strictness } ?? .optional
    let prompts = all.compactMap(\.requestPrompt).filter { !$0.isEmpty }
    requestPrompt = prompts.first ?? ""
    requestPrompts = Set(prompts).sorted()
    allowsSAMLIdP = !all.contains { $0.samlIdPEnabled == false }
  }

  /// Whether the SSH agent is forwarded for one login: one role must hold both the login and the option.
  /// - Parameter roles: the options of the roles that give the login on the server.
  public static func forwardsAgent(through roles: [RoleOptions]) -> Bool { roles.contains { $0.forwardAgent == true } }

  /// Whether a request needs a reason because of the options: any role with `reason` asks for one.
  public var requiresRequestReason: Bool { requestAccess == .reason }

  /// Whether signing in makes a request for everything that may be requested.
  public var requestsAccessAtSignIn: Bool { requestAccess != .optional }

  private static func smallest(_ limits: [Int?]) -> Int? { limits.compactMap(\.self).filter { $0 > 0 }.min() }

  /// `strict` for SSH anywhere wins, then `best_effort` for SSH anywhere, then the strictest default.
  private static func sshRecording(_ recordings: [SessionRecording?]) -> SessionRecording.Mode {
    let forSSH = recordings.compactMap { $0?.ssh }
    if forSSH.contains(.strict) { return .strict }
    if forSSH.contains(.bestEffort) { return .bestEffort }
    return recordings.contains { $0?.byDefault == .strict } ? .strict : .bestEffort
  }

  /// What one role records; an empty list is how other systems write an absent one.
  static func enhancedRecording(of options: RoleOptions) -> [String] {
    guard let written = options.enhancedRecording, !written.isEmpty else { return ["command", "network"] }
    return written
  }

  /// Nil when the template has no value for this user, or cannot be read: a certificate never carries braces.
  private static func filled(_ wanted: CertExtension, with traits: Traits) -> CertExtension? {
    guard let value = try? Template(wanted.value).expanded(with: traits).first else { return nil }
    var filled = wanted
    filled.value = value
    return filled
  }
}

/// Which directions of SSH port forwarding are open. Source: reference, roles-and-resources §1.1.
public struct ForwardingDirections: Sendable, Hashable {
  /// From the client through the server.
  public let local: Bool
  /// From the server through the client.
  public let remote: Bool

  public init(local: Bool, remote: Bool) {
    self.local = local
    self.remote = remote
  }

  /// Merges options: an explicit `false` closes its direction. The older option is read only on roles without the newer
  /// one: one `true` opens both directions at once, whatever other roles say; a `false` closes both only if no role sets
  /// a direction.
  public init(of roles: [RoleOptions]) {
    if roles.contains(where: { $0.sshPortForwarding == nil && $0.portForwarding == true }) {
      self.init(local: true, remote: true)
      return
    }
    let written = roles.compactMap(\.sshPortForwarding)
    let setsDirection = written.contains { $0.local != nil || $0.remote != nil }
    if !setsDirection, roles.contains(where: { $0.sshPortForwarding == nil && $0.portForwarding == false }) {
      self.init(local: false, remote: false)
      return
    }
    self.init(local: !written.contains { $0.local == false }, remote: !written.contains { $0.remote == false })
  }
}
