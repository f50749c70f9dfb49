import Testing
import ThresholdModel
import ThresholdRules

@Suite("Administrative rules")
struct RightsTests {
  /// Rights of `alice` in team `core`, who holds one role for each pair of rules.
  private func rightsOfRoles(_ roles: (allow: [Rule], deny: [Rule])...) -> Rights {
    var scene = Scene()
    for (index, rules) in roles.enumerated() { scene.role(RoleName("r\(index)"), rules: rules.allow, denyRules: rules.deny) }
    scene.user("alice", roles: roles.indices.map { RoleName("r\($0)") }, traits: ["team": ["core"]])
    return scene.world.rights(of: "alice", at: noon)
  }

  private func rights(allow: [Rule] = [], deny: [Rule] = []) -> Rights {
    rightsOfRoles((allow: allow, deny: deny))
  }

  private func document(_ labels: [String: Value] = [:]) -> RuleSubject { .document(RuleFacts(Self.value(labels), kind: "lock")) }

  private static func value(_ labels: [String: Value] = [:]) -> Value { .map(["metadata": .map(["name": "l", "labels": .map(labels)])]) }

  private func rule(_ kinds: [String], _ verbs: [String], where condition: String = "", actions: [String] = []) -> Rule {
    Rule(resources: kinds, verbs: verbs, condition: condition, actions: actions)
  }

  private static let production = #"resource.metadata.labels["env"] == "prod""#

  @Test("nothing is allowed by default; what no rule says is an implicit denial")
  func implicit() {
    #expect(rights().verdict(.read, "lock") == .notAllowed)
    #expect(!rights().verdict(.read, "lock").isExplicitDenial)
    #expect(rights().verdict(.read, "lock").rule == nil)
  }

  @Test("the verdict names role and rule")
  func reference() {
    let found = rightsOfRoles(
      (allow: [rule(["user"], ["read"])], deny: []), (allow: [rule(["role"], ["read"]), rule(["lock"], ["read"])], deny: []))
    #expect(found.verdict(.read, "lock") == .allowed(RuleReference(role: "r1", path: "spec.allow.rules[1]")))
    #expect(found.verdict(.read, "lock").reason == "role `r1` allows it (spec.allow.rules[1])")
    let denied = rightsOfRoles((allow: [rule(["lock"], ["read"])], deny: []), (allow: [], deny: [rule(["lock"], ["*"])]))
    #expect(denied.verdict(.read, "lock") == .denied(RuleReference(role: "r1", path: "spec.deny.rules[0]"), .rule))
    #expect(denied.verdict(.read, "lock").isExplicitDenial)
  }

  @Test(
    "read also satisfies readnosecrets; no other verb implies another",
    arguments: Verb.allCases)
  func verbs(held: Verb) {
    let found = rights(allow: [rule(["lock"], [held.rawValue])])
    for asked in Verb.allCases {
      #expect(found.allow(asked, "lock") == (held == asked || (held == .read && asked == .readWithoutSecrets)))
    }
    let denied = rights(allow: [rule(["*"], ["*"])], deny: [rule(["lock"], [held.rawValue])])
    for asked in Verb.allCases {
      #expect(denied.allow(asked, "lock") == !(held == asked || (held == .read && asked == .readWithoutSecrets)))
    }
  }

  @Test("a star stands for all kinds, or all verbs")
  func stars() {
    #expect(rights(allow: [rule(["*"], ["read"])]).allow(.read, "lock"))
    #expect(!rights(allow: [rule(["*"], ["read"])]).allow(.update, "lock"))
    #expect(rights(allow: [rule(["lock"], ["*"])]).allow(.rotate, "lock"))
    #expect(!rights(allow: [rule(["lock"], ["*"])]).allow(.read, "user"))
    #expect(!rights(allow: [rule(["lo*"], ["*"])]).allow(.read, "lock"))
  }

  @Test("one deny of any role ends it, whatever others allow")
  func deny() {
    #expect(!rightsOfRoles((allow: [rule(["*"], ["*"])], deny: []), (allow: [], deny: [rule(["*"], ["delete"])])).allow(.delete, "lock"))
    #expect(rightsOfRoles((allow: [rule(["*"], ["*"])], deny: []), (allow: [], deny: [rule(["*"], ["delete"])])).allow(.update, "lock"))
    #expect(rights(deny: [rule(["lock"], ["create"])]).deny(.create, "lock"))
    #expect(!rights(allow: [rule(["lock"], ["create"])]).deny(.create, "lock"))
  }

  /// The role and rule that allow `lock`/`read` when all of these rules do.
  @Test(
    "of the rules of a role, those that name the kind come before stars, the most specific first",
    arguments: [
      // Exactly one resource is +2.
      ([Rule(resources: ["lock", "user"], verbs: ["read"]), Rule(resources: ["lock"], verbs: ["read"])], 1),
      // A verb star is -2, and of equals the first counts.
      ([Rule(resources: ["lock"], verbs: ["*"]), Rule(resources: ["lock"], verbs: ["read"])], 1),
      ([Rule(resources: ["lock"], verbs: ["*"]), Rule(resources: ["lock", "user"], verbs: ["read"])], 0),
      ([Rule(resources: ["lock"], verbs: ["read"]), Rule(resources: ["lock"], verbs: ["read"])], 0),
      // A condition is +8, and so are actions.
      (
        [
          Rule(resources: ["lock"], verbs: ["read"]),
          Rule(resources: ["lock", "user"], verbs: ["*"], condition: "equals(user.metadata.name, \"alice\")"),
        ], 1
      ),
      (
        [Rule(resources: ["lock"], verbs: ["read"]), Rule(resources: ["lock", "user"], verbs: ["*"], actions: ["log(\"info\", \"m\")"])], 1
      ),
      // The kind by its name comes before a star of whatever score; a star is -4.
      (
        [
          Rule(resources: ["*"], verbs: ["read"], condition: "equals(user.metadata.name, \"alice\")"),
          Rule(resources: ["lock", "user"], verbs: ["*"]),
        ], 1
      ),
      ([Rule(resources: ["*"], verbs: ["*"]), Rule(resources: ["*"], verbs: ["read"])], 1),
    ] as [([Rule], Int)])
  func order(rules: [Rule], expected: Int) {
    #expect(rights(allow: rules).verdict(.read, "lock").rule?.path == "spec.allow.rules[\(expected)]")
  }

  @Test("a condition decides by the document and the user")
  func conditions() {
    let found = rights(allow: [rule(["lock"], ["update"], where: Self.production)])
    #expect(found.allow(.update, "lock", document(["env": "prod"])))
    #expect(!found.allow(.update, "lock", document(["env": "test"])))
    #expect(!found.allow(.update, "lock", document()))
    let denied = rights(allow: [rule(["lock"], ["*"])], deny: [rule(["lock"], ["delete"], where: Self.production)])
    #expect(denied.allow(.delete, "lock", document(["env": "test"])))
    #expect(
      denied.verdict(.delete, "lock", document(["env": "prod"])) == .denied(RuleReference(role: "r0", path: "spec.deny.rules[0]"), .rule))
    let byUser = rights(allow: [
      rule(["lock"], ["read"], where: #"contains(user.spec.traits["team"], "core") && contains(user.spec.roles, "r0")"#)
    ])
    #expect(byUser.allow(.read, "lock", document()))
  }

  @Test("without a document a condition on it vouches for nothing, and denies; one on the user alone is asked")
  func every() {
    #expect(rights(allow: [rule(["lock"], ["update"], where: Self.production)]).verdict(.update, "lock") == .notAllowed)
    #expect(!rights(allow: [rule(["lock"], ["*"])], deny: [rule(["lock"], ["update"], where: Self.production)]).allow(.update, "lock"))
    #expect(rights(allow: [rule(["lock"], ["read"], where: #"user.metadata.name == "alice""#)]).allow(.read, "lock"))
    #expect(!rights(allow: [rule(["lock"], ["read"], where: #"user.metadata.name == "bob""#)]).allow(.read, "lock"))
    // Another rule may still allow.
    let both = rights(allow: [rule(["lock"], ["read"], where: Self.production), rule(["lock"], ["read"])])
    #expect(both.verdict(.read, "lock").rule?.path == "spec.allow.rules[1]")
  }

  @Test("could this ever be allowed: a condition of an allow counts as true, of a deny as false")
  func some() {
    let found = rights(
      allow: [rule(["lock"], ["update"], where: "equals(1, 1) && " + Self.production)],
      deny: [rule(["lock"], ["update"], where: Self.production), rule(["lock"], ["delete"])])
    #expect(found.allow(.update, "lock", .some))
    #expect(!found.allow(.delete, "lock", .some))
    #expect(!found.allow(.create, "lock", .some))
  }

  @Test("a condition that cannot be read is an explicit denial where its rule is tried, before the verb is compared")
  func unreadable() {
    let bad = "nonsense("
    let path = RuleReference(role: "r0", path: "spec.allow.rules[1]")
    // Tried first, for its condition, though its verb is another.
    let found = rights(allow: [rule(["lock"], ["read"]), rule(["lock"], ["delete"], where: bad)])
    for subject in [RuleSubject.every, .some, document()] {
      #expect(found.verdict(.read, "lock", subject) == .denied(path, .unreadableCondition))
    }
    #expect(found.verdict(.read, "lock").reason.contains("cannot be evaluated (spec.allow.rules[1].where)"))
    // Not tried for another kind.
    #expect(rights(allow: [rule(["user"], ["read"]), rule(["lock"], ["read"], where: bad)]).allow(.read, "user"))
    // Not tried any more: the kind's own rule comes before the star.
    #expect(rights(allow: [rule(["lock"], ["read"]), rule(["*"], ["read"], where: bad)]).allow(.read, "lock"))
    // On the deny side it ends everything.
    let denied = rightsOfRoles((allow: [rule(["lock"], ["read"])], deny: []), (allow: [], deny: [rule(["lock"], ["delete"], where: bad)]))
    #expect(denied.verdict(.read, "lock").isExplicitDenial)
    #expect(!denied.allow(.read, "lock", .some))
  }

  @Test("a condition that cannot be evaluated for a document is an explicit denial, too")
  func unevaluable() {
    let found = rights(allow: [rule(["lock"], ["read"], where: "can_view()"), rule(["lock"], ["read"])])
    #expect(found.verdict(.read, "lock", document()).isExplicitDenial)
    let facts = { (canView: Bool) in RuleSubject.document(RuleFacts(Self.value(), kind: "lock", canView: canView)) }
    #expect(found.verdict(.read, "lock", facts(true)).rule?.path == "spec.allow.rules[0]")
    #expect(found.verdict(.read, "lock", facts(false)).rule?.path == "spec.allow.rules[1]")
  }

  @Test("sessions have their own name in conditions; authorities their type")
  func names() {
    let session: Value = .map(["participants": .list(["alice", "bob"])])
    let found = rights(allow: [rule(["session", "cert_authority"], ["read"], where: "contains(session.participants, user.metadata.name)")])
    #expect(found.allow(.read, "session", .document(RuleFacts(session, kind: "session"))))
    #expect(!found.allow(.read, "session", .document(RuleFacts(.map(["participants": .list(["bob"])]), kind: "session"))))
    #expect(found.verdict(.read, "cert_authority", .document(RuleFacts(session, kind: "cert_authority"))).isExplicitDenial)
    let authority = rights(allow: [rule(["cert_authority"], ["rotate"], where: #"system.catype() == "user""#)])
    #expect(authority.allow(.rotate, "cert_authority", .document(RuleFacts(.map([:]), kind: "cert_authority", authorityType: "user"))))
    #expect(!authority.allow(.rotate, "cert_authority", .document(RuleFacts(.map([:]), kind: "cert_authority", authorityType: "host"))))
  }

  @Test("a listing shows NOT deny1 AND NOT deny2 AND (allow1 OR allow2)")
  func filter() {
    func has(_ key: String) -> String { "resource.metadata.labels[\"\(key)\"] == \"x\"" }
    let found = rightsOfRoles(
      (allow: [rule(["lock"], ["list"], where: has("a1"))], deny: [rule(["lock"], ["list"], where: has("d1"))]),
      (allow: [rule(["*"], ["list"], where: has("a2"))], deny: [rule(["lock"], ["list"], where: has("d2"))])
    ).filter([.list], "lock")
    #expect(!found.isRefusal)
    let keys = ["a1", "a2", "d1", "d2"]
    for bits in 0..<16 {
      let labels = Dictionary(uniqueKeysWithValues: keys.indices.filter { bits >> $0 & 1 == 1 }.map { (keys[$0], Value.text("x")) })
      let (a1, a2, d1, d2) = (labels["a1"] != nil, labels["a2"] != nil, labels["d1"] != nil, labels["d2"] != nil)
      #expect(found.includes(Self.value(labels)) == (!d1 && !d2 && (a1 || a2)))
    }
  }

  @Test("a listing that nothing could pass is refused, and says why")
  func refusedListing() {
    #expect(rights().filter([.list], "lock").isRefusal)
    #expect(rights().filter([.list], "lock").refusal == .notAllowed)
    #expect(rights(allow: [rule(["lock"], ["list"])]).filter([.list, .read], "lock").isRefusal)
    #expect(
      rights(allow: [rule(["lock"], ["*"])], deny: [rule(["lock"], ["list"])]).filter([.list], "lock").refusal?.isExplicitDenial == true)
    #expect(rights(allow: [rule(["lock"], ["list", "read"])]).filter([.list, .read], "lock").refusal == nil)
    #expect(rights(allow: [rule(["lock"], ["list", "read"])]).filter([.list, .read], "lock").includes(Self.value()))
  }

  @Test("nobody locked, and nobody who does not exist, may do anything")
  func standing() {
    var scene = Scene()
    scene.role("r", rules: [rule(["*"], ["*"])])
    scene.user("alice", roles: ["r"])
    #expect(scene.world.may("ALICE", .read, "lock", at: noon))
    #expect(scene.world.rights(of: "ghost", at: noon).verdict(.read, "lock") == .noStanding)
    scene.lock("k", on: "alice")
    #expect(scene.world.rights(of: "alice", at: noon).verdict(.read, "lock", .some) == .noStanding)
    #expect(scene.world.isDenied("alice", .read, "lock", at: noon))
  }
}

@Suite("The role that everybody has")
struct ImplicitRoleTests {
  private func rights(_ denyRules: [Rule] = []) -> Rights {
    var scene = Scene()
    scene.role("d", denyRules: denyRules)
    scene.user("alice", roles: ["d"])
    return scene.world.rights(of: "alice", at: noon)
  }

  @Test(
    "the gate on kinds of infrastructure is open, and shows nothing by itself",
    arguments: [
      "node", "ssh_session", "app_server", "remote_cluster", "kube_server", "db_server", "db", "app", "windows_desktop_service",
      "windows_desktop", "dynamic_windows_desktop", "kube_cluster", "saml_idp_service_provider", "aws_identity_center", "git_server",
    ])
  func gate(kind: String) {
    for verb in [Verb.list, .read] {
      #expect(rights().verdict(verb, kind).rule?.role == ImplicitRole.name)
      #expect(!rights().allow(verb, kind))
    }
    for verb in [Verb.create, .update, .delete, .use] { #expect(!rights().verdict(verb, kind).isAllowed) }
    #expect(rights([Rule(resources: [kind], verbs: ["list"])]).verdict(.list, kind).isExplicitDenial)
  }

  @Test(
    "what says nothing about anybody's access may be read",
    arguments: ["proxy", "auth_server", "tunnel", "cluster_auth_preference", "cluster_name", "vnet_config", "spiffe_federation"])
  func settings(kind: String) {
    #expect(rights().allow(.list, kind))
    #expect(rights().allow(.read, kind))
    #expect(!rights().allow(.update, kind))
  }

  @Test("authorities without their secrets, and usage events")
  func others() {
    #expect(rights().allow(.list, "cert_authority"))
    #expect(rights().allow(.readWithoutSecrets, "cert_authority"))
    #expect(!rights().allow(.read, "cert_authority"))
    #expect(rights().allow(.create, "usage_event"))
    #expect(!rights().allow(.list, "usage_event"))
    for kind in ["user", "role", "access_list", "lock", "token", "event", "session", "db_service"] { #expect(!rights().allow(.list, kind)) }
  }

  @Test("it cannot be stored, and a rule of one's own is named before it")
  func hidden() {
    #expect(
      problem { () throws(Problem) in try Scene().world.applying([.put(.role(Role(name: ImplicitRole.name)))], at: noon) }?.path
        == "metadata.name")
    var scene = Scene()
    scene.role("r", rules: [Rule(resources: ["node"], verbs: ["list"])])
    scene.user("alice", roles: ["r"])
    #expect(scene.world.rights(of: "alice", at: noon).verdict(.list, "node").rule?.role == "r")
    #expect(scene.world.may("alice", .list, "node", at: noon))
  }

  @Test("every kind that it opens is a kind that is known, and each is known once")
  func kinds() {
    for rule in ImplicitRole.rules { for kind in rule.resources { #expect(RuleKinds.all.contains(kind)) } }
    #expect(RuleKinds.groups.flatMap(\.kinds).count == RuleKinds.all.count)
  }
}
