/// An identity that software is given. Document kind `workload_identity`, version `v1`; roles reach it by
/// `workload_identity_labels`. Source: reference, roles-and-resources §5.3.
public typealias WorkloadIdentity = Document<WorkloadIdentitySpec>

/// The identity; issuing it is not part of this version, so all but its id is kept as it came.
public struct WorkloadIdentitySpec: DocumentSpec {
  /// The path of the SPIFFE id, for example `/svc/payments`; the whole id is `spiffe://CLUSTER/svc/payments`.
  public var spiffeID: String
  /// `rules`, and the rest of the `spiffe` block under that name.
  public var kept: KeptFields

  public init(spiffeID: String, kept: KeptFields = KeptFields()) {
    self.spiffeID = spiffeID
    self.kept = kept
  }

  public static let fields = FieldTable(
    kind: "workload_identity", versions: ["v1"],
    fields: [
      Field("spec.spiffe", .object, "the identity"),
      Field("spec.spiffe.id", .text, limit: 2048, "its path, beginning with `/`"),
      Field("spec.spiffe.hint", .text, support: .kept, limit: 256, "tells identities apart for the workload"),
      Field("spec.spiffe.x509", .open, support: .kept, "how its certificates look"),
      Field("spec.spiffe.jwt", .open, support: .kept, "how its tokens look"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + Field.kept(["rules"]))

  public init(from decoder: any Decoder) throws {
    kept = try KeptFields(from: decoder, except: [])
    spiffeID = kept["spiffe"]?["id"]?.text ?? ""
    if case .map(var rest) = kept["spiffe"] {
      rest["id"] = nil
      kept.values["spiffe"] = rest.isEmpty ? nil : .map(rest)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var whole = kept
    var spiffe: [String: Value] = [:]
    if case .map(let rest) = kept["spiffe"] { spiffe = rest }
    spiffe["id"] = .text(spiffeID)
    whole.values["spiffe"] = .map(spiffe)
    try whole.encode(to: encoder)
  }
}

extension Document where Spec == WorkloadIdentitySpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  public init(name: String, labels: [String: String] = [:], spec: WorkloadIdentitySpec) {
    self.init(version: "v1", metadata: Metadata(name: name, labels: labels), spec: spec)
  }
}
