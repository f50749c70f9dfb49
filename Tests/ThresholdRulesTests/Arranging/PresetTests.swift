import Testing
import ThresholdModel
import ThresholdRules

@Suite("Preset roles")
struct PresetTests {
  private func preset(_ name: RoleName) throws -> Role { try #require(Presets.roles.first { $0.name == name }) }

  /// The role as it would be stored under the same name, with a change.
  private func stored(_ name: RoleName, _ change: (inout Role) -> Void) throws -> (world: World, changed: Role?) {
    var role = try preset(name)
    change(&role)
    var records = Presets.roles.filter { $0.name != name }.map(Record.role) + Presets.users.map(Record.user)
    records.append(.role(role))
    let world = World(records: records)
    let changes = Presets.changes(in: world)
    #expect(changes.count <= 1)
    guard case .put(.role(let changed))? = changes.first else { return (world, nil) }
    return (world, changed)
  }

  @Test("a new cluster gets all of them in one change, and the next start none")
  func start() throws {
    let changes = Presets.changes(in: Scene().world)
    #expect(changes.count == Presets.roles.count + 1)
    let world = try Scene().world.applying(changes, at: noon)
    #expect(Presets.changes(in: world).isEmpty)
    #expect(world.user("@teleport-access-approval-bot")?.spec.roles == ["@teleport-access-approver"])
    // Each stands on those before it.
    var step = Scene().world
    for change in changes { step = try step.applying([change], at: noon) }
  }

  @Test("they survive being written out and read again")
  func documents() throws {
    for role in Presets.roles { #expect(try Role(reading: role.value()) == role) }
  }

  @Test(
    "names and labels",
    arguments: [
      ("access", "preset"), ("editor", "preset"), ("auditor", "preset"), ("requester", "preset"), ("reviewer", "preset"),
      ("group-access", "preset"),
      ("device-admin", "preset"), ("device-enroll", "preset"), ("require-trusted-device", "preset"), ("terraform-provider", "preset"),
      ("access-plugin", "preset"), ("list-access-request-resources", "preset"), ("wildcard-workload-identity-issuer", "preset"),
      ("okta-access", "system"), ("okta-requester", "system"), ("aws-ic-access", "system"), ("@teleport-access-approver", "system"),
    ])
  func names(name: String, label: String) throws {
    #expect(try preset(RoleName(name)).metadata.labels == ["teleport.internal/resource-type": label])
    #expect(try !preset(RoleName(name)).metadata.description.isEmpty)
  }

  @Test("access opens every kind, as whoever one's own traits say, and only that")
  func access() throws {
    let spec = try preset("access").spec
    #expect(Set(spec.allow.labels.keys) == [.node, .app, .kubernetes, .desktop, .database, .databaseService])
    #expect(spec.allow.labels.values.allSatisfy { $0 == ["*": ["*"]] })
    for (field, values) in spec.allow.principals {
      #expect(values.count == 1)
      #expect(values.allSatisfy { $0.hasPrefix("{{internal.") && $0.hasSuffix("}}") }, "\(field)")
    }
    #expect(spec.options.maxSessionTTL == .hours(30))
    let options = EffectiveOptions(of: [spec.options])
    #expect(options.forwardAgent)
    #expect(options.portForwarding == ForwardingDirections(local: true, remote: true))
    #expect(options.recordDesktop)
    #expect(spec.deny == RoleConditions())
  }

  @Test("access reads the sessions that its holder took part in")
  func ownSessions() throws {
    var scene = Scene()
    scene.records.append(.role(try preset("access")))
    scene.user("alice", roles: ["access"])
    let rights = scene.world.rights(of: "alice", at: noon)
    func session(_ names: [Value]) -> RuleSubject { .document(RuleFacts(.map(["participants": .list(names)]), kind: "session")) }
    #expect(rights.allow(.read, "session", session(["bob", "alice"])))
    #expect(!rights.allow(.read, "session", session(["bob"])))
    #expect(!rights.allow(.read, "session"))
    #expect(rights.allow(.read, "event"))
    #expect(!rights.allow(.update, "event"))
  }

  @Test(
    "those that manage, ask and review open no resource",
    arguments: ["editor", "auditor", "requester", "reviewer", "device-admin", "access-plugin"])
  func openNothing(name: RoleName) throws {
    let allow = try preset(name).spec.allow
    #expect(allow.labels.isEmpty)
    #expect(allow.labelExpressions.isEmpty)
    #expect(allow.accountAssignments.isEmpty)
  }

  @Test("the code's role sees resources and has no account on any")
  func terraform() throws {
    let allow = try preset("terraform-provider").spec.allow
    #expect(Set(allow.labels.keys) == [.app, .database, .node])
    #expect(allow.principals.isEmpty)
  }

  @Test("who asks, who reviews, and who reviews by rule")
  func requests() throws {
    #expect(try preset("requester").spec.allow.request.searchAsRoles == ["access", "group-access"])
    #expect(try preset("reviewer").spec.allow.reviewRequests.roles == ["access", "group-access"])
    #expect(try preset("reviewer").spec.allow.reviewRequests.previewAsRoles == ["access", "group-access"])
    #expect(try preset("@teleport-access-approver").spec.allow.reviewRequests.roles == ["*"])
    #expect(try preset("require-trusted-device").spec.options.deviceTrustMode == .required)
  }

  @Test("kinds that their rules name are kinds that are known")
  func kinds() {
    for role in Presets.roles {
      for kind in role.spec.allow.rules.flatMap(\.resources) { #expect(RuleKinds.all.contains(kind), "\(role.name): \(kind)") }
    }
  }

  @Test("a start adds rules about resources that no rule of the role mentions")
  func missingRules() throws {
    let (world, found) = try stored("auditor") { role in
      role.spec.allow.rules = [Rule(resources: ["event"], verbs: ["list"])]
      role.spec.deny.rules = [Rule(resources: ["session"], verbs: ["read"])]
      role.metadata.description = "ours"
    }
    let changed = try #require(found)
    #expect(changed.metadata.description == "ours")
    #expect(changed.spec.allow.rules.first == Rule(resources: ["event"], verbs: ["list"]))
    #expect(
      changed.spec.allow.rules.dropFirst().first?.resources == [
        "session_tracker", "cluster_alert", "instance", "bot_instance", "notification",
      ])
    #expect(!changed.spec.allow.rules.flatMap(\.resources).contains("session"))
    #expect(changed.spec.deny == world.role("auditor")?.spec.deny)
    #expect(Presets.changes(in: try world.applying([.put(.role(changed))], at: noon)).isEmpty)
  }

  @Test("a start adds labels of kinds about which neither side says anything")
  func missingLabels() throws {
    let found = try stored("access") { role in
      role.spec.allow.labels = [.app: [:]]
      role.spec.deny.labels = [.database: ["env": ["prod"]]]
      role.spec.allow.labelExpressions = [.node: "labels[\"a\"] == \"b\""]
    }.changed
    let labels = try #require(found).spec.allow.labels
    #expect(Set(labels.keys) == [.app, .kubernetes, .desktop, .databaseService])
    #expect(labels[.app]?.isEmpty == true)
  }

  @Test("a role that somebody made under a preset's name is left alone; a changed preset that has everything, too")
  func leftAlone() throws {
    #expect(
      try stored("access") { role in
        role.metadata.labels = [:]
        role.spec = RoleSpec()
      }.changed == nil)
    #expect(
      try stored("access") { role in
        role.metadata.labels = ["teleport.internal/resource-type": "other"]
        role.spec.allow.rules = []
      }.changed == nil)
    #expect(try stored("access") { $0.spec.allow.logins = ["root"] }.changed == nil)
    #expect(try stored("okta-access") { $0.spec.allow.labels[.app] = nil }.changed?.spec.allow.labels.count == 2)
  }
}
