/// An AWS account of an Identity Center. Document kind `aws_ic_account`, version `v1`.
/// Source: reference, roles-and-resources §5.3 and §7.1; the field names are our reading.
public typealias IdentityCenterAccount = Document<IdentityCenterAccountSpec>
/// A permission set on an account. Document kind `aws_ic_account_assignment`, version `v1`.
public typealias IdentityCenterAssignment = Document<IdentityCenterAssignmentSpec>

/// Which account.
public struct IdentityCenterAccountSpec: DocumentSpec {
  /// 12 digits.
  public var accountID: String
  public var name: String
  public var kept: KeptFields

  public init(accountID: String, name: String = "", kept: KeptFields = KeptFields()) {
    self.accountID = accountID
    self.name = name
    self.kept = kept
  }

  public static let fields = FieldTable(
    kind: "aws_ic_account", versions: ["v1"],
    fields: [
      Field("spec.id", .text, limit: 64, "the account's id: 12 digits"),
      Field("spec.name", .text, limit: 256, "what people call it"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + Field.kept(["arn", "description", "is_organization_owner", "permission_set_info", "start_url"]))

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    accountID = try container.value(.accountID, or: "")
    name = try container.value(.name, or: "")
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(accountID, forKey: .accountID)
    try container.encodeFilled(name, forKey: .name)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name
    case accountID = "id"
  }
}

/// Which permission set on which account.
public struct IdentityCenterAssignmentSpec: DocumentSpec {
  /// 12 digits.
  public var accountID: String
  public var accountName: String
  /// What people read, for example `Admin on Production`.
  public var display: String
  public var permissionSet: PermissionSet
  public var kept: KeptFields

  public init(
    accountID: String, accountName: String = "", display: String = "", permissionSet: PermissionSet, kept: KeptFields = KeptFields()
  ) {
    self.accountID = accountID
    self.accountName = accountName
    self.display = display
    self.permissionSet = permissionSet
    self.kept = kept
  }

  public static let fields = FieldTable(
    kind: "aws_ic_account_assignment", versions: ["v1"],
    fields: [
      Field("spec.account_id", .text, limit: 64, "the account's id: 12 digits"),
      Field("spec.account_name", .text, limit: 256, "what people call the account"),
      Field("spec.display", .text, limit: 512, "what people call the assignment"),
      Field("spec.permission_set", .object, "what is permitted there"),
      Field("spec.permission_set.arn", .text, limit: 1024, "the permission set's ARN, which roles match"),
      Field("spec.permission_set.name", .text, limit: 256, "what people call it"),
      Field("spec.permission_set.role", .text, owner: .server, "always empty"),
      Field("spec.permission_set.assignment_id", .text, owner: .server, "always empty"),
      Field("status", .object, owner: .server, "run-time state"),
    ])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    accountID = try container.value(.accountID, or: "")
    accountName = try container.value(.accountName, or: "")
    display = try container.value(.display, or: "")
    permissionSet = try container.value(.permissionSet, or: PermissionSet(arn: ""))
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(accountID, forKey: .accountID)
    try container.encodeFilled(accountName, forKey: .accountName)
    try container.encodeFilled(display, forKey: .display)
    try container.encode(permissionSet, forKey: .permissionSet)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case display
    case accountID = "account_id"
    case accountName = "account_name"
    case permissionSet = "permission_set"
  }
}

/// A permission set: its ARN is what roles match.
public struct PermissionSet: Codable, Hashable, Sendable {
  public var arn: String
  public var name: String

  public init(arn: String, name: String = "") {
    self.arn = arn
    self.name = name
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    arn = try container.value(.arn, or: "")
    name = try container.value(.name, or: "")
  }

  private enum CodingKeys: String, CodingKey { case arn, name }
}

extension Document where Spec == IdentityCenterAccountSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  public init(name: String, labels: [String: String] = [:], spec: IdentityCenterAccountSpec) {
    self.init(version: "v1", metadata: Metadata(name: name, labels: labels), spec: spec)
  }
}

extension Document where Spec == IdentityCenterAssignmentSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  public init(name: String, labels: [String: String] = [:], spec: IdentityCenterAssignmentSpec) {
    self.init(version: "v1", metadata: Metadata(name: name, labels: labels), spec: spec)
  }
}
