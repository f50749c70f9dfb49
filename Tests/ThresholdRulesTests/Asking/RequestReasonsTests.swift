import Testing
import ThresholdModel

@testable import ThresholdRules

/// Lists-and-requests §5.3 (`reason`) and §8.
@Suite("Reasons, prompts and requests at sign-in")
struct RequestReasonsTests {
  private static let required = RequestReason(mode: "required", prompt: "ticket?")

  /// Roles a, b and prod-x that open `env: test`; max may ask by `roles` and through `searchAsRoles`.
  private func scene(_ conditions: RequestConditions) -> Scene {
    var scene = Scene()
    for name in ["a", "b", "prod-x"] as [RoleName] { scene.role(name, labels: ["env": ["test"]], logins: ["root", "\(name)"]) }
    scene.server(1, "test-1", labels: ["env": "test"])
    scene.role("basic", request: RequestConditions(roles: ["*"], searchAsRoles: ["b"]))
    scene.role("strict", request: conditions)
    scene.user("max", roles: ["basic", "strict"])
    return scene
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let about: String
    let conditions: RequestConditions
    var wish: RequestWish
    let isRequired: Bool
    var prompts: [String] = ["ticket?"]
    var testDescription: String { about }
  }

  private static let node = ResourceID(cluster: "main", kind: "node", name: uuid(1))

  static let rows: [Row] = [
    Row(
      about: "a marked role", conditions: RequestConditions(roles: ["a"], reason: required), wish: RequestWish(roles: ["a"]),
      isRequired: true),
    Row(
      about: "another role", conditions: RequestConditions(roles: ["a"], reason: required), wish: RequestWish(roles: ["b"]),
      isRequired: false,
      prompts: []),
    Row(
      about: "a glob marks nothing", conditions: RequestConditions(roles: ["prod-*", "^prod-x$"], reason: required),
      wish: RequestWish(roles: ["prod-x"]), isRequired: false, prompts: []),
    Row(
      about: "a role marked for searching, asked for by name", conditions: RequestConditions(searchAsRoles: ["a"], reason: required),
      wish: RequestWish(roles: ["a"]), isRequired: true),
    Row(
      about: "a resource that a marked role reaches", conditions: RequestConditions(searchAsRoles: ["a"], reason: required),
      wish: RequestWish(resources: [node]), isRequired: true),
    Row(
      about: "also when the login hint leaves that role out", conditions: RequestConditions(searchAsRoles: ["a"], reason: required),
      wish: RequestWish(resources: [node], loginHint: "b"), isRequired: true),
    Row(
      about: "a resource that no marked role reaches",
      conditions: RequestConditions(roles: ["prod-x"], searchAsRoles: ["b"], reason: RequestReason(mode: "optional", prompt: "ticket?")),
      wish: RequestWish(resources: [node]), isRequired: false),
    Row(
      about: "an optional reason prompts",
      conditions: RequestConditions(roles: ["a"], reason: RequestReason(mode: "optional", prompt: "why?")),
      wish: RequestWish(roles: ["a"]), isRequired: false, prompts: ["why?"]),
    Row(
      about: "an unknown mode is optional", conditions: RequestConditions(roles: ["a"], reason: RequestReason(mode: "REQUIRED!")),
      wish: RequestWish(roles: ["a"]), isRequired: false, prompts: []),
  ]

  @Test("which requests need a reason", arguments: rows)
  func reasons(row: Row) throws {
    let scene = scene(row.conditions)
    for reason in ["", " \n\t"] {
      var wish = row.wish
      wish.reason = reason
      if row.isRequired {
        #expect(problem { () throws(Problem) in try scene.draft(wish) }?.path == "reason")
      } else {
        #expect(throws: Never.self) { try scene.draft(wish) }
      }
    }
    var wish = row.wish
    wish.reason = "because"
    #expect(try scene.draft(wish).spec.dryRunEnrichment == nil)
    wish.reason = ""
    wish.isDryRun = true
    let dry = try scene.draft(wish)
    #expect(dry.spec.isDryRun)
    #expect(dry.spec.dryRunEnrichment == DryRunEnrichment(isReasonRequired: row.isRequired, reasonPrompts: row.prompts))
    #expect(problem { () throws(Problem) in try scene.world.applying([.put(.request(dry))], at: noon) }?.kind == .badParameter)
  }

  @Test(
    "the strictest role says what happens at sign-in, and `reason` makes every request need one",
    arguments: [
      ([], .optional), ([.optional, .optional], .optional), ([.optional, .always], .always), ([.always, .optional], .always),
      ([.always, .reason, .optional], .reason), ([.reason], .reason),
    ] as [([RequestAccess], RequestAccess)])
  func signingIn(modes: [RequestAccess], expected: RequestAccess) throws {
    var scene = scene(RequestConditions())
    for (place, mode) in modes.enumerated() { scene.role(RoleName("m\(place)"), access: mode, prompt: "p\(9 - place)") }
    scene.user("max", roles: ["basic"] + modes.indices.map { RoleName("m\($0)") }, isSignedIn: false)
    let atSignIn = scene.world.requestAtSignIn(of: "max", at: noon)
    #expect(atSignIn.mode == expected)
    #expect(atSignIn.prompts == modes.indices.map { "p\(9 - $0)" }.sorted())
    #expect(atSignIn.wish(reason: "r") == (expected == .optional ? nil : RequestWish(roles: ["*"], reason: "r")))
    let capabilities = try scene.world.requestCapabilities(of: "max", at: noon)
    #expect(capabilities.autoRequest == (expected != .optional))
    #expect(capabilities.requireReason == (expected == .reason))
    #expect(capabilities.requestPrompt == (modes.isEmpty ? "" : "p9"))
    let isRefused = (try? scene.draft(RequestWish(roles: ["b"]))) == nil
    #expect(isRefused == (expected == .reason))
  }

  @Test("prompts of options and of roles come together, sorted, each once")
  func prompts() throws {
    var scene = scene(RequestConditions(roles: ["a"], reason: Self.required))
    scene.role("more", access: .optional, prompt: "a prompt")
    scene.role("again", request: RequestConditions(searchAsRoles: ["a"], reason: Self.required), prompt: "ticket?")
    scene.user("max", roles: ["basic", "strict", "more", "again"], isSignedIn: false)
    let dry = try scene.draft(RequestWish(roles: ["a"], isDryRun: true))
    #expect(dry.spec.dryRunEnrichment?.reasonPrompts == ["a prompt", "ticket?"])
  }

  @Test("what one may ask for: roles, and those for resources by login; roles that reach them all, if that is known")
  func capabilities() throws {
    var scene = scene(RequestConditions(searchAsRoles: ["a"], suggestedReviewers: ["zoe", "ann", "zoe"]))
    scene.server(2, "prod-1", labels: ["env": "prod"])
    scene.role("prod-x", labels: ["env": ["*"]], logins: ["root"])
    let both = [Self.node, ResourceID(cluster: "main", kind: "node", name: uuid(2))]
    let world = scene.world
    func ask(_ resources: [ResourceID] = [], _ login: String = "", onlyReaching: Bool = false) throws -> RequestCapabilities {
      try world.requestCapabilities(of: "max", resources: resources, login: login, onlyReaching: onlyReaching, at: noon)
    }
    #expect(try ask().requestableRoles == ["a", "b", "prod-x"])
    #expect(try ask().suggestedReviewers == ["ann", "zoe"])
    #expect(try ask().applicableRoles.isEmpty)
    #expect(try ask([Self.node]).applicableRoles == ["a", "b"])
    #expect(try ask([Self.node], "b").applicableRoles == ["b"])
    #expect(try ask([Self.node], "nobody").applicableRoles.isEmpty)
    #expect(try ask([Self.node], onlyReaching: true).requestableRoles == ["a", "b", "prod-x"])
    // One who may not know of the second server gets no filter from it, and neither from another cluster.
    #expect(try ask(both, onlyReaching: true).requestableRoles == ["a", "b", "prod-x"])
    scene.role("strict", request: RequestConditions(searchAsRoles: ["a", "prod-x"]))
    let filtered = try scene.world.requestCapabilities(of: "max", resources: both, onlyReaching: true, at: noon)
    #expect(filtered.requestableRoles == ["prod-x"])
    #expect(filtered.applicableRoles == ["a", "b", "prod-x"])
    #expect(problem { () throws(Problem) in try world.requestCapabilities(of: "ghost", at: noon) }?.kind == .notFound)
    scene.lock("k", on: "max")
    #expect(problem { () throws(Problem) in try scene.world.requestCapabilities(of: "max", at: noon) }?.kind == .accessDenied)
  }
}
