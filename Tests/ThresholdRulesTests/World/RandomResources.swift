import ThresholdModel

/// Resources of every kind under few names, so that they meet, replace and leave each other.
enum RandomResources {
  static let names = ["one", "Two", "two", "3f0c"]

  static func record(_ dice: inout Dice) -> Record {
    let name = dice.pick(names)
    let labels = self.labels(&dice)
    switch Int.random(in: 0..<21, using: &dice) {
    case 0, 1: return .server(server(name, labels, &dice))
    case 2, 3: return .serverInfo(ServerInfo(of: ServerID(name), newLabels: self.labels(&dice)))
    case 4: return .serverInfo(ServerInfo(version: "v1", metadata: Metadata(name: name), spec: ServerInfoSpec(newLabels: labels)))
    case 5: return .resource(.database(Database(name: name, labels: labels, spec: DatabaseSpec(wireProtocol: "mysql", uri: "h:1"))))
    case 6: return .resource(.kubeCluster(KubeCluster(name: name, labels: labels)))
    case 7: return .resource(.app(App(name: name, labels: labels, spec: AppSpec(uri: "http://h"))))
    case 8, 9: return .resource(.desktop(WindowsDesktop(name: name, labels: labels, spec: WindowsDesktopSpec(address: "h:1"))))
    case 10, 11: return .dynamicDesktop(DynamicWindowsDesktop(name: name, labels: labels, spec: WindowsDesktopSpec(address: "h:2")))
    case 12: return .resource(.gitServer(GitServer(name: name, labels: labels, organization: dice.pick(names))))
    case 13: return .resource(.userGroup(UserGroup(name: name, labels: labels)))
    case 14:
      let spec = IdentityCenterAccountSpec(accountID: "123456789012", name: dice.pick(names))
      return .resource(.account(IdentityCenterAccount(name: name, labels: labels, spec: spec)))
    case 15:
      let spec = IdentityCenterAssignmentSpec(
        accountID: "123456789012", display: dice.pick(names), permissionSet: PermissionSet(arn: "arn:x"))
      return .resource(.assignment(IdentityCenterAssignment(name: name, labels: labels, spec: spec)))
    case 16: return .resource(.samlProvider(SAMLProvider(name: name, labels: labels, spec: SAMLProviderSpec(entityID: "e"))))
    case 17: return .resource(.remoteCluster(RemoteCluster(name: name, labels: labels)))
    case 18: return .resource(.workloadIdentity(WorkloadIdentity(name: name, labels: labels, spec: WorkloadIdentitySpec(spiffeID: "/s"))))
    case 19: return .resource(.databaseService(DatabaseService(name: name, labels: labels)))
    default: return lock(name, &dice)
    }
  }

  private static func labels(_ dice: inout Dice) -> [String: String] {
    var labels: [String: String] = [:]
    for key in ["env", "team", "dynamic/env"] where dice.oneIn(2) { labels[key] = dice.pick(["a", "b"]) }
    return labels
  }

  private static func server(_ name: String, _ labels: [String: String], _ dice: inout Dice) -> Server {
    let spec = ServerSpec(address: "h:22", hostname: dice.pick(["web", "Web", "db"]), hostKeys: [], gatewayAddresses: [])
    return Server(id: ServerID(name), labels: labels, spec: spec)
  }

  private static func lock(_ name: String, _ dice: inout Dice) -> Record {
    var target = LockTarget(user: dice.oneIn(2) ? UserName(dice.pick(["ann", "Ann", "bob"])) : nil)
    if dice.oneIn(2) { target.login = dice.pick(["root", "ubuntu"]) }
    if dice.oneIn(2) { target.serverID = ServerID(dice.pick(names)) }
    if target.isEmpty { target.role = "dev" }
    return .lock(Lock(version: "v2", metadata: Metadata(name: name), spec: LockSpec(target: target)))
  }
}
