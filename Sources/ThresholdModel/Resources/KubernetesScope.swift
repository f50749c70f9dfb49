/// The objects inside a Kubernetes cluster that a resource id stands for. Patterns are texts: `*` globs
/// or `^…$` expressions. Source: reference, lists-and-requests §5.2.
public struct KubernetesScope: Hashable, Sendable {
  /// Where the objects stand.
  public enum Reach: Hashable, Sendable {
    /// In namespaces: those that the pattern matches.
    case namespaced(namespace: String)
    /// In none.
    case clusterWide
    /// A namespace, whose name the scope's `name` matches, with everything in it: the older `namespace` ids.
    case namespaceAndContents
  }

  /// The `kube_cluster` in which the objects are.
  public let parent: ResourceID
  public let reach: Reach
  /// The plural, for example `pods`, or `*`.
  public let plural: String
  /// The API group, or a pattern of it; empty for the core group.
  public let apiGroup: String
  /// The objects' name, or a pattern of it.
  public let name: String

  /// Reads the kind and sub-resource of an id; nil for ids of other things.
  /// - Throws: ``Problem`` of kind `badParameter` for a sub-resource of another form than the kind's.
  init?(parent: ResourceID, kind: String, subResource: String) throws(Problem) {
    self.parent = parent
    if let known = KubernetesKind.named(singular: kind) {
      plural = known.plural
      apiGroup = known.apiGroup
      if known == .namespaces {
        reach = .namespaceAndContents
        name = try Self.whole(subResource, of: kind)
      } else if known.isClusterWide {
        reach = .clusterWide
        name = try Self.whole(subResource, of: kind)
      } else {
        let parts = try Self.pair(subResource, of: kind)
        reach = .namespaced(namespace: parts.namespace)
        name = parts.name
      }
      return
    }
    guard let form = Form.allCases.first(where: { kind.hasPrefix($0.rawValue) }) else { return nil }
    let type = kind.dropFirst(form.rawValue.count)
    let dot = type.firstIndex(of: ".")
    plural = String(type[..<(dot ?? type.endIndex)])
    apiGroup = dot.map { String(type[type.index(after: $0)...]) } ?? ""
    guard Self.isKind(plural), dot == nil || !apiGroup.isEmpty else { throw Self.malformed(kind) }
    switch form {
    case .clusterWide:
      reach = .clusterWide
      name = try Self.whole(subResource, of: kind)
    case .namespaced:
      let parts = try Self.pair(subResource, of: kind)
      reach = .namespaced(namespace: parts.namespace)
      name = parts.name
    }
  }

  /// The two prefixes of today's ids.
  private enum Form: String, CaseIterable {
    case namespaced = "kube:ns:"
    case clusterWide = "kube:cw:"
  }

  /// Whether a kind is one of objects inside a Kubernetes cluster.
  static func isInner(_ kind: String) -> Bool {
    KubernetesKind.named(singular: kind) != nil || Form.allCases.contains { kind.hasPrefix($0.rawValue) }
  }

  /// `*`, or what can be the plural of a resource type: lower-case letters, digits and `-`.
  private static func isKind(_ text: String) -> Bool {
    if text == "*" { return true }
    return !text.isEmpty && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }

  /// A name of an object without a namespace. Kubernetes allows no `/` in names.
  private static func whole(_ subResource: String, of kind: String) throws(Problem) -> String {
    guard !subResource.isEmpty, !subResource.utf8.contains(UInt8(ascii: "/")) else {
      throw Problem(
        .badParameter, "`\(subResource.escapedForDisplay)` is not the name of a cluster-wide Kubernetes object",
        hint: "write /CLUSTER/\(kind.escapedForDisplay)/KUBE-CLUSTER/NAME")
    }
    return subResource
  }

  private static func pair(_ subResource: String, of kind: String) throws(Problem) -> (namespace: String, name: String) {
    let parts = subResource.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
      throw Problem(
        .badParameter, "`\(subResource.escapedForDisplay)` is not the namespace and name of a Kubernetes object",
        hint: "write /CLUSTER/\(kind.escapedForDisplay)/KUBE-CLUSTER/NAMESPACE/NAME")
    }
    return (String(parts[0]), String(parts[1]))
  }

  private static func malformed(_ kind: String) -> Problem {
    Problem(
      .badParameter, "`\(kind.escapedForDisplay)` is not a kind of Kubernetes objects",
      hint: "write kube:ns:PLURAL.GROUP or kube:cw:PLURAL.GROUP, for example kube:ns:deployments.apps; the core group has no .GROUP")
  }
}
