/// A Git hosting organisation. Document kind `git_server`, version `v2`, sub-kind `github`.
/// Source: reference, roles-and-resources §7.1.
public typealias GitServer = Document<GitServerSpec>

/// Which organisation, and through which integration.
public struct GitServerSpec: DocumentSpec {
  public var github: GitHubOrganization?
  public var kept: KeptFields

  public init(github: GitHubOrganization?, kept: KeptFields = KeptFields()) {
    self.github = github
    self.kept = kept
  }

  public static let fields = FieldTable(
    kind: "git_server", versions: ["v2"],
    fields: [
      Field("spec.github", .object, "a GitHub organisation"),
      Field("spec.github.organization", .text, limit: 256, "its name"),
      Field("spec.github.integration", .text, limit: 256, "the integration that signs for it"),
      Field("spec.cmd_labels", .open, owner: .server, "always empty"),
      Field("spec.rotation", .open, owner: .server, "always empty"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + Field.kept(["addr", "hostname", "peer_addr", "proxy_ids", "public_addrs", "use_tunnel", "version"]))

  public init(from decoder: any Decoder) throws {
    github = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(GitHubOrganization.self, forKey: .github)
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(github, forKey: .github)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case github }
}

/// A GitHub organisation; roles name it in `github_permissions.orgs`.
public struct GitHubOrganization: Codable, Hashable, Sendable {
  public var organization: String
  public var integration: String

  public init(organization: String, integration: String = "") {
    self.organization = organization
    self.integration = integration
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    organization = try container.value(.organization, or: "")
    integration = try container.value(.integration, or: "")
  }

  private enum CodingKeys: String, CodingKey { case organization, integration }
}

extension Document where Spec == GitServerSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }
  /// The organisation's name; empty when the document names none, which no role matches.
  public var organization: String { spec.github?.organization ?? "" }

  public init(name: String, labels: [String: String] = [:], organization: String, integration: String = "") {
    self.init(
      subKind: "github", version: "v2", metadata: Metadata(name: name, labels: labels),
      spec: GitServerSpec(github: GitHubOrganization(organization: organization, integration: integration)))
  }
}
