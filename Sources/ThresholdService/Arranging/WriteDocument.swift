public import ThresholdModel
import ThresholdRules

extension Stories {
  /// Creates or replaces a document.
  /// - Parameter overwriting: false refuses a name that exists.
  /// - Throws: ``Problem``: what the field table, the rules, the revision or the caller's rights refuse.
  public func writeDocument(_ value: Value, overwriting: Bool, by caller: Caller) async throws(Problem) -> (document: Value, created: Bool)
  {
    let kind = try DocumentKind(text: value["kind"]?.text ?? "")
    let written = try kind.record(reading: value)
    let created = try await committer.commit { (situation) throws(Problem) in
      let old = situation.world.record(written.key)
      try Self.demandWrite(kind, written, exists: old != nil, by: caller, in: situation)
      if old != nil, !overwriting {
        throw Problem(.alreadyExists, "\(kind.rawValue) `\(written.key.name)` exists already", hint: "overwrite it with `tctl create -f`")
      }
      try situation.world.checkRevision(of: written.key, expected: written.revision)
      let record = Self.completed(written, by: caller, in: situation)
      let event = AuditEvent(
        old == nil ? kind.created : kind.updated, time: situation.now, uid: freshID(), user: caller.name,
        details: Self.details(of: record, in: situation.world, by: caller))
      return Draft([.put(record)], events: [event], answer: old == nil)
    }.answer
    guard let stored = world.record(written.key) else { throw Problem.notFound(kind.rawValue, written.key.name) }
    return (try stored.value(), created)
  }

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
        try Self.demand(.delete, kind.rightsKind, of: caller, in: situation)
        throw Problem.notFound(kind.rawValue, name)
      }
      if kind == .member {
        let list = try Self.visibleList(ListName(key.parent), to: caller, in: situation)
        try Self.demandMembers(.delete, of: list, by: caller, in: situation)
      } else {
        try Self.demand(.delete, kind.rightsKind, of: caller, in: situation)
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

  private static func demandWrite(
    _ kind: DocumentKind, _ record: Record, exists: Bool, by caller: Caller, in situation: Situation
  ) throws(Problem) {
    if case .member(let member) = record {
      let list = try visibleList(member.spec.list, to: caller, in: situation)
      try demandMembers(exists ? .update : .create, of: list, by: caller, in: situation)
      return
    }
    // Owners may change what is asked of members; the rule knows which parts of the list that leaves out.
    // A list that somebody may not see is refused in the words of one that does not exist.
    if case .list(let list) = record, let user = caller.user, situation.world.maySee(user, list: list.name, at: situation.now) {
      try situation.world.checkWrite(of: list, by: user, at: situation.now)
      return
    }
    if kind == .list, exists, caller.user != nil {
      try demand(.create, kind.rightsKind, of: caller, in: situation)
      throw Problem.notFound(kind.rawValue, record.key.name)
    }
    try demand(exists ? .update : .create, kind.rightsKind, of: caller, in: situation)
  }

  /// Fills in what the server owns.
  static func completed(_ record: Record, by caller: Caller, in situation: Situation) -> Record {
    guard case .member(let member) = record else { return record }
    return .member(situation.world.completed(member, by: caller.name, at: situation.now))
  }

  private static func details(of record: Record, in world: World, by caller: Caller) -> [String: Value] {
    switch record {
    case .user(let user): ["name": .text(user.metadata.name), "roles": .list(user.spec.roles.map { .text($0.text) })]
    case .list(let list): details(of: list, by: caller)
    case .member(let member): world.list(member.spec.list).map { details(of: member, list: $0) } ?? ["name": .text(member.spec.list.text)]
    case .lock(let lock):
      [
        "name": .text(lock.metadata.name),
        "target": .map(Dictionary(uniqueKeysWithValues: lock.spec.target.facts.map { ($0.field.rawValue, .text($0.value)) })),
      ]
    case .resource(.server(let server)): ["name": .text(server.metadata.name), "server_hostname": .text(server.spec.hostname)]
    default: ["kind": .text(record.key.kind.rawValue), "name": .text(record.key.name)]
    }
  }
}
