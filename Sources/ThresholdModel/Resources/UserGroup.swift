/// A group of another identity system, with the apps it opens. Document kind `user_group`, version `v1`.
/// Source: reference, roles-and-resources §5.3 and §6.
public typealias UserGroup = Document<UserGroupSpec>

/// The apps that come with the group.
public struct UserGroupSpec: DocumentSpec {
  /// Names of `app` documents.
  public var applications: [String]

  public init(applications: [String] = []) { self.applications = applications }

  public static let fields = FieldTable(
    kind: "user_group", versions: ["v1"],
    fields: [
      Field("spec.applications", .texts, limit: 1000, "names of the apps that come with the group"),
      Field("status", .object, owner: .server, "run-time state"),
    ])

  public init(from decoder: any Decoder) throws {
    applications = try decoder.container(keyedBy: CodingKeys.self).list(.applications)
  }

  private enum CodingKeys: String, CodingKey { case applications }
}

extension Document where Spec == UserGroupSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  public init(name: String, labels: [String: String] = [:], applications: [String] = []) {
    self.init(version: "v1", metadata: Metadata(name: name, labels: labels), spec: UserGroupSpec(applications: applications))
  }
}
