import ThresholdModel

/// Worlds of servers that are small and crowded, so that everything meets everything. See ``Facts/init(everyKind:)``.
extension Facts {
  static let userNames: [UserName] = ["ann", "bob", "cho", "dan", "eva"]
  static let roleNames: [RoleName] = (0..<9).map { RoleName("role-\($0)") }
  static let listNames: [ListName] = ["one", "two", "three", "four"]
  static let serverIDs: [ServerID] = (1...7).map { ServerID(uuid($0)) }
  static let logins = ["root", "ubuntu", "ann", "test", "-x"]
  static let values = ["test", "prod", "staging", "testing", "us-west-1", "", "ann"]
  static let keys = ["env", "team", "region"]
  static let matchers = [
    "*", "test", "prod", "us-*", "*ing", "t*t*", "^test|staging$", "^(test|staging)$", "^us-[a-z]+-[0-9]$", "{{external.env}}",
    "{{external.team}}-*", "", "Prod",
  ]

  init(dice: inout Dice) {
    for name in Self.roleNames where !dice.oneIn(12) { roles.append(Self.role(name, &dice)) }
    for id in Self.serverIDs where !dice.oneIn(10) { resources.append(.server(Self.server(id, &dice))) }
    for name in Self.userNames where !dice.oneIn(12) { users.append(Self.user(name, &dice)) }
    for name in Self.listNames where !dice.oneIn(8) { lists.append(Self.list(name, &dice)) }
    addMembers(&dice)
    for number in 0..<12 { requests.append(request(number, &dice)) }
    for (number, user) in (Self.userNames + Self.userNames).enumerated() { signIns.append(signIn(number, of: user, &dice)) }
    for user in Self.userNames where dice.oneIn(10) {
      locks.append(
        Lock(
          version: "v2", metadata: Metadata(name: "on-\(user)"), spec: LockSpec(target: LockTarget(user: user), expires: Self.end(&dice))))
    }
  }

  mutating func addMembers(_ dice: inout Dice) {
    for list in Self.listNames {
      for user in Self.userNames where dice.oneIn(3) {
        let spec = MemberSpec(
          list: list, user: dice.oneIn(5) ? UserName(user.text.uppercased()) : user, joined: noon, expires: Self.end(&dice), addedBy: "x")
        var member = Member(spec)
        if dice.oneIn(10) { member.metadata.expires = Self.end(&dice) }
        members.append(member)
      }
      for child in Self.listNames where dice.oneIn(4) && child != list {
        members.append(Member(MemberSpec(list: list, party: .list(child), joined: noon, expires: Self.end(&dice), addedBy: "x")))
      }
    }
  }

  /// Nil most of the time, otherwise one of few moments, so that ends coincide.
  static func end(_ dice: inout Dice) -> Moment? {
    dice.oneIn(3) ? noon + .minutes(Int64.random(in: -2...6, using: &dice) * 10) : nil
  }

  private static func labels(_ dice: inout Dice) -> LabelMap {
    if dice.oneIn(6) { return [:] }
    if dice.oneIn(3) { return ["*": ["*"]] }
    var map = LabelMap()
    for key in dice.some(of: keys, atMost: 2) { map.entries[key] = dice.some(of: matchers, atMost: 3) }
    if dice.oneIn(15) { map.entries["{{external.key}}"] = [dice.pick(matchers)] }
    return map
  }

  private static func principals(_ dice: inout Dice, deny: Bool) -> [String] {
    var found = dice.some(of: logins + ["{{internal.logins}}", "{{external.team}}", "x-{{external.env}}"], atMost: deny ? 1 : 6)
    if deny && dice.oneIn(20) { found.append("*") }
    return found
  }

  private static func role(_ name: RoleName, _ dice: inout Dice) -> Role {
    let patterns = roleNames.map(\.text) + ["*", "role-*", "^role-[0-4]$", "*5"]
    func side(_ dice: inout Dice, deny: Bool) -> RoleConditions {
      if deny && !dice.oneIn(6) { return RoleConditions() }
      let rules =
        dice.oneIn(6)
        ? [
          Rule(
            resources: dice.oneIn(2) ? ["node"] : ["*", "access_request"],
            verbs: dice.some(of: ["read", "list", "*", "update"], atMost: 2) + ["create"])
        ] : []
      return RoleConditions(
        nodeLabels: deny && !dice.oneIn(3) ? [:] : labels(&dice), logins: principals(&dice, deny: deny),
        request: RequestConditions(searchAsRoles: dice.oneIn(2) ? dice.some(of: roleNames, atMost: deny ? 1 : 3) : []),
        reviewRequests: ReviewConditions(
          roles: dice.oneIn(2) ? dice.some(of: patterns, atMost: deny ? 1 : 3) : [],
          previewAsRoles: dice.oneIn(4) ? dice.some(of: roleNames, atMost: 2) : []), rules: rules)
    }
    let (allow, deny) = (side(&dice, deny: false), side(&dice, deny: true))
    var role = Role(
      name: name, options: RoleOptions(maxSessionTTL: .hours(Int64.random(in: 1...30, using: &dice))), allow: allow, deny: deny)
    if dice.oneIn(15) { role.metadata.expires = end(&dice) }
    return role
  }

  private static func server(_ id: ServerID, _ dice: inout Dice) -> Server {
    var labels: [String: String] = [:]
    for key in dice.some(of: keys + ["a", ""].filter { !$0.isEmpty }, atMost: 3) { labels[key] = dice.pick(values) }
    var server = Scene.server(Int(id.text.suffix(2)) ?? 0, dice.pick(["web", "db", "Web"]), labels: labels)
    if dice.oneIn(15) { server.metadata.expires = end(&dice) }
    return server
  }

  private static func user(_ name: UserName, _ dice: inout Dice) -> User {
    var traits: Traits = [:]
    if dice.oneIn(2) { traits["logins"] = dice.some(of: logins + ["*", ""], atMost: 3) }
    if dice.oneIn(2) { traits["env"] = dice.some(of: values + ["*", "^te.*$"], atMost: 2) }
    if dice.oneIn(2) { traits["team"] = dice.some(of: ["us", "a", "us"], atMost: 2) }
    if dice.oneIn(3) { traits["key"] = dice.some(of: keys + ["*"], atMost: 2) }
    var user = User(name: name, roles: dice.some(of: roleNames, atMost: 3), traits: traits)
    if dice.oneIn(15) { user.metadata.expires = end(&dice) }
    return user
  }

  private static func grants(_ dice: inout Dice) -> Grants {
    var traits: Traits = [:]
    if dice.oneIn(6) { traits["logins"] = dice.some(of: logins, atMost: 2) }
    if dice.oneIn(8) { traits["env"] = dice.some(of: values, atMost: 2) }
    return Grants(roles: dice.some(of: roleNames, atMost: 2), traits: traits)
  }

  private static func requirements(_ dice: inout Dice) -> Requirements {
    guard dice.oneIn(4) else { return Requirements() }
    return Requirements(
      roles: dice.some(of: roleNames, atMost: 1), traits: dice.oneIn(2) ? ["env": dice.some(of: Array(values.prefix(3)), atMost: 1)] : [:])
  }

  /// Circles included, which no rule lets in: nothing may hang on them.
  static func list(_ name: ListName, _ dice: inout Dice) -> AccessList {
    let users = dice.some(of: userNames, atMost: 2) + [dice.pick(userNames)]
    let lists = dice.oneIn(3) ? dice.some(of: listNames, atMost: 2) : []
    let owners = users.map { Owner(name: $0) } + lists.map { Owner(list: $0) }
    return AccessList(
      version: "v1", metadata: Metadata(name: name.text, expires: dice.oneIn(10) ? end(&dice) : nil),
      spec: AccessListSpec(
        title: "t", owners: owners, membershipRequires: requirements(&dice), ownershipRequires: requirements(&dice),
        grants: grants(&dice), ownerGrants: grants(&dice)))
  }

  /// Most requests are for what their users may ask for: others give nothing, which is soon seen.
  private func request(_ number: Int, _ dice: inout Dice) -> AccessRequest {
    let slow = SlowEvaluator(facts: self, now: noon)
    let user = dice.pick(Self.userNames)
    let askable = Self.roleNames.filter { slow.standing(user)?.askable($0, forResources: true) != nil }
    let roles = askable.isEmpty || dice.oneIn(4) ? Self.roleNames : askable
    var request = Scene.request(
      100 + number, by: user, roles: dice.some(of: roles, atMost: 1) + [dice.pick(roles)],
      servers: dice.some(of: Self.serverIDs, atMost: 6) + [dice.pick(Self.serverIDs)], state: dice.oneIn(5) ? .pending : .approved,
      until: noon + .minutes(Int64.random(in: 0...6, using: &dice) * 10), start: dice.oneIn(6) ? Self.end(&dice) : nil)
    if dice.oneIn(8) { request.spec.resources.append(ResourceID(cluster: "other", kind: "node", name: Self.serverIDs[0].text)) }
    return request
  }

  func signIn(_ number: Int, of user: UserName, _ dice: inout Dice, lasting tens: ClosedRange<Int64> = 1...7) -> SignIn {
    var signIn = SignIn(
      id: SignInID("s\(number)"), user: user, created: noon - .hours(1),
      expires: noon + .minutes(Int64.random(in: tens, using: &dice) * 10), address: "")
    for request in requests where request.spec.user == user || dice.oneIn(10) {
      if dice.oneIn(6) { continue }
      signIn.assumed[request.id] = min(request.spec.accessExpires, noon + .minutes(Int64.random(in: 0...9, using: &dice) * 10))
    }
    return signIn
  }
}
