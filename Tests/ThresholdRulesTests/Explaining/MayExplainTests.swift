import Testing
import ThresholdModel
import ThresholdRules

/// Who may have what explained, and what stays hidden.
@Suite("What one may not see is not explained")
struct MayExplainTests {
  private let story: JustInTime

  init() {
    var story = JustInTime()
    story.scene.role("reads-users", rules: [Rule(resources: ["user"], verbs: ["read"])])
    story.scene.role("reads-roles", rules: [Rule(resources: ["role"], verbs: ["read"])])
    story.scene.role("reads-nodes", rules: [Rule(resources: ["node"], verbs: ["read"])])
    story.scene.role("no-users", denyRules: [Rule(resources: ["user"], verbs: ["*"])])
    for (user, roles) in [
      ("half", ["reads-users"]), ("both", ["reads-users", "reads-roles"]), ("all", ["reads-users", "reads-roles", "reads-nodes"]),
      ("denied", ["reads-users", "reads-roles", "reads-nodes", "no-users"]),
    ] as [(UserName, [RoleName])] { story.scene.user(user, roles: roles) }
    self.story = story
  }

  private func explain(_ user: UserName, _ server: ServerID, to asker: UserName?) throws(Problem) -> Explanation {
    let question = AccessQuestion(
      user: user, resource: ResourceKey(.node, server.text), principals: [Principal(.logins, "ubuntu")],
      signIn: user == "nobody" ? nil : SignInID("s-\(user)"))
    return try story.scene.world.explain(question, to: asker, at: noon)
  }

  /// What an asker is told; nil when it is explained.
  private func refusal(_ user: UserName, to asker: UserName?) -> Problem? {
    do {
      _ = try explain(user, story.test, to: asker)
      return nil
    } catch { return error }
  }

  @Test(
    "others may be asked about with both rights only; else they do not exist",
    arguments: ["half", "both", "all", "denied", "outsider", "max"] as [UserName])
  func others(_ asker: UserName) {
    switch asker {
    case "max", "all": #expect(refusal("max", to: asker) == nil)
    // May ask about the user, and does not know of the server.
    case "both": #expect(refusal("max", to: asker)?.message == Problem.notFound("server", story.test.text).message)
    default: #expect(refusal("max", to: asker) == Problem.notFound("user", "max"))
    }
    // In the same words as for a name that is not there.
    #expect(refusal("nobody", to: asker) == Problem.notFound("user", "nobody"))
    #expect(refusal("max", to: nil) == nil)
  }

  @Test("a resource that one may not know of is answered like one that does not exist")
  func resources() {
    let nowhere = ServerID(uuid(99))
    for asker in ["max", "outsider"] as [UserName] {
      let hidden = problem { () throws(Problem) in try explain(asker, story.production, to: asker) }
      let missing = problem { () throws(Problem) in try explain(asker, nowhere, to: asker) }
      #expect(hidden?.kind == .notFound && hidden?.hint == missing?.hint)
      #expect(hidden?.message.replacing(story.production.text, with: nowhere.text) == missing?.message)
    }
  }

  @Test("names are resolved among what the asker may know of")
  func names() throws {
    let world = story.scene.world
    let unknown = problem { () throws(Problem) in
      try world.resolve("prod-1", kind: .node, explaining: "max", signIn: "s-max", to: "max", at: noon)
    }
    #expect(unknown?.kind == .notFound)
    #expect(try world.resolve("test-1", kind: .node, explaining: "max", signIn: "s-max", to: "max", at: noon).name == story.test.text)
    #expect(try world.resolve("prod-1", kind: .node, explaining: "max", signIn: nil, to: "all", at: noon).name == story.production.text)
    #expect(try world.resolve("prod-1", kind: .node, explaining: "max", signIn: nil, to: nil, at: noon).name == story.production.text)
    let stranger = problem { () throws(Problem) in
      try world.resolve("prod-1", kind: .node, explaining: "max", signIn: nil, to: "outsider", at: noon)
    }
    #expect(stranger == Problem.notFound("user", "max"))
  }

  @Test("lists that the asker may not see are not named")
  func lists() throws {
    var scene = story.scene
    scene.role("direct", labels: ["*": ["*"]], logins: ["ubuntu"])
    scene.list("secret", owners: ["olivia"], grants: ["direct"])
    scene.member("max", of: "secret", until: noon - .hours(1))
    let question = AccessQuestion(
      user: "max", resource: ResourceKey(.node, story.test.text), principals: [Principal(.logins, "ubuntu")], signIn: "s-max")
    // Whose membership has ended may not see the list any more.
    #expect(try !scene.world.explain(question, to: "max", at: noon).near.contains { $0.source == .member("secret") })
    #expect(try scene.world.explain(question, to: nil, at: noon).near.contains { $0.source == .member("secret") })
    // Olivia approves as an owner of the list that max is on; he sees the list.
    #expect(try scene.world.explain(question, to: "max", at: noon).approvers.first?.holding?.source == .owner("testers"))
  }
}
