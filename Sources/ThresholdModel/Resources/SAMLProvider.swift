/// An application that signs people in through SAML. Document kind `saml_idp_service_provider`, version `v1`.
/// Source: reference, roles-and-resources §5.3.
public typealias SAMLProvider = Document<SAMLProviderSpec>

/// How the application is known to the identity provider; nothing here speaks SAML yet, so all but the
/// names is kept as it came.
public struct SAMLProviderSpec: DocumentSpec {
  public var entityID: String
  /// Where assertions go.
  public var acsURL: String
  public var kept: KeptFields

  public init(entityID: String, acsURL: String = "", kept: KeptFields = KeptFields()) {
    self.entityID = entityID
    self.acsURL = acsURL
    self.kept = kept
  }

  public static let fields = FieldTable(
    kind: "saml_idp_service_provider", versions: ["v1"],
    fields: [
      Field("spec.entity_id", .text, limit: 1024, "the application's entity id"),
      Field("spec.acs_url", .text, limit: 1024, "where assertions go"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + Field.kept(["attribute_mapping", "entity_descriptor", "launch_urls", "preset", "relay_state"]))

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    entityID = try container.value(.entityID, or: "")
    acsURL = try container.value(.acsURL, or: "")
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeFilled(entityID, forKey: .entityID)
    try container.encodeFilled(acsURL, forKey: .acsURL)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case entityID = "entity_id"
    case acsURL = "acs_url"
  }
}

extension Document where Spec == SAMLProviderSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  public init(name: String, labels: [String: String] = [:], spec: SAMLProviderSpec) {
    self.init(version: "v1", metadata: Metadata(name: name, labels: labels), spec: spec)
  }
}
