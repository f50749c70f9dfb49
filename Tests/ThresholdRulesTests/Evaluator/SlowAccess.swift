import ThresholdModel
import ThresholdRules

/// The roles that count for one user on one resource, asked one account after the other.
/// Source: reference, roles-and-resources §3.1, §7.1 and §7.2.
struct SlowAccess {
  let roles: [SlowCount]
  let resource: Resource
  let user: UserName
  /// Whether a deny label, or an expression that cannot be evaluated, keeps everybody out.
  let isClosed: Bool
  /// Roles that allow the labels.
  let matching: [SlowCount]
  /// Whether database users are made for the time of a connection.
  let isAutomatic: Bool
  private let denyMatches: [SlowRole.Match]

  init(_ roles: [SlowCount], _ resource: Resource, _ labels: [String: String], user: UserName, implicit: SlowRole) {
    self.roles = roles
    self.resource = resource
    self.user = user
    let denyMatches = roles.map { $0.role.match(resource, labels, deny: true) }
    let allowMatches = roles.map { $0.gives ? $0.role.match(resource, labels, deny: false) : .no }
    isClosed = denyMatches.contains { $0 != .no } || allowMatches.contains(.broken)
    var matching = zip(roles, allowMatches).filter { $0.1 == .yes }.map(\.0)
    switch resource {
    case .remoteCluster where labels.isEmpty:
      if roles.allSatisfy({ $0.role.labels(.cluster, deny: false) == nil && $0.role.labels(.cluster, deny: true) == nil }) {
        matching = [SlowCount(role: implicit, until: .max)]
      }
    case .samlProvider:
      let kind = ResourceKind.samlProvider.rawValue
      if roles.contains(where: { $0.role.covers("read", kind, deny: true) || $0.role.covers("list", kind, deny: true) }) {
        matching.removeAll { $0.role.version == .v8 }
      }
    default: break
    }
    var isAutomatic = false
    if case .database(let database) = resource, !(database.spec.adminUser?.name ?? "").isEmpty,
      ["postgres", "mysql"].contains(database.spec.wireProtocol)
    {
      isAutomatic = matching.contains { $0.role.makesUsers }
    }
    self.matching = matching
    self.isAutomatic = isAutomatic
    self.denyMatches = denyMatches
  }

  /// The lists of accounts that an access names, and whether one role must name all of them.
  static func fields(_ resource: Resource) -> [PrincipalField] {
    switch resource {
    case .server: return [.logins]
    case .database(let database): return checksNames(database) ? [.databaseUsers, .databaseNames] : [.databaseUsers]
    case .kubeCluster: return [.kubernetesUsers, .kubernetesGroups]
    case .desktop: return [.windowsLogins]
    case .app(let app):
      switch app.spec.uri {
      case "cloud://AWS": return [.awsRoleARNs]
      case "cloud://Azure": return [.azureIdentities]
      case "cloud://GCP": return [.gcpServiceAccounts]
      case "mcp+stdio://x": return [.mcpTools]
      default: return []
      }
    default: return []
    }
  }

  private static func checksNames(_ database: Database) -> Bool { ["postgres", "newdb"].contains(database.spec.wireProtocol) }

  /// Whether two ways to write a database user mean the same.
  func isSame(_ field: PrincipalField, _ left: String, _ right: String, deny: Bool) -> Bool {
    if left == right { return true }
    switch field {
    case .azureIdentities: return left.lowercased() == right.lowercased()
    case .gcpServiceAccounts: return deny && left.lowercased() == right.lowercased()
    case .mcpTools: return SlowMatching.matches(left, right)
    case .databaseUsers:
      guard case .database(let database) = resource else { return false }
      switch database.spec.wireProtocol {
      case "cockroachdb": return left.lowercased() == right.lowercased()
      case "dynamodb":
        let prefix = "arn:aws:iam::123456789012:role/"
        return left == prefix + right || right == prefix + left
      default: return false
      }
    default: return false
    }
  }

  private func names(_ accounts: SlowRole.Accounts?, _ principal: Principal, deny: Bool) -> Bool {
    guard let accounts else { return false }
    return accounts.isEverything || accounts.values.contains { isSame(principal.field, $0, principal.value, deny: deny) }
  }

  func denies(_ principal: Principal) -> Bool {
    zip(roles, denyMatches).contains { count, labels in
      let list = count.role.deny[principal.field]
      guard names(list, principal, deny: true) else { return false }
      switch principal.field {
      case .kubernetesUsers, .kubernetesGroups:
        return labels != .no || count.role.labels(.kubernetes, deny: true) == nil
      case .databaseRoles:
        return list!.isEverything
          || (count.role.makesUsers && (labels != .no || count.role.labels(.database, deny: true) == nil))
      default: return true
      }
    }
  }

  private func allows(_ count: SlowCount, _ principal: Principal) -> Bool {
    if principal.field == .databaseUsers, isAutomatic { return principal.value == user.text }
    return names(count.role.allow[principal.field], principal, deny: false)
  }

  /// What is asked, without what the resource does not check.
  func checked(_ principals: [Principal]) -> [Principal] {
    if case .database(let database) = resource, !Self.checksNames(database) { return principals.filter { $0.field != .databaseNames } }
    return principals
  }

  /// The roles that grant everything that is asked, with their ends.
  func granting(_ principals: [Principal], _ act: KubernetesAct?) -> [(role: SlowRole, until: Int64)] {
    if case .kubeCluster = resource { return granting(inKubernetes: principals, act) }
    let asked = checked(principals)
    let (given, single) = (asked.filter { $0.field == .databaseRoles }, asked.filter { $0.field != .databaseRoles })
    let fields = Self.fields(resource)
    guard single.allSatisfy({ fields.contains($0.field) }), given.isEmpty || isAutomatic else { return [] }
    var limit = Int64.max
    let makers = matching.filter { $0.role.makesUsers }
    for principal in given {
      guard let until = makers.filter({ names($0.role.allow[.databaseRoles], principal, deny: false) }).map(\.until).max() else {
        return []
      }
      limit = min(limit, until)
    }
    if isAutomatic, single.contains(where: { $0.field == .databaseUsers }) { limit = min(limit, makers.map(\.until).max()!) }
    return matching.filter { count in single.allSatisfy { allows(count, $0) } }.map { ($0.role, min($0.until, limit)) }
  }

  private func granting(inKubernetes principals: [Principal], _ act: KubernetesAct?) -> [(role: SlowRole, until: Int64)] {
    func left(_ count: SlowCount, _ field: PrincipalField) -> [String] {
      (count.role.allow[field]?.values ?? []).filter { !denies(Principal(field, $0)) }
    }
    let naming = matching.filter { !left($0, .kubernetesUsers).isEmpty || !left($0, .kubernetesGroups).isEmpty }
    guard var limit = naming.map(\.until).max() else { return [] }
    let users = Set(naming.flatMap { left($0, .kubernetesUsers) })
    let hasUsers = !users.isEmpty
    if act != nil, users.count > 1, !principals.contains(where: { $0.field == .kubernetesUsers }) { return [] }
    for principal in principals {
      guard [.kubernetesUsers, .kubernetesGroups].contains(principal.field), !denies(principal) else { return [] }
      if let until = matching.filter({ left($0, principal.field).contains(principal.value) }).map(\.until).max() {
        limit = min(limit, until)
      } else if principal.field == .kubernetesGroups || hasUsers || principal.value != user.text {
        return []
      }
    }
    return matching.filter { act == nil || SlowKubernetes.allows($0.role, act!) }.map { ($0.role, min($0.until, limit)) }
  }

  /// Whether an account would do, as far as roles decide; with the others that an access needs, where one role must name all.
  func opens(_ principal: Principal) -> Bool {
    guard !isClosed, !denies(principal) else { return false }
    guard case .database = resource, Self.fields(resource).count == 2 else { return !granting([principal], nil).isEmpty }
    let other: PrincipalField = principal.field == .databaseUsers ? .databaseNames : .databaseUsers
    return Facts.accounts[other]!.contains { value in
      let second = Principal(other, value)
      return !denies(second) && !granting([principal, second], nil).isEmpty
    }
  }

  /// Every account of ``Facts`` that would do; nil when the resource cannot be reached as anybody.
  var opened: Set<Principal>? {
    let fields = Self.fields(resource)
    guard !isClosed, !matching.isEmpty else { return nil }
    var found: Set<Principal> = []
    let named = namedInKubernetes
    for field in fields {
      for value in Facts.accounts[field]! {
        let principal = Principal(field, value)
        if let named { if named.contains(principal) { found.insert(principal) } } else if opens(principal) { found.insert(principal) }
      }
    }
    return found.isEmpty && !fields.isEmpty && fields != [.mcpTools] ? nil : found
  }

  /// In Kubernetes clusters the accounts that roles name: one's own name, where they name none, is not among them.
  private var namedInKubernetes: Set<Principal>? {
    guard case .kubeCluster = resource else { return nil }
    var found: Set<Principal> = []
    for count in matching {
      for field in [PrincipalField.kubernetesUsers, .kubernetesGroups] {
        for value in count.role.allow[field]?.values ?? [] where !denies(Principal(field, value)) { found.insert(Principal(field, value)) }
      }
    }
    return found
  }
}
