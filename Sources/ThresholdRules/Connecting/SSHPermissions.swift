public import ThresholdModel

/// What the options of a user's roles let one SSH connection do, as far as certificates and gateways can
/// enforce it. Source: reference, roles-and-resources §1.1; design, §7.
public struct SSHPermissions: Sendable, Hashable {
  /// What sshd lets the session do, by OpenSSH's names, sorted; `permit-pty` is always there.
  public let permits: [String]
  /// Further certificate extensions, name to value.
  public let extensions: [String: String]
  /// SSH connections of the user at once; nil is no limit.
  public let maxConnections: Int?
  /// Whether the connection must come from the address that signed in.
  public let pinsAddress: Bool
}

extension World {
  /// What an SSH connection may do; nothing beyond a terminal for one that would be refused.
  ///
  /// One direction of forwarding that is denied denies both, since a certificate knows one word for them.
  public func sshPermissions(_ user: UserName, on server: ServerID, as login: String, signIn: SignInID, at now: Moment) -> SSHPermissions {
    guard case .open(let asked) = ask(sshQuestion(user, server, login, signIn), at: now) else {
      return SSHPermissions(permits: ["permit-pty"], extensions: [:], maxConnections: nil, pinsAddress: true)
    }
    let options = EffectiveOptions(
      of: asked.check.roles.map(\.role.options), matching: asked.check.matching.map(\.role.options), cluster: clusterOptions,
      traits: asked.presence.person.traits)
    var permits = ["permit-pty"]
    if options.portForwarding.local, options.portForwarding.remote { permits.append("permit-port-forwarding") }
    if options.permitX11Forwarding { permits.append("permit-X11-forwarding") }
    if EffectiveOptions.forwardsAgent(through: granting(asked).map(\.role.options)) { permits.append("permit-agent-forwarding") }
    return SSHPermissions(
      permits: permits.sorted(),
      extensions: Dictionary(options.certExtensions.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }),
      maxConnections: options.maxConnections, pinsAddress: options.pinSourceIP)
  }
}
