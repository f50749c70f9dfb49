import ThresholdModel
import ThresholdRules

/// One or two resources of every kind, and what may be asked of each.
extension Facts {
  static let resourceKeys: [ResourceKey] =
    (1...3).map { ResourceKey(.node, uuid($0)) } + [
      ResourceKey(.database, "db-1"), ResourceKey(.database, "db-2"), ResourceKey(.app, "app-1"),
    ]
    + [ResourceKey(.app, "app-2"), ResourceKey(.kubeCluster, "kube"), ResourceKey(.windowsDesktop, "desk"), ResourceKey(.gitServer, "git")]
    + [ResourceKey(.userGroup, "group"), ResourceKey(.account, "acc"), ResourceKey(.assignment, "asg"), ResourceKey(.samlProvider, "saml")]
    + [ResourceKey(.remoteCluster, "leaf"), ResourceKey(.workloadIdentity, "workload"), ResourceKey(.databaseService, "agent")]

  static func resources(_ dice: inout Dice) -> [Resource] {
    resourceKeys.compactMap { key in
      if dice.oneIn(12) { return nil }
      var resource = resource(key, &dice)
      for label in dice.some(of: keys, atMost: 3) where !(key.kind == .remoteCluster && dice.oneIn(2)) {
        resource.metadata.labels[label] = dice.pick(values)
      }
      if dice.oneIn(15) { resource.metadata.expires = end(&dice) }
      return resource
    }
  }

  private static func resource(_ key: ResourceKey, _ dice: inout Dice) -> Resource {
    let name = key.name
    switch key.kind {
    case .node: return .server(Scene.server(Int(name.suffix(2)) ?? 0, dice.pick(["web", "db", "Web"])))
    case .database:
      let wire = dice.pick(["postgres", "mysql", "cockroachdb", "dynamodb", "newdb", "postgres"])
      let admin = dice.oneIn(2) ? DatabaseAdmin(name: dice.oneIn(6) ? "" : "admin") : nil
      let kept = KeptFields(wire == "dynamodb" ? ["aws": .map(["account_id": "123456789012", "region": "us-east-1"])] : [:])
      return .database(Database(name: name, spec: DatabaseSpec(wireProtocol: wire, uri: "h:1", adminUser: admin, kept: kept)))
    case .kubeCluster: return .kubeCluster(KubeCluster(name: name))
    case .app:
      let uri = dice.pick(["http://wiki", "tcp://x:1", "cloud://AWS", "cloud://Azure", "cloud://GCP", "mcp+stdio://x"])
      return .app(App(name: name, spec: AppSpec(uri: uri)))
    case .windowsDesktop: return .desktop(WindowsDesktop(name: name, spec: WindowsDesktopSpec(address: "h:1")))
    case .gitServer: return .gitServer(GitServer(name: name, organization: dice.pick(values.filter { $0 != "" })))
    case .userGroup: return .userGroup(UserGroup(name: name))
    case .account: return .account(IdentityCenterAccount(name: name, spec: IdentityCenterAccountSpec(accountID: "123456789012")))
    case .assignment:
      let spec = IdentityCenterAssignmentSpec(
        accountID: "123456789012", permissionSet: PermissionSet(arn: dice.pick(["arn:ps/Admin", "arn:ps/Read"])))
      return .assignment(IdentityCenterAssignment(name: name, spec: spec))
    case .samlProvider: return .samlProvider(SAMLProvider(name: name, spec: SAMLProviderSpec(entityID: "e")))
    case .remoteCluster: return .remoteCluster(RemoteCluster(name: name))
    case .workloadIdentity: return .workloadIdentity(WorkloadIdentity(name: name, spec: WorkloadIdentitySpec(spiffeID: "/s")))
    case .databaseService: return .databaseService(DatabaseService(name: name))
    }
  }

  /// Who one might want to be on a resource: mostly what makes sense there.
  static func principals(on resource: Resource?, _ dice: inout Dice) -> [Principal] {
    guard let resource else { return [] }
    // The first of each list are the ones that roles name most.
    var asked = SlowAccess.fields(resource).map { Principal($0, dice.pick(dice.oneIn(3) ? accounts[$0]! : Array(accounts[$0]!.prefix(2)))) }
    if case .database = resource {
      if dice.oneIn(2) { asked[0] = Principal(.databaseUsers, dice.pick(["ann", "bob"])) }
      if asked.count == 1, dice.oneIn(2) { asked.append(Principal(.databaseNames, dice.pick(["app", "log"]))) }
      if dice.oneIn(4) { asked += dice.some(of: ["reader", "writer"], atMost: 2).map { Principal(.databaseRoles, $0) } }
    }
    if dice.oneIn(8) { _ = asked.popLast() }
    if dice.oneIn(20) { asked.append(Principal(.windowsLogins, "admin")) }
    if dice.oneIn(20) { asked.append(Principal(.logins, "root")) }
    return asked
  }

  static func act(on resource: Resource?, _ dice: inout Dice) -> KubernetesAct? {
    guard case .kubeCluster = resource, !dice.oneIn(3) else { return nil }
    let (plural, group) = dice.pick([("pods", ""), ("pods", ""), ("secrets", ""), ("widgets", "acme.io"), ("nodes", "")])
    let object = KubernetesObject(plural: plural, apiGroup: group, namespace: dice.pick(["a", "b", "test"]), name: dice.pick(["p", "q"]))
    return KubernetesAct(verb: dice.pick([KubernetesVerb.get, .delete, .list]), object: object)
  }

  static func factors(_ dice: inout Dice) -> AccessFactors {
    AccessFactors(hasVerifiedMFA: !dice.oneIn(3), hasTrustedDevice: !dice.oneIn(3))
  }
}
