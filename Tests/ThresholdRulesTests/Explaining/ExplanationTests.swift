import Testing
import ThresholdModel
import ThresholdRules

/// What explanations name, case by case.
@Suite("An explanation names what decides")
struct ExplanationTests {
  private let host = ServerID(uuid(1))

  private func explain(
    _ scene: Scene, _ user: UserName = "ann", as login: String? = "root", to asker: UserName? = nil, hasSignIn: Bool = true,
    at now: Moment = noon
  ) throws(Problem) -> Explanation {
    let question = AccessQuestion(
      user: user, resource: ResourceKey(.node, host.text), principals: login.map { [Principal(.logins, $0)] } ?? [],
      signIn: hasSignIn ? SignInID("s-\(user.key)") : nil)
    return try scene.world.explain(question, to: asker, at: now)
  }

  /// A user and a server; what else there is, each test says.
  private func scene(_ more: (inout Scene) -> Void) -> Scene {
    var scene = Scene()
    scene.server(1, "web", labels: ["env": "prod", "team": "a", "teleport.hidden/rack": "7"])
    scene.user("ann")
    more(&scene)
    return scene
  }

  private func holding(_ roles: [RoleName], _ scene: inout Scene, traits: Traits = [:]) { scene.user("ann", roles: roles, traits: traits) }

  @Test("the entry of each label key, the account's entry and the path of lists")
  func ground() throws {
    let found = try explain(
      scene { scene in
        scene.role("r", labels: ["env": ["dev", "pr*"], "team": ["{{external.team}}"]], logins: ["ubuntu", "{{internal.logins}}"])
        scene.records.append(.user(User(name: "ann", traits: ["team": ["a"], "logins": ["root"]])))
        scene.list("inner", owners: ["olivia"], members: [])
        scene.member("ann", of: "inner", until: noon + .hours(3))
        scene.list("outer", owners: ["olivia"], grants: ["r"])
        scene.records.append(
          .member(Member(MemberSpec(list: "outer", party: .list("inner"), joined: noon, expires: noon + .hours(2), addedBy: "x"))))
      })
    #expect(found.isAllowed && found.grounds.count == 1)
    let ground = try #require(found.grounds.first)
    #expect(ground.role == "r" && ground.source == .member("outer") && ground.via == ["inner"])
    #expect(
      ground.conditions == [
        LabelCondition(.label("env"), wanted: ["dev", "pr*"], found: "prod", isMet: true),
        LabelCondition(.label("team"), wanted: ["a"], found: "a", isMet: true),
      ])
    #expect(ground.accounts == [AccountEntry(Principal(.logins, "root"), entry: "{{internal.logins}}")])
    #expect(ground.until == noon + .hours(2))
    #expect(ground.ends.map(\.cause) == [.membership(.list("inner"), of: "outer"), .membership(.user("ann"), of: "inner"), .signIn])
    #expect(found.principals?[.logins] == ["root", "ubuntu"])
  }

  @Test(
    "what ends first, and everything behind it",
    arguments: [
      "role", "list", "user", "resource", "required role", "traits", "sign-in",
    ])
  func ends(_ subject: String) throws {
    let soon = noon + .hours(1)
    let found = try explain(
      scene { scene in
        scene.role("r", labels: ["*": ["*"]], logins: ["root"])
        scene.role("base")
        scene.list("l", owners: ["olivia"], members: ["ann"], grants: ["r"])
        var user = User(name: "ann", roles: ["base"])
        for index in scene.records.indices {
          switch (subject, scene.records[index]) {
          case ("role", .role(var role)) where role.name == "r":
            role.metadata.expires = soon
            scene.records[index] = .role(role)
          case ("required role", .role(var role)) where role.name == "base":
            role.metadata.expires = soon
            scene.records[index] = .role(role)
          case ("list", .list(var list)):
            list.metadata.expires = soon
            scene.records[index] = .list(list)
          case ("required role", .list(var list)):
            list.spec.membershipRequires.roles = ["base"]
            scene.records[index] = .list(list)
          case ("resource", .resource(.server(var server))):
            server.metadata.expires = soon
            scene.records[index] = .server(server)
          case ("sign-in", .signIn(var signIn)):
            signIn.expires = soon
            scene.records[index] = .signIn(signIn)
          default: break
          }
        }
        if subject == "user" { user.metadata.expires = soon }
        scene.records.append(.user(user))
        guard subject == "traits" else { return }
        scene.list("t", owners: ["olivia"])
        scene.member("ann", of: "t", until: soon)
        guard case .list(var list) = scene.records[scene.records.count - 2] else { return }
        list.spec.grants.traits = ["team": ["a"]]
        scene.records.append(.list(list))
      })
    let cause: AccessEnd.Cause =
      switch subject {
      case "role": .role("r")
      case "list": .list("l")
      case "user": .user
      case "resource": .resource
      case "required role": .requiredRole("base", by: "l")
      case "traits": .traits(from: "t")
      default: .signIn
      }
    #expect(found.grounds.first?.ends.first == AccessEnd(cause, at: soon))
    #expect(found.verdict.grant?.until == soon)
  }

  @Test("every deny, not only the first: labels, accounts, through which list")
  func denies() throws {
    let found = try explain(
      scene { scene in
        scene.role("r", labels: ["*": ["*"]], logins: ["root"])
        scene.role("no-prod", denyLabels: ["env": ["prod"]])
        scene.role("no-root", denyLogins: ["root"])
        scene.list("l", owners: ["olivia"], members: ["ann"], grants: ["no-root"])
        holding(["r", "no-prod"], &scene)
      })
    #expect(found.obstacles.map(\.reason) == [.deniedLabels("no-prod"), .deniedLogin("no-root")])
    #expect(found.obstacles.map(\.source) == [.own, .member("l")])
    #expect(found.obstacles.first?.conditions == [LabelCondition(.label("env"), wanted: ["prod"], found: "prod", isMet: true)])
    #expect(found.grounds.isEmpty && found.principals == nil)
    #expect(found.refusalWords == "role `no-prod` denies access to `web`")
  }

  @Test("what is missing from each role that nearly allows it, the nearest first")
  func near() throws {
    let found = try explain(
      scene { scene in
        scene.role("other-env", labels: ["env": ["dev"]], logins: ["root"])
        scene.role("no-such-label", labels: ["zone": ["*"]], logins: ["root"])
        scene.role("other-login", labels: ["env": ["prod"]], logins: ["ubuntu"])
        scene.role("far-away", labels: ["env": ["dev"]], logins: ["ubuntu"])
        scene.role("silent", logins: ["root"])
        scene.role("rack", labels: ["teleport.hidden/rack": ["8"]], logins: ["root"])
        holding(["other-env", "no-such-label", "other-login", "far-away", "silent", "rack"], &scene)
      })
    #expect(found.refusalWords == "no role of `ann` allows the login `root` on `web`")
    #expect(
      found.near == [
        NearRole(
          role: "no-such-label", source: .own,
          missing: [.labels(LabelCondition(.label("zone"), wanted: ["*"], found: nil, isMet: false))]),
        NearRole(
          role: "other-env", source: .own,
          missing: [.labels(LabelCondition(.label("env"), wanted: ["dev"], found: "prod", isMet: false))]),
        NearRole(role: "other-login", source: .own, missing: [.account(Principal(.logins, "root"), allowed: ["ubuntu"])]),
        NearRole(
          role: "rack", source: .own,
          missing: [.labels(LabelCondition(.label("teleport.hidden/rack"), wanted: ["8"], found: nil, isMet: false))]),
      ])
  }

  @Test(
    "an expired membership, a requirement that is not met, a role that ended, a block that is broken",
    arguments: [
      "expired", "role", "trait", "ended", "broken", "outer", "owner",
    ])
  func missed(_ subject: String) throws {
    let past = noon - .hours(1)
    let found = try explain(
      scene { scene in
        scene.role("r", labels: ["*": ["*"]], logins: ["root"])
        scene.role("base")
        var list = AccessList(
          version: "v1", metadata: Metadata(name: "l"),
          spec: AccessListSpec(title: "l", owners: [Owner(name: "olivia")], grants: Grants(roles: ["r"])))
        switch subject {
        case "expired": scene.member("ann", of: "l", until: past)
        case "role": list.spec.membershipRequires.roles = ["base"]
        case "trait": list.spec.membershipRequires.traits = ["team": ["a", "b"]]
        case "broken": list.spec.grants.roles = ["r", "gone"]
        case "owner":
          list.spec = AccessListSpec(
            title: "l", owners: [Owner(name: "ann")], ownershipRequires: Requirements(roles: ["base"]), ownerGrants: Grants(roles: ["r"]))
        default: break
        }
        if !["expired", "outer", "owner"].contains(subject) { scene.member("ann", of: "l") }
        scene.records.append(.list(list))
        holding([], &scene, traits: ["team": ["a"]])
        if subject == "ended" {
          var role = scene.world.role("r")
          role?.metadata.expires = past
          if let role { scene.records.append(.role(role)) }
        }
        if subject == "outer" {
          scene.list("inner", owners: ["olivia"], members: ["ann"])
          scene.records.append(.member(Member(MemberSpec(list: "l", party: .list("inner"), joined: noon, expires: past, addedBy: "x"))))
        }
      })
    let missing: NearRole.Shortfall =
      switch subject {
      case "expired": .membershipEnded(.user("ann"), of: "l", at: past)
      case "role", "owner": .requiredRole("base", by: "l")
      case "trait": .requiredTrait("team", values: ["b"], by: "l")
      case "ended": .roleEnded("r", at: past)
      case "broken": .missingRole("gone")
      default: .membershipEnded(.list("inner"), of: "l", at: past)
      }
    let near = NearRole(
      role: "r", source: subject == "owner" ? .owner("l") : .member("l"), via: subject == "outer" ? ["inner"] : [], missing: [missing])
    #expect(found.near == [near])
  }

  @Test("the shortest request takes one role where the offer would take several, and names it then")
  func shortest() throws {
    let found = try explain(
      scene { scene in
        scene.role("asker", searchAs: ["a-ubuntu", "b-root", "c-both"])
        scene.role("a-ubuntu", labels: ["*": ["*"]], logins: ["ubuntu"])
        scene.role("b-root", labels: ["*": ["*"]], logins: ["root"])
        scene.role("c-both", labels: ["*": ["*"]], logins: ["root", "ubuntu"])
        scene.role("judge", review: ["b-*"])
        scene.user("olivia")
        scene.list("l", owners: ["olivia"], members: ["ann"], grants: ["asker"], ownerGrants: ["judge"])
      })
    #expect(found.shortestRequest?.roles == ["b-root"])
    #expect(found.shortestRequest?.command == "tsh request create --roles b-root --resource /main/node/\(host) --reason WHY")
    #expect(found.approvers.map(\.user) == ["olivia"])
    #expect(found.approvers.first?.holding?.source == .owner("l"))
  }

  @Test("a request of one's own that waits or is approved comes before a new one")
  func usable() throws {
    let story = JustInTime()
    let question = AccessQuestion(
      user: "max", resource: ResourceKey(.node, story.test.text), principals: [Principal(.logins, "ubuntu")], signIn: "s-max")
    var scene = story.scene
    let pending = scene.request(5, by: "max", roles: [story.access], servers: [story.test], state: .pending)
    var found = try scene.world.explain(question, to: "max", at: noon)
    #expect(found.requests == [UsableRequest(id: pending, need: .approval)])
    #expect(found.approvers.map(\.user) == ["olivia"])
    let later = scene.request(6, by: "max", roles: [story.access], servers: [story.test], start: noon + .hours(1))
    let approved = scene.request(7, by: "max", roles: [story.access], servers: [story.test])
    scene.request(8, by: "max", roles: [story.access], servers: [story.production])
    found = try scene.world.explain(question, to: "max", at: noon)
    #expect(
      found.requests == [
        UsableRequest(id: approved, need: .assuming), UsableRequest(id: later, need: .waiting(until: noon + .hours(1))),
        UsableRequest(id: pending, need: .approval),
      ])
    #expect(found.requests.first?.command == "tsh login --request-id \(approved)" && found.approvers.isEmpty)
  }

  @Test("an assumed request is the ground, with its own ends")
  func assumed() throws {
    let story = JustInTime()
    var scene = story.scene
    let id = scene.request(5, by: "max", roles: [story.access], servers: [story.test], until: noon + .hours(2))
    scene.signIn("s-max", of: "max", assuming: [id: noon + .hours(1)])
    let question = AccessQuestion(
      user: "max", resource: ResourceKey(.node, story.test.text), principals: [Principal(.logins, "ubuntu")], signIn: "s-max")
    let ground = try #require(try scene.world.explain(question, to: "max", at: noon).grounds.first)
    #expect(ground.source == .request(id) && ground.until == noon + .hours(1))
    #expect(ground.ends.map(\.cause) == [.assumption(id), .request(id), .signIn])
  }

  @Test("a lock, and an option that SSH cannot enforce, are named")
  func others() throws {
    var locked = scene { scene in
      scene.role("r", labels: ["*": ["*"]], logins: ["root"])
      holding(["r"], &scene)
      scene.lock("held", on: "ann", message: "gone fishing")
    }
    #expect(try explain(locked).obstacles.map(\.reason) == [.locked("held")])
    locked.records.removeLast()
    var role = try #require(locked.world.role("r"))
    role.spec.options.maxSessions = 1
    locked.records.append(.role(role))
    let found = try explain(locked)
    #expect(found.obstacles.map(\.reason) == [.unenforceable(option: "max_sessions", "r")])
    #expect(found.obstacles.first?.source == .own && found.near.isEmpty && found.shortestRequest == nil)
  }

  @Test("without an account it says as whom one could be there")
  func nobody() throws {
    let found = try explain(
      scene { scene in
        scene.role("r", labels: ["*": ["*"]], logins: ["root", "ubuntu"])
        scene.role("n", denyLogins: ["root"])
        holding(["r", "n"], &scene)
      }, as: nil)
    #expect(found.isAllowed && found.principals?[.logins] == ["ubuntu"])
  }
}
