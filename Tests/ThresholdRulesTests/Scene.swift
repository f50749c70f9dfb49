import Testing
import ThresholdModel
import ThresholdRules

/// Noon of the tests: 2027-01-15T08:00:00Z.
let noon = Moment(seconds: 1_800_000_000)
let millisecond = Span(milliseconds: 1)

/// A lower-case UUID that ends in a number.
func uuid(_ number: Int) -> String {
  let text = String(number)
  return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - text.count) + text
}

extension Role {
  /// A role by what is in it.
  init(_ name: RoleName, version: RoleVersion = .v8, _ fill: (inout RoleSpec) -> Void) {
    self.init(name: name, version: version)
    fill(&spec)
  }
}

/// A World in the making, for tests.
struct Scene {
  var records: [Record] = [.cluster(Cluster(name: "main", id: uuid(0), created: noon))]
  var now = noon

  var world: World { World(records: records, sequence: 1) }

  mutating func role(
    _ name: RoleName, labels: LabelMap = [:], logins: [String] = [], denyLabels: LabelMap = [:], denyLogins: [String] = [],
    searchAs: [RoleName] = [], denySearchAs: [RoleName] = [], review: [String] = [], denyReview: [String] = [], preview: [RoleName] = [],
    rules: [Rule] = [], denyRules: [Rule] = [], longest: Span = RoleOptions.longestSession
  ) {
    records.append(
      .role(
        Role(
          name: name, options: RoleOptions(maxSessionTTL: longest),
          allow: RoleConditions(
            nodeLabels: labels, logins: logins, request: RequestConditions(searchAsRoles: searchAs),
            reviewRequests: ReviewConditions(roles: review, previewAsRoles: preview), rules: rules),
          deny: RoleConditions(
            nodeLabels: denyLabels, logins: denyLogins, request: RequestConditions(searchAsRoles: denySearchAs),
            reviewRequests: ReviewConditions(roles: denyReview), rules: denyRules))))
  }

  mutating func user(_ name: UserName, roles: [RoleName] = [], traits: Traits = [:], isSignedIn: Bool = true) {
    records.append(.user(User(name: name, roles: roles, traits: traits)))
    if isSignedIn { signIn(SignInID("s-\(name.key)"), of: name) }
  }

  mutating func signIn(_ id: SignInID, of user: UserName, for span: Span = .hours(12), assuming: [RequestID: Moment] = [:]) {
    var signIn = SignIn(id: id, user: user, created: noon, expires: noon + span, address: "10.0.0.9")
    signIn.assumed = assuming
    records.append(.signIn(signIn))
  }

  @discardableResult
  mutating func server(_ number: Int, _ hostname: String, labels: [String: String] = [:]) -> ServerID {
    let server = Self.server(number, hostname, labels: labels)
    records.append(.server(server))
    return server.id
  }

  static func server(_ number: Int, _ hostname: String, labels: [String: String] = [:]) -> Server {
    Server(
      id: ServerID(uuid(number)), labels: labels,
      spec: ServerSpec(address: "\(hostname):22", hostname: hostname, hostKeys: ["ssh-ed25519 AAAA"], gatewayAddresses: ["10.0.0.1"]))
  }

  mutating func list(
    _ name: ListName, owners: [UserName], members: [UserName] = [], grants: [RoleName] = [], ownerGrants: [RoleName] = []
  ) {
    records.append(
      .list(
        AccessList(
          version: "v1", metadata: Metadata(name: name.text),
          spec: AccessListSpec(
            title: "List \(name)", owners: owners.map { Owner(name: $0) }, grants: Grants(roles: grants),
            ownerGrants: Grants(roles: ownerGrants)))))
    for member in members { self.member(member, of: name) }
  }

  mutating func member(_ user: UserName, of list: ListName, until end: Moment? = nil) {
    records.append(.member(Member(MemberSpec(list: list, user: user, joined: noon, expires: end, addedBy: "olivia"))))
  }

  mutating func lock(_ name: String, on user: UserName, until end: Moment? = nil, message: String = "") {
    records.append(
      .lock(
        Lock(
          version: "v2", metadata: Metadata(name: name), spec: LockSpec(target: LockTarget(user: user), message: message, expires: end))))
  }

  @discardableResult
  mutating func request(
    _ number: Int, by user: UserName, roles: [RoleName], servers: [ServerID], state: RequestState = .approved,
    until end: Moment = noon + .hours(2),
    start: Moment? = nil
  ) -> RequestID {
    let request = Self.request(number, by: user, roles: roles, servers: servers, state: state, until: end, start: start)
    records.append(.request(request))
    return request.id
  }

  static func request(
    _ number: Int, by user: UserName, roles: [RoleName], servers: [ServerID], state: RequestState = .approved,
    until end: Moment = noon + .hours(2),
    start: Moment? = nil
  ) -> AccessRequest {
    AccessRequest(
      id: RequestID(uuid(number)),
      spec: AccessRequestSpec(
        user: user, roles: roles, resources: servers.map { ResourceID(cluster: "main", kind: "node", name: $0.text) }, state: state,
        created: noon, accessExpires: end, recordExpires: end, sessionTTL: end, assumeStart: start, reason: "deploy"))
  }

  func verdict(_ user: UserName, _ server: ServerID, _ login: String, signIn: SignInID? = nil, at moment: Moment? = nil) -> Verdict {
    world.decideConnection(user, to: server, as: login, signIn: signIn ?? SignInID("s-\(user.key)"), at: moment ?? now)
  }
}

/// The story that everything is about: a list with owner olivia and member max, who may ask for `test` servers.
struct JustInTime {
  var scene = Scene()
  let test = ServerID(uuid(1))
  let production = ServerID(uuid(2))
  let access: RoleName = "access-standard-acl-preset-testers"

  init() {
    scene.records += Presets.roles.map(Record.role)
    scene.server(1, "test-1", labels: ["env": "test"])
    scene.server(2, "prod-1", labels: ["env": "prod"])
    for user in ["olivia", "max", "outsider", "admin"] as [UserName] { scene.user(user, roles: user == "admin" ? ["editor"] : []) }
    let list = GuidedList(
      id: "testers", kind: .shortTerm, title: "Testers", nodeLabels: ["env": ["test"]], logins: ["ubuntu"], owners: [Owner(name: "olivia")],
      members: ["max"])
    for case .put(let record) in list.changes(by: "admin", at: noon) { scene.records.append(record) }
  }

  func resource(_ server: ServerID) -> ResourceID { ResourceID(cluster: "main", kind: "node", name: server.text) }

  func draft(_ wish: RequestWish? = nil, by user: UserName = "max", at now: Moment = noon) throws(Problem) -> AccessRequest {
    try scene.world.draftRequest(
      wish ?? RequestWish(resources: [resource(test)], reason: "deploy"), by: user, signIn: SignInID("s-\(user)"), id: RequestID(uuid(77)),
      at: now)
  }
}

/// The problem that something throws; an issue when it does not.
func problem<Result>(_ body: () throws(Problem) -> Result, sourceLocation: SourceLocation = #_sourceLocation) -> Problem? {
  do {
    _ = try body()
    Issue.record("nothing was refused", sourceLocation: sourceLocation)
    return nil
  } catch { return error }
}

extension Grant {
  /// A grant of a login on a server.
  init(login: String, on server: ServerID, until: Moment, through role: RoleName, source: Source) {
    self.init(
      resource: ResourceKey(.node, server.text), principals: [Principal(.logins, login)], until: until, through: role, source: source)
  }
}

extension Refusal.Reason {
  /// A role denies a login.
  static func deniedLogin(_ role: RoleName, _ login: String = "root") -> Self { .deniedPrincipal(role, Principal(.logins, login)) }
}
