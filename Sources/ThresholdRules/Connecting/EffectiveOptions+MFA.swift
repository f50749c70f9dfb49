public import ThresholdModel

/// Whether sessions of a user need a second factor of their own. Source: reference, roles-and-resources §9.3.
public enum SessionMFAState: Sendable, Hashable {
  /// The cluster asks everybody, or every role does.
  case always
  case never
  /// Only where a role that grants the resource and the account asks for it. Roles alone never come to `always`, since
  /// the implicit role, which everybody has, does not ask.
  case perRole

  /// - Parameters:
  ///   - roles: the options of every role, the implicit one among them.
  ///   - cluster: the cluster's own setting.
  init(of roles: [RoleOptions], cluster: SessionMFA) {
    if cluster != .off {
      self = .always
    } else if roles.contains(where: \.requiresSessionMFA) {
      self = roles.allSatisfy(\.requiresSessionMFA) ? .always : .perRole
    } else {
      self = .never
    }
  }

  /// Whether one session needs a second factor.
  /// - Parameter granting: the options of the roles that grant this resource and account.
  public func isNeeded(granting roles: [RoleOptions]) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .perRole: roles.contains(where: \.requiresSessionMFA)
    }
  }
}

extension RoleOptions {
  /// Whether the role asks for a second factor at every session, in whatever form.
  public var requiresSessionMFA: Bool { (requireSessionMFA ?? .off) != .off }
}

extension RequestAccess {
  /// `reason` is stricter than `always`, that than `optional`.
  var strictness: Int {
    switch self {
    case .optional: 0
    case .always: 1
    case .reason: 2
    }
  }
}

extension SessionMFA {
  /// What the setting demands of the key itself: `off` for those that ask for any second factor.
  public var keyPolicy: SessionMFA { self == .session ? .off : self }

  private var needsHardware: Bool { keyPolicy != .off }
  private var needsTouch: Bool { self == .hardwareKeyTouch || self == .hardwareKeyTouchAndPIN }
  private var needsPIN: Bool { self == .hardwareKeyPIN || self == .hardwareKeyTouchAndPIN }

  /// The weakest policy that satisfies both: touch and PIN together where one asks for each.
  func joined(with other: SessionMFA) -> SessionMFA {
    switch (needsTouch || other.needsTouch, needsPIN || other.needsPIN) {
    case (true, true): .hardwareKeyTouchAndPIN
    case (true, false): .hardwareKeyTouch
    case (false, true): .hardwareKeyPIN
    case (false, false): needsHardware || other.needsHardware ? .hardwareKey : .off
    }
  }

  /// Whether a key under this policy is good enough where another is demanded.
  public func satisfies(_ demanded: SessionMFA) -> Bool { keyPolicy.joined(with: demanded.keyPolicy) == keyPolicy }
}
