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
  /// The lists on the way to the one of ``source``, from the one that names the user; empty when that one
  /// does, and for the user's own roles.
  public let via: [ListName]
  /// When the holding ends by itself: the earliest end of user, role, and of every list, membership and required role on
  /// the way; nil means it does not.
  public let until: Moment?
  /// Whether only the role's deny side counts, because another role named in the same place does not
  /// exist: what such a block gives cannot be known, so it gives nothing and still denies.
  public let isDenyOnly: Bool

  public init(role: RoleName, source: Source, via: [ListName] = [], until: Moment?, isDenyOnly: Bool = false) {
    self.role = role
    self.source = source
    self.via = via
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
