import HashTreeCollections
public import ThresholdModel

extension World {
  /// Writes a record and moves the indexes with it.
  mutating func put(_ record: Record) {
    switch record.normalized {
    case .user(let user): put(user)
    case .role(let role): put(role)
    case .server(let server): put(server)
    case .list(let list): put(list)
    case .member(let member): put(member)
    case .request(let request): put(request)
    case .lock(let lock): put(lock)
    case .token(let token): tokensByHash[token.hash] = token
    case .signIn(let signIn): put(signIn)
    case .certificate(let certificate): put(certificate)
    case .authority(let authority): authoritiesByID[authority.id] = authority
    case .password: break  // passwords are checked by the store; no decision needs them
    case .cluster(let cluster): self.cluster = cluster
    }
  }

  private mutating func put(_ user: User) {
    removeUser(user.name.key)
    usersByKey[user.name.key] = user
    for role in Set(user.spec.roles) { usesByRole[role, default: RoleUses()].users.insert(user.name.key) }
  }

  private mutating func put(_ role: Role) {
    removeRole(role.name)
    let compiled = CompiledRole(role)
    rolesByName[role.name] = compiled
    for named in compiled.namedRoles { usesByRole[named, default: RoleUses()].roles.insert(role.name) }
    if !compiled.allow.reviewRoles.isEmpty { reviewingRoles.insert(role.name) }
  }

  private mutating func put(_ server: Server) {
    let slot: Int
    if let known = slotsByServer[server.id] {
      slot = known
      if let old = serversBySlot[slot] { unindex(old, in: slot) }
    } else {
      slot = nextSlot
      nextSlot += 1
      slotsByServer[server.id] = slot
    }
    serversBySlot[slot] = server
    labelIndex.insert(slot, labels: server.labels)
    slotsByHostname[server.spec.hostname.lowercased(), default: ServerSet()].insert(slot)
  }

  private mutating func put(_ list: AccessList) {
    removeList(list.name)
    listsByName[list.name] = list
    for owner in list.spec.owners { listsByOwner.insert(list.name, under: owner.name.key) }
    for role in Set(list.spec.grants.roles + list.spec.ownerGrants.roles) {
      usesByRole[role, default: RoleUses()].lists.insert(list.name)
    }
  }

  private mutating func put(_ member: Member) {
    membersByList[member.spec.list, default: [:]][member.spec.user.key] = member
    listsByMember.insert(member.spec.list, under: member.spec.user.key)
  }

  private mutating func put(_ request: AccessRequest) {
    let before = requestsByID[request.id]
    if let before { removeRequest(before) }
    switch request.spec.state {
    case .pending, .approved:
      requestsByID[request.id] = request
      requestsByUser.insert(request.id, under: request.spec.user.key)
    case .denied, .promoted, .ended, .expired:
      if before != nil { endedRequests.keep(EndedRequest(request: request, wasDeleted: false)) }
    }
  }

  private mutating func put(_ lock: Lock) {
    removeLock(lock.name)
    locksByName[lock.name] = lock
    locksByUser.insert(lock.name, under: lock.spec.target.user.key)
  }

  private mutating func put(_ signIn: SignIn) {
    removeSignIn(signIn.id)
    signInsByID[signIn.id] = signIn
    signInsByUser.insert(signIn.id, under: signIn.user.key)
  }

  private mutating func put(_ certificate: IssuedCertificate) {
    removeCertificate(certificate.serial)
    certificatesBySerial[certificate.serial] = certificate
    certificatesByUser[certificate.user.key, default: [:]].insert(certificate.serial, under: certificate.server)
  }
}

extension Record {
  /// The record as it is kept: duplicate owners of a list collapse, the first one wins.
  /// Source: reference, lists-and-requests §1.1.
  public var normalized: Record {
    guard case .list(var list) = self else { return self }
    var seen: Set<UserKey> = []
    list.spec.owners = list.spec.owners.filter { seen.insert($0.name.key).inserted }
    return .list(list)
  }
}

extension Change {
  /// The change with its record as it is kept; what should be committed.
  public var normalized: Change {
    if case .put(let record) = self { .put(record.normalized) } else { self }
  }
}
