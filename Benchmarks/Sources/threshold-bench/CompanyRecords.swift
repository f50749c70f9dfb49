import ThresholdModel

/// The company as documents.
extension Company {
  /// Every record, made one by one as it is asked for: what is measured is what the World keeps.
  func forEachRecord(_ body: (Record) -> Void) {
    body(.cluster(Cluster(name: Self.cluster, id: Self.uuid(0), created: Self.now)))
    for role in roles { body(.role(role)) }
    for number in 0..<sizes.resources { body(resource(number)) }
    for number in 0..<sizes.lists { body(.list(list(number))) }
    for number in 0..<sizes.users {
      body(.user(User(name: userName(number), roles: [Self.everybody], traits: ["team": ["t\(number % Self.teams)"]])))
      body(.request(request(number)))
      body(.signIn(signIn(of: number)))
    }
    forEachMember { body(.member($0)) }
  }

  private var roles: [Role] {
    var found = (0..<roleCount).map { number in
      Role(
        name: roleName(number),
        allow: RoleConditions(
          nodeLabels: ["team": ["t\(team(ofRole: number))"], "env": ["dev", "test", "prod"]], logins: logins(ofRole: number)),
        deny: RoleConditions(
          nodeLabels: deniesRestricted(number) ? ["env": ["restricted"]] : nil, logins: deniesRoot(number) ? ["root"] : []))
    }
    found.append(Role(name: Self.everybody, allow: RoleConditions(request: RequestConditions(searchAsRoles: [Self.asked]))))
    var production = RoleConditions(nodeLabels: ["env": ["prod"]], logins: ["ubuntu", "deploy"])
    for field in [LabelField.database, .app, .kubernetes] { production.labels[field] = ["env": ["prod"]] }
    production[.databaseUsers] = ["reader"]
    production[.databaseNames] = ["*"]
    production[.kubernetesGroups] = ["viewers"]
    found.append(Role(name: Self.asked, allow: production))
    return found
  }

  func labels(ofResource number: Int) -> [String: String] {
    ["team": "t\(team(ofResource: number))", "env": environment(ofResource: number)]
  }

  private func resource(_ number: Int) -> Record {
    let (name, labels) = ("host-\((number &* 7919) % 1_000_003)", labels(ofResource: number))
    switch sizes.hasOtherKinds ? number / 160 % 10 : 0 {
    case 7: return .resource(.database(Database(name: name, labels: labels, spec: DatabaseSpec(wireProtocol: "postgres", uri: "h:5432"))))
    case 8: return .resource(.app(App(name: name, labels: labels, spec: AppSpec(uri: "http://\(name)"))))
    case 9: return .resource(.kubeCluster(KubeCluster(name: name, labels: labels)))
    default:
      let spec = ServerSpec(
        address: "\(name):22", hostname: name,
        hostKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\(Self.uuid(number))"], gatewayAddresses: ["10.0.0.1"])
      return .server(Server(id: ServerID(Self.uuid(number)), labels: labels, spec: spec))
    }
  }

  private func list(_ number: Int) -> AccessList {
    AccessList(
      version: "v1", metadata: Metadata(name: listName(number).text),
      spec: AccessListSpec(
        title: "List \(number)", owners: [Owner(name: userName(number % sizes.users))],
        grants: Grants(roles: [roleName(role(ofList: number))])))
  }

  private func forEachMember(_ body: (Member) -> Void) {
    for user in 0..<sizes.users {
      body(Member(MemberSpec(list: listName(list(of: user)), user: userName(user), joined: Self.now, addedBy: "user-0")))
    }
    for number in 0..<sizes.lists {
      if let parent = parent(ofList: number) {
        body(Member(MemberSpec(list: listName(parent), party: .list(listName(number)), joined: Self.now, addedBy: "user-0")))
      }
      for place in 0..<sizes.furtherMembers {
        let user = (number * 31 + place * 7 + 1) % sizes.users
        body(Member(MemberSpec(list: listName(number), user: userName(user), joined: Self.now, addedBy: "user-0")))
      }
    }
  }

  private var end: Moment { Self.now + .hours(8) }

  private func request(_ user: Int) -> AccessRequest {
    let server = ResourceID(cluster: Self.cluster, kind: "node", name: Self.uuid(requested(by: user)))
    return AccessRequest(
      id: RequestID(Self.uuid(user)),
      spec: AccessRequestSpec(
        user: userName(user), roles: [Self.asked], resources: [server], state: .approved, created: Self.now, accessExpires: end,
        recordExpires: end, sessionTTL: end, assumeStart: nil, reason: "deploy"))
  }

  private func signIn(of user: Int) -> SignIn {
    var made = SignIn(id: signIn(user), user: userName(user), created: Self.now, expires: end, address: "10.0.0.9")
    made.assumed = [RequestID(Self.uuid(user)): end]
    return made
  }
}
