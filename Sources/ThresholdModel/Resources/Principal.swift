/// One account on a resource: what kind of account, and which.
///
/// Shape: `logins: root`, `db_users: alice`. What a role must allow beside the labels.
/// Source: reference, roles-and-resources §1.2.
public struct Principal: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  public let field: PrincipalField
  public let value: String

  public init(_ field: PrincipalField, _ value: String) {
    self.field = field
    self.value = value
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.field == right.field && left.value.utf8.elementsEqual(right.value.utf8)
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(field)
    for byte in value.utf8 { hasher.combine(byte) }
  }
  public static func < (left: Self, right: Self) -> Bool { (left.field.rawValue, left.value) < (right.field.rawValue, right.value) }

  /// As people say it: `login root`, `database user alice`.
  public var description: String { "\(field.subject) `\(value.escapedForDisplay)`" }
}

extension PrincipalField: Codable {
  /// What one account of the field is called in messages.
  public var subject: String {
    switch self {
    case .logins: "login"
    case .hostGroups: "group on the server"
    case .hostSudoers: "sudoers line"
    case .databaseUsers: "database user"
    case .databaseNames: "database name"
    case .databaseRoles: "database role"
    case .kubernetesUsers: "Kubernetes user"
    case .kubernetesGroups: "Kubernetes group"
    case .awsRoleARNs: "AWS role"
    case .azureIdentities: "Azure identity"
    case .gcpServiceAccounts: "GCP service account"
    case .mcpTools: "MCP tool"
    case .windowsLogins: "Windows login"
    case .desktopGroups: "group on the desktop"
    }
  }
}
