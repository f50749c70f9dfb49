/// What a list hands on: roles, and traits that are added to the user's own.
///
/// Shape: `{"roles": ["access"], "traits": {"logins": ["ubuntu"]}}`; both may be empty (a pure group).
public struct Grants: Codable, Hashable, Sendable {
  /// Each must exist.
  public var roles: [RoleName]
  public var traits: Traits

  public init(roles: [RoleName] = [], traits: Traits = [:]) {
    self.roles = roles
    self.traits = traits
  }

  public var isEmpty: Bool { roles.isEmpty && traits.isEmpty }

  public init(from decoder: any Decoder) throws {
    (roles, traits) = try RolesAndTraits.read(decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try RolesAndTraits.write(roles, traits, encoder)
  }
}

/// What a user must hold of their own, not through lists, for a membership or an ownership to count: every
/// role, and every value of every trait. A trait without values asks for the trait alone.
/// Source: reference, lists-and-requests §3.2.
public struct Requirements: Codable, Hashable, Sendable {
  /// Each must exist.
  public var roles: [RoleName]
  public var traits: Traits

  public init(roles: [RoleName] = [], traits: Traits = [:]) {
    self.roles = roles
    self.traits = traits
  }

  /// Everybody meets it.
  public var isEmpty: Bool { roles.isEmpty && traits.isEmpty }

  public init(from decoder: any Decoder) throws {
    (roles, traits) = try RolesAndTraits.read(decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try RolesAndTraits.write(roles, traits, encoder)
  }
}

/// The one shape of grants and requirements in documents.
enum RolesAndTraits {
  private enum CodingKeys: String, CodingKey { case roles, traits }

  /// The fields under a path, for the field tables.
  static func fields(at path: String, _ about: String) -> [Field] {
    [
      Field(path, .object, about),
      Field("\(path).roles", .texts, limit: 100, "\(about): roles"),
      Field("\(path).traits", .selectors, limit: 100, "\(about): traits, attribute to values"),
    ]
  }

  static func read(_ decoder: any Decoder) throws -> ([RoleName], Traits) {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let roles: [RoleName] = try container.decodeIfPresent(NamesOrName.self, forKey: .roles)?.names ?? []
    return (roles, try container.value(.traits, or: LabelMap()).entries)
  }

  static func write(_ roles: [RoleName], _ traits: Traits, _ encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(roles, forKey: .roles)
    try container.encodeFilled(traits, forKey: .traits)
  }

  /// A list of names, or the one name of a list of one.
  private struct NamesOrName: Decodable {
    let names: [RoleName]
    init(from decoder: any Decoder) throws { names = try OneOrMany(from: decoder).values.map { RoleName($0) } }
  }
}
