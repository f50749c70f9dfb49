import Testing
import ThresholdModel
import ThresholdRules

@Suite("Guided lists")
struct GuidedListTests {
  static let everything = GuidedAccess(
    labels: [
      .node: ["env": ["test"]], .database: ["db": ["*"]], .kubernetes: ["kube": ["a", "b"]], .app: ["app": ["^x$"]],
      .desktop: ["os": ["win"]],
    ],
    principals: [
      .logins: ["root"], .databaseUsers: ["reader"], .databaseNames: ["orders"], .kubernetesUsers: ["dev"], .kubernetesGroups: ["devs"],
      .awsRoleARNs: ["arn:aws:iam::1:role/r"], .azureIdentities: ["/subscriptions/1"], .gcpServiceAccounts: ["a@b.iam"],
      .mcpTools: ["read_*"], .windowsLogins: ["Administrator"],
    ], githubOrgs: ["acme"], assignments: [AccountAssignment(account: "123456789012", permissionSet: "arn:aws:sso:::permissionSet/a/b")])

  private func guided(_ kind: GuidedList.Kind, opens: GuidedAccess = everything) -> GuidedList {
    GuidedList(
      id: "ID", kind: kind, spec: AccessListSpec(title: "T", description: "D", owners: [Owner(name: "olivia")]), opens: opens,
      members: [.user("max"), .user("Max")])
  }

  private func world(_ guided: GuidedList, _ more: [Change] = []) throws -> World {
    try Scene().world.applying(guided.changes(by: "admin", at: noon) + more, at: noon)
  }

  @Test(
    "members and owners get what the kind of list says",
    arguments: [
      (GuidedList.Kind.shortTerm, ["requester-acl-preset-ID"] as [RoleName]),
      (.longTerm, ["access-standard-acl-preset-ID", "access-awsic-acl-preset-ID"]),
    ])
  func grants(kind: GuidedList.Kind, roles: [RoleName]) {
    let list = guided(kind).list
    #expect(list.spec.grants == Grants(roles: roles))
    #expect(list.spec.ownerGrants == Grants(roles: ["reviewer-acl-preset-ID"]))
    #expect(
      list.metadata.labels == [
        "teleport.internal/access-list-preset": kind.rawValue,
        "teleport.internal/access-list-preset-roles":
          "reviewer-acl-preset-ID,requester-acl-preset-ID,access-standard-acl-preset-ID,access-awsic-acl-preset-ID",
      ])
  }

  @Test("the roles hold what the reference says, and carry the list's id")
  func roles() {
    let roles = guided(.shortTerm).roles
    let access: [RoleName] = ["access-standard-acl-preset-ID", "access-awsic-acl-preset-ID"]
    #expect(roles.map(\.name) == access + ["requester-acl-preset-ID", "reviewer-acl-preset-ID"])
    #expect(roles[0].spec.allow.labels == Self.everything.labels)
    #expect(roles[0].spec.allow.principals == Self.everything.principals)
    #expect(roles[0].spec.allow.githubPermissions == [GitHubPermission(orgs: ["acme"])])
    #expect(roles[0].spec.allow.accountAssignments.isEmpty)
    var center = RoleConditions()
    center.labels = [.app: ["teleport.dev/origin": ["aws-identity-center"]]]
    center.accountAssignments = Self.everything.assignments ?? []
    #expect(roles[1].spec.allow == center)
    #expect(roles[2].spec.allow == RoleConditions(request: RequestConditions(searchAsRoles: access)))
    #expect(roles[3].spec.allow == RoleConditions(reviewRequests: ReviewConditions(roles: access.map(\.text), previewAsRoles: access)))
    for role in roles {
      #expect(role.metadata.labels == ["teleport.internal/access-list-preset": "ID"])
      #expect(role.version == "v8")
      #expect(role.spec.deny == RoleConditions() && role.spec.options == RoleOptions())
      #expect(role.metadata.description.contains("not this role"))
    }
  }

  @Test(
    "each thing that people say makes an access role by itself", arguments: GuidedField.allCases)
  func single(field: GuidedField) throws {
    var opens = GuidedAccess()
    if let label = field.label { opens.labels[label] = ["env": ["test"]] }
    if let principal = field.principal { opens.principals[principal] = ["a"] }
    if field == .githubOrgs { opens.githubOrgs = ["acme"] }
    if field == .assignments { opens.assignments = [AccountAssignment(account: "1", permissionSet: "p")] }
    let guided = guided(.shortTerm, opens: opens)
    #expect(guided.accessRoles.map(\.name) == [field == .assignments ? "access-awsic-acl-preset-ID" : "access-standard-acl-preset-ID"])
    let list = try #require(try world(guided).list("ID"))
    #expect(try world(guided).guidedList(list)?.opens == opens)
  }

  @Test("a list that opens nothing yet still has requester and reviewer")
  func empty() {
    let nothing = GuidedAccess(labels: [.node: [:]], principals: [.logins: []], githubOrgs: [], assignments: [])
    #expect(guided(.shortTerm, opens: nothing).roles.map(\.name) == ["requester-acl-preset-ID", "reviewer-acl-preset-ID"])
    #expect(guided(.longTerm, opens: nothing).list.spec.grants.roles.isEmpty)
  }

  @Test("its changes come in an order that can also be written one by one")
  func order() throws {
    var world = Scene().world
    for change in guided(.shortTerm).changes(by: "admin", at: noon) { world = try world.applying([change], at: noon) }
    #expect(world.members(of: "ID").map(\.spec.user) == ["max"])
    #expect(world.members(of: "ID").map(\.spec.addedBy) == ["admin"])
  }

  @Test("changing what a list opens writes only the roles that change, and tells those that go out of use")
  func changing() throws {
    let world = try world(guided(.longTerm))
    let list = try #require(world.list("ID"))
    let renamed = try world.changedByGuide(list, kind: nil, opening: GuidedAccess(principals: [.logins: ["ubuntu"]]))
    #expect(renamed.roles.map(\.name) == ["access-standard-acl-preset-ID"])
    #expect(renamed.roles[0].spec.allow.logins == ["ubuntu"])
    #expect(renamed.roles[0].spec.allow[.databaseUsers] == ["reader"])
    #expect(renamed.rolesToDelete.isEmpty)
    let narrowed = try world.changedByGuide(list, kind: nil, opening: GuidedAccess(assignments: []))
    #expect(narrowed.roles.map(\.name) == ["requester-acl-preset-ID", "reviewer-acl-preset-ID"])
    #expect(narrowed.rolesToDelete == ["access-awsic-acl-preset-ID"])
    #expect(narrowed.list.spec.grants.roles == ["access-standard-acl-preset-ID"])
    let turned = try world.changedByGuide(list, kind: .shortTerm, opening: GuidedAccess())
    #expect(turned.roles.isEmpty)
    #expect(turned.list.spec.grants.roles == ["requester-acl-preset-ID"])
  }

  @Test("writing through the guide replaces all labels of the list and both blocks of grants")
  func replacing() throws {
    var world = try world(guided(.longTerm))
    var list = try #require(world.list("ID"))
    list.metadata.labels["team"] = "web"
    list.spec.grants.traits = ["team": ["web"]]
    list.spec.ownerGrants.traits = ["team": ["web"]]
    world = try world.applying([.put(.list(list))], at: noon)
    let after = try world.changedByGuide(list, kind: nil, opening: GuidedAccess(githubOrgs: ["other"])).list
    #expect(after.metadata.labels.keys.sorted() == [GuidedList.presetLabel, GuidedList.rolesLabel])
    #expect(after.spec.grants.traits.isEmpty && after.spec.ownerGrants.traits.isEmpty)
  }

  /// Something done to the access role by hand, and what the refusal must say.
  struct Handwork: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let says: String
    let change: @Sendable (inout Role) -> Void
  }

  static let handwork: [Handwork] = [
    Handwork(testDescription: "lost its label", says: "lost its label") { $0.metadata.labels = [:] },
    Handwork(testDescription: "another list's label", says: "lost its label") { $0.metadata.labels[GuidedList.presetLabel] = "other" },
    Handwork(testDescription: "another version", says: "has version `v7`") { $0.version = "v7" },
    Handwork(testDescription: "an option", says: "`spec.options`") { $0.spec.options.maxSessions = 1 },
    Handwork(testDescription: "a denial", says: "`spec.deny.logins`") { $0.spec.deny.logins = ["root"] },
    Handwork(testDescription: "an expression", says: "`spec.allow.node_labels_expression`") {
      $0.spec.allow.labelExpressions = [.node: "labels[\"env\"] == \"test\""]
    },
    Handwork(testDescription: "a rule", says: "`spec.allow.rules`") { $0.spec.allow.rules = [Rule(resources: ["node"], verbs: ["list"])] },
    Handwork(testDescription: "a field without a flag", says: "`spec.allow.host_groups`") { $0.spec.allow[.hostGroups] = ["wheel"] },
    Handwork(testDescription: "a request block", says: "`spec.allow.request`") { $0.spec.allow.request.annotations = ["a": ["b"]] },
    Handwork(testDescription: "an end", says: "`metadata.expires`") { $0.metadata.expires = noon + .days(1) },
  ]

  @Test("roles that were changed by hand are left alone, and the refusal names the role", arguments: handwork)
  func handmade(_ handwork: Handwork) throws {
    let guided = guided(.shortTerm)
    var role = guided.roles[0]
    handwork.change(&role)
    let world = try world(guided, [])
    let changed = try world.applying([.put(.role(role))], at: noon)
    let list = try #require(changed.list("ID"))
    let refusal = problem { () throws(Problem) in try changed.changedByGuide(list, kind: nil, opening: GuidedAccess(githubOrgs: ["x"])) }
    #expect(refusal?.kind == .badParameter)
    #expect(refusal?.message.contains(handwork.says) == true, "\(refusal?.message ?? "")")
    #expect(refusal?.hint?.contains("tctl edit role/access-standard-acl-preset-ID") == true)
  }

  @Test("a requester that got a threshold, and a list whose label names another role, are refused, too")
  func handmadeOthers() throws {
    let guided = guided(.shortTerm)
    var requester = guided.roles[2]
    requester.spec.allow.request.thresholds = [ReviewThreshold(approve: 2, deny: 1)]
    let world = try world(guided)
    let changed = try world.applying([.put(.role(requester))], at: noon)
    let list = try #require(changed.list("ID"))
    #expect(problem { () throws(Problem) in try changed.guidedList(list) }?.message.contains("`spec.allow.request`") == true)
    var renamed = list
    renamed.metadata.labels[GuidedList.rolesLabel] = "reviewer-acl-preset-ID,requester-acl-preset-ID,mine"
    #expect(problem { () throws(Problem) in try world.guidedList(renamed) }?.message.contains("role `mine`") == true)
    renamed.metadata.labels[GuidedList.rolesLabel] = "reviewer-acl-preset-ID"
    #expect(problem { () throws(Problem) in try world.guidedList(renamed) }?.message.contains("requester-acl-preset-ID") == true)
    renamed.metadata.labels[GuidedList.presetLabel] = "sometimes"
    #expect(problem { () throws(Problem) in try world.guidedList(renamed) }?.message.contains("`sometimes`") == true)
  }

  @Test("what a person wrote beside the guide's label and its description stay when a role is written again")
  func keeping() throws {
    let guided = guided(.shortTerm)
    var role = guided.roles[0]
    role.metadata.labels["team"] = "web"
    role.metadata.description = "ours"
    let world = try world(guided).applying([.put(.role(role))], at: noon)
    let list = try #require(world.list("ID"))
    let written = try world.changedByGuide(list, kind: nil, opening: GuidedAccess(githubOrgs: ["x"])).roles[0]
    #expect(written.metadata.labels["team"] == "web" && written.metadata.description == "ours")
  }

  @Test("a plain list needs a kind to become a guided one, and a role of that name that is somebody else's stops it")
  func plain() throws {
    let list = AccessList(
      version: "v1", metadata: Metadata(name: "ID"), spec: AccessListSpec(title: "T", owners: [Owner(name: "olivia")]))
    let world = try Scene().world.applying([.put(.list(list))], at: noon)
    #expect(try world.guidedList(list) == nil)
    #expect(problem { () throws(Problem) in try world.changedByGuide(list, kind: nil, opening: Self.everything) }?.kind == .badParameter)
    let made = try world.changedByGuide(list, kind: .longTerm, opening: Self.everything)
    #expect(made.roles.count == 4 && made.list.isGuided)
    let taken = try world.applying([.put(.role(Role(name: "requester-acl-preset-ID")))], at: noon)
    #expect(
      problem { () throws(Problem) in try taken.changedByGuide(list, kind: .longTerm, opening: Self.everything) }?.kind == .alreadyExists)
    #expect(problem { () throws(Problem) in try world.withoutGuidedAccess(list) }?.kind == .badParameter)
  }

  @Test("without its access a list is plain, and grants nothing; all its roles are told")
  func withoutAccess() throws {
    let world = try world(guided(.longTerm))
    let after = try world.withoutGuidedAccess(try #require(world.list("ID")))
    #expect(!after.list.isGuided && after.list.spec.grants.isEmpty && after.list.spec.ownerGrants.isEmpty)
    #expect(after.rolesToDelete.count == 4 && after.roles.isEmpty)
  }

  @Test("roles that somebody made for a list are renamed and labelled, or kept when they are labelled already")
  func adopting() throws {
    let list = AccessList(
      version: "v1", metadata: Metadata(name: "ID", labels: ["a": "b"]), spec: AccessListSpec(title: "T", owners: [Owner(name: "olivia")]))
    let world = Scene().world
    let fresh = Role(name: "dba", labels: ["x": "y"], allow: RoleConditions(logins: ["root"]))
    let kept = Role(name: "kept", labels: [GuidedList.presetLabel: "ID"])
    let made = try world.guided(list, preset: "long-term", accessRoles: [fresh, kept])
    #expect(made.roles.map(\.name) == ["dba-acl-preset-ID", "kept", "requester-acl-preset-ID", "reviewer-acl-preset-ID"])
    #expect(made.roles[0].metadata.labels == [GuidedList.presetLabel: "ID"])
    #expect(made.list.spec.grants.roles == ["dba-acl-preset-ID", "kept"])
    #expect(
      made.list.metadata.labels == [
        GuidedList.presetLabel: "long-term",
        GuidedList.rolesLabel: "reviewer-acl-preset-ID,requester-acl-preset-ID,dba-acl-preset-ID,kept",
      ])
    #expect(made.roles[2].spec.allow.request.searchAsRoles == ["dba-acl-preset-ID", "kept"])
    let stored = try world.applying(made.roles.map { .put(.role($0)) } + [.put(.list(made.list))], at: noon)
    #expect(try stored.guided(made.list, preset: "short-term", accessRoles: [kept]).rolesToDelete == ["dba-acl-preset-ID"])
    #expect(problem { () throws(Problem) in try world.guided(list, preset: "never", accessRoles: []) }?.kind == .badParameter)
    #expect(
      problem { () throws(Problem) in
        try world.guided(list, preset: "long-term", accessRoles: [Role(name: "r", labels: [GuidedList.presetLabel: "other"])])
      }?.kind == .badParameter)
    let many = (0...10).map { Role(name: RoleName("r\($0)")) }
    #expect(problem { () throws(Problem) in try world.guided(list, preset: "long-term", accessRoles: many) }?.kind == .limitExceeded)
    var nameless = list
    nameless.metadata.name = ""
    #expect(problem { () throws(Problem) in try world.guided(nameless, preset: "long-term", accessRoles: []) }?.path == "metadata.name")
  }

  @Test(
    "account assignments are read with both separators",
    arguments: [
      ("1^arn:aws:sso:::p", AccountAssignment(account: "1", permissionSet: "arn:aws:sso:::p")),
      ("1:arn:aws:sso:::p", AccountAssignment(account: "1", permissionSet: "arn:aws:sso:::p")),
      ("1", nil), ("^p", nil), ("1^", nil), ("", nil),
    ] as [(String, AccountAssignment?)])
  func assignments(text: String, expected: AccountAssignment?) {
    #expect((try? AccountAssignment(text: text)) == expected)
  }
}
