public import ThresholdModel

/// What a change would do to everybody's access, before it is made.
///
/// It is about what people have by themselves and through lists, and what they could ask for. What a request that
/// somebody has assumed gives depends on one sign-in and is not in it. Second factors and devices are taken as given.
public struct AccessDifference: Sendable, Hashable {
  /// Access that counts without asking.
  public var standing = AccessRows()
  /// Access that a request would give beyond the standing one.
  public var requestable = AccessRows()
  /// Roles that people come to hold, lose, or hold for another time.
  public var roles = HoldingRows()
  /// What changes in other ways, one sentence each.
  public var notes: [DifferenceNote] = []
  /// How many people were looked at.
  public var examined = 0
  /// How many people the change may touch beyond ``DifferenceLimit/people``, who were not looked at.
  public var unexamined = 0

  /// Whether anybody would get anything: access, requestable access, a role, a longer time, a right. Also when not
  /// everybody could be looked at: what is not known counts as wider.
  public var widens: Bool {
    standing.gained > 0 || requestable.gained > 0 || roles.gained > 0 || unexamined > 0 || notes.contains(where: \.widens)
  }

  public var isEmpty: Bool {
    standing.isEmpty && requestable.isEmpty && roles.isEmpty && notes.isEmpty && unexamined == 0
  }

  public init() {}
}

/// Bounds of a difference; what is over them is counted and said.
public enum DifferenceLimit {
  /// People looked at, in the order of their names.
  public static let people = 5_000
  /// Resources of people looked at, over all people together, before and after; about two seconds of work.
  public static let resources = 1_000_000
  /// Rows listed of each kind; all are counted.
  public static let rows = 500
}

/// One person on one resource, before and after.
public struct AccessRow: Sendable, Hashable {
  public let user: UserName
  public let resource: ResourceKey
  /// What people call it.
  public let displayName: String
  /// Accounts that come; `*` for all that are not denied.
  public let gained: [Principal]
  /// Accounts that go.
  public let lost: [Principal]
  /// Whether the resource could not be reached, or asked for, before at all.
  public let isNew: Bool
  /// Whether it cannot be any more.
  public let isGone: Bool

  /// Whether the person gets more than they had.
  public var widens: Bool { isNew || !gained.isEmpty }

  init?(_ user: UserName, _ resource: Resource, before: PrincipalSet?, after: PrincipalSet?) {
    guard before != nil || after != nil else { return nil }
    gained = Self.missing(in: before, of: after)
    lost = Self.missing(in: after, of: before)
    isNew = before == nil
    isGone = after == nil
    guard isNew || isGone || !gained.isEmpty || !lost.isEmpty else { return nil }
    self.user = user
    self.resource = resource.key
    displayName = resource.displayName
  }

  /// The accounts of a set that another does not have.
  private static func missing(in other: PrincipalSet?, of set: PrincipalSet?) -> [Principal] {
    (set?.accounts ?? [:]).flatMap { field, values in
      let known = Set((other?[field] ?? []).map(ExactText.init))
      return values.filter { !known.contains(ExactText($0)) }.map { Principal(field, $0) }
    }.sorted()
  }
}

/// The rows of one kind: the first are listed, all are counted.
public struct AccessRows: Sendable, Hashable {
  /// Sorted by person, then by kind and name of the resource; at most ``DifferenceLimit/rows``.
  public private(set) var listed: [AccessRow] = []
  /// How many rows there are beyond the listed ones.
  public private(set) var more = 0
  /// Rows in which somebody gets more.
  public private(set) var gained = 0
  /// Rows in which somebody loses something; a row may be both.
  public private(set) var lost = 0

  public var isEmpty: Bool { listed.isEmpty && more == 0 }

  init() {}

  mutating func add(_ row: AccessRow) {
    if row.widens { gained += 1 }
    if row.isGone || !row.lost.isEmpty { lost += 1 }
    if listed.count < DifferenceLimit.rows { listed.append(row) } else { more += 1 }
  }
}

/// One role of one person, before and after.
public struct HoldingRow: Sendable, Hashable {
  /// A time that a role is held: until a moment, or without an end of its own.
  public enum Time: Sendable, Hashable {
    case until(Moment)
    case unlimited

    init(_ moment: Moment?) { self = moment.map(Time.until) ?? .unlimited }

    /// The moment; nil for a time without an end.
    public var end: Moment? { if case .until(let end) = self { end } else { nil } }

    func isLonger(than other: Time?) -> Bool {
      guard let other else { return true }
      return other.end.orNever < end.orNever
    }
  }

  public let user: UserName
  public let role: RoleName
  public let source: RoleHolding.Source
  /// Nil when it is not held, or only to deny.
  public let before: Time?
  public let after: Time?
  /// Whether the role denied before and does not any more.
  public let endsDenying: Bool

  /// Whether the person gets the role, holds it longer, or is rid of what it denies.
  public var widens: Bool { after.map { $0.isLonger(than: before) } ?? false || endsDenying }
}

/// The roles that people get and lose: the first are listed, all are counted.
public struct HoldingRows: Sendable, Hashable {
  /// Sorted by person, then by role; at most ``DifferenceLimit/rows``.
  public private(set) var listed: [HoldingRow] = []
  public private(set) var more = 0
  /// Rows in which somebody gets a role, or holds it longer.
  public private(set) var gained = 0

  public var isEmpty: Bool { listed.isEmpty && more == 0 }

  init() {}

  mutating func add(_ row: HoldingRow) {
    if row.widens { gained += 1 }
    if listed.count < DifferenceLimit.rows { listed.append(row) } else { more += 1 }
  }
}

/// One thing that a change does beside people's access to resources.
public struct DifferenceNote: Sendable, Hashable {
  /// One sentence, lower case, no final period.
  public let text: String
  /// Whether somebody may do more for it.
  public let widens: Bool

  public init(_ text: String, widens: Bool) {
    self.text = text
    self.widens = widens
  }
}
