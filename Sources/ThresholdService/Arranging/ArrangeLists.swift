public import ThresholdModel
import ThresholdRules

extension Stories {
  /// Makes a list with its members and, when guided, its roles, as one change.
  /// - Returns: the list as stored, and the roles made for it.
  public func createList(_ wish: ListWish, by caller: Caller) async throws(Problem) -> (list: AccessList, roles: [RoleName]) {
    let id = ListName(freshID())
    let roles = try await committer.commit { (situation) throws(Problem) in
      try Self.demand(.create, AccessList.kind, of: caller, in: situation)
      if wish.access != nil { try Self.demandGuide(of: caller, in: situation) }
      let plan = try wish.planned(id: id, by: caller.name, at: situation.now)
      let now = situation.now
      let events =
        plan.roles.map { role in
          AuditEvent(.roleCreated, time: now, uid: freshID(), user: caller.name, details: ["name": .text(role.metadata.name)])
        } + [AuditEvent(.listCreated, time: now, uid: freshID(), user: caller.name, details: Self.details(of: plan.list, by: caller))]
        + plan.members.map { member in
          AuditEvent(.memberCreated, time: now, uid: freshID(), user: caller.name, details: Self.details(of: member, list: plan.list))
        }
      return Draft(plan.changes, events: events, answer: plan.roles.map(\.name))
    }.answer
    guard let list = world.list(id) else { throw Problem.notFound("access list", id.text) }
    return (list, roles)
  }

  /// What making a list as code takes: checked as if it were made, and nothing is made.
  /// - Returns: the parts, and where the code finds the cluster.
  public func planList(_ wish: ListWish, by caller: Caller) throws(Problem) -> (plan: ListWish.Plan, address: String) {
    let situation = Situation(world: world, now: now)
    try Self.demand(.create, AccessList.kind, of: caller, in: situation)
    if wish.access != nil { try Self.demandGuide(of: caller, in: situation) }
    let plan = try wish.planned(id: ListName(freshID()), by: caller.name, at: situation.now).asCode
    _ = try situation.world.applying(plan.changes, at: situation.now)
    return (plan, configuration.publicAddress)
  }

  /// Deletes a list with its members; roles made for it stay, since they may be in use elsewhere.
  /// - Returns: the roles that are left behind.
  public func deleteList(_ name: ListName, by caller: Caller) async throws(Problem) -> [RoleName] {
    try await committer.commit { (situation) throws(Problem) in
      let list = try Self.visibleList(name, to: caller, in: situation)
      try Self.demand(.delete, AccessList.kind, of: caller, in: situation)
      let changes = situation.world.changesToDelete(list: name)
      let details = Self.details(of: list, by: caller)
      let events = [
        AuditEvent(.membersDeleted, time: situation.now, uid: freshID(), user: caller.name, details: details),
        AuditEvent(.listDeleted, time: situation.now, uid: freshID(), user: caller.name, details: details),
      ]
      return Draft(changes, events: events, answer: list.generatedRoles.filter { situation.world.role($0) != nil })
    }.answer
  }

  /// The list, when the caller may know of it: by right, as owner, or as member.
  static func visibleList(_ name: ListName, to caller: Caller, in situation: Situation) throws(Problem) -> AccessList {
    guard let list = situation.world.list(name) else { throw Problem.notFound("access list", name.text) }
    if may(.read, AccessList.kind, caller, in: situation) { return list }
    guard let user = caller.user, situation.world.maySee(user, list: name, at: situation.now) else {
      throw Problem.notFound("access list", name.text)
    }
    return list
  }

  /// The guide makes roles on the caller's behalf, so it asks for every right on lists and roles.
  /// Source: reference, lists-and-requests §3.5.
  static func demandGuide(of caller: Caller, in situation: Situation) throws(Problem) {
    for kind in [AccessList.kind, Role.kind] {
      for verb in [Verb.read, .list, .create, .update, .delete] { try demand(verb, kind, of: caller, in: situation) }
    }
  }

  /// What events about a list say. Source: reference, lists-and-requests §10.
  static func details(of list: AccessList, by caller: Caller) -> [String: Value] {
    var details = details(of: list)
    details["updated_by"] = .text(caller.name)
    details["success"] = .bool(true)
    if let expires = list.metadata.expires { details["expires"] = .text(expires.rfc3339) }
    return details
  }

  static func details(of list: AccessList) -> [String: Value] {
    ["name": .text(list.metadata.name), "access_list_title": .text(list.spec.title)]
  }
}
