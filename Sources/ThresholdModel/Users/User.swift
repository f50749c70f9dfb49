/// A person or machine that signs in. Document kind `user`, version `v2`.
public typealias User = Document<UserSpec>

/// What a user holds of their own; lists add to it while they are members or owners.
public struct UserSpec: DocumentSpec {
  /// Base roles; each must exist.
  public var roles: [RoleName]
  /// Attributes that role templates read, for example `logins: [root, ubuntu]`.
  public var traits: Traits

  public init(roles: [RoleName] = [], traits: Traits = [:]) {
    self.roles = roles
    self.traits = traits
  }

  public static let fields = FieldTable(
    kind: "user", versions: ["v2"],
    fields: [
      Field("spec.roles", .texts, limit: 100, "roles that the user always has"),
      Field("spec.traits", .traits, limit: 100, "attributes for templates in roles, such as `logins`"),
      Field("spec.created_by", .object, owner: .server, "who made the user"),
      Field("spec.expires", .time, owner: .server, "an older form of `metadata.expires`"),
      Field("spec.status", .object, owner: .server, "run-time state"),
      Field("spec.oidc_identities", .open, owner: .server, "who the user is elsewhere, as an identity provider said at sign-in"),
      Field("spec.saml_identities", .open, owner: .server, "likewise"),
      Field("spec.github_identities", .open, owner: .server, "likewise"),
      Field("spec.local_auth", .open, owner: .server, "password hash and second factors, which a dump does not carry over"),
      Field("spec.trusted_device_ids", .open, owner: .server, "devices that were enrolled"),
      Field("status", .object, owner: .server, "run-time state"),
    ])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    roles = try container.list(.roles)
    traits = try container.value(.traits, or: LabelMap()).entries
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(roles, forKey: .roles)
    try container.encodeFilled(traits, forKey: .traits)
  }

  private enum CodingKeys: String, CodingKey { case roles, traits }
}

extension Document where Spec == UserSpec {
  public var name: UserName { UserName(metadata.name) }

  public init(name: UserName, roles: [RoleName] = [], traits: Traits = [:]) {
    self.init(version: "v2", metadata: Metadata(name: name.text), spec: UserSpec(roles: roles, traits: traits))
  }
}
