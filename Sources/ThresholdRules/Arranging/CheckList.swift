import HashTreeCollections
import ThresholdModel

extension Arrangement {
  /// A list: a legal name, the type it was made with, a title, owners that can be, roles that exist, and
  /// no lists in a circle or too deep. Source: reference, lists-and-requests §1 and §3.1.
  func check(_ list: AccessList) throws(Problem) {
    let spec = list.spec
    try NameRule.resource.check(list.metadata.name, at: "metadata.name")
    if let known = before.list(list.name), known.spec.type != spec.type {
      throw Problem(
        .badParameter, "the type of a list cannot change after it was made", hint: "make another list of that type", path: "spec.type")
    }
    guard !spec.title.allSatisfy(\.isWhitespace) else {
      throw Problem(.badParameter, "a list needs a title", hint: "set spec.title", path: "spec.title")
    }
    guard !spec.owners.isEmpty else {
      throw Problem(.badParameter, "a list needs at least one owner", hint: "name a user in spec.owners", path: "spec.owners")
    }
    for owner in spec.owners { try check(owner.party, at: "spec.owners.name") }
    try check(roles: spec.membershipRequires.roles, at: "spec.membership_requires.roles")
    try check(roles: spec.ownershipRequires.roles, at: "spec.ownership_requires.roles")
    try check(roles: spec.grants.roles, at: "spec.grants.roles")
    try check(roles: spec.ownerGrants.roles, at: "spec.owner_grants.roles")
    for (path, traits) in [
      ("spec.membership_requires.traits", spec.membershipRequires.traits),
      ("spec.ownership_requires.traits", spec.ownershipRequires.traits),
      ("spec.grants.traits", spec.grants.traits), ("spec.owner_grants.traits", spec.ownerGrants.traits),
    ] where traits.keys.contains("") {
      throw Problem(.badParameter, "a trait needs a name", path: path)
    }
    for owner in spec.owners.compactMap(\.list).sorted() { try checkNesting(of: owner, asOwnerOf: list.name) }
    for child in (after.childrenByList[list.name] ?? []).sorted() { try checkNesting(of: child, asMemberOf: list.name) }
  }

  /// A member: of a list that exists, under its own name. A user need not exist, a list must.
  /// Source: reference, lists-and-requests §2.1 and §3.1.
  func check(_ member: Member) throws(Problem) {
    let spec = member.spec
    guard after.list(spec.list) != nil else { throw Problem.notFound("list", spec.list.text) }
    try check(spec.party, at: "spec.name")
    guard Party(kind: spec.party.kind, name: member.metadata.name).isSame(as: spec.party) else {
      throw Problem(
        .badParameter, "`metadata.name` and `spec.name` of a member must be the same", hint: "write the name of the user or list in both",
        path: "metadata.name")
    }
    guard spec.joined > Moment(milliseconds: 0) else {
      throw Problem(.badParameter, "a member needs the time of joining", path: "spec.joined")
    }
    guard !spec.addedBy.isEmpty else { throw Problem(.badParameter, "a member needs somebody who added it", path: "spec.added_by") }
    if let child = spec.party.list { try checkNesting(of: child, asMemberOf: spec.list) }
  }

  /// A review: of a list that exists, by somebody, at some time.
  /// Source: reference, lists-and-requests §2.2.
  func check(_ review: ListReview) throws(Problem) {
    try Self.checkUUID(review.metadata.name, of: "a list review")
    guard after.list(review.spec.list) != nil else { throw Problem.notFound("list", review.spec.list.text) }
    guard !review.spec.reviewers.isEmpty, review.spec.reviewers.allSatisfy({ !$0.isEmpty }) else {
      throw Problem(.badParameter, "a list review needs a reviewer", path: "spec.reviewers")
    }
    guard review.spec.date > Moment(milliseconds: 0) else {
      throw Problem(.badParameter, "a list review needs its time", path: "spec.review_date")
    }
  }

  /// A legal user name, or a list that exists.
  private func check(_ party: Party, at path: String) throws(Problem) {
    switch party {
    case .user(let user): try NameRule.user.check(user.text, at: path)
    case .list(let list):
      try NameRule.resource.check(list.text, at: path)
      guard after.list(list) != nil else {
        throw Problem(
          .notFound, Problem.notFound("list", list.text).message, hint: "make that list first, or name one of `tctl acl ls`", path: path)
      }
    }
  }
}
