import HashTreeCollections
import ThresholdModel

extension World {
  /// Removes what stands under a key and moves the indexes with it; nothing happens when it is absent.
  mutating func remove(_ key: Record.Key) {
    if key.kind.concernsStanding { standings = StandingCache() }
    switch key.kind {
    case .user: removeUser(UserName(key.name).key)
    case .role: removeRole(RoleName(key.name))
    case .server, .database, .kubeCluster, .app, .desktop, .gitServer, .userGroup, .account, .assignment, .samlProvider, .remoteCluster,
      .workloadIdentity, .databaseService:
      if let kind = key.kind.resourceKind { removeResource(ResourceKey(kind, key.name)) }
    case .dynamicDesktop: removeDynamicDesktop(key.name)
    case .serverInfo: removeServerInfo(key.name)
    case .list: removeList(ListName(key.name))
    case .member:
      if let member = member(named: key.name, of: ListName(key.parent)) {
        removeMember(member.spec.party.keyText, of: ListName(key.parent))
      }
    case .listReview: break
    case .request:
      if let request = requestsByID[RequestID(key.name)] {
        removeRequest(request)
        endedRequests.keep(EndedRequest(request: request, wasDeleted: true))
      }
    case .lock: removeLock(LockName(key.name))
    case .monitoringRule: monitoringRulesByName[key.name] = nil
    case .authPreference: authPreference = nil
    case .recordingConfig: recordingConfig = nil
    case .token: tokensByHash[TokenHash(key.name)] = nil
    case .signIn: removeSignIn(SignInID(key.name))
    case .certificate:
      if let serial = UInt64(key.name) { removeCertificate(serial) }
    case .authority: authoritiesByID[key.name] = nil
    case .password, .notice, .noticeReader: break
    case .cluster: cluster = nil
    }
  }

  mutating func removeUser(_ key: UserKey) {
    guard let user = usersByKey.removeValue(forKey: key) else { return }
    for role in user.spec.roles { changeUses(of: role) { $0.users.remove(key) } }
  }

  mutating func removeRole(_ name: RoleName) {
    guard let role = rolesByName.removeValue(forKey: name) else { return }
    for named in role.namedRoles { changeUses(of: named) { $0.roles.remove(name) } }
    reviewingRoles.remove(name)
  }

  /// The list only: its members are records of their own.
  mutating func removeList(_ name: ListName) {
    guard let list = listsByName.removeValue(forKey: name) else { return }
    for owner in list.spec.owners {
      switch owner.party {
      case .user(let user): listsByOwner.remove(name, under: user.key)
      case .list(let owner): ownedByList.remove(name, under: owner)
      }
    }
    for role in list.spec.namedRoles { changeUses(of: role) { $0.lists.remove(name) } }
  }

  mutating func removeMember(_ key: String, of list: ListName) {
    guard var members = membersByList[list], let member = members.removeValue(forKey: key) else { return }
    membersByList[list] = members.isEmpty ? nil : members
    switch member.spec.party {
    case .user(let user): listsByMember.remove(list, under: user.key)
    case .list(let child):
      parentsByList.remove(list, under: child)
      childrenByList.remove(child, under: list)
    }
  }

  mutating func removeRequest(_ request: AccessRequest) {
    requestsByID[request.id] = nil
    requestsByUser.remove(request.id, under: request.spec.user.key)
  }

  mutating func removeLock(_ name: LockName) {
    guard let lock = locksByName.removeValue(forKey: name) else { return }
    for fact in LockFact.all(of: lock.spec.target) { locksByFact.remove(name, under: fact) }
  }

  mutating func removeSignIn(_ id: SignInID) {
    guard let signIn = signInsByID.removeValue(forKey: id) else { return }
    signInsByUser.remove(id, under: signIn.user.key)
  }

  mutating func removeCertificate(_ serial: UInt64) {
    guard let certificate = certificatesBySerial.removeValue(forKey: serial) else { return }
    var ofUser = certificatesByUser[certificate.user.key] ?? [:]
    ofUser.remove(serial, under: certificate.server)
    certificatesByUser[certificate.user.key] = ofUser.isEmpty ? nil : ofUser
  }

  private mutating func changeUses(of role: RoleName, _ change: (inout RoleUses) -> Void) {
    guard var uses = usesByRole[role] else { return }
    change(&uses)
    usesByRole[role] = uses.isEmpty ? nil : uses
  }
}
