import Testing
import ThresholdModel
import ThresholdRules

@Suite("What may be written")
struct ValidationTests {
  private let world = JustInTime().scene.world

  private func refusal(_ changes: Change...) -> Problem? {
    problem { () throws(Problem) in try world.applying(changes, at: noon) }
  }

  private func role(name: RoleName) -> Change { .put(.role(Role(name: name))) }

  private func list(_ name: ListName = "l", title: String = "T", owners: [UserName] = ["olivia"], grants: [RoleName] = []) -> Change {
    .put(
      .list(
        AccessList(
          version: "v1", metadata: Metadata(name: name.text),
          spec: AccessListSpec(title: title, owners: owners.map { Owner(name: $0) }, grants: Grants(roles: grants)))))
  }

  @Test("names follow their rules", arguments: ["a/b", "", "node", "a b", "á"])
  func names(name: String) {
    #expect(refusal(role(name: RoleName(name)))?.path == "metadata.name")
    if name != "node" {
      #expect(refusal(.put(.user(User(name: UserName(name)))))?.path == "metadata.name")
      #expect(refusal(list(ListName(name)))?.path == "metadata.name")
    }
  }

  @Test("a role in use stays, and its users are named")
  func inUse() throws {
    let access = RoleName("access-standard-acl-preset-testers")
    let byRoles = refusal(.delete(.role(access)))
    #expect(byRoles?.kind == .inUse)
    #expect(byRoles?.message.contains("role `requester-acl-preset-testers`, role `reviewer-acl-preset-testers`") == true)
    #expect(refusal(.delete(.role("editor")))?.message == "role `editor` is used by user `admin`")
    #expect(refusal(.delete(.role("requester-acl-preset-testers")))?.message.contains("list `testers`") == true)
    var crowded = JustInTime().scene
    for number in 0..<7 { crowded.user(UserName("u\(number)"), roles: ["auditor"]) }
    let many = problem { () throws(Problem) in try crowded.world.applying([.delete(.role("auditor"))], at: noon) }
    #expect(many?.message == "role `auditor` is used by user `u0`, user `u1`, user `u2`, user `u3`, user `u4` and 2 more")
  }

  @Test("a group is one change: what belongs together comes and goes together")
  func groups() throws {
    let guided = GuidedList(
      id: "g", kind: .longTerm, title: "G", nodeLabels: ["env": ["prod"]], logins: ["root"], owners: [Owner(name: "olivia")],
      members: ["max"])
    let changes = guided.changes(by: "admin", at: noon)
    let made = try world.applying(changes.reversed(), at: noon)
    #expect(made.members(of: "g").count == 1)
    let roles = guided.roles.map { Change.delete(.role($0.name)) }
    #expect(problem { () throws(Problem) in try made.applying(roles, at: noon) }?.kind == .inUse)
    let gone = try made.applying(made.changesToDelete(list: "g") + roles, at: noon)
    #expect(gone.list("g") == nil)
    #expect(gone.role(guided.accessRole) == nil)
    #expect(refusal(list(), list())?.message.contains("twice") == true)
  }

  @Test("a list needs a title, an owner and roles that exist; owners that repeat collapse")
  func lists() throws {
    #expect(refusal(list(title: " "))?.path == "spec.title")
    #expect(refusal(list(owners: []))?.path == "spec.owners")
    #expect(refusal(list(owners: ["a b"]))?.path == "spec.owners.name")
    #expect(refusal(list(grants: ["ghost"]))?.path == "spec.grants.roles")
    let made = try world.applying([list(owners: ["olivia", "Olivia", "max"])], at: noon)
    #expect(made.list("l")?.spec.owners.map(\.name) == ["olivia", "max"])
    #expect(refusal(.delete(.list("testers")))?.kind == .inUse)
    #expect(refusal(.delete(.list("none")))?.kind == .notFound)
  }

  @Test("members need a list, not a user of that name")
  func members() throws {
    func member(_ user: UserName, of list: ListName, name: String? = nil) -> Change {
      var member = Member(MemberSpec(list: list, user: user, joined: noon, addedBy: "olivia"))
      if let name { member.metadata.name = name }
      return .put(.member(member))
    }
    _ = try world.applying([member("nobody-yet", of: "testers")], at: noon)
    #expect(refusal(member("max", of: "none"))?.kind == .notFound)
    #expect(refusal(member("max", of: "testers", name: "other"))?.kind == .badParameter)
    #expect(refusal(member("a b", of: "testers"))?.path == "spec.name")
    #expect(refusal(.delete(.member("olivia", of: "testers")))?.kind == .notFound)
  }

  @Test("users are unique ignoring case, with roles that exist")
  func users() {
    #expect(refusal(.put(.user(User(name: "MAX"))))?.kind == .alreadyExists)
    #expect(refusal(.put(.user(User(name: "new", roles: ["ghost"]))))?.message == "role `ghost` does not exist")
    #expect(refusal(.put(.user(User(name: "new", roles: ["ghost"]))))?.path == "spec.roles")
  }

  @Test("the only owner of a list stays; another user goes with their sign-ins and password")
  func deletingUsers() throws {
    let refused = problem { () throws(Problem) in try world.applying(world.changesToDelete(user: "olivia"), at: noon) }
    #expect(refused?.kind == .inUse)
    #expect(refused?.message == "user `olivia` is the only owner of list `testers`")
    let changes = world.changesToDelete(user: "MAX")
    #expect(changes.map(\.key.kind) == [.signIn, .password, .user])
    let after = try world.applying(changes, at: noon)
    #expect(after.user("max") == nil)
    #expect(after.signIn("s-max") == nil)
    #expect(after.member("max", of: "testers") != nil)
    #expect(refusal(.delete(.user("max")))?.kind == .inUse)
  }

  @Test(
    "a server is where it can be dialled and called what can be typed",
    arguments: [
      ("host:22", true), ("10.0.0.5:2222", true), ("[fd00::1]:22", true), ("host", false), ("host:", false), ("host:0", false),
      ("host:70000", false), ("host:+22", false), (":22", false), ("a b:22", false), ("fd00::1:22", false), ("h/x:22", false),
      ("[]:22", false),
    ])
  func addresses(address: String, expected: Bool) {
    var server = Scene.server(7, "web")
    server.spec.address = address
    let result = try? world.applying([.put(.server(server))], at: noon)
    #expect((result != nil) == expected)
  }

  @Test("what would change the meaning of OpenSSH's files is no host key and no address")
  func serverFields() {
    func refused(_ change: (inout Server) -> Void) -> String? {
      var server = Scene.server(7, "web")
      change(&server)
      return refusal(.put(.server(server)))?.path
    }
    #expect(refused { $0.metadata.name = "web" } == "metadata.name")
    #expect(refused { $0.spec.hostname = "a b" } == "spec.hostname")
    #expect(refused { $0.metadata.labels["*"] = "x" } == "metadata.labels")
    for key in ["ssh-ed25519", "ssh-ed25519 AAAA comment", "ssh-ed25519 AA\nAA", "@revoked AAAA", "ssh-ed25519 ", "* ssh-ed25519 AAAA"] {
      #expect(refused { $0.spec.hostKeys = [key] } == "spec.host_keys")
    }
    for address in ["", "*", "10.0.0.1,10.0.0.2", "10.0.0.256", "!10.0.0.1", "10.0.0.0/33", "host", "10.0.0.+1"] {
      #expect(refused { $0.spec.gatewayAddresses = [address] } == "spec.gateway_addresses")
    }
  }

  @Test("revisions are compared when somebody names one")
  func revisions() throws {
    let stored = try #require(world.role("access"))
    let world = World(records: [Record.role(stored).revised("r1")])
    try world.checkRevision(of: .role("access"), expected: "")
    try world.checkRevision(of: .role("access"), expected: "r1")
    #expect(problem { () throws(Problem) in try world.checkRevision(of: .role("access"), expected: "r0") }?.kind == .compareFailed)
    #expect(problem { () throws(Problem) in try world.checkRevision(of: .role("none"), expected: "r0") }?.kind == .compareFailed)
  }

  @Test("locks, tokens, authorities and the cluster have their rules too")
  func others() {
    let badLock = Lock(version: "v2", metadata: Metadata(name: "k"), spec: LockSpec(target: LockTarget(user: "a b")))
    #expect(refusal(.put(.lock(badLock)))?.path == "spec.target.user")
    let expiring = Lock(version: "v2", metadata: Metadata(name: "k", expires: noon), spec: LockSpec(target: LockTarget(user: "x")))
    #expect(refusal(.put(.lock(expiring)))?.path == "metadata.expires")
    let hash = TokenHash(String(repeating: "ab", count: 32))
    func token(_ hash: TokenHash, until end: Moment) -> Change {
      .put(.token(JoinToken(hash: hash, labels: [:], allowedLabels: ["team": ["*"]], created: noon, expires: end, createdBy: "admin")))
    }
    #expect(throws: Never.self) { try world.applying([token(hash, until: noon + millisecond)], at: noon) }
    #expect(refusal(token(hash, until: noon))?.path == "expires")
    #expect(refusal(token("secret", until: noon + .hours(1)))?.kind == .badParameter)
    #expect(refusal(.put(.cluster(Cluster(name: "other", id: uuid(0), created: noon))))?.kind == .alreadyExists)
    #expect(refusal(.delete(Record.Key(.cluster, "cluster")))?.kind == .accessDenied)
  }

  @Test("owners manage members of their list, and nothing of others")
  func owners() {
    #expect(world.isOwner("OLIVIA", of: "testers", at: noon))
    #expect(world.mayWithMembers("olivia", .create, of: "testers", at: noon))
    #expect(!world.mayWithMembers("max", .create, of: "testers", at: noon))
    #expect(!world.mayWithMembers("max", .list, of: "testers", at: noon))
    #expect(world.mayWithMembers("admin", .delete, of: "testers", at: noon))
    #expect(world.maySee("max", list: "testers", at: noon))
    #expect(!world.maySee("outsider", list: "testers", at: noon))
    #expect(!world.maySee("admin", list: "none", at: noon))
  }
}
