public import ThresholdModel
import ThresholdRules

/// What of the resources that somebody has to do with a listing shows.
public enum ResourceScopeOfListing: String, Sendable, CaseIterable {
  /// What may be reached now.
  case reachable
  /// What may be asked for, and gives something that one does not have.
  case requestable
  /// Both; what may be reached counts as that.
  case all
}

extension Stories {
  /// What a person may reach or request, one page of it.
  ///
  /// Both gates stand before it: no deny rule on the kind, and labels and accounts that give access.
  /// Source: reference, roles-and-resources §3 and §3.7.
  /// - Throws: ``Problem`` of kind `badParameter` for a query that reads something as what it is not.
  public func resources(
    _ scope: ResourceScopeOfListing, _ selection: ResourceSelection, by person: Person
  ) async throws(Problem) -> ResourcePage {
    let (world, now) = (world, now)
    let gate = KindGate(world.rights(of: person.user, at: now))
    let kinds = selection.kinds.filter(gate.mayOpen)
    var items: [ListedResource] = []
    if scope != .requestable {
      for found in world.reachable(by: person.user, kinds: kinds, signIn: person.signIn, at: now) {
        items.append(listed(found.resource, found.principals, requiresRequest: false, in: world))
      }
    }
    if scope != .reachable {
      let reached = Set(items.map(\.key))
      for found in world.requestable(by: person.user, kinds: kinds, at: now) where !reached.contains(found.resource.key) {
        items.append(listed(found.resource, found.principals, requiresRequest: true, in: world))
      }
    }
    var open: [ListedResource] = []
    for item in items where try gate.opens(item.resource) { open.append(item) }
    // Going on to the next page is not another search.
    if scope == .requestable, selection.start == nil { try await recordSearch(of: person, selection) }
    return selection.page(of: try selection.matching(open))
  }

  /// The resources that somebody may know of: of each kind all that they may list and read by right, and beside that
  /// what they may reach, request or look at as a reviewer.
  /// - Throws: as ``resources(_:_:by:)``.
  public func inventory(_ selection: ResourceSelection, by caller: Caller) throws(Problem) -> ResourcePage {
    let situation = Situation(world: world, now: now)
    let world = situation.world
    guard case .person(let person) = caller else {
      let all = selection.kinds.flatMap { world.resources(of: $0) }.map { inventoried($0, whole: true, in: world) }
      return selection.page(of: try selection.matching(all))
    }
    let gate = KindGate(world.rights(of: person.user, at: now))
    var items: [ListedResource] = []
    for kind in selection.kinds where gate.mayOpen(kind) {
      var known: Set<ResourceKey> = []
      for resource in world.resources(of: kind)
      where Self.mayRead(.resource(resource), kind.rawValue, caller, in: situation) && known.insert(resource.key).inserted {
        items.append(inventoried(resource, whole: true, in: world))
      }
      for resource in world.visible(kind, to: person.user, signIn: person.signIn, at: situation.now) where !known.contains(resource.key) {
        guard try gate.opens(resource) else { continue }
        items.append(inventoried(resource, whole: false, in: world))
      }
    }
    return selection.page(of: try selection.matching(items))
  }

  private static func mayRead(_ record: Record, _ kind: String, _ caller: Caller, in situation: Situation) -> Bool {
    may(.list, kind, about: record, caller, in: situation) && may(.read, kind, about: record, caller, in: situation)
  }

  private func listed(_ resource: Resource, _ principals: PrincipalSet, requiresRequest: Bool, in world: World) -> ListedResource {
    ListedResource(
      id: ResourceID(cluster: clusterName, kind: resource.kind.rawValue, name: resource.name), resource: resource,
      labels: Labels.shown(world.labels(of: resource)),
      accounts: Dictionary(uniqueKeysWithValues: principals.accounts.map { ($0.key.rawValue, $0.value) }),
      requiresRequest: requiresRequest)
  }

  private func inventoried(_ resource: Resource, whole: Bool, in world: World) -> ListedResource {
    var item = listed(resource, PrincipalSet.none, requiresRequest: false, in: world)
    item.document = whole ? try? resource.value() : item.outline
    return item
  }

  private func recordSearch(of person: Person, _ selection: ResourceSelection) async throws(Problem) {
    _ = try await committer.commit { situation in
      Draft(
        events: [
          AuditEvent(
            .requestSearched, time: situation.now, uid: freshID(), user: person.user.text,
            details: [
              "resource_type": .text(selection.kinds.map(\.rawValue).joined(separator: ",")),
              "search_keywords": .list(selection.search.map { .text($0) }), "labels": .map(selection.labels.mapValues { .text($0) }),
              "predicate_expression": .text(selection.query?.text ?? ""),
            ])
        ], answer: true)
    }
  }
}

/// The first gate of a listing: whether deny rules leave a kind to list and read. Everybody may, of the kinds that are
/// shown by access; labels decide about each resource. Source: reference, roles-and-resources §3 and §5.1.
struct KindGate {
  private let rights: Rights

  init(_ rights: Rights) { self.rights = rights }

  /// Whether some resource of the kind may pass.
  func mayOpen(_ kind: ResourceKind) -> Bool {
    // Without a resource to look at, a condition of a deny rule counts as false.
    [Verb.list, .read].allSatisfy { !rights.deny($0, kind.rawValue, .some) }
  }

  func opens(_ resource: Resource) throws(Problem) -> Bool {
    let kind = resource.kind.rawValue
    // Without conditions there is nothing to ask the resource.
    if [Verb.list, .read].allSatisfy({ !rights.deny($0, kind, .every) }) { return true }
    let facts = RuleFacts(try Record.resource(resource).value(), kind: kind, canView: true)
    return [Verb.list, .read].allSatisfy { !rights.deny($0, kind, .document(facts)) }
  }
}
