public import HashTreeCollections
public import ThresholdModel

/// Who names a role: what keeps it from being deleted.
public struct RoleUses: Sendable, Hashable {
  public internal(set) var users: TreeSet<UserKey> = []
  public internal(set) var lists: TreeSet<ListName> = []
  public internal(set) var roles: TreeSet<RoleName> = []

  /// How many name the role.
  public var count: Int { users.count + lists.count + roles.count }
  public var isEmpty: Bool { users.isEmpty && lists.isEmpty && roles.isEmpty }
}
