import ThresholdAPI
import ThresholdModel
import ThresholdService

/// Why somebody has access or not, and what changes would do.
struct ExplainingRoutes {
  let stories: Stories

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.explain) { (body, call) throws(Problem) in
      try stories.explain(ExplainWish(body), by: call.someone())
    }
    mounts.mount(Endpoints.plan) { (body, call) throws(Problem) in
      try stories.plan(body.changes, by: call.someone())
    }
  }
}

extension ExplainWish {
  fileprivate init(_ body: ExplainBody) {
    self.init(
      user: body.user, kind: body.kind, name: body.name, accounts: body.accounts ?? [],
      act: body.act.map { act in
        Act(
          verb: act.verb,
          object: KubernetesObject(
            plural: act.plural, apiGroup: act.apiGroup ?? Self.usualGroup(of: act.plural), namespace: act.namespace, name: act.name))
      })
  }

  /// The group of a kind that Kubernetes brings along under this plural; the core group where several do, or none.
  private static func usualGroup(of plural: String) -> String {
    let known = KubernetesKind.named(plural: plural)
    return known.count == 1 ? known[0].apiGroup : ""
  }
}

extension PlanBody {
  /// Everything that is to be changed, lists first: documents may name what is made for them.
  fileprivate var changes: [PlannedChange] {
    (lists ?? []).map { .list(ListWish($0)) }
      + (listUpdates ?? []).map { .update($0.list, ListChange($0.change)) }
      + (documents ?? []).map { .write($0.document, overwriting: $0.mode != .create) }
      + (deletions ?? []).map { .delete(kind: $0.kind, name: $0.name, parent: $0.parent) }
  }
}
