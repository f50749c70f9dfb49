/// What its holders may do. Document kind `role`. Source: reference, roles-and-resources §1.
public typealias Role = Document<RoleSpec>

/// A role's options, what it allows, and what it denies; deny wins over every allow of every role.
public struct RoleSpec: DocumentSpec {
  public var options: RoleOptions
  public var allow: RoleConditions
  public var deny: RoleConditions

  public init(options: RoleOptions = RoleOptions(), allow: RoleConditions = RoleConditions(), deny: RoleConditions = RoleConditions()) {
    self.options = options
    self.allow = allow
    self.deny = deny
  }

  public static let fields = FieldTable(
    kind: "role", versions: RoleVersion.allCases.map(\.rawValue),
    fields: RoleFields.all + [Field("status", .object, owner: .server, "run-time state")],
    lenient: ["spec.allow"])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    options = try container.value(.options, or: RoleOptions())
    allow = try container.value(.allow, or: RoleConditions())
    deny = try container.value(.deny, or: RoleConditions())
  }

  private enum CodingKeys: String, CodingKey { case options, allow, deny }
}

/// The form in which a role is written: all share one shape, only defaults and checks differ.
/// Source: reference, roles-and-resources §2.
public enum RoleVersion: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
  case v3, v4, v5, v6, v7, v8

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// Whether holders may take part in moderated sessions through the role.
  public var joinsModeratedSessions: Bool { self >= .v5 }

  /// Whether access to SAML service providers is decided by `app_labels` and verbs instead of the
  /// `idp.saml.enabled` option.
  public var decidesSAMLByLabels: Bool { self >= .v8 }
}

extension Document where Spec == RoleSpec {
  public var name: RoleName { RoleName(metadata.name) }

  /// The version of the document; an unknown one, which no door lets in, counts as the strictest.
  public var roleVersion: RoleVersion { RoleVersion(rawValue: version) ?? .v8 }

  public init(
    name: RoleName, version: RoleVersion = .v8, labels: [String: String] = [:], options: RoleOptions = RoleOptions(),
    allow: RoleConditions = RoleConditions(), deny: RoleConditions = RoleConditions()
  ) {
    self.init(
      version: version.rawValue, metadata: Metadata(name: name.text, labels: labels),
      spec: RoleSpec(options: options, allow: allow, deny: deny))
  }
}
