import Testing
import ThresholdModel
import ThresholdRules

@Suite("Acting as somebody else")
struct ImpersonationTests {
  /// The verdict on `alice`, who holds one role for each pair of blocks.
  private func verdict(
    _ question: ImpersonationQuestion, allow: [ImpersonateConditions] = [], deny: [ImpersonateConditions] = [], traits: Traits = [:]
  ) -> ImpersonationVerdict {
    var scene = Scene()
    var names: [RoleName] = []
    func add(_ prefix: String, _ blocks: [ImpersonateConditions], _ side: WritableKeyPath<RoleSpec, RoleConditions>) {
      for (index, block) in blocks.enumerated() {
        var role = Role(name: RoleName("\(prefix)\(index)"))
        role.spec[keyPath: side].impersonate = block
        scene.records.append(.role(role))
        names.append(role.name)
      }
    }
    add("allow", allow, \.allow)
    add("deny", deny, \.deny)
    scene.user("alice", roles: names, traits: traits)
    return scene.world.decideImpersonation(by: "alice", question, at: noon)
  }

  private func ask(_ user: UserName?, _ roles: RoleName...) -> ImpersonationQuestion {
    ImpersonationQuestion(user: user, roles: roles.map { .init($0) })
  }

  @Test("one block must name the user and all roles")
  func oneBlock() {
    let both = ImpersonateConditions(users: ["jenkins"], roles: ["deploy", "test-*"])
    #expect(verdict(ask("jenkins", "deploy"), allow: [both]) == .allowed("allow0"))
    #expect(verdict(ask("jenkins", "deploy", "test-a"), allow: [both]) == .allowed("allow0"))
    #expect(verdict(ask("jenkins", "deploy", "prod"), allow: [both]) == .notAllowed)
    #expect(verdict(ask("other", "deploy"), allow: [both]) == .notAllowed)
    #expect(verdict(ask("jenkins", "deploy")) == .notAllowed)
    let other = ImpersonateConditions(users: ["jenkins"], roles: ["prod"])
    #expect(verdict(ask("jenkins", "deploy", "prod"), allow: [both, other]) == .notAllowed)
    #expect(verdict(ask("jenkins", "prod"), allow: [both, other]) == .allowed("allow1"))
  }

  @Test(
    "names may be literals, globs, expressions, functions and traits",
    arguments: [
      ("jenkins", true), ("jen*", true), ("*", true), ("^jen.+$", true), (#"{{regexp.match("^jen")}}"#, true), ("{{external.as}}", true),
      (#"{{regexp.not_match("^jen")}}"#, false), ("{{external.none}}", false), ("Jenkins", false), ("jen", false),
      ("{{external.star}}", false),
    ])
  func names(written: String, expected: Bool) {
    let found = verdict(
      ask("jenkins", "deploy"), allow: [ImpersonateConditions(users: [written], roles: ["deploy"])],
      traits: ["as": ["x", "jen*"], "star": ["*"]])
    #expect(found.isAllowed == expected)
  }

  @Test("a deny names the user or any one role, and counts only if it names both")
  func deny() {
    let all = ImpersonateConditions(users: ["*"], roles: ["*"])
    let question = ask("jenkins", "deploy", "prod")
    #expect(verdict(question, allow: [all], deny: [ImpersonateConditions(users: ["jenkins"], roles: ["none"])]) == .denied("deny0"))
    #expect(verdict(question, allow: [all], deny: [ImpersonateConditions(users: ["none"], roles: ["prod"])]) == .denied("deny0"))
    #expect(verdict(question, allow: [all], deny: [ImpersonateConditions(users: ["none"], roles: ["none"])]) == .allowed("allow0"))
    #expect(verdict(question, allow: [all], deny: [ImpersonateConditions(roles: ["prod"])]) == .allowed("allow0"))
    #expect(verdict(question, allow: [all], deny: [ImpersonateConditions(users: ["jenkins"])]) == .allowed("allow0"))
    #expect(
      verdict(question, allow: [all], deny: [ImpersonateConditions(users: ["{{"], roles: ["none"])]) == .denied("deny0"),
      "what cannot be read denies")
  }

  @Test("roles alone: only blocks without users, one of which must cover all")
  func rolesAlone() {
    let bot = ImpersonateConditions(roles: ["deploy", "test-*"])
    #expect(verdict(ask(nil, "deploy", "test-a"), allow: [bot]) == .allowed("allow0"))
    #expect(verdict(ask(nil, "deploy", "prod"), allow: [bot, ImpersonateConditions(roles: ["prod"])]) == .notAllowed)
    #expect(verdict(ask(nil, "deploy"), allow: [ImpersonateConditions(users: ["*"], roles: ["*"])]) == .notAllowed)
    #expect(verdict(ask("jenkins", "deploy"), allow: [bot]) == .notAllowed)
    #expect(verdict(ask(nil), allow: [bot]) == .notAllowed)
    #expect(verdict(ask(nil, "deploy", "test-a"), allow: [bot], deny: [ImpersonateConditions(roles: ["test-a"])]) == .denied("deny0"))
    #expect(verdict(ask(nil, "deploy"), allow: [bot], deny: [ImpersonateConditions(users: ["*"], roles: ["*"])]) == .allowed("allow0"))
  }

  @Test("the condition must hold for each role")
  func condition() {
    func labelled(_ name: RoleName, _ group: String) -> ImpersonationQuestion.Part {
      .init(name, document: .map(["metadata": .map(["labels": .map(["group": .text(group)])])]))
    }
    let same = #"contains(user.spec.traits["group"], impersonate_role.metadata.labels["group"])"#
    let block = ImpersonateConditions(users: ["*"], roles: ["*"], condition: same)
    func asked(_ parts: [ImpersonationQuestion.Part]) -> ImpersonationVerdict {
      verdict(ImpersonationQuestion(user: "jenkins", roles: parts), allow: [block], traits: ["group": ["security", "ops"]])
    }
    #expect(asked([labelled("a", "security"), labelled("b", "ops")]).isAllowed)
    #expect(!asked([labelled("a", "security"), labelled("b", "finance")]).isAllowed)
    #expect(!asked([]).isAllowed)
    let user = ImpersonateConditions(users: ["*"], roles: ["*"], condition: #"impersonate_user.metadata.name == "jenkins""#)
    let document: Value = .map(["metadata": .map(["name": "jenkins"])])
    #expect(verdict(ImpersonationQuestion(user: "jenkins", userDocument: document, roles: [.init("a")]), allow: [user]).isAllowed)
    #expect(!verdict(ImpersonationQuestion(user: "jenkins", roles: [.init("a")]), allow: [user]).isAllowed)
    #expect(!verdict(ask("jenkins", "a"), allow: [ImpersonateConditions(users: ["*"], roles: ["*"], condition: "nonsense(")]).isAllowed)
  }

  @Test("nobody locked may")
  func locked() {
    var scene = Scene()
    var role = Role(name: "r")
    role.spec.allow.impersonate = ImpersonateConditions(users: ["*"], roles: ["*"])
    scene.records.append(.role(role))
    scene.user("alice", roles: ["r"])
    #expect(scene.world.decideImpersonation(by: "alice", ask("bob", "x"), at: noon).isAllowed)
    scene.lock("k", on: "alice")
    #expect(!scene.world.decideImpersonation(by: "alice", ask("bob", "x"), at: noon).isAllowed)
    #expect(!scene.world.decideImpersonation(by: "ghost", ask("bob", "x"), at: noon).isAllowed)
  }
}
