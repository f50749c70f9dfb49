import ThresholdModel

/// Which accounts a resource has and how they compare. Source: reference, roles-and-resources §7.1, §7.2 and §13.
struct AccountFacts: Hashable {
  /// The lists of accounts that one role must fill for the resource to be of any use; in the order of questions.
  var needed: [PrincipalField] = []
  /// Lists that only narrow: without an account of them the resource can be opened all the same.
  var optional: [PrincipalField] = []
  /// Whether any one of the needed lists will do, taken over all roles together (Kubernetes).
  var isUnion = false
  /// Whether database users compare without case.
  var ignoresCase = false
  /// The one database user there is when users are made for the time of a connection; nil otherwise.
  var automaticUser: String?
  /// How role ARNs and names stand for each other.
  var roleARNs = DatabaseEngine.RoleARNs.none
  var awsAccount: String?
  /// The AWS partitions in which the resource may be: one when its region is known, else all.
  var awsPartitions: [String] = []

  /// Every list that decides anything about the resource.
  var fields: [PrincipalField] { optional.isEmpty ? needed : needed + optional }
  // One array for all servers, of which there are many.
  private static let logins: [PrincipalField] = [.logins]

  init(_ resource: Resource) {
    switch resource {
    case .server: needed = Self.logins
    case .database(let database): read(database)
    case .kubeCluster:
      needed = [.kubernetesUsers, .kubernetesGroups]
      isUnion = true
    case .app(let app):
      switch app.flavor {
      case .awsConsole: needed = [.awsRoleARNs]
      case .azure: needed = [.azureIdentities]
      case .gcp: needed = [.gcpServiceAccounts]
      case .mcp: optional = [.mcpTools]
      case .http, .tcp, nil: break
      }
    case .desktop: needed = [.windowsLogins]
    case .gitServer, .userGroup, .account, .assignment, .samlProvider, .remoteCluster, .workloadIdentity, .databaseService: break
    }
  }

  private mutating func read(_ database: Database) {
    let engine = database.engine
    // What an unknown engine checks is not known, so it checks both.
    needed = (engine?.checksNameToo ?? true) ? [.databaseUsers, .databaseNames] : [.databaseUsers]
    ignoresCase = engine?.comparesUserIgnoringCase ?? false
    roleARNs = engine?.usesRoleARN ?? .none
    awsAccount = database.awsAccountID
    awsPartitions = Self.partitions(of: database.awsRegion)
  }

  private static func partitions(of region: String?) -> [String] {
    guard let region else { return ["aws", "aws-cn", "aws-us-gov"] }
    if region.hasPrefix("cn-") { return ["aws-cn"] }
    return [region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"]
  }

  /// Every way to write an account that means the same to the resource, the asked one first.
  ///
  /// A short role name equals its full ARN, only in the database's own account and partition and only for roles; MongoDB
  /// Atlas writes `role/NAME` instead. Source: roles-and-resources §7.1 and §13.
  func spellings(of principal: Principal) -> [String] {
    guard principal.field == .databaseUsers, let awsAccount, roleARNs != .none else { return [principal.value] }
    let value = principal.value
    let prefixes = awsPartitions.map { "arn:\($0):iam::\(awsAccount):role/" }
    if let prefix = prefixes.first(where: { value.hasPrefix($0) }) {
      let name = String(value.dropFirst(prefix.count))
      return [value, roleARNs == .rolePaths ? "role/\(name)" : name]
    }
    if value.hasPrefix("arn:") { return [value] }
    switch roleARNs {
    case .rolePaths:
      guard value.hasPrefix("role/") else { return [value] }
      return [value] + prefixes.map { $0 + value.dropFirst("role/".count) }
    case .shortNames, .none: return [value] + prefixes.map { $0 + value }
    }
  }

  /// Whether a list of accounts names one.
  func names(_ principal: Principal, in list: ResolvedPrincipals, on side: LabelSelector.Side) -> Bool {
    if list.isEverything { return true }
    if list.values.isEmpty { return false }
    let ignoresCase = (self.ignoresCase && principal.field == .databaseUsers) || principal.field.ignoresCase(on: side)
    return list.names(spellings(of: principal), ignoringCase: ignoresCase)
  }

  /// Whether a list takes in an entry of another list, as far as its text tells. Tools are named by patterns, and an
  /// expression need not match its own text.
  func takesIn(_ entry: Principal, _ list: ResolvedPrincipals, on side: LabelSelector.Side) -> Bool {
    names(entry, in: list, on: side) || list.values.contains { $0.isExactly(entry.value) }
  }
}
