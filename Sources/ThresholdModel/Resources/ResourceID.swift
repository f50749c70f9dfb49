/// A resource named in a request: `/CLUSTER/KIND/NAME`, for example `/main/node/3f0c…`, or an object
/// inside a Kubernetes cluster: `/CLUSTER/kube:ns:pods/KUBE-CLUSTER/NAMESPACE/NAME`.
///
/// Two ids are the same when their texts are the same bytes. Each id has one text, which reads back as
/// the same id. Source: reference, lists-and-requests §5.2; roles-and-resources §7.3.
public struct ResourceID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let cluster: String
  /// The kind as in documents, for example `db`; for objects inside a Kubernetes cluster
  /// `kube:ns:PLURAL.GROUP`, `kube:cw:PLURAL.GROUP` or, as older releases write it, `pod`.
  public let kind: String
  /// The resource's name; for objects inside a Kubernetes cluster, that cluster's.
  public let name: String
  /// What inside the resource is meant: `NAMESPACE/NAME`, or `NAME` of a cluster-wide object; nil for the
  /// whole resource.
  public let subResource: String?

  public init(cluster: String, kind: String, name: String, subResource: String? = nil) {
    self.cluster = cluster
    self.kind = kind
    self.name = name
    self.subResource = subResource
  }

  /// The kinds that can be requested as a whole.
  public static let wholeKinds: [String] =
    [
      "node", "kube_cluster", "db", "app", "windows_desktop", "user_group", "saml_idp_service_provider", "git_server",
    ] + kindsNamedByPath

  /// Kinds whose names may hold `/`, since they are made of ARNs: everything after the kind is the name.
  private static let kindsNamedByPath = ["aws_ic_account", "aws_ic_account_assignment"]

  /// The longest text form, in bytes.
  public static let longest = 1024

  /// Reads the text form.
  /// - Throws: ``Problem`` of kind `badParameter`: not the form of an id, a kind that cannot be requested,
  ///   or a sub-resource of another form than the kind's.
  public init(text: String) throws(Problem) {
    let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, parts[0].isEmpty, parts[1...].allSatisfy({ !$0.isEmpty }), text.utf8.count <= Self.longest,
      !text.unicodeScalars.contains(where: \.isUnsafeToDisplay)
    else { throw Self.malformed(text) }
    let (cluster, kind, rest) = (parts[1], parts[2], parts[3])
    if KubernetesScope.isInner(kind) {
      let inner = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let kube = inner.first, !kube.isEmpty else { throw Self.malformed(text) }
      self.init(cluster: cluster, kind: kind, name: kube, subResource: inner.count == 2 ? inner[1] : "")
      _ = try scope()
      return
    }
    guard Self.wholeKinds.contains(where: { $0.utf8.elementsEqual(kind.utf8) }) else {
      throw Problem(
        .badParameter, "resources of kind `\(kind.escapedForDisplay)` cannot be requested",
        hint: "one of \(Self.wholeKinds.joined(separator: ", ")), or kube:ns:PLURAL and kube:cw:PLURAL inside a Kubernetes cluster")
    }
    guard Self.kindsNamedByPath.contains(kind) || !rest.utf8.contains(UInt8(ascii: "/")) else {
      throw Problem(
        .badParameter, "resources of kind `\(kind)` have no sub-resources: `\(text.escapedForDisplay)`", hint: "write /CLUSTER/\(kind)/NAME"
      )
    }
    self.init(cluster: cluster, kind: kind, name: rest)
  }

  /// The objects inside a Kubernetes cluster that are meant; nil for everything else, and for an id that was
  /// made without being read and is none.
  public var kubernetes: KubernetesScope? { try? scope() }

  /// The resource by whose labels access is decided: the Kubernetes cluster for objects inside one.
  public var parent: ResourceID {
    subResource == nil ? self : ResourceID(cluster: cluster, kind: "kube_cluster", name: name)
  }

  private func scope() throws(Problem) -> KubernetesScope? {
    guard let subResource else { return nil }
    return try KubernetesScope(parent: parent, kind: kind, subResource: subResource)
  }

  public var description: String { "/\(cluster)/\(kind)/\(name)" + (subResource.map { "/\($0)" } ?? "") }

  public static func == (left: Self, right: Self) -> Bool {
    left.parts.elementsEqual(right.parts) { $0.utf8.elementsEqual($1.utf8) } && (left.subResource == nil) == (right.subResource == nil)
  }

  public func hash(into hasher: inout Hasher) {
    for part in parts {
      for byte in part.utf8 { hasher.combine(byte) }
      hasher.combine(0xFF as UInt8)
    }
  }

  /// Ids are ordered by the bytes of their texts.
  public static func < (left: Self, right: Self) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }

  private var parts: [String] { [cluster, kind, name, subResource ?? ""] }

  private static func malformed(_ text: String) -> Problem {
    Problem(
      .badParameter, "`\(text.escapedForDisplay)` is not a resource id",
      hint: "write /CLUSTER/node/ID; `tsh request search --kind node` prints them")
  }
}

extension ResourceID: Codable {
  private enum CodingKeys: String, CodingKey {
    case cluster, kind, name
    case subResource = "sub_resource"
  }

  /// Reads `{cluster, kind, name, sub_resource}`; an absent or empty `sub_resource` means the whole resource.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let subResource = try container.decodeIfPresent(String.self, forKey: .subResource)
    self.init(
      cluster: try container.decode(String.self, forKey: .cluster), kind: try container.decode(String.self, forKey: .kind),
      name: try container.decode(String.self, forKey: .name), subResource: subResource.flatMap { $0.isEmpty ? nil : $0 })
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(cluster, forKey: .cluster)
    try container.encode(kind, forKey: .kind)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(subResource, forKey: .subResource)
  }
}
