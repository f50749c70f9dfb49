/// A Kubernetes cluster. Document kind `kube_cluster`, version `v3`. Source: reference, roles-and-resources §6.
public typealias KubeCluster = Document<KubeClusterSpec>

/// What is said about a cluster beside its labels.
public struct KubeClusterSpec: DocumentSpec {
  /// Labels by command; their values are not known here.
  public var dynamicLabels: [String: DynamicLabel]
  /// The cloud blocks as they came.
  public var kept: KeptFields

  public init(dynamicLabels: [String: DynamicLabel] = [:], kept: KeptFields = KeptFields()) {
    self.dynamicLabels = dynamicLabels
    self.kept = kept
  }

  public static let fields = FieldTable(
    kind: "kube_cluster", versions: ["v3"],
    fields: [
      // Credentials of a cluster that nothing here dials: not kept, so that they cannot leak.
      Field("spec.kubeconfig", .open, owner: .server, "accepted and dropped: no gateway of this version dials the cluster"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + DynamicLabel.fields(at: "spec.dynamic_labels") + Field.kept(["aws", "azure", "gcp"]))

  public init(from decoder: any Decoder) throws {
    dynamicLabels = try decoder.container(keyedBy: CodingKeys.self).dynamicLabels(.dynamicLabels)
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeFilled(dynamicLabels, forKey: .dynamicLabels)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case dynamicLabels = "dynamic_labels" }
}

extension Document where Spec == KubeClusterSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  public init(name: String, labels: [String: String] = [:], spec: KubeClusterSpec = KubeClusterSpec()) {
    self.init(version: "v3", metadata: Metadata(name: name, labels: labels), spec: spec)
  }
}
