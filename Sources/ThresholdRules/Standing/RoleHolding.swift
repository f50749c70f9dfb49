public import ThresholdModel

/// One role that a user holds, and through what.
public struct RoleHolding: Sendable, Hashable {
  /// Through what a role is held.
  public enum Source: Sendable, Hashable {
    /// The user's own document.
    case own
    /// Membership of a list.
    case member(ListName)
    /// Ownership of a list.
    case owner(ListName)
  }

  public let role: RoleName
  public let source: Source
  /// When the holding ends by itself: the earliest end of user, list, membership and role; nil means it does not.
  public let until: Moment?
  /// Whether only the role's deny side counts, because another role named in the same place does not
  /// exist: what such a block gives cannot be known, so it gives nothing and still denies.
  public let isDenyOnly: Bool

  public init(role: RoleName, source: Source, until: Moment?, isDenyOnly: Bool = false) {
    self.role = role
    self.source = source
    self.until = until
    self.isDenyOnly = isDenyOnly
  }
}

extension Moment {
  /// Later than every moment that is written anywhere: "does not end by itself".
  static let never = Moment(milliseconds: .max)

  /// Nil for ``never``.
  var ifEver: Moment? { self == .never ? nil : self }
}

extension Optional where Wrapped == Moment {
  /// The moment, or ``Moment/never``.
  var orNever: Moment { self ?? .never }
}
