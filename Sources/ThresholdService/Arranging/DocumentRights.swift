import ThresholdModel
import ThresholdRules

/// Who may read and write documents, `where` conditions included.
extension Stories {
  /// Checks the right to write a document over what is there.
  ///
  /// A condition must hold for the document as it is and as it would be: otherwise a rule about some documents would
  /// let its holder take in others, or let go of them.
  /// - Parameter lists: lists that the same change writes; their members come with them.
  /// - Throws: ``Problem`` of kind `accessDenied`, or `notFound` for members of a list that the caller may not know of.
  static func demandWrite(
    _ draft: DocumentDraft, replacing old: Record?, mode: WriteMode, beside lists: [AccessList], by caller: Caller, in situation: Situation
  ) throws(Problem) {
    guard let user = caller.user else { return }
    let verb: Verb = old == nil || mode == .create ? .create : .update
    switch draft.record {
    case .member(let member):
      let isNew = situation.world.list(member.spec.list) == nil && lists.contains { $0.name == member.spec.list }
      // Whoever may create the list, which is asked for the list itself, says who is on it.
      if isNew { return }
      try demandMembers(verb, of: try visibleList(member.spec.list, to: caller, in: situation), by: caller, in: situation)
    // Owners may change what is asked of members; the rule knows which parts of the list that leaves out.
    case .list(let list) where situation.world.maySee(user, list: list.name, at: situation.now):
      try situation.world.checkWrite(of: list, by: user, at: situation.now)
    // A list that somebody may not see is refused in the words of one that does not exist.
    case .list(let list) where old != nil:
      try demand(.create, draft.kind.rightsKind, about: draft.record, of: caller, in: situation)
      throw Problem.notFound(draft.kind.rawValue, list.metadata.name)
    default:
      for record in [draft.record] + (verb == .update ? [old].compactMap { $0 } : []) {
        try demand(verb, draft.kind.rightsKind, about: record, of: caller, in: situation)
      }
    }
  }

  /// Checks a right to one document.
  /// - Throws: ``Problem`` of kind `accessDenied` that names the right.
  static func demand(
    _ verb: Verb, _ kind: String, about record: Record, of caller: Caller, in situation: Situation
  ) throws(Problem) {
    guard may(verb, kind, about: record, caller, in: situation) else {
      // The words don't say whether it was the verb or a condition: that would tell what the document holds.
      throw accessDenied(verb, kind)
    }
  }

  static func accessDenied(_ verb: Verb, _ kind: String) -> Problem {
    Problem(
      .accessDenied, "you may not \(verb.rawValue) `\(kind)`",
      hint: "ask an admin for a role with `rules: [{resources: [\(kind)], verbs: [\(verb.rawValue)]}]`")
  }

  /// Whether the caller may do it to this very document.
  static func may(_ verb: Verb, _ kind: String, about record: Record, _ caller: Caller, in situation: Situation) -> Bool {
    guard let user = caller.user else { return true }
    let rights = situation.world.rights(of: user, at: situation.now)
    // Most rules have no conditions; then the document need not be spelled out.
    if rights.allow(verb, kind, .every) { return true }
    guard rights.allow(verb, kind, .some), let document = try? record.value() else { return false }
    return rights.allow(verb, kind, .document(RuleFacts(document, kind: kind, canView: canView(record, user, in: situation))))
  }

  /// Whether a user can be on a resource, for conditions that ask; nil for what is no resource.
  private static func canView(_ record: Record, _ user: UserName, in situation: Situation) -> Bool? {
    guard case .resource(let resource) = record else { return nil }
    return situation.world.principals(of: user, on: resource.key, at: situation.now) != nil
  }
}
