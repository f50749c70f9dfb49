import HashTreeCollections
public import ThresholdModel

extension World {
  /// Writes a record and moves the indexes with it.
  mutating func put(_ record: Record) {
    if record.key.kind.concernsStanding { standings = StandingCache() }
    switch record.normalized {
    case .user(let user): put(user)
    case .role(let role): put(role)
    case .resource(let resource): put(resource)
    case .dynamicDesktop(let desktop): put(desktop)
    case .serverInfo(let info): put(info)
    case .list(let list): put(list)
    case .member(let member): put(member)
    case .listReview: break  // ended history: the store's
    case .request(let request): put(request)
    case .lock(let lock): put(lock)
    case .monitoringRule(let rule): monitoringRulesByName[rule.name] = rule
    case .authPreference(let settings): authPreference = settings
    case .recordingConfig(let settings): recordingConfig = settings
    case .token(let token): tokensByHash[token.hash] = token
    case .signIn(let signIn): put(signIn)
    case .certificate(let certificate): put(certificate)
    case .authority(let authority): authoritiesByID[authority.id] = authority
    case .password: break  // passwords are checked by the store; no decision needs them
    case .cluster(let cluster): self.cluster = cluster
    case .notice, .noticeReader: break  // told, and no decision depends on it: the store's
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
    if !compiled.allow.review.isEmpty { reviewingRoles.insert(role.name) }
  }

  private mutating func put(_ list: AccessList) {
    removeList(list.name)
    listsByName[list.name] = list
    for owner in list.spec.owners {
      switch owner.party {
      case .user(let user): listsByOwner.insert(list.name, under: user.key)
      case .list(let owner): ownedByList.insert(list.name, under: owner)
      }
    }
    for role in list.spec.namedRoles {
      usesByRole[role, default: RoleUses()].lists.insert(list.name)
    }
  }

  private mutating func put(_ member: Member) {
    let (list, party) = (member.spec.list, member.spec.party)
    removeMember(party.keyText, of: list)
    membersByList[list, default: [:]][party.keyText] = member
    switch party {
    case .user(let user): listsByMember.insert(list, under: user.key)
    case .list(let child):
      parentsByList.insert(list, under: child)
      childrenByList.insert(child, under: list)
    }
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
    for fact in LockFact.all(of: lock.spec.target) { locksByFact.insert(lock.name, under: fact) }
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
  /// The record as it is kept: what is only shown of lists and members is left out, and duplicate owners
  /// of a list collapse, the first one wins. Source: reference, lists-and-requests §1.1.
  public var normalized: Record {
    switch self {
    case .list(var list):
      list.spec.owners = list.spec.owners.withoutDuplicates
      return .list(list)
    case .member(var member):
      member.spec.title = ""
      member.spec.eligibility = .unspecified
      return .member(member)
    default: return self
    }
  }
}

extension [Owner] {
  /// The first of each name, without what is only shown. Users are the same ignoring case.
  fileprivate var withoutDuplicates: [Owner] {
    var names: Set<String> = []
    var users: Set<UserKey> = []
    return compactMap { owner in
      let isNew = names.insert(owner.name).inserted
      guard owner.user.map({ users.insert($0.key).inserted }) ?? true, isNew else { return nil }
      return Owner(owner.party, description: owner.description)
    }
  }
}

extension Change {
  /// The change with its record as it is kept; what should be committed.
  public var normalized: Change {
    if case .put(let record) = self { .put(record.normalized) } else { self }
  }
}
