import HashTreeCollections
import ThresholdModel

/// What a change does that is not seen in who reaches what.
extension World {
  func notes(on changes: [Change], after: World, _ touched: TouchedPeople, at now: Moment) -> [DifferenceNote] {
    ownerNotes(on: changes, after: after, at: now)
      + changes.flatMap { change -> [DifferenceNote] in
        switch change.key.kind {
        case .role: notes(onRole: RoleName(change.key.name), after: after)
        case .lock: note(onLock: LockName(change.key.name), after: after).map { [$0] } ?? []
        case .authPreference: notes(onSettingsAfter: after)
        case .monitoringRule: note(onMonitoringRule: change.key.name, after: after).map { [$0] } ?? []
        default: note(onResource: change.key, after: after).map { [$0] } ?? []
        }
      }
  }

  /// Whatever else holders of a role may do. A role that nobody holds or may ask for does nothing.
  private func notes(onRole name: RoleName, after: World) -> [DifferenceNote] {
    guard let old = role(name)?.spec, let new = after.role(name)?.spec else { return [] }
    guard !peopleWithOrAskingFor(name).union(after.peopleWithOrAskingFor(name)).isEmpty else { return [] }
    let role = "role `\(name.text.escapedForDisplay)`"
    var notes: [DifferenceNote] = []
    if old.options != new.options { notes += optionNotes(role, before: self.role(name), after: after.role(name)) }
    let newRules = new.allow.rules.filter { !old.allow.rules.contains($0) }
    let endedDenials = old.deny.rules.filter { !new.deny.rules.contains($0) }
    if old.allow.rules != new.allow.rules || old.deny.rules != new.deny.rules {
      let widens = !newRules.isEmpty || !endedDenials.isEmpty
      notes.append(DifferenceNote("\(role) gives \(widens ? "other" : "fewer") administrative rights", widens: widens))
    }
    if old.allow.reviewRequests != new.allow.reviewRequests || old.deny.reviewRequests != new.deny.reviewRequests {
      notes.append(DifferenceNote("\(role) lets its holders review other requests", widens: true))
    }
    if Self.terms(old.allow.request) != Self.terms(new.allow.request) || Self.terms(old.deny.request) != Self.terms(new.deny.request) {
      notes.append(DifferenceNote("\(role) lets its holders ask for other roles, or on other terms", widens: true))
    }
    if old.allow.impersonate != new.allow.impersonate || old.deny.impersonate != new.deny.impersonate {
      notes.append(DifferenceNote("\(role) lets its holders impersonate others than before", widens: true))
    }
    if Self.inside(old.allow) != Self.inside(new.allow) || Self.inside(old.deny) != Self.inside(new.deny) {
      notes.append(DifferenceNote("\(role) changes what its holders may do inside what they reach", widens: true))
    }
    return notes
  }

  private func optionNotes(_ role: String, before: Role?, after: Role?) -> [DifferenceNote] {
    guard let before, let after else { return [] }
    let old = Set(OptionSupport.unenforceable(in: before, on: .ssh))
    let new = Set(OptionSupport.unenforceable(in: after, on: .ssh))
    var notes = old.subtracting(new).sorted().map {
      DifferenceNote("\(role) no longer sets `\($0)`, for which connections were refused", widens: true)
    }
    notes += new.subtracting(old).sorted().map {
      DifferenceNote("\(role) sets `\($0)`, for which connections will be refused", widens: false)
    }
    // What is not known to narrow counts as wider.
    if notes.isEmpty { notes.append(DifferenceNote("\(role) has other options", widens: true)) }
    return notes
  }

  /// The request block without what shows among the requestable resources.
  private static func terms(_ conditions: RequestConditions) -> RequestConditions {
    var terms = conditions
    terms.searchAsRoles = []
    return terms
  }

  /// What a role says about the inside of resources: no account in it, so that no row shows it.
  private static func inside(_ conditions: RoleConditions) -> RoleConditions {
    var inside = RoleConditions()
    for field in [PrincipalField.hostGroups, .hostSudoers, .desktopGroups, .databaseRoles] { inside[field] = conditions[field] }
    inside.databasePermissions = conditions.databasePermissions
    inside.kubernetesResources = conditions.kubernetesResources
    inside.spiffe = conditions.spiffe
    inside.joinSessions = conditions.joinSessions
    return inside
  }

  /// Who comes to own a list may put people on it, and review what they ask for.
  private func ownerNotes(on changes: [Change], after: World, at now: Moment) -> [DifferenceNote] {
    guard changes.contains(where: { [.list, .member].contains($0.key.kind) }) else { return [] }
    let changed = Set(changes.filter { $0.key.kind == .list }.map { ListName($0.key.name) })
    let names = Set(listsByName.keys).union(after.listsByName.keys).filter { name in
      changed.contains(name)
        || [listsByName[name], after.listsByName[name]].contains { list in
          list?.spec.owners.contains { if case .list = $0.party { true } else { false } } ?? false
        }
    }
    return names.sorted().flatMap { name -> [DifferenceNote] in
      let old = Set(effectiveOwners(of: name, at: now).map(\.user)), new = Set(after.effectiveOwners(of: name, at: now).map(\.user))
      let title = (after.list(name) ?? list(name))?.spec.title ?? ""
      let list = "`\((title.isEmpty ? name.text : title).escapedForDisplay)`"
      // Whoever makes or deletes a list says so by that.
      let gained = listsByName[name] == nil ? [] : new.subtracting(old).sorted()
      let lost = after.listsByName[name] == nil ? [] : old.subtracting(new).sorted()
      return [
        gained.isEmpty
          ? nil : DifferenceNote("list \(list) comes to be owned by \(Self.people(gained)), who may put people on it", widens: true),
        lost.isEmpty ? nil : DifferenceNote("list \(list) is no longer owned by \(Self.people(lost))", widens: false),
      ].compactMap { $0 }
    }
  }

  private static func people(_ names: [UserName]) -> String {
    let shown = names.prefix(5).map { "`\($0.text.escapedForDisplay)`" }.joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }

  /// Rules that review by themselves stand in for people.
  private func note(onMonitoringRule name: String, after: World) -> DifferenceNote? {
    func decision(_ world: World) -> MonitoringRule? {
      world.monitoringRule(name).flatMap { $0.spec.automaticReview == nil ? nil : $0 }
    }
    let (old, new) = (decision(self), decision(after))
    guard old?.spec != new?.spec else { return nil }
    let rule = "access monitoring rule `\(name.escapedForDisplay)`"
    guard let review = new?.spec.automaticReview else {
      return DifferenceNote("\(rule) no longer reviews requests by itself", widens: old?.spec.automaticReview?.proposed == .denied)
    }
    let approves = review.proposed == .approved
    // A denial that holds for other requests than before may let some through.
    return DifferenceNote(
      "\(rule) \(approves ? "approves" : "denies") requests by itself\(old == nil ? "" : ", and others than before")",
      widens: approves || old != nil)
  }

  /// Locks of a user alone show among people's access; others are told.
  private func note(onLock name: LockName, after: World) -> DifferenceNote? {
    let (old, new) = (lock(name), after.lock(name))
    guard let target = (new ?? old)?.spec.target, target.user == nil || target.facts.count > 1 else { return nil }
    let facts = target.facts.map { "\($0.field.rawValue) `\($0.value.escapedForDisplay)`" }.joined(separator: " and ")
    let verb = new == nil ? "no longer shuts out" : old == nil ? "shuts out" : "shuts out in another way"
    return DifferenceNote("lock `\(name.text.escapedForDisplay)` \(verb) \(facts)", widens: old != nil)
  }

  private func notes(onSettingsAfter after: World) -> [DifferenceNote] {
    let (old, new) = (authentication, after.authentication)
    var notes: [DifferenceNote] = []
    if old.sessionMFA != new.sessionMFA {
      let text = new.sessionMFA == .off ? "no longer asks everybody for" : "asks everybody for"
      notes.append(DifferenceNote("the cluster \(text) a second factor for each session", widens: old.sessionMFA != .off))
    }
    if old.deviceTrust != new.deviceTrust {
      let isAsked = new.deviceTrust == .required
      notes.append(
        DifferenceNote(
          "the cluster \(isAsked ? "asks" : "does not ask") everybody for an enrolled device", widens: old.deviceTrust == .required))
    }
    return notes
  }

  private func note(onResource key: Record.Key, after: World) -> DifferenceNote? {
    guard let kind = key.kind.resourceKind, let old = resource(kind, key.name), let new = after.resource(kind, key.name),
      old.metadata.expires != new.metadata.expires
    else { return nil }
    let isLonger = old.metadata.expires.orNever < new.metadata.expires.orNever
    return DifferenceNote(
      "\(kind.subject) `\(new.displayName.escapedForDisplay)` is there \(isLonger ? "longer" : "for a shorter time")", widens: isLonger)
  }
}
