import ThresholdModel

/// One role that counts for a user, until when, and through what.
struct CountedRole {
  let role: ResolvedRole
  /// When it stops to count by itself.
  let until: Moment
  let source: Grant.Source
  /// Whether only its deny side counts.
  var isDenyOnly = false

  /// The role as one that only denies.
  var denyOnly: CountedRole { CountedRole(role: role, until: until, source: source, isDenyOnly: true) }
}

extension CountedRole {
  /// What opens leaf clusters without labels to everybody. Source: reference, roles-and-resources §3.1 and §5.1.
  static let implicit = CountedRole(
    role: ResolvedRole(
      CompiledRole(Role(name: ImplicitRole.name, options: ImplicitRole.options)), for: Person(name: UserName(""), traits: [:])),
    until: .never, source: .own)
}

extension [CountedRole] {
  /// Whether no role mentions cluster labels, on either side: then leaf clusters without labels are open.
  var saysNothingOfClusters: Bool {
    !contains { $0.role.allow.labels(.cluster) != nil || $0.role.deny.labels(.cluster) != nil }
  }
}

extension ResolvedRole {
  /// Whether the role makes database users for the time of a connection.
  var makesDatabaseUsers: Bool { compiled.makesDatabaseUsers }

  /// Whether the role takes away the verbs on SAML service providers that roles from v8 on need beside their labels;
  /// everybody has these verbs by the implicit role. What a condition would say is not waited for. Source: §2 and §5.1.
  var closesSAMLProviders: Bool {
    compiled.deny.rules.tried(for: ResourceKind.samlProvider.rawValue).contains { $0.covers(.read) || $0.covers(.list) }
  }
}

/// The roles that count for one user on one resource: what a decision looks at.
struct AccessCheck {
  let target: Target
  let facts: AccountFacts
  let roles: [CountedRole]
  /// Roles that allow the resource's labels, in the order of `roles`.
  let matching: [CountedRole]
  let obstacle: Obstacle?

  /// What keeps everybody with these roles out, whatever the account.
  enum Obstacle {
    case deniedLabels(RoleName)
    case unreadable(RoleName)
  }

  init(_ roles: [CountedRole], on target: Target, user: UserName) {
    self.target = target
    self.roles = roles
    var facts = target.facts
    var obstacle: Obstacle?
    for counted in roles {
      switch counted.role.denies(target) {
      case .differs: continue
      case .matches: obstacle = .deniedLabels(counted.role.name)
      case .unreadable: obstacle = .unreadable(counted.role.name)
      }
      break
    }
    var matching: [CountedRole] = []
    for counted in roles where !counted.isDenyOnly {
      switch counted.role.allows(target) {
      case .differs: continue
      case .matches: matching.append(counted)
      case .unreadable: obstacle = obstacle ?? .unreadable(counted.role.name)
      }
    }
    if target.kind == .remoteCluster, target.labels.isEmpty, roles.saysNothingOfClusters { matching = [.implicit] }
    if target.kind == .samlProvider, roles.contains(where: \.role.closesSAMLProviders) {
      matching.removeAll { $0.role.compiled.version.decidesSAMLByLabels }
    }
    if target.supportsAutoUsers, matching.contains(where: \.role.makesDatabaseUsers) { facts.automaticUser = user.text }
    self.facts = facts
    self.matching = matching
    self.obstacle = obstacle
  }

  /// The first role that denies an account; deny lists count whatever the labels beside them say, but for
  /// Kubernetes, where labels beside them must match. Source: §3.1 and §7.2.
  func denial(of principal: Principal) -> RoleName? {
    if principal.field == .databaseRoles { return denial(ofDatabaseRole: principal) }
    for counted in roles {
      let denied = counted.role.deny.principals(principal.field)
      guard !denied.isEmpty, facts.takesIn(principal, denied, on: .deny) else { continue }
      if !facts.isUnion || subtracts(counted.role) { return counted.role.name }
    }
    return nil
  }

  /// Whether the Kubernetes accounts that a role denies are taken away in this cluster.
  func subtracts(_ role: ResolvedRole) -> Bool {
    role.deny.labels(.kubernetes).map { $0.match(target.labels) != .differs } ?? true
  }

  /// The first role that denies a database role: one that makes users itself and whose deny labels match or are
  /// empty, or any that denies all. Source: §7.2; design, §2.
  private func denial(ofDatabaseRole principal: Principal) -> RoleName? {
    roles.first { counted in
      let denied = counted.role.deny.principals(.databaseRoles)
      if denied.isEverything { return true }
      guard counted.role.makesDatabaseUsers, counted.role.deny.labels(.database)?.match(target.labels) != .differs else { return false }
      return facts.names(principal, in: denied, on: .deny)
    }?.role.name
  }

  /// Until when an automatic user may be given a database role; nil when it may not. Database roles are the union over
  /// the matching roles that make users. Source: §7.2.
  func until(ofDatabaseRole principal: Principal) -> Moment? {
    guard facts.automaticUser != nil, denial(ofDatabaseRole: principal) == nil else { return nil }
    return matching.filter { counted in
      counted.role.makesDatabaseUsers && facts.names(principal, in: counted.role.allow.principals(.databaseRoles), on: .allow)
    }.map(\.until).max()
  }

  /// Until when users are made on the database: the longest of the roles that say so.
  var automaticUntil: Moment { matching.filter(\.role.makesDatabaseUsers).map(\.until).max() ?? .never }

  /// Until when the roles name somebody to be at all, where accounts are the union of them: an access without any ends then.
  var accountsUntil: Moment {
    matching.filter { counted in facts.fields.contains { !accounts($0, of: counted.role).isEmpty } }.map(\.until).max() ?? .never
  }

  /// Whether one role allows an account, labels aside.
  func allows(_ principal: Principal, _ role: ResolvedRole) -> Bool {
    if principal.field == .databaseUsers, let automatic = facts.automaticUser { return principal.value.isExactly(automatic) }
    return facts.names(principal, in: role.allow.principals(principal.field), on: .allow)
  }

  /// As whom these roles let somebody be on the resource; nil when they do not open it at all.
  var access: PrincipalSet? {
    guard obstacle == nil, !matching.isEmpty else { return nil }
    guard !facts.fields.isEmpty else { return PrincipalSet() }
    var found: [PrincipalField: Set<ExactText>] = [:]
    for counted in matching {
      let lists = facts.fields.map { field in (field, accounts(field, of: counted.role)) }
      let isComplete = facts.isUnion || facts.needed.allSatisfy { field in lists.contains { $0.0 == field && !$0.1.isEmpty } }
      guard isComplete else { continue }
      for (field, values) in lists { found[field, default: []].formUnion(values.map { ExactText($0) }) }
    }
    let named = found.filter { !$0.value.isEmpty }.mapValues { $0.map(\.text).sorted() }
    if facts.isUnion ? named.isEmpty : !facts.needed.allSatisfy({ named[$0] != nil }) { return nil }
    return PrincipalSet(named)
  }

  /// The accounts of one list that a role gives and no role denies.
  private func accounts(_ field: PrincipalField, of role: ResolvedRole) -> [String] {
    if field == .databaseUsers, let automatic = facts.automaticUser {
      return denial(of: Principal(field, automatic)) == nil ? [automatic] : []
    }
    let list = role.allow.principals(field)
    guard !roles.contains(where: { $0.role.deny.principals(field).isEverything && (!facts.isUnion || subtracts($0.role)) }) else {
      return []
    }
    return (list.isEverything ? ["*"] : []) + list.values.filter { denial(of: Principal(field, $0)) == nil }
  }
}
