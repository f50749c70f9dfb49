import ThresholdModel

/// A role for one user, everything in it written out.
final class SlowRole {
  enum Match { case yes, no, broken }

  struct Accounts {
    var values: [String] = []
    var isEverything = false
  }

  let role: Role
  let allow: [PrincipalField: Accounts]
  let deny: [PrincipalField: Accounts]
  private let expressions: [String: SlowExpression]
  private let traits: Traits
  private let user: String

  var name: RoleName { role.name }
  var version: RoleVersion { role.roleVersion }
  var options: RoleOptions { role.spec.options }
  var makesUsers: Bool { options.createDatabaseUserMode == .keep || options.createDatabaseUserMode == .bestEffortDrop }

  init(_ role: Role, _ facts: Facts, traits: Traits, user: String) {
    self.role = role
    expressions = facts.expressions
    self.traits = traits
    self.user = user
    allow = role.spec.allow.principals.reduce(into: [:]) { $0[$1.key] = Self.accounts($1.key, $1.value, traits, deny: false) }
    deny = role.spec.deny.principals.reduce(into: [:]) { $0[$1.key] = Self.accounts($1.key, $1.value, traits, deny: true) }
  }

  private static func accounts(_ field: PrincipalField, _ texts: [String], _ traits: Traits, deny: Bool) -> Accounts {
    if texts.contains(where: { !SlowMatching.isReadable($0) }) { return Accounts(isEverything: deny) }
    var found = Accounts()
    for text in texts {
      for value in SlowMatching.expand(text, traits) {
        if value == "*" {
          if deny || (!SlowMatching.isTemplate(text) && [.databaseUsers, .databaseNames, .mcpTools].contains(field)) {
            found.isEverything = true
          }
        } else if deny || SlowMatching.canBe(field, value) {
          found.values.append(value)
        }
      }
    }
    return found
  }

  /// What a side says about a kind's labels; nil when it says nothing.
  func labels(_ field: LabelField, deny: Bool) -> (map: LabelMap?, expression: String?)? {
    let side = deny ? role.spec.deny : role.spec.allow
    var map = side.labels[field]
    let expression = side.labelExpressions[field]
    if !deny, version == .v3, map == nil, expression == nil {
      if field == .node ? !side.logins.isEmpty : [.app, .kubernetes, .database].contains(field) { map = ["*": ["*"]] }
    }
    if map?.entries.isEmpty == true { map = nil }
    return map == nil && expression == nil ? nil : (map, expression)
  }

  func match(_ field: LabelField, _ labels: [String: String], deny: Bool) -> Match {
    guard let (map, text) = self.labels(field, deny: deny) else { return .no }
    let byMap = map.map { SlowMatching.labels($0, labels, traits, deny: deny) }
    guard let text else { return byMap == true ? .yes : .no }
    let expression = expressions[text]
    if expression?.isReadable == false { return .broken }
    if deny, byMap == true { return .yes }
    if !deny, byMap == false { return .no }
    switch expression?.isTrue(labels, traits, user) {
    case true: return .yes
    case false: return .no
    default: return .broken
    }
  }

  /// Whether a side is about a resource.
  func match(_ resource: Resource, _ labels: [String: String], deny: Bool) -> Match {
    let side = deny ? role.spec.deny : role.spec.allow
    switch resource {
    case .server: return match(.node, labels, deny: deny)
    case .database: return match(.database, labels, deny: deny)
    case .kubeCluster: return match(.kubernetes, labels, deny: deny)
    case .app: return match(.app, labels, deny: deny)
    case .desktop: return match(.desktop, labels, deny: deny)
    case .userGroup: return match(.group, labels, deny: deny)
    case .remoteCluster: return match(.cluster, labels, deny: deny)
    case .workloadIdentity: return match(.workloadIdentity, labels, deny: deny)
    case .databaseService: return match(.databaseService, labels, deny: deny)
    case .samlProvider:
      if options.samlIdPEnabled == false { return deny ? .yes : version == .v8 ? match(.app, labels, deny: false) : .no }
      return version == .v8 ? match(.app, labels, deny: deny) : deny ? .no : .yes
    case .gitServer(let server):
      let patterns = side.githubPermissions.flatMap(\.orgs).flatMap { SlowMatching.expand($0, traits) }
      return patterns.contains { SlowMatching.matches($0, server.organization) } ? .yes : .no
    case .account(let account):
      return side.accountAssignments.contains { SlowMatching.matches($0.account, account.spec.accountID) } ? .yes : .no
    case .assignment(let assignment):
      return side.accountAssignments.contains {
        SlowMatching.matches($0.account, assignment.spec.accountID)
          && SlowMatching.matches($0.permissionSet, assignment.spec.permissionSet.arn)
      } ? .yes : .no
    }
  }

  /// Whether a rule of a side covers a verb on a kind.
  func covers(_ verb: String, _ kind: String, deny: Bool) -> Bool {
    (deny ? role.spec.deny : role.spec.allow).rules.contains {
      ($0.resources.contains(kind) || $0.resources.contains("*")) && ($0.verbs.contains(verb) || $0.verbs.contains("*"))
    }
  }

  /// Whether the `request` block of a side names a role to be asked for.
  func names(_ wanted: RoleName, deny: Bool) -> Bool {
    let request = (deny ? role.spec.deny : role.spec.allow).request
    return request.roles.contains { SlowMatching.matches($0, wanted.text) }
      || request.claimsToRoles.contains { claim in
        (traits[claim.claim] ?? []).contains { SlowMatching.matches(claim.value, $0) }
          && claim.roles.contains { SlowMatching.matches($0, wanted.text) }
      }
  }
}
