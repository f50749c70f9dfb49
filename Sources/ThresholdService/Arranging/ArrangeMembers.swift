public import ThresholdModel
import ThresholdRules

extension Stories {
  /// Adds a member or changes one; owners may, without any administrative right. An end that is past is kept
  /// as it is: the member stays listed and does not count. Source: reference, lists-and-requests §2.1.
  public func putMember(
    _ party: Party, of name: ListName, expires: Moment?, reason: String, by caller: Caller
  ) async throws(Problem) -> (member: Member, created: Bool) {
    if let user = party.user { try NameRule.user.check(user.text) }
    let created = try await committer.commit { (situation) throws(Problem) in
      let list = try Self.visibleList(name, to: caller, in: situation)
      let now = situation.now
      let old = situation.world.member(party, of: name)
      try Self.demandMembers(old == nil ? .create : .update, of: list, by: caller, in: situation)
      let wish = Member(MemberSpec(list: name, party: party, joined: now, expires: expires, reason: reason, addedBy: caller.name))
      let member = situation.world.completed(wish, by: caller.name, at: now)
      let event = AuditEvent(
        old == nil ? .memberCreated : .memberUpdated, time: now, uid: freshID(), user: caller.name,
        details: Self.details(of: member, list: list))
      return Draft([.put(.member(member))], events: [event], answer: old == nil)
    }.answer
    guard let member = world.member(party, of: name) else { throw Problem.notFound("member", party.name) }
    return (member, created)
  }

  /// Adds a user as a member or changes one.
  public func putMember(
    _ user: UserName, of name: ListName, expires: Moment?, reason: String, by caller: Caller
  ) async throws(Problem) -> (member: Member, created: Bool) {
    try await putMember(.user(user), of: name, expires: expires, reason: reason, by: caller)
  }

  /// Removes a member, user or list, and cuts what stood on the membership.
  /// - Parameter member: the name under which it stands; of a user in any case.
  public func deleteMember(named member: String, of name: ListName, by caller: Caller) async throws(Problem) {
    _ = try await committer.commit { (situation) throws(Problem) in
      let list = try Self.visibleList(name, to: caller, in: situation)
      try Self.demandMembers(.delete, of: list, by: caller, in: situation)
      guard let member = situation.world.member(named: member, of: name) else { throw Problem.notFound("member", member) }
      let event = AuditEvent(
        .memberDeleted, time: situation.now, uid: freshID(), user: caller.name,
        details: Self.details(ofRemoved: [member], from: list, at: situation.now))
      return Draft([.delete(.member(member.spec.party, of: name))], events: [event], answer: true)
    }
  }

  /// Removes a user from the members.
  public func deleteMember(_ user: UserName, of name: ListName, by caller: Caller) async throws(Problem) {
    try await deleteMember(named: user.text, of: name, by: caller)
  }

  /// Members are the owners' to change, and those with the right to members or to update lists.
  static func demandMembers(_ verb: Verb, of list: AccessList, by caller: Caller, in situation: Situation) throws(Problem) {
    guard let user = caller.user else { return }
    guard situation.world.mayWithMembers(user, verb, of: list.name, at: situation.now) else {
      throw Problem(
        .accessDenied, "you may not \(verb.rawValue) members of this list",
        hint: "its owners may: tctl acl get \(list.name.text.escapedForDisplay)")
    }
  }

  /// What events about one member say: the list, and who. Source: reference, lists-and-requests §10.
  static func details(of member: Member, list: AccessList) -> [String: Value] {
    var details = details(of: list)
    details["members"] = .list([.map(entry(of: member))])
    return details
  }

  /// What an event about removed members says.
  static func details(ofRemoved members: [Member], from list: AccessList, at now: Moment) -> [String: Value] {
    var details = details(of: list)
    details["members"] = .list(members.map { .map(entry(of: $0).merging(["removed_on": .text(now.rfc3339)]) { $1 }) })
    return details
  }

  private static func entry(of member: Member) -> [String: Value] {
    var entry: [String: Value] = [
      "member_name": .text(member.spec.party.name), "membership_kind": .text(member.spec.party.kind.rawValue),
      "joined_on": .text(member.spec.joined.rfc3339),
    ]
    if let expires = member.spec.expires { entry["expires_on"] = .text(expires.rfc3339) }
    if !member.spec.reason.isEmpty { entry["reason"] = .text(member.spec.reason) }
    return entry
  }
}
