import HashTreeCollections
public import ThresholdModel

/// Plain lookups: what is stored, whether or not it has run out. Decisions compare with a moment.
extension World {
  /// The user of that name in any case.
  public func user(_ name: UserName) -> User? { usersByKey[name.key] }
  public func role(_ name: RoleName) -> Role? { rolesByName[name]?.role }
  public func list(_ name: ListName) -> AccessList? { listsByName[name] }

  /// Everybody on a list, users and lists, expired memberships included; sorted by name.
  public func members(of list: ListName) -> [Member] {
    membersByList[list].map { $0.sorted { $0.key < $1.key }.map(\.value) } ?? []
  }

  /// A user's own record on a list.
  public func member(_ user: UserName, of list: ListName) -> Member? { member(.user(user), of: list) }

  public func member(_ party: Party, of list: ListName) -> Member? {
    membersByList[list]?[party.keyText].flatMap { $0.spec.party.kind == party.kind ? $0 : nil }
  }

  /// The member of a name, when it is not said whether that is a list or a user: as written, else the
  /// user of that name in any case.
  public func member(named name: String, of list: ListName) -> Member? {
    membersByList[list]?[name] ?? member(UserName(name), of: list)
  }

  /// Lists that name a user as a member, expired memberships included.
  public func lists(withMember user: UserName) -> [ListName] { (listsByMember[user.key] ?? []).sorted() }
  /// Lists that name a user as an owner.
  public func lists(ownedBy user: UserName) -> [ListName] { (listsByOwner[user.key] ?? []).sorted() }
  /// Lists of which a list is a direct member or owner, expired memberships included: `member_of` and
  /// `owner_of`. Source: reference, lists-and-requests §1.
  public func status(of list: ListName) -> ListStatus {
    ListStatus(
      memberOf: (parentsByList[list] ?? []).filter { listsByName[$0] != nil }.sorted(),
      ownerOf: (ownedByList[list] ?? []).filter { listsByName[$0] != nil }.sorted())
  }

  /// A request that is pending or approved; ended ones are the store's.
  public func request(_ id: RequestID) -> AccessRequest? { requestsByID[id] }
  /// A user's pending and approved requests, newest first.
  public func requests(of user: UserName) -> [AccessRequest] {
    (requestsByUser[user.key] ?? []).compactMap { requestsByID[$0] }.sorted(by: AccessRequest.byAge)
  }
  /// Every pending or approved request, newest first.
  public var liveRequests: [AccessRequest] { requestsByID.values.sorted(by: AccessRequest.byAge) }
  /// One of the last 1,000 requests that ended since the server started; nil for others.
  public func endedRequest(_ id: RequestID) -> EndedRequest? { endedRequests[id] }

  public func signIn(_ id: SignInID) -> SignIn? { signInsByID[id] }
  /// A user's sign-ins, newest first.
  public func signIns(of user: UserName) -> [SignIn] {
    (signInsByUser[user.key] ?? []).compactMap { signInsByID[$0] }.sorted { ($1.created, $0.id) < ($0.created, $1.id) }
  }

  public func token(_ hash: TokenHash) -> JoinToken? { tokensByHash[hash] }

  /// A user's certificates for a server that have not been swept yet, sorted by serial.
  /// - Parameter signIn: only those of this sign-in; nil for all.
  public func certificates(of user: UserName, on server: ServerID, signIn: SignInID? = nil) -> [IssuedCertificate] {
    (certificatesByUser[user.key]?[server] ?? []).compactMap { certificatesBySerial[$0] }
      .filter { signIn == nil || $0.signIn == signIn }.sorted { $0.serial < $1.serial }
  }

  /// The authorities of a purpose: those that sign first, then the newest.
  public func authorities(_ purpose: Authority.Purpose) -> [Authority] {
    authoritiesByID.values.filter { $0.purpose == purpose }.sorted { left, right in
      if left.isActive != right.isActive { return left.isActive }
      return (right.created, left.id) < (left.created, right.id)
    }
  }

  /// Who names a role; empty for a role that nobody names.
  public func uses(of role: RoleName) -> RoleUses { usesByRole[role] ?? RoleUses() }

  /// All users, sorted by name.
  public var users: [User] { usersByKey.values.sorted { $0.name.key < $1.name.key } }
  /// All roles, sorted by name.
  public var roles: [Role] { rolesByName.values.map(\.role).sorted { $0.name < $1.name } }
  /// All lists, sorted by name.
  public var lists: [AccessList] { listsByName.values.sorted { $0.name < $1.name } }
  /// All join tokens, newest first.
  public var tokens: [JoinToken] { tokensByHash.values.sorted { ($1.created, $0.hash) < ($0.created, $1.hash) } }
  /// All sign-ins, newest first.
  public var signIns: [SignIn] { signInsByID.values.sorted { ($1.created, $0.id) < ($0.created, $1.id) } }
}

extension Document where Spec == ServerSpec {
  /// The order of listings: by host name, then id.
  static func byHostname(_ left: Server, _ right: Server) -> Bool {
    (left.spec.hostname, left.id) < (right.spec.hostname, right.id)
  }
}

extension Document where Spec == AccessRequestSpec {
  /// The order of listings: newest first, then by id.
  static func byAge(_ left: AccessRequest, _ right: AccessRequest) -> Bool {
    (right.spec.created, left.id) < (left.spec.created, right.id)
  }
}

extension Document {
  /// Whether the thing has not run out at a moment: expired when now ≥ `metadata.expires`.
  func exists(at now: Moment) -> Bool { metadata.expires.map { now < $0 } ?? true }
}
