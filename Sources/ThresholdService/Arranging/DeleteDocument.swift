public import ThresholdModel
import ThresholdRules

extension Stories {
  /// Deletes a document; lists go with their members, users with their sign-ins, memberships,
  /// ownerships and live requests: whoever gets the name later starts with nothing.
  /// - Parameter revision: empty deletes whatever is stored.
  public func deleteDocument(kind text: String, name: String, parent: String?, revision: String, by caller: Caller) async throws(Problem) {
    let kind = try DocumentKind(text: text)
    if kind == .request { _ = try await deleteRequest(RequestID(name), by: caller); return }
    let key = try kind.key(name, parent: parent)
    _ = try await committer.commit { (situation) throws(Problem) in
      let world = situation.world
      guard let old = world.record(key) else {
        if kind != .member { try Self.demand(.delete, kind.rightsKind, of: caller, in: situation) }
        throw Problem.notFound(kind.rawValue, name)
      }
      if kind == .member {
        let list = try Self.visibleList(ListName(key.parent), to: caller, in: situation)
        try Self.demandMembers(.delete, of: list, by: caller, in: situation)
      } else {
        try Self.demand(.delete, kind.rightsKind, about: old, of: caller, in: situation)
      }
      try world.checkRevision(of: old.key, expected: revision)
      let event = AuditEvent(
        kind.deleted, time: situation.now, uid: freshID(), user: caller.name, details: Self.details(of: old, in: world, by: caller))
      switch old {
      case .user(let user):
        let leavings = Self.leavings(of: user.name, in: situation, by: caller)
        return Draft(leavings.changes + world.changesToDelete(user: user.name), events: leavings.events + [event], answer: true)
      case .list(let list):
        let emptied = AuditEvent(
          .membersDeleted, time: situation.now, uid: freshID(), user: caller.name, details: Self.details(of: list, by: caller))
        return Draft(world.changesToDelete(list: list.name), events: [emptied, event], answer: true)
      default: return Draft([.delete(old.key)], events: [event], answer: true)
      }
    }
  }

  /// What a user would otherwise leave behind for the next one of that name.
  static func leavings(of user: UserName, in situation: Situation, by caller: Caller) -> (changes: [Change], events: [AuditEvent]) {
    let (world, now) = (situation.world, situation.now)
    var (changes, events): ([Change], [AuditEvent]) = ([], [])
    for name in world.lists(withMember: user) {
      guard let list = world.list(name), let member = world.member(user, of: name) else { continue }
      changes.append(.delete(.member(user, of: name)))
      events.append(AuditEvent(.memberDeleted, time: now, uid: freshID(), user: caller.name, details: details(of: member, list: list)))
    }
    for name in world.lists(ownedBy: user) {
      // The only owner cannot be deleted: the rules say so, with the list's name.
      guard var list = world.list(name),
        list.spec.owners.contains(where: { owner in owner.user.map { $0.key != user.key && world.user($0) != nil } ?? true })
      else {
        continue
      }
      list.spec.owners.removeAll { $0.user?.key == user.key }
      changes.append(.put(.list(list)))
      events.append(AuditEvent(.listUpdated, time: now, uid: freshID(), user: caller.name, details: details(of: list, by: caller)))
    }
    for signIn in world.signIns(of: user) {
      events.append(
        AuditEvent(
          .signedOut, time: now, uid: freshID(), user: caller.name,
          details: ["sign_in": .text(signIn.id.text), "name": .text(user.text), "reason": "user deleted"]))
    }
    for request in world.requests(of: user) {
      changes.append(.delete(.request(request.id)))
      events.append(AuditEvent(.requestDeleted, time: now, uid: freshID(), user: caller.name, details: details(of: request)))
    }
    return (changes, events)
  }
}
