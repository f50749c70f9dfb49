import ThresholdModel
import ThresholdRules

/// What is listed, and who may review, once more: each by asking about one thing after the other.
extension SlowEvaluator {
  /// Whether a user who is not shut out may know that a resource exists.
  func isVisible(_ resource: Resource, _ presence: SlowPresence) -> Bool {
    if isLockedOut(presence) { return false }
    let kind = resource.kind.rawValue
    let standing = presence.standing
    if standing.may("read", kind) || standing.may("list", kind) { return true }
    if access(standing.held, resource, presence).opened != nil { return true }
    if access(presence.roles(on: resource), resource, presence).opened != nil { return true }
    if offered(resource, presence, denying: standing.held.map(\.denyOnly)) != nil { return true }
    return previewRoles(standing).contains { role in
      let preview = access(standing.held.map(\.denyOnly) + [asked(role, standing)], resource, presence)
      return !preview.isClosed && !preview.matching.isEmpty
    }
  }

  private func asked(_ role: Role, _ standing: SlowStanding) -> SlowCount { SlowCount(role: resolved(role, standing), until: .max) }

  private func previewRoles(_ standing: SlowStanding) -> [Role] {
    facts.roles.filter { role in
      alive(role.metadata)
        && standing.held.contains { $0.gives && $0.role.role.spec.allow.reviewRequests.previewAsRoles.contains(role.name) }
        && !standing.held.contains { $0.role.role.spec.deny.reviewRequests.previewAsRoles.contains(role.name) }
    }
  }

  /// What asking for a resource alone would give.
  private func offered(_ resource: Resource, _ presence: SlowPresence, denying: [SlowCount]) -> (roles: [Role], access: SlowAccess)? {
    let roles = facts.roles.sorted { $0.name.text < $1.name.text }.filter { role in
      alive(role.metadata) && presence.standing.askable(role.name, forResources: true) != nil
        && access(denying + [asked(role, presence.standing)], resource, presence).opened != nil
    }
    guard !roles.isEmpty else { return nil }
    let together = access(denying + roles.map { asked($0, presence.standing) }, resource, presence)
    return together.opened == nil ? nil : (roles, together)
  }

  /// The roles and accounts that asking for a resource would add; nil when that is nothing new.
  func requestable(_ resource: Resource, _ presence: SlowPresence) -> (roles: [RoleName], access: SlowAccess)? {
    guard !isLockedOut(presence), alive(resource.metadata),
      let offer = offered(resource, presence, denying: presence.everywhere.map(\.denyOnly))
    else { return nil }
    if let own = access(presence.everywhere, resource, presence).opened {
      if SlowAccess.fields(resource) == [.mcpTools] ? !addsTools(offer.roles, resource, presence) : offer.access.opened!.isSubset(of: own) {
        return nil
      }
    }
    return (offer.roles.map(\.name), offer.access)
  }

  /// Tools are compared as they are written, since patterns of them cannot be counted.
  private func addsTools(_ roles: [Role], _ resource: Resource, _ presence: SlowPresence) -> Bool {
    func written(_ counts: [SlowCount]) -> Set<String> {
      let found = access(counts, resource, presence)
      guard !found.roles.contains(where: { $0.role.deny[.mcpTools]?.isEverything == true }) else { return [] }
      return found.matching.reduce(into: []) { texts, count in
        guard let tools = count.role.allow[.mcpTools] else { return }
        if tools.isEverything { texts.insert("*") }
        texts.formUnion(tools.values.filter { !found.denies(Principal(.mcpTools, $0)) })
      }
    }
    let own = written(presence.everywhere)
    let given = written(presence.everywhere.map(\.denyOnly) + roles.map { asked($0, presence.standing) })
    return !own.contains("*") && given.contains { tool in !own.contains { $0 == tool || SlowMatching.matches($0, tool) } }
  }

  func mayReview(_ name: UserName, _ request: AccessRequest) -> Bool {
    guard let standing = standing(name), !standing.isLocked, !same(name, request.spec.user) else { return false }
    func names(_ count: SlowCount, _ role: RoleName, deny: Bool) -> Bool {
      let side = deny ? count.role.role.spec.deny : count.role.role.spec.allow
      return side.reviewRequests.roles.contains { SlowMatching.matches($0, role.text) }
    }
    return request.spec.roles.allSatisfy { role in
      standing.held.contains { $0.gives && names($0, role, deny: false) } && !standing.held.contains { names($0, role, deny: true) }
    }
  }
}
