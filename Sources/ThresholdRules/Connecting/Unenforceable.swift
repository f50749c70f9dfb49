import ThresholdModel

extension World {
  /// What the cluster's settings say about sessions.
  var clusterOptions: ClusterOptions {
    ClusterOptions(
      disconnectExpiredCert: authentication.disconnectExpiredCertificate, requireSessionMFA: authentication.sessionMFA,
      lockingMode: authentication.lockingMode, deviceTrustMode: authentication.deviceTrust)
  }

  /// The option that an SSH connection of these roles cannot enforce; nil when there is none.
  /// Source: design, §2.
  func unenforceable(_ asked: Asked, granting: [CountedRole]) -> Refusal? {
    // Most roles say nothing of the kind, and decisions ask often.
    guard clusterOptions.mayRefuseSSH || asked.check.roles.contains(where: \.role.compiled.mayRefuseSSH) else { return nil }
    let refusal = OptionSupport.refusal(
      on: .ssh, roles: asked.check.roles.map(\.role.compiled.role), granting: granting.map(\.role.compiled.role), cluster: clusterOptions)
    return refusal.map { Refusal(.unenforceable(option: $0.option, $0.role), $0.message, hint: $0.hint) }
  }
}
