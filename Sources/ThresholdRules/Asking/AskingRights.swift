import ThresholdModel

/// What the roles of one user say about asking, each role once. Requested roles never count.
///
/// Whether a role may be asked for at all, and until when, is ``Holder/askable(_:isForResources:)``.
/// Source: reference, lists-and-requests §5.2 and §5.3.
struct AskingRights {
  /// The `request` block of one role on one side.
  struct Block {
    let role: RoleName
    let version: RoleVersion
    let request: CompiledRequest
    let traits: Traits

    init(_ role: CompiledRole, _ side: CompiledConditions, _ traits: Traits) {
      (self.role, version, request, self.traits) = (role.name, role.version, side.request, traits)
    }

    /// Whether the block names a role: literally in `search_as_roles` when it is for resources, through `roles`
    /// or `claims_to_roles` when it is for its own sake.
    func names(_ role: RoleName, isForResources: Bool) -> Bool {
      isForResources ? request.searchAsRoles.contains(role) : request.names(role, with: traits)
    }

    /// Whether the block names a role in either way.
    func names(_ role: RoleName) -> Bool {
      names(role, isForResources: false) || names(role, isForResources: true)
    }
  }

  let allow: [Block]
  let deny: [Block]
  /// Options of every role that the user holds, in the order of their standing.
  let options: [RoleOptions]

  init(_ holder: Holder) {
    var (allowed, denied): (Set<RoleName>, Set<RoleName>) = ([], [])
    let traits = holder.traits
    allow = holder.granting.filter { allowed.insert($0.role.name).inserted }
      .map { Block($0.role, $0.role.allow, traits) }
    let holdings = holder.holdings.filter { denied.insert($0.role.name).inserted }
    deny = holdings.map { Block($0.role, $0.role.deny, traits) }
    options = holdings.map(\.role.options)
  }

  /// The largest `max_duration` of the blocks that name a role; zero for none.
  /// Source: reference, lists-and-requests §5.5 (`roleMax`).
  func longestDuration(for role: RoleName) -> Span {
    allow.filter { $0.names(role) }.map(\.request.maxDuration).max() ?? .zero
  }

  /// Whom the roles suggest as reviewers, whatever is asked for; sorted, each once. The deny side says nothing here.
  var suggestedReviewers: [UserName] {
    var seen: Set<UserKey> = []
    return allow.flatMap(\.request.suggestedReviewers).map { UserName($0) }.filter { seen.insert($0.key).inserted }.sorted {
      $0.key < $1.key
    }
  }

  /// Which Kubernetes kinds may be asked for through a search role: of the blocks that name it one that says
  /// nothing permits all, and what any role's deny side names is taken away everywhere.
  func kubernetesKinds(through role: RoleName) -> RequestableKubernetesKinds {
    RequestableKubernetesKinds(
      allow: allow.filter { $0.names(role, isForResources: true) }.map(\.kubernetesKinds), deny: deny.map(\.kubernetesKinds))
  }
}

extension AskingRights.Block {
  fileprivate var kubernetesKinds: KubernetesKindRules {
    KubernetesKindRules(request.kubernetesResources ?? [], version: version.rawValue)
  }
}
