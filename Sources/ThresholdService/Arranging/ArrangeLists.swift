public import ThresholdModel
import ThresholdRules

extension Stories {
  /// Makes a list with its members and, when guided, its roles, as one change.
  /// - Returns: the list as stored, and the roles made for it.
  public func createList(_ wish: ListWish, by caller: Caller) async throws(Problem) -> (list: AccessList, roles: [RoleName]) {
    let id = ListName(freshID())
    let roles = try await committer.commit { (situation) throws(Problem) in
      try Self.demand(.create, "access_list", of: caller, in: situation)
      let plan = try wish.planned(id: id, by: caller.name, at: situation.now)
      if !plan.roles.isEmpty { try Self.demand(.create, "role", of: caller, in: situation) }
      let now = situation.now
      let events =
        plan.roles.map { role in
          AuditEvent(.roleCreated, time: now, uid: freshID(), user: caller.name, details: ["name": .text(role.metadata.name)])
        } + [AuditEvent(.listCreated, time: now, uid: freshID(), user: caller.name, details: Self.details(of: plan.list))]
        + plan.members.map { member in
          AuditEvent(.memberCreated, time: now, uid: freshID(), user: caller.name, details: Self.details(of: member, list: plan.list))
        }
      return Draft(plan.changes, events: events, answer: plan.roles.map(\.name))
    }.answer
    guard let list = world.list(id) else { throw Problem.notFound("access list", id.text) }
    return (list, roles)
  }

  /// Deletes a list with its members; roles made for it stay, since they may be in use elsewhere.
  /// - Returns: the roles that are left behind.
  public func deleteList(_ name: ListName, by caller: Caller) async throws(Problem) -> [RoleName] {
    try await committer.commit { (situation) throws(Problem) in
      let list = try Self.visibleList(name, to: caller, in: situation)
      try Self.demand(.delete, "access_list", of: caller, in: situation)
      let changes = situation.world.changesToDelete(list: name)
      let events = [
        AuditEvent(.membersDeleted, time: situation.now, uid: freshID(), user: caller.name, details: Self.details(of: list)),
        AuditEvent(.listDeleted, time: situation.now, uid: freshID(), user: caller.name, details: Self.details(of: list)),
      ]
      return Draft(changes, events: events, answer: GeneratedRoles.of(list))
    }.answer
  }

  /// Adds a member or changes one; owners may, without any administrative right.
  public func putMember(
    _ user: UserName, of name: ListName, expires: Moment?, reason: String, by caller: Caller
  ) async throws(Problem) -> (member: Member, created: Bool) {
    try NameRule.user.check(user.text)
    let created = try await committer.commit { (situation) throws(Problem) in
      let list = try Self.visibleList(name, to: caller, in: situation)
      let now = situation.now
      let old = situation.world.member(user, of: name)
      try Self.demandMembers(old == nil ? .create : .update, of: list, by: caller, in: situation)
      if let expires, expires <= now {
        throw Problem(.badParameter, "the membership would end at \(expires), which is past", hint: "name a later time", path: "expires")
      }
      let member = Member(
        MemberSpec(
          list: name, user: situation.world.user(user)?.name ?? user, joined: old?.spec.joined ?? now, expires: expires, reason: reason,
          addedBy: old?.spec.addedBy ?? caller.name))
      let event = AuditEvent(
        old == nil ? .memberCreated : .memberUpdated, time: now, uid: freshID(), user: caller.name,
        details: Self.details(of: member, list: list))
      return Draft([.put(.member(member))], events: [event], answer: old == nil)
    }.answer
    guard let member = world.member(user, of: name) else { throw Problem.notFound("member", user.text) }
    return (member, created)
  }

  /// Removes a member and cuts what stood on the membership.
  public func deleteMember(_ user: UserName, of name: ListName, by caller: Caller) async throws(Problem) {
    _ = try await committer.commit { (situation) throws(Problem) in
      let list = try Self.visibleList(name, to: caller, in: situation)
      try Self.demandMembers(.delete, of: list, by: caller, in: situation)
      guard let member = situation.world.member(user, of: name) else { throw Problem.notFound("member", user.text) }
      let event = AuditEvent(
        .memberDeleted, time: situation.now, uid: freshID(), user: caller.name, details: Self.details(of: member, list: list))
      return Draft([.delete(.member(user, of: name))], events: [event], answer: true)
    }
  }

  /// The list, when the caller may know of it: by right, as owner, or as member.
  static func visibleList(_ name: ListName, to caller: Caller, in situation: Situation) throws(Problem) -> AccessList {
    guard let list = situation.world.list(name) else { throw Problem.notFound("access list", name.text) }
    if may(.read, "access_list", caller, in: situation) { return list }
    guard let user = caller.user, situation.world.maySee(user, list: name, at: situation.now) else {
      throw Problem.notFound("access list", name.text)
    }
    return list
  }

  /// Members are the owners' to change, and those with the right to members or to update lists.
  static func demandMembers(_ verb: Verb, of list: AccessList, by caller: Caller, in situation: Situation) throws(Problem) {
    guard let user = caller.user else { return }
    guard situation.world.mayWithMembers(user, verb, of: list.name, at: situation.now) else {
      throw Problem(.accessDenied, "you may not \(verb.rawValue) members of this list", hint: "its owners may: tctl acl get \(list.name)")
    }
  }

  static func details(of list: AccessList) -> [String: Value] {
    ["name": .text(list.metadata.name), "access_list_title": .text(list.spec.title)]
  }

  static func details(of member: Member, list: AccessList) -> [String: Value] {
    var entry: [String: Value] = ["member_name": .text(member.spec.user.text), "joined_on": .text(member.spec.joined.rfc3339)]
    if let expires = member.spec.expires { entry["expires_on"] = .text(expires.rfc3339) }
    if !member.spec.reason.isEmpty { entry["reason"] = .text(member.spec.reason) }
    var details = details(of: list)
    details["members"] = .list([.map(entry)])
    return details
  }
}
