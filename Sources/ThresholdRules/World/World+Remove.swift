import HashTreeCollections
import ThresholdModel

extension World {
  /// Removes what stands under a key and moves the indexes with it; nothing happens when it is absent.
  mutating func remove(_ key: Record.Key) {
    switch key.kind {
    case .user: removeUser(UserName(key.name).key)
    case .role: removeRole(RoleName(key.name))
    case .server: removeServer(ServerID(key.name))
    case .list: removeList(ListName(key.name))
    case .member: removeMember(UserName(key.name).key, of: ListName(key.parent))
    case .request:
      if let request = requestsByID[RequestID(key.name)] {
        removeRequest(request)
        endedRequests.keep(EndedRequest(request: request, wasDeleted: true))
      }
    case .lock: removeLock(LockName(key.name))
    case .token: tokensByHash[TokenHash(key.name)] = nil
    case .signIn: removeSignIn(SignInID(key.name))
    case .certificate:
      if let serial = UInt64(key.name) { removeCertificate(serial) }
    case .authority: authoritiesByID[key.name] = nil
    case .password: break
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

  private mutating func removeServer(_ id: ServerID) {
    guard let slot = slotsByServer.removeValue(forKey: id), let server = serversBySlot.removeValue(forKey: slot) else { return }
    unindex(server, in: slot)
  }

  mutating func unindex(_ server: Server, in slot: Int) {
    labelIndex.remove(slot, labels: server.labels)
    let hostname = server.spec.hostname.lowercased()
    slotsByHostname[hostname]?.remove(slot)
    if slotsByHostname[hostname]?.isEmpty == true { slotsByHostname[hostname] = nil }
  }

  /// The list only: its members are records of their own.
  mutating func removeList(_ name: ListName) {
    guard let list = listsByName.removeValue(forKey: name) else { return }
    for owner in list.spec.owners { listsByOwner.remove(name, under: owner.name.key) }
    for role in list.spec.grants.roles + list.spec.ownerGrants.roles { changeUses(of: role) { $0.lists.remove(name) } }
  }

  private mutating func removeMember(_ user: UserKey, of list: ListName) {
    guard var members = membersByList[list] else { return }
    members[user] = nil
    membersByList[list] = members.isEmpty ? nil : members
    listsByMember.remove(list, under: user)
  }

  mutating func removeRequest(_ request: AccessRequest) {
    requestsByID[request.id] = nil
    requestsByUser.remove(request.id, under: request.spec.user.key)
  }

  mutating func removeLock(_ name: LockName) {
    guard let lock = locksByName.removeValue(forKey: name) else { return }
    locksByUser.remove(name, under: lock.spec.target.user.key)
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
