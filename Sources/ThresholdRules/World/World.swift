import HashTreeCollections
public import ThresholdModel

/// The governance state at one point of the feed: everything that decisions depend on.
///
/// A value on persistent collections: copying costs nothing, a change costs time logarithmic in what is
/// there. Decisions are functions of a World, a question and a moment. It holds current things only:
/// ended requests and the audit log are the store's. Whatever runs out by time stays until a change
/// removes it, so every decision compares with the moment it is asked about.
public struct World: Sendable {
  /// The feed's sequence up to which changes are in this World.
  public internal(set) var sequence: Int64

  /// The cluster's name and identity; nil before its first start.
  public internal(set) var cluster: Cluster?

  var usersByKey: TreeDictionary<UserKey, User> = [:]
  var rolesByName: TreeDictionary<RoleName, CompiledRole> = [:]
  var listsByName: TreeDictionary<ListName, AccessList> = [:]
  /// By list, then by the member's `Party/keyText`, as in ``Record/Key``.
  var membersByList: TreeDictionary<ListName, TreeDictionary<String, Member>> = [:]
  var requestsByID: TreeDictionary<RequestID, AccessRequest> = [:]
  var signInsByID: TreeDictionary<SignInID, SignIn> = [:]
  var locksByName: TreeDictionary<LockName, Lock> = [:]
  var tokensByHash: TreeDictionary<TokenHash, JoinToken> = [:]
  var certificatesBySerial: TreeDictionary<UInt64, IssuedCertificate> = [:]
  var authoritiesByID: TreeDictionary<String, Authority> = [:]

  // Resources stand in slots, so that sets of them are sets of small numbers. Slots are not used again.
  var targetsBySlot: TreeDictionary<Int, Target> = [:]
  var slotsByResource: TreeDictionary<ResourceKey, Int> = [:]
  var nextSlot = 0
  var dynamicDesktopsByName: TreeDictionary<String, DynamicWindowsDesktop> = [:]
  var serverInfosByName: TreeDictionary<String, ServerInfo> = [:]
  var monitoringRulesByName: TreeDictionary<String, MonitoringRule> = [:]
  /// The stored settings; nil while nobody has written any, see ``authentication`` and ``recording``.
  public internal(set) var authPreference: AuthPreference?
  public internal(set) var recordingConfig: RecordingConfig?

  // INVARIANT: each index below says the same as the records above; only `put` and `remove` write them.
  var labelIndexes: TreeDictionary<ResourceKind, LabelIndex> = [:]
  var listingOrders: TreeDictionary<ResourceKind, ListingOrder> = [:]
  /// By what people type, in lower case: the name and what the resource is called.
  var slotsByName: TreeDictionary<ResourceKey, ResourceSet> = [:]
  var listsByMember: TreeDictionary<UserKey, TreeSet<ListName>> = [:]
  var listsByOwner: TreeDictionary<UserKey, TreeSet<ListName>> = [:]
  /// Lists by a list that is a member of them.
  var parentsByList: TreeDictionary<ListName, TreeSet<ListName>> = [:]
  /// Lists by a list that they are members of.
  var childrenByList: TreeDictionary<ListName, TreeSet<ListName>> = [:]
  /// Lists by a list that is an owner of them.
  var ownedByList: TreeDictionary<ListName, TreeSet<ListName>> = [:]
  var requestsByUser: TreeDictionary<UserKey, TreeSet<RequestID>> = [:]
  var usesByRole: TreeDictionary<RoleName, RoleUses> = [:]
  var reviewingRoles: TreeSet<RoleName> = []
  var signInsByUser: TreeDictionary<UserKey, TreeSet<SignInID>> = [:]
  /// A lock stands under each fact that it names.
  var locksByFact: TreeDictionary<LockFact, TreeSet<LockName>> = [:]
  var certificatesByUser: TreeDictionary<UserKey, TreeDictionary<ServerID, TreeSet<UInt64>>> = [:]

  var endedRequests = EndedRequests()

  /// What was worked out of the users' standing; not part of the state.
  var standings = StandingCache()

  /// A World from what a store holds. The records are taken as they are: they were validated when written.
  /// - Parameters:
  ///   - records: everything current, in any order.
  ///   - sequence: the feed's sequence that the records stand for; 0 for an empty store.
  public init(records: some Swift.Sequence<Record> = [], sequence: Int64 = 0) {
    self.sequence = sequence
    for record in records { put(record) }
  }

  /// The same World, known to stand at a later point of the feed. Earlier points are ignored.
  public func advanced(to sequence: Int64) -> World {
    var world = self
    world.sequence = max(self.sequence, sequence)
    return world
  }

  /// Applies a change without asking any rule: for loading, and for changes that a committer accepted.
  public mutating func applyUnchecked(_ change: Change) {
    switch change {
    case .put(let record): put(record)
    case .delete(let key): remove(key)
    }
  }
}

extension TreeDictionary {
  /// Puts a member into the set under a key.
  mutating func insert<Member: Hashable>(_ member: Member, under key: Key) where Value == TreeSet<Member> {
    self[key, default: []].insert(member)
  }

  /// Takes a member out of the set under a key; an empty set goes too.
  mutating func remove<Member: Hashable>(_ member: Member, under key: Key) where Value == TreeSet<Member> {
    guard var members = self[key] else { return }
    members.remove(member)
    self[key] = members.isEmpty ? nil : members
  }
}
