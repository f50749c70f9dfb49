import ThresholdModel

extension Arrangement {
  /// A list: a legal name, a title, at least one owner, and grants of roles that exist.
  /// Source: reference, lists-and-requests §1.
  func check(_ list: AccessList) throws(Problem) {
    try NameRule.resource.check(list.metadata.name, at: "metadata.name")
    guard !list.spec.title.allSatisfy(\.isWhitespace) else {
      throw Problem(.badParameter, "a list needs a title", hint: "set spec.title", path: "spec.title")
    }
    guard !list.spec.owners.isEmpty else {
      throw Problem(.badParameter, "a list needs at least one owner", hint: "name a user in spec.owners", path: "spec.owners")
    }
    for owner in list.spec.owners { try NameRule.user.check(owner.name.text, at: "spec.owners.name") }
    try check(roles: list.spec.grants.roles, at: "spec.grants.roles")
    try check(roles: list.spec.ownerGrants.roles, at: "spec.owner_grants.roles")
  }

  /// A member: of a list that exists, under the user's name. The user need not exist.
  /// Source: reference, lists-and-requests §2.1.
  func check(_ member: Member) throws(Problem) {
    try NameRule.user.check(member.spec.user.text, at: "spec.name")
    guard UserName(member.metadata.name).key == member.spec.user.key else {
      throw Problem(.badParameter, "`metadata.name` and `spec.name` of a member must be the same user", path: "metadata.name")
    }
    guard after.list(member.spec.list) != nil else { throw Problem.notFound("list", member.spec.list.text) }
  }
}
