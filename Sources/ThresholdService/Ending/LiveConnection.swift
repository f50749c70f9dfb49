public import ThresholdModel
public import ThresholdRules

/// One connection through a gateway, as the registry knows it.
public struct LiveConnection: Sendable {
  public let id: ConnectionID
  public let person: Person
  public let server: ServerID
  public let hostname: String
  public let opened: Moment
  /// The logins that the connection stands for: every one for which its user held an unexpired
  /// certificate on that server from its opening to ``LiveConnections/loginGrace`` after it.
  public internal(set) var logins: Set<String>
  /// The other sign-ins of the user that hold certificates for a login: sshd does not tell them apart.
  var otherSignIns: [String: Set<SignInID>] = [:]
  /// On what each login stood when it was last asked about; empty before the first decision.
  public internal(set) var grounds: [String: ConnectionGround]
  /// Serials of those certificates.
  public internal(set) var serials: Set<UInt64>
  /// Whether the target answered and `session.start` is on the audit log.
  public internal(set) var isStarted: Bool

  /// When the ground ends, as things stand; nil before the first decision.
  public var until: Moment? { grounds.values.map(\.until).min() }

  /// The requests that the connection stands on.
  public var requests: [RequestID] {
    grounds.values.flatMap(\.grants).compactMap { if case .request(let id) = $0.source { id } else { nil } }.uniqued().sorted()
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, in the order of first appearance.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
