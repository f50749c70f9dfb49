import ThresholdModel

/// Everything at once: resources of every kind, roles of every version, locks, requests for roles and for objects.
extension Facts {
  static let everyMatcher =
    matchers + [#"{{regexp.replace(external.env, "^us-(.*)$", "r-$1")}}"#, "{{internal.shoe}}"]

  /// Worlds of all kinds of resources, with something of everything that decides about them.
  init(everyKind dice: inout Dice) {
    for name in Self.roleNames where !dice.oneIn(12) { roles.append(anyRole(name, &dice)) }
    resources = Self.resources(&dice)
    for case .server(let server) in resources where dice.oneIn(4) {
      serverInfos.append(ServerInfo(of: server.id, newLabels: ["dynamic/env": dice.pick(Self.values)]))
    }
    for name in Self.userNames where !dice.oneIn(12) { users.append(Self.user(name, &dice)) }
    for name in Self.listNames where !dice.oneIn(8) { lists.append(Self.list(name, &dice)) }
    addMembers(&dice)
    let slow = SlowEvaluator(facts: self, now: noon)
    for number in 0..<10 { requests.append(Self.request(number, slow, &dice)) }
    for (number, user) in (Self.userNames + Self.userNames).enumerated() {
      signIns.append(signIn(number, of: user, &dice, lasting: 2...14))
    }
    if dice.oneIn(3) { for number in 0...2 { locks.append(lock(number, &dice)) } }
    if dice.oneIn(5) {
      let spec = AuthPreferenceSpec(sessionMFA: dice.oneIn(2) ? .session : .off, deviceTrust: dice.oneIn(2) ? .required : .off)
      preference = AuthPreference(version: "v2", metadata: Metadata(name: "cluster-auth-preference"), spec: spec)
    }
  }

  private static func user(_ name: UserName, _ dice: inout Dice) -> User {
    var traits: Traits = [:]
    if dice.oneIn(2) { traits["logins"] = dice.some(of: Array(logins) + ["*", ""], atMost: 3) }
    if dice.oneIn(2) { traits["env"] = dice.some(of: values + ["*", "^te.*$"], atMost: 2) }
    if dice.oneIn(2) { traits["team"] = dice.some(of: ["us", "a", "us"], atMost: 2) }
    if dice.oneIn(3) { traits["key"] = dice.some(of: keys + ["*"], atMost: 2) }
    if dice.oneIn(2) {
      traits["mail"] = dice.some(of: ["ann@example.com", "bob@example.com"] + (dice.oneIn(4) ? ["nobody"] : []), atMost: 2)
    }
    if dice.oneIn(2) { traits["some"] = dice.some(of: ["ann", "zzz", "dev", "app", "*", ""], atMost: 2) }
    if dice.oneIn(4) { traits["shoe"] = ["ann", "prod"] }
    var user = User(name: name, roles: dice.some(of: roleNames, atMost: 3) + [dice.pick(roleNames)], traits: traits)
    if dice.oneIn(15) { user.metadata.expires = end(&dice) }
    return user
  }

  /// Most requests are for what their users may ask for: others give nothing, which is soon seen.
  private static func request(_ number: Int, _ slow: SlowEvaluator, _ dice: inout Dice) -> AccessRequest {
    let user = dice.pick(userNames)
    let isForResources = !dice.oneIn(3)
    let standing = slow.standing(user)
    let askable = roleNames.filter { standing?.askable($0, forResources: isForResources) != nil }
    let roles = askable.isEmpty || dice.oneIn(4) ? roleNames : askable
    var request = Scene.request(
      100 + number, by: user, roles: dice.some(of: roles, atMost: 1) + [dice.pick(roles)], servers: [],
      state: dice.oneIn(5) ? .pending : .approved, until: noon + .minutes(Int64.random(in: 0...6, using: &dice) * 10),
      start: dice.oneIn(6) ? end(&dice) : nil)
    guard isForResources else { return request }
    for key in dice.some(of: resourceKeys, atMost: 12) + [dice.pick(resourceKeys)] {
      let cluster = dice.oneIn(15) ? "other" : "main"
      if key.kind == .kubeCluster, dice.oneIn(2) {
        let objects = dice.pick(["a/*", "*/p", "b/q", "^(test|staging)$/*"])
        request.spec.resources.append(ResourceID(cluster: cluster, kind: "kube:ns:pods", name: key.name, subResource: objects))
      } else {
        request.spec.resources.append(ResourceID(cluster: cluster, kind: key.kind.rawValue, name: key.name))
      }
    }
    return request
  }

  private func lock(_ number: Int, _ dice: inout Dice) -> Lock {
    var target = LockTarget()
    for _ in 0...(dice.oneIn(3) ? 1 : 0) {
      switch Int.random(in: 0..<9, using: &dice) {
      case 0: target.user = UserName(dice.pick(["Ann", "bob", "cho"]))
      case 1: target.role = dice.pick(Self.roleNames)
      case 2, 3: target.login = dice.pick(["root", "ubuntu", "admin"])
      case 4, 5: target.serverID = ServerID(uuid(Int.random(in: 1...3, using: &dice)))
      case 6: target.windowsDesktop = "desk"
      // What nobody is known to be on: such a lock shuts nobody out.
      case 7: if dice.oneIn(2) { target.device = "laptop" } else { target.joinToken = "token" }
      default: target.accessRequest = dice.pick(requests).id
      }
    }
    return Lock(version: "v2", metadata: Metadata(name: "lock-\(number)"), spec: LockSpec(target: target, expires: Self.end(&dice)))
  }
}
