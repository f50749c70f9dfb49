public import ThresholdModel
import ThresholdRules

/// One change whose effect somebody wants to know.
public enum PlannedChange: Sendable, Hashable {
  /// Writing a document; without overwriting one that exists is refused.
  case write(Value, overwriting: Bool)
  /// Deleting a document.
  case delete(kind: String, name: String, parent: String?)
  /// Making a list with its roles and members.
  case list(ListWish)
  /// Changing a list, with the roles of a guided one.
  case update(ListName, ListChange)
}

extension Stories {
  /// The most changes that are looked at as one.
  private static let longestPlan = 1_000

  /// What changes would do to everybody's access, all of them made as one. Nothing is written, and the answer tells of
  /// everybody and everything: it is for those who may update roles.
  /// - Throws: ``Problem`` of kind `accessDenied`, or what would refuse the changes.
  public func plan(_ changes: [PlannedChange], by caller: Caller) throws(Problem) -> AccessPlan {
    let situation = Situation(world: world, now: now)
    try Self.demand(.update, "role", of: caller, in: situation)
    guard !changes.isEmpty else { throw Problem(.badParameter, "there is nothing to plan", hint: "tctl plan -f FILE") }
    guard changes.count <= Self.longestPlan else {
      throw Problem(.limitExceeded, "a plan is of at most \(Self.longestPlan) changes", hint: "plan it in parts")
    }
    var drafts: [DocumentDraft] = []
    var writes: [Change] = []
    for change in changes {
      if case .write(let value, let overwriting) = change {
        let draft = try DocumentDraft(value, place: "documents[\(drafts.count)]", ignoringUnknownFields: false)
        do throws(Problem) {
          try Self.checkPlace(
            of: draft, over: situation.world.record(draft.record.key), mode: overwriting ? .upsert : .create, in: situation.world)
        } catch { throw draft.located(error) }
        drafts.append(draft)
        writes.append(.put(Self.completed(draft.record, by: caller, in: situation)))
      } else {
        writes += try Self.writes(of: change, by: caller, in: situation)
      }
    }
    do { return AccessPlan(try situation.world.effects(of: writes, at: situation.now)) } catch {
      guard let draft = drafts.first(where: { $0.record.key == error.subject }) else { throw error }
      throw draft.located(error)
    }
  }

  /// What a change other than writing a document would write, as the story that makes it does.
  private static func writes(of change: PlannedChange, by caller: Caller, in situation: Situation) throws(Problem) -> [Change] {
    let world = situation.world
    switch change {
    case .write: return []
    case .delete(let text, let name, let parent):
      let kind = try DocumentKind(text: text)
      guard let old = world.record(try kind.key(name, parent: parent)) else { throw Problem.notFound(kind.rawValue, name) }
      return deletions(of: old, by: caller, in: situation)
    case .update(let name, let change): return try changing(name, change, by: caller, in: situation).changes
    case .list(let wish): return try wish.planned(id: ListName(freshID()), by: caller.name, at: situation.now).changes
    }
  }

  private static func deletions(of record: Record, by caller: Caller, in situation: Situation) -> [Change] {
    switch record {
    case .user(let user):
      leavings(of: user.name, in: situation, by: caller).changes + situation.world.changesToDelete(user: user.name)
    case .list(let list): situation.world.changesToDelete(list: list.name)
    default: [.delete(record.key)]
    }
  }
}

extension AccessPlan {
  init(_ found: AccessDifference) {
    self.init(
      widens: found.widens, standing: PlannedAccess(found.standing), requestable: PlannedAccess(found.requestable),
      roles: PlannedRoles(found.roles), notes: found.notes.map { PlannedNote(text: $0.text, widens: $0.widens) }, examined: found.examined,
      unexamined: found.unexamined)
  }
}

extension PlannedAccess {
  fileprivate init(_ rows: AccessRows) {
    self.init(
      rows: rows.listed.map { row in
        Row(
          user: row.user, kind: row.resource.kind.rawValue, name: row.resource.name, displayName: row.displayName, gained: row.gained,
          lost: row.lost, isNew: row.isNew, isGone: row.isGone)
      }, more: rows.more, gained: rows.gained, lost: rows.lost)
  }
}

extension PlannedRoles {
  fileprivate init(_ rows: HoldingRows) {
    self.init(
      rows: rows.listed.map { row in
        Row(
          user: row.user, role: row.role, source: ToldSource(Grant.Source(row.source)), held: row.before != nil, holds: row.after != nil,
          heldUntil: row.before?.end, holdsUntil: row.after?.end, widens: row.widens)
      }, more: rows.more, gained: rows.gained)
  }
}
