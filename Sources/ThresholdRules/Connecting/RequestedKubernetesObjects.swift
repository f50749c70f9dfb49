public import ThresholdModel

/// What the resources of assumed requests let through in one Kubernetes cluster: all of it, or just the
/// objects that were asked for. Grants nothing by itself: a role must allow the same thing, and a role's
/// denial wins.
///
/// Having something in a namespace lets one look at that namespace, as it does for roles. Requests that
/// answer questions about oneself are not among the objects.
/// Source: reference, roles-and-resources §7.3 and §7.2.
public struct RequestedKubernetesObjects: Sendable {
  /// The whole cluster was asked for, or nothing was named at all.
  private let isWhole: Bool
  private let scopes: [ScopePatterns]

  /// - Parameters:
  ///   - ids: all that was asked for, of whatever kind and cluster; an empty list restricts nothing, since then
  ///     roles were asked for and not resources.
  ///   - kubeCluster: the `kube_cluster` that is being reached, for example `/main/kube_cluster/prod`.
  public init(_ ids: [ResourceID], in kubeCluster: ResourceID) {
    isWhole = ids.isEmpty || ids.contains(kubeCluster)
    scopes = ids.compactMap { id in
      guard let scope = id.kubernetes, scope.parent == kubeCluster else { return nil }
      return try? ScopePatterns(scope)
    }
  }

  /// Whether anything in the cluster was asked for, so that one may connect to it at all.
  public var isEmpty: Bool { !isWhole && scopes.isEmpty }

  /// Whether doing this to the object is within what was asked for.
  public func permits(_ verb: KubernetesVerb, _ object: KubernetesObject) -> Bool {
    if isWhole || scopes.contains(where: { $0.contains(object) }) { return true }
    return verb.isReading && object.kind == .namespaces && scopes.contains { $0.shows(namespace: object.name) }
  }
}
