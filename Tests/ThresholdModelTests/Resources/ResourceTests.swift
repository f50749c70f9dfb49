import Testing
import ThresholdModel

@Suite("Resources of every kind")
struct ResourceTests {
  @Test("there is a dump of every kind")
  func complete() {
    #expect(Set(Dump.resources.map(\.kind)) == Set(ResourceKind.allCases.map(\.rawValue)))
  }

  @Test("a document of another cluster goes in as it comes out, and comes out as it went in", arguments: Dump.resources)
  func dumps(dump: Dump) throws {
    let kind = try #require(ResourceKind(rawValue: dump.kind))
    let resource = try Resource(reading: dump.value, as: kind)
    var expected = try dump.kept
    // A kind without a spec is shown with an empty one.
    if case .map(var top) = expected, top["spec"] == nil {
      top["spec"] = .map([:])
      expected = .map(top)
    }
    #expect(try resource.value() == expected)
    #expect(resource.kind == kind)
    #expect(resource.metadata.name == resource.name)
  }

  @Test("a stored resource is read back as it was", arguments: Dump.resources)
  func stored(dump: Dump) throws {
    let kind = try #require(ResourceKind(rawValue: dump.kind))
    let record = Record.resource(try Resource(reading: dump.value, as: kind))
    #expect(record.key.kind == Record.Kind(kind))
    #expect(record.key.kind.rawValue == kind.rawValue)
    #expect(record.key.kind.resourceKind == kind)
    #expect(try Record(kind: record.key.kind, body: record.body()) == record)
    #expect(record.revised("r9").revision == "r9")
  }

  @Test("a field that no kind has is refused, by kind", arguments: Dump.resources)
  func unknown(dump: Dump) throws {
    let kind = try #require(ResourceKind(rawValue: dump.kind))
    guard case .map(var top) = try dump.value else { return }
    var spec: [String: Value] = [:]
    if case .map(let entries) = top["spec"] { spec = entries }
    spec["surprise"] = true
    top["spec"] = .map(spec)
    let document = Value.map(top)
    let problem = #expect(throws: Problem.self) { try Resource(reading: document, as: kind) }
    #expect(problem?.path == "spec.surprise")
  }

  @Test(
    "what people call a resource, and where it is",
    arguments: [
      ("node", "web-1", ""), ("db", "orders", "orders.abc.us-east-1.rds.amazonaws.com:5432"), ("kube_cluster", "eks-1", ""),
      ("app", "grafana", "g.example.com"), ("windows_desktop", "win-1", "10.0.0.7:3389"), ("git_server", "acme", ""),
      ("user_group", "00g1a2b3", ""), ("aws_ic_account", "Production", ""), ("aws_ic_account_assignment", "Admin on Production", ""),
      ("saml_idp_service_provider", "wiki", "https://wiki/acs"), ("remote_cluster", "leaf.example.com", ""),
      ("workload_identity", "payments", ""), ("db_service", "6c1b0f5e-0000-4000-8000-000000000002", "agent-1"),
    ])
  func names(kind: String, name: String, address: String) throws {
    let dump = try #require(Dump.resources.first { $0.kind == kind })
    let resource = try Resource(reading: dump.value, as: #require(ResourceKind(rawValue: kind)))
    #expect(resource.displayName == name)
    #expect(resource.address == address)
  }

  @Test("a resource exists until its end, and not at it")
  func expiry() {
    let end = Moment(seconds: 1_800_000_000)
    var resource = Resource.database(Database(name: "d", spec: DatabaseSpec(wireProtocol: "mysql", uri: "h:1")))
    #expect(resource.exists(at: end))
    resource.metadata.expires = end
    #expect(resource.exists(at: Moment(milliseconds: end.milliseconds - 1)))
    #expect(!resource.exists(at: end))
  }

  @Test("credentials of a cluster that nothing dials are not kept")
  func kubeconfig() throws {
    let dump = try #require(Dump.resources.first { $0.kind == "kube_cluster" })
    let record = Record.resource(try Resource(reading: dump.value, as: .kubeCluster))
    #expect(!String(decoding: try record.body(), as: UTF8.self).contains("kubeconfig"))
  }

  @Test("only a stock sshd that has joined can be connected to")
  func connectable() throws {
    var server = Server(
      id: "n", labels: [:], spec: ServerSpec(address: "h:22", hostname: "h", hostKeys: ["ssh-ed25519 A"], gatewayAddresses: []))
    #expect(server.isConnectable)
    for subKind in ["", "teleport", "openssh-ec2-ice", "other"] {
      server.subKind = subKind
      #expect(!server.isConnectable)
    }
    server.subKind = "openssh"
    server.spec.hostKeys = []
    #expect(!server.isConnectable)
  }

  @Test("a dynamic desktop counts as the desktop of its name")
  func dynamicDesktop() throws {
    let dynamic = DynamicWindowsDesktop(name: "win", labels: ["a": "b"], spec: WindowsDesktopSpec(address: "h:3389"))
    #expect(dynamic.desktop.name == "win")
    #expect(dynamic.desktop.labels == ["a": "b"])
    #expect(dynamic.desktop.spec.address == "h:3389")
    #expect(dynamic.desktop.isDynamic)
    #expect(!WindowsDesktop(name: "win", spec: WindowsDesktopSpec(address: "h:3389")).isDynamic)
    let written = try dynamic.value()
    #expect(written["kind"] == "dynamic_windows_desktop")
    #expect(written["version"] == "v1")
    #expect(try DynamicWindowsDesktop(reading: written) == dynamic)
  }
}

@Suite("Kinds of resources")
struct ResourceKindTests {
  @Test(
    "words for kinds",
    arguments: [
      ("db", .database), ("database", .database), ("databases", .database), ("kube", .kubeCluster), ("kube_cluster", .kubeCluster),
      ("server", .node), ("Node", .node), ("nodes", .node), ("apps", .app), ("windows_desktops", .windowsDesktop),
      ("desktop", .windowsDesktop),
      ("git_server", .gitServer), ("user_groups", .userGroup), ("aws_ic_account", .account), ("rc", .remoteCluster),
      ("workload_identity", .workloadIdentity), ("db_service", .databaseService), ("saml_idp_service_provider", .samlProvider),
      ("aws_ic_account_assignment", .assignment),
    ] as [(String, ResourceKind)])
  func aliases(word: String, kind: ResourceKind) {
    #expect(ResourceKind(alias: word) == kind)
  }

  @Test("other words are no kinds", arguments: ["", "role", "user", "access_list", "nod", "pod"])
  func notKinds(word: String) {
    #expect(ResourceKind(alias: word) == nil)
  }

  @Test("no word stands for two kinds")
  func distinct() {
    let words = ResourceKind.allCases.flatMap(\.aliases)
    #expect(Set(words).count == words.count)
    #expect(words.allSatisfy { $0 == $0.lowercased() })
  }
}
