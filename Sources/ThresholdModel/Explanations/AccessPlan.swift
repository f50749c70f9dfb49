/// What a change would do to everybody's access, as it is told before the change is made.
public struct AccessPlan: Codable, Hashable, Sendable {
  /// Whether anybody would get anything, or not everybody could be looked at.
  public var widens: Bool
  /// Access that counts without asking.
  public var standing: PlannedAccess
  /// Access that a request would give.
  public var requestable: PlannedAccess
  /// Roles that people come to hold, lose, or hold for another time.
  public var roles: PlannedRoles
  /// What changes in other ways.
  public var notes: [PlannedNote]
  /// How many people were looked at.
  public var examined: Int
  /// How many people the change may touch who were not looked at; they count as wider.
  public var unexamined: Int

  public init(
    widens: Bool, standing: PlannedAccess, requestable: PlannedAccess, roles: PlannedRoles, notes: [PlannedNote], examined: Int,
    unexamined: Int
  ) {
    self.widens = widens
    self.standing = standing
    self.requestable = requestable
    self.roles = roles
    self.notes = notes
    self.examined = examined
    self.unexamined = unexamined
  }

  public var isEmpty: Bool {
    standing.rows.isEmpty && requestable.rows.isEmpty && roles.rows.isEmpty && notes.isEmpty && unexamined == 0
  }
}

/// People on resources, before and after: the first rows, and how many there are.
public struct PlannedAccess: Codable, Hashable, Sendable {
  public struct Row: Codable, Hashable, Sendable {
    public var user: UserName
    public var kind: String
    /// The resource's `metadata.name`.
    public var name: String
    /// What people call it.
    public var displayName: String
    /// Accounts that come; `*` for all that are not denied.
    public var gained: [Principal]
    /// Accounts that go.
    public var lost: [Principal]
    /// Whether the resource comes as a whole.
    public var isNew: Bool
    /// Whether it goes as a whole.
    public var isGone: Bool

    public init(
      user: UserName, kind: String, name: String, displayName: String, gained: [Principal], lost: [Principal], isNew: Bool, isGone: Bool
    ) {
      self.user = user
      self.kind = kind
      self.name = name
      self.displayName = displayName
      self.gained = gained
      self.lost = lost
      self.isNew = isNew
      self.isGone = isGone
    }

    private enum CodingKeys: String, CodingKey {
      case user, kind, name, gained, lost
      case displayName = "display_name"
      case isNew = "is_new"
      case isGone = "is_gone"
    }
  }

  public var rows: [Row]
  /// How many more rows there are.
  public var more: Int
  /// In how many rows somebody gets more.
  public var gained: Int
  /// In how many rows somebody loses something.
  public var lost: Int

  public init(rows: [Row], more: Int, gained: Int, lost: Int) {
    self.rows = rows
    self.more = more
    self.gained = gained
    self.lost = lost
  }
}

/// Roles of people, before and after: the first rows, and how many there are.
public struct PlannedRoles: Codable, Hashable, Sendable {
  public struct Row: Codable, Hashable, Sendable {
    public var user: UserName
    public var role: RoleName
    public var source: ToldSource
    /// Whether it is held before and after, and allows.
    public var held: Bool
    public var holds: Bool
    /// Until when; nil for a time without an end of its own, and where it is not held.
    public var heldUntil: Moment?
    public var holdsUntil: Moment?
    public var widens: Bool

    public init(
      user: UserName, role: RoleName, source: ToldSource, held: Bool, holds: Bool, heldUntil: Moment?, holdsUntil: Moment?, widens: Bool
    ) {
      self.user = user
      self.role = role
      self.source = source
      self.held = held
      self.holds = holds
      self.heldUntil = heldUntil
      self.holdsUntil = holdsUntil
      self.widens = widens
    }

    private enum CodingKeys: String, CodingKey {
      case user, role, source, held, holds, widens
      case heldUntil = "held_until"
      case holdsUntil = "holds_until"
    }
  }

  public var rows: [Row]
  public var more: Int
  /// In how many rows somebody gets a role, or holds it longer.
  public var gained: Int

  public init(rows: [Row], more: Int, gained: Int) {
    self.rows = rows
    self.more = more
    self.gained = gained
  }
}

/// One thing that a change does beside people's access to resources.
public struct PlannedNote: Codable, Hashable, Sendable {
  /// One sentence.
  public var text: String
  /// Whether somebody may do more for it.
  public var widens: Bool

  public init(text: String, widens: Bool) {
    self.text = text
    self.widens = widens
  }
}
