import Testing
import ThresholdModel
import ThresholdRules

@Suite("Which resources may be written")
struct ResourceCheckTests {
  private func refusal(_ record: Record, in world: World = World()) -> Problem? {
    do { _ = try world.applying([.put(record)], at: noon) } catch { return error }
    return nil
  }

  /// One legal resource of every kind.
  static func legal(_ kind: ResourceKind, _ name: String? = nil, labels: [String: String] = [:]) -> Resource {
    var resource: Resource =
      switch kind {
      case .node: .server(Scene.server(1, "web"))
      case .database: .database(Database(name: "d", spec: DatabaseSpec(wireProtocol: "postgres", uri: "h:5432")))
      case .kubeCluster: .kubeCluster(KubeCluster(name: "k"))
      case .app: .app(App(name: "a", spec: AppSpec(uri: "http://h:3000")))
      case .windowsDesktop: .desktop(WindowsDesktop(name: "w", spec: WindowsDesktopSpec(address: "h:3389")))
      case .gitServer: .gitServer(GitServer(name: "g", organization: "acme"))
      case .userGroup: .userGroup(UserGroup(name: "u"))
      case .account: .account(IdentityCenterAccount(name: "i", spec: IdentityCenterAccountSpec(accountID: "123456789012")))
      case .assignment:
        .assignment(
          IdentityCenterAssignment(
            name: "j", spec: IdentityCenterAssignmentSpec(accountID: "123456789012", permissionSet: PermissionSet(arn: "arn:aws:sso:::x"))))
      case .samlProvider: .samlProvider(SAMLProvider(name: "s", spec: SAMLProviderSpec(entityID: "https://s")))
      case .remoteCluster: .remoteCluster(RemoteCluster(name: "leaf"))
      case .workloadIdentity: .workloadIdentity(WorkloadIdentity(name: "wi", spec: WorkloadIdentitySpec(spiffeID: "/svc")))
      case .databaseService: .databaseService(DatabaseService(name: "ds"))
      }
    if let name { resource.metadata.name = name }
    resource.metadata.labels = labels
    return resource
  }

  @Test("a legal resource of every kind is written, found and deleted", arguments: ResourceKind.allCases)
  func legal(kind: ResourceKind) throws {
    let resource = Self.legal(kind, labels: ["env": "test"])
    let world = try World().applying([.put(.resource(resource))], at: noon)
    #expect(world.resource(resource.key) == resource)
    let empty = try world.applying([.delete(.resource(resource.key))], at: noon)
    #expect(empty.resource(resource.key) == nil)
    let missing = problem { () throws(Problem) in try empty.applying([.delete(.resource(resource.key))], at: noon) }
    #expect(missing?.kind == .notFound)
  }

  @Test("an end in the past, or now, is refused for every kind", arguments: ResourceKind.allCases)
  func ends(kind: ResourceKind) {
    var resource = Self.legal(kind)
    resource.metadata.expires = noon + millisecond
    #expect(refusal(.resource(resource)) == nil)
    resource.metadata.expires = noon
    #expect(refusal(.resource(resource))?.path == "metadata.expires")
  }

  @Test(
    "names by kind",
    arguments: [
      (.database, "a|b", false), (.kubeCluster, "a|b", false), (.database, "a-b.c_1", true), (.kubeCluster, "eks/x", false),
      (.database, "", false), (.database, "a b", false), (.kubeCluster, "dev", true), (.app, "grafana", true), (.app, "a-1", true),
      (.app, "-a", false), (.app, "a-", false), (.app, "a.b", false), (.app, "a_b", false), (.app, String(repeating: "a", count: 63), true),
      (.app, String(repeating: "a", count: 64), false), (.node, "web", false), (.node, uuid(7), true),
      (.node, "AAAAAAAA-0000-4000-8000-000000000001", false), (.assignment, "123456789012--Admin", true),
      (.assignment, "a/b", false), (.account, "a|b", false),
      (.userGroup, "00g1", true), (.remoteCluster, "leaf.example.com", true), (.remoteCluster, "a b", false), (.gitServer, "a|b", false),
      (.windowsDesktop, "WIN-1", true), (.windowsDesktop, "a|b", false), (.samlProvider, "wiki", true), (.workloadIdentity, "pay", true),
    ] as [(ResourceKind, String, Bool)])
  func names(kind: ResourceKind, name: String, expected: Bool) {
    let found = refusal(.resource(Self.legal(kind, name)))
    #expect((found == nil) == expected)
    if !expected { #expect(found?.path == "metadata.name") }
  }

  @Test(
    "keys of labels",
    arguments: [
      ("env", true), ("teleport.dev/origin", true), ("teleport.internal/x", true), ("teleport.hidden/x", true), ("dynamic/x", true),
      ("a.b_c:d*e-f/g1", true), ("*", false), ("", false), ("a b", false), ("ä", false), ("a=b", false), ("a\nb", false), ("{{x}}", false),
      (String(repeating: "k", count: 256), true), (String(repeating: "k", count: 257), false),
    ])
  func labelKeys(key: String, expected: Bool) {
    for kind in [ResourceKind.node, .database, .remoteCluster] {
      let found = refusal(.resource(Self.legal(kind, labels: [key: "v"])))
      #expect((found == nil) == expected)
      if !expected { #expect(found?.path == "metadata.labels") }
    }
  }

  @Test("values of labels may be any text up to a length")
  func labelValues() {
    #expect(refusal(.resource(Self.legal(.app, labels: ["k": "", "l": "ä b=c"]))) == nil)
    #expect(refusal(.resource(Self.legal(.app, labels: ["k": String(repeating: "v", count: 1024)]))) == nil)
    #expect(refusal(.resource(Self.legal(.app, labels: ["k": String(repeating: "v", count: 1025)])))?.kind == .limitExceeded)
    let many = Dictionary(uniqueKeysWithValues: (0...200).map { ("k\($0)", "v") })
    #expect(refusal(.resource(Self.legal(.app, labels: many)))?.kind == .limitExceeded)
  }

  @Test(
    "labels under dynamic/ cannot deny",
    arguments: [(["dynamic/env": ["a"]], true), (["env": ["dynamic/"], "dynamic": ["x"]], false), ([:], false)] as [(LabelMap, Bool)])
  func denyLabels(map: LabelMap, isRefused: Bool) {
    func check() -> Problem? {
      do { try checkDenyLabels(map, at: "spec.deny.node_labels") } catch { return error }
      return nil
    }
    #expect((check()?.path == "spec.deny.node_labels") == isRefused)
    #expect((check() == nil) != isRefused)
  }

  @Test(
    "labels by command have a program and a period of a minute or more",
    arguments: [
      (["/bin/x"], Span.minutes(1), true), (["/bin/x"], Span(milliseconds: 59_999), false), ([], .minutes(1), false),
      ([""], .minutes(1), false),
    ])
  func dynamicLabels(command: [String], period: Span, expected: Bool) {
    let labels = ["up": DynamicLabel(command: command, period: period)]
    let database = Database(name: "d", spec: DatabaseSpec(wireProtocol: "mysql", uri: "h:1", dynamicLabels: labels))
    #expect((refusal(.resource(.database(database))) == nil) == expected)
    let cluster = KubeCluster(name: "k", spec: KubeClusterSpec(dynamicLabels: labels))
    #expect((refusal(.resource(.kubeCluster(cluster))) == nil) == expected)
    let app = App(name: "a", spec: AppSpec(uri: "http://h", dynamicLabels: labels))
    #expect((refusal(.resource(.app(app))) == nil) == expected)
  }

  @Test(
    "servers by sub-kind: what each of them needs",
    arguments: [
      ("openssh", uuid(7), "h", "h:22", nil), ("openssh", "web", "h", "h:22", "metadata.name"),
      ("openssh", uuid(7), "", "h:22", "spec.hostname"),
      ("openssh", uuid(7), "h", "", "spec.addr"), ("openssh-ec2-ice", "1234-i-1", "h", "h:22", nil),
      ("openssh-ec2-ice", "1234-i-1", "h", "", "spec.addr"), ("teleport", uuid(7), "h", "", nil), ("", uuid(7), "h", "", nil),
      ("", "a|b", "", "", nil), ("", "a b", "h", "", "metadata.name"), ("", uuid(7), "h", "nonsense", "spec.addr"),
      ("other", uuid(7), "h", "h:22", "sub_kind"),
    ] as [(String, String, String, String, String?)])
  func servers(subKind: String, name: String, hostname: String, address: String, path: String?) {
    let server = Server(
      subKind: subKind, version: "v2", metadata: Metadata(name: name),
      spec: ServerSpec(address: address, hostname: hostname, hostKeys: [], gatewayAddresses: []))
    #expect(refusal(.server(server))?.path == path)
  }

  @Test("a stock sshd runs no commands for labels")
  func agentless() {
    var server = Scene.server(7, "web")
    server.spec.commandLabels = ["up": DynamicLabel(command: ["/bin/up"], period: .hours(1))]
    #expect(refusal(.server(server))?.path == "spec.cmd_labels")
    server.subKind = ""
    #expect(refusal(.server(server)) == nil)
  }

  @Test(
    "apps say what they are",
    arguments: [
      (AppSpec(uri: "h:3000"), "spec.uri"), (AppSpec(uri: "ftp://h"), "spec.uri"), (AppSpec(uri: "", cloud: "Oracle"), "spec.cloud"),
      (AppSpec(uri: "", cloud: "Azure"), nil), (AppSpec(uri: "http://h", publicAddress: "a b"), "spec.public_addr"),
      (AppSpec(uri: "http://h", tcpPorts: [AppPortRange(port: 1)]), "spec.tcp_ports"),
      (AppSpec(uri: "tcp://h", tcpPorts: [AppPortRange(port: 1)]), nil),
      (AppSpec(uri: "tcp://h", tcpPorts: [AppPortRange(port: 0)]), "spec.tcp_ports"),
      (AppSpec(uri: "tcp://h", tcpPorts: [AppPortRange(port: 9, endPort: 8)]), "spec.tcp_ports"),
      (AppSpec(uri: "tcp://h", tcpPorts: [AppPortRange(port: 9, endPort: 65_536)]), "spec.tcp_ports"),
      (AppSpec(uri: "mcp+stdio://"), "spec.mcp.command"), (AppSpec(uri: "mcp+stdio://", mcp: MCPCommand(command: "x")), nil),
      (AppSpec(uri: "mcp+sse+https://h"), nil),
    ] as [(AppSpec, String?)])
  func apps(spec: AppSpec, path: String?) {
    #expect(refusal(.resource(.app(App(name: "a", spec: spec))))?.path == path)
  }

  @Test("other kinds have their facts")
  func facts() {
    func path(_ resource: Resource) -> String? { refusal(.resource(resource))?.path }
    #expect(path(.database(Database(name: "d", spec: DatabaseSpec(wireProtocol: "", uri: "h:1")))) == "spec.protocol")
    #expect(path(.database(Database(name: "d", spec: DatabaseSpec(wireProtocol: "mysql", uri: "")))) == "spec.uri")
    #expect(path(.database(Database(name: "d", spec: DatabaseSpec(wireProtocol: "novel", uri: "h:1")))) == nil)
    #expect(path(.gitServer(GitServer(name: "g", organization: ""))) == "spec.github.organization")
    #expect(path(.account(IdentityCenterAccount(name: "i", spec: IdentityCenterAccountSpec(accountID: "12")))) == "spec.id")
    #expect(path(.samlProvider(SAMLProvider(name: "s", spec: SAMLProviderSpec(entityID: "")))) == "spec.entity_id")
    #expect(
      path(.samlProvider(SAMLProvider(name: "s", spec: SAMLProviderSpec(entityID: "", kept: KeptFields(["entity_descriptor": "<xml/>"])))))
        == nil)
    #expect(path(.workloadIdentity(WorkloadIdentity(name: "w", spec: WorkloadIdentitySpec(spiffeID: "svc")))) == "spec.spiffe.id")
    #expect(path(.userGroup(UserGroup(name: "u", applications: [""]))) == "spec.applications")
    #expect(path(.desktop(WindowsDesktop(name: "w", spec: WindowsDesktopSpec(address: "a b")))) == "spec.addr")
    #expect(path(.desktop(DynamicWindowsDesktop(name: "w", spec: WindowsDesktopSpec(address: "h:1")).desktop)) == "sub_kind")
    let assignment = IdentityCenterAssignmentSpec(accountID: "123456789012", permissionSet: PermissionSet(arn: "Admin"))
    #expect(path(.assignment(IdentityCenterAssignment(name: "j", spec: assignment))) == "spec.permission_set.arn")
  }

  @Test("a desktop and a dynamic desktop cannot share a name")
  func desktops() {
    let plain = Record.resource(Self.legal(.windowsDesktop, "w"))
    let dynamic = Record.dynamicDesktop(DynamicWindowsDesktop(name: "w", spec: WindowsDesktopSpec(address: "h:1")))
    #expect(refusal(dynamic) == nil)
    #expect(refusal(dynamic, in: World(records: [dynamic])) == nil)
    #expect(refusal(dynamic, in: World(records: [plain]))?.kind == .alreadyExists)
    #expect(refusal(plain, in: World(records: [dynamic]))?.kind == .alreadyExists)
    #expect(refusal(plain, in: World(records: [plain])) == nil)
  }

  @Test("a server info is named for its server and does not run out")
  func serverInfos() {
    var info = ServerInfo(of: ServerID(uuid(1)), newLabels: ["team": "a"])
    #expect(refusal(.serverInfo(info)) == nil)
    info.metadata.expires = noon + .hours(1)
    #expect(refusal(.serverInfo(info))?.path == "metadata.expires")
    #expect(refusal(.serverInfo(ServerInfo(of: "", newLabels: [:])))?.path == "metadata.name")
    #expect(refusal(.serverInfo(ServerInfo(of: "x", newLabels: ["a b": "c"])))?.path == "spec.new_labels")
    #expect(refusal(.serverInfo(ServerInfo(of: "x", newLabels: ["a": "1", "dynamic/a": "2"])))?.path == "spec.new_labels")
    let unnamed = ServerInfo(version: "v1", metadata: Metadata(name: uuid(1)), spec: ServerInfoSpec())
    #expect(refusal(.serverInfo(unnamed))?.path == "metadata.name")
  }
}
