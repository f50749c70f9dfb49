import Testing
import ThresholdModel

@testable import ThresholdRules

/// Lists-and-requests §5.2.
@Suite("Asking for roles, and for resources through named roles")
struct RoleRequestTests {
  /// Roles a, b, c and prod-x; max may ask as the row says.
  private func scene(_ allow: RequestConditions, deny: RequestConditions = RequestConditions(), traits: Traits = [:]) -> Scene {
    var scene = Scene()
    for name in ["a", "b", "c", "prod-x"] as [RoleName] { scene.role(name, labels: ["env": ["test"]], logins: ["root"]) }
    scene.server(1, "test-1", labels: ["env": "test"])
    scene.role("asker", request: allow, denyRequest: deny)
    scene.user("max", roles: ["asker"], traits: traits)
    return scene
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let about: String
    var allow = RequestConditions()
    var deny = RequestConditions()
    var traits: Traits = [:]
    var roles: [RoleName] = ["a"]
    var isForResource = false
    /// The roles of the request, or why there is none.
    var expected: [RoleName] = []
    var refusal: Problem.Kind?
    var testDescription: String { about }
  }

  private static let claims = [ClaimMapping(claim: "team", value: "dev-*", roles: ["a", "pr*"])]

  private static let captures = [ClaimMapping(claim: "team", value: "^team-(.*)$", roles: ["prod-$1"])]
  private static let starCaptures = [
    ClaimMapping(claim: "team", value: "te.am-*", roles: ["a"]), ClaimMapping(claim: "team", value: "team-*", roles: ["prod-${1}"]),
  ]

  static let rows: [Row] = [
    Row(about: "a name", allow: RequestConditions(roles: ["a"]), expected: ["a"]),
    Row(about: "a glob", allow: RequestConditions(roles: ["pr*"]), roles: ["prod-x"], expected: ["prod-x"]),
    Row(about: "an expression", allow: RequestConditions(roles: ["^[ab]$"]), roles: ["b", "a", "b"], expected: ["a", "b"]),
    Row(about: "another name", allow: RequestConditions(roles: ["b"]), refusal: .accessDenied),
    Row(about: "a trait", allow: RequestConditions(claimsToRoles: claims), traits: ["team": ["ops", "dev-1"]], expected: ["a"]),
    Row(
      about: "a trait, by glob", allow: RequestConditions(claimsToRoles: claims), traits: ["team": ["dev-1"]], roles: ["prod-x"],
      expected: ["prod-x"]),
    Row(about: "another trait", allow: RequestConditions(claimsToRoles: claims), traits: ["team": ["ops"]], refusal: .accessDenied),
    Row(
      about: "what a trait captures", allow: RequestConditions(claimsToRoles: captures), traits: ["team": ["team-x"]], roles: ["prod-x"],
      expected: ["prod-x"]),
    Row(
      about: "what a star captures", allow: RequestConditions(claimsToRoles: starCaptures), traits: ["team": ["team-x"]],
      roles: ["prod-x"], expected: ["prod-x"]),
    Row(
      about: "a captured star is no glob", allow: RequestConditions(claimsToRoles: captures), traits: ["team": ["team-*"]],
      roles: ["prod-x"], refusal: .accessDenied),
    Row(
      about: "what another trait captures", allow: RequestConditions(claimsToRoles: captures), traits: ["team": ["team-y"]],
      roles: ["prod-x"], refusal: .accessDenied),
    Row(
      about: "a captured name that is denied", allow: RequestConditions(roles: ["*"]), deny: RequestConditions(claimsToRoles: captures),
      traits: ["team": ["team-x"]], roles: ["prod-x"], refusal: .accessDenied),
    Row(about: "a denied name", allow: RequestConditions(roles: ["*"]), deny: RequestConditions(roles: ["a"]), refusal: .accessDenied),
    Row(
      about: "a denied trait", allow: RequestConditions(roles: ["*"]), deny: RequestConditions(claimsToRoles: claims),
      traits: ["team": ["dev-1"]], refusal: .accessDenied),
    Row(
      about: "a deny of another", allow: RequestConditions(roles: ["*"]), deny: RequestConditions(roles: ["b"], searchAsRoles: ["a"]),
      expected: ["a"]),
    Row(about: "one of two may not be asked for", allow: RequestConditions(roles: ["a"]), roles: ["a", "b"], refusal: .accessDenied),
    Row(about: "search_as_roles opens no role", allow: RequestConditions(searchAsRoles: ["a"]), refusal: .accessDenied),
    Row(about: "a role that does not exist", allow: RequestConditions(roles: ["*"]), roles: ["ghost"], refusal: .notFound),
    Row(about: "one that does not exist and may not be asked for", roles: ["ghost"], refusal: .accessDenied),
    Row(about: "every role", allow: RequestConditions(roles: ["*"]), roles: ["*"], expected: ["a", "b", "c", "prod-x"]),
    Row(
      about: "every role but a denied one", allow: RequestConditions(roles: ["*"]), deny: RequestConditions(roles: ["^[bc]$"]),
      roles: ["*"],
      expected: ["a", "prod-x"]),
    Row(
      about: "every role through names only", allow: RequestConditions(roles: ["b"], searchAsRoles: ["a"]), roles: ["*"], expected: ["b"]),
    Row(about: "every role of none", allow: RequestConditions(searchAsRoles: ["a"]), roles: ["*"], refusal: .badParameter),
    Row(about: "every role and another", allow: RequestConditions(roles: ["*"]), roles: ["*", "a"], refusal: .badParameter),
    Row(
      about: "resources: a literal name", allow: RequestConditions(searchAsRoles: ["a", "b"]), isForResource: true, expected: ["a"]),
    Row(
      about: "resources: two names", allow: RequestConditions(searchAsRoles: ["a", "b"]), roles: ["b", "a"], isForResource: true,
      expected: ["a", "b"]),
    Row(
      about: "resources: chosen", allow: RequestConditions(searchAsRoles: ["a", "b"]), roles: [], isForResource: true,
      expected: ["a", "b"]),
    Row(about: "resources: globs are names", allow: RequestConditions(searchAsRoles: ["*"]), isForResource: true, refusal: .accessDenied),
    Row(
      about: "resources: roles do not help", allow: RequestConditions(roles: ["a"], searchAsRoles: ["b"]), isForResource: true,
      refusal: .accessDenied),
    Row(about: "resources: nothing at all", allow: RequestConditions(roles: ["a"]), roles: [], isForResource: true, refusal: .accessDenied),
    Row(
      about: "resources: denied to search", allow: RequestConditions(searchAsRoles: ["a"]), deny: RequestConditions(searchAsRoles: ["a"]),
      isForResource: true, refusal: .accessDenied),
    Row(
      about: "resources: denied as a role", allow: RequestConditions(searchAsRoles: ["a"]), deny: RequestConditions(roles: ["a*"]),
      isForResource: true, refusal: .accessDenied),
    Row(
      about: "resources: denied as a trait's role", allow: RequestConditions(searchAsRoles: ["a"]),
      deny: RequestConditions(claimsToRoles: claims), traits: ["team": ["dev-1"]], isForResource: true, refusal: .accessDenied),
    Row(
      about: "resources: every role", allow: RequestConditions(searchAsRoles: ["a"]), roles: ["*"], isForResource: true,
      refusal: .badParameter),
  ]

  @Test("who may ask for what", arguments: rows)
  func asking(row: Row) throws {
    let scene = scene(row.allow, deny: row.deny, traits: row.traits)
    let wish = RequestWish(roles: row.roles, resources: row.isForResource ? [scene.id(ServerID(uuid(1)))] : [])
    if let refusal = row.refusal {
      #expect(problem { () throws(Problem) in try scene.draft(wish) }?.kind == refusal)
      return
    }
    let request = try scene.draft(wish)
    #expect(request.spec.roles == row.expected)
    _ = try scene.world.applying([.put(.request(request))], at: noon)
  }

  @Test("every role stands for what one lacks, also through lists")
  func lacked() throws {
    var scene = scene(RequestConditions(roles: ["^[abc]$"]))
    scene.list("l", owners: ["olivia"], members: ["max"], grants: ["b"])
    scene.user("max", roles: ["asker", "a"], isSignedIn: false)
    #expect(try scene.draft(RequestWish(roles: ["*"])).spec.roles == ["c"])
    #expect(try scene.draft(RequestWish(roles: ["a"])).spec.roles == ["a"])
    scene.user("max", roles: ["asker", "a", "c"], isSignedIn: false)
    #expect(problem { () throws(Problem) in try scene.draft(RequestWish(roles: ["*"])) }?.kind == .badParameter)
  }

  @Test("a request for roles counts everywhere once it is assumed")
  func everywhere() throws {
    var scene = scene(RequestConditions(roles: ["a"]))
    var request = try scene.draft(RequestWish(roles: ["a"]))
    request.spec.state = .approved
    scene.records.append(.request(request))
    #expect(scene.verdict("max", ServerID(uuid(1)), "root").grant == nil)
    scene.signIn("s-max", of: "max", assuming: [request.id: noon + .hours(1)])
    #expect(scene.verdict("max", ServerID(uuid(1)), "root").grant?.source == .request(request.id))
    // It goes with the rule under which it was asked: now the role may be asked for its resources only.
    scene.role("asker", request: RequestConditions(searchAsRoles: ["a"]))
    #expect(scene.verdict("max", ServerID(uuid(1)), "root").grant == nil)
  }

  @Test("a request made without a sign-in lasts by its roles")
  func withoutSignIn() throws {
    var scene = scene(RequestConditions(roles: ["a"]))
    scene.signIn("s-max", of: "max", for: .hours(1))
    let request = try scene.world.draftRequest(RequestWish(roles: ["a"]), by: "max", signIn: nil, id: RequestID(uuid(5)), at: noon)
    #expect(request.spec.accessExpires == noon + .hours(30))
    #expect(try scene.draft(RequestWish(roles: ["a"])).spec.accessExpires == noon + .hours(1))
  }

  @Test("a resource of an unknown cluster is not found, one of a leaf cluster keeps every role that may be searched through")
  func leaf() throws {
    var scene = scene(RequestConditions(searchAsRoles: ["a", "b"]))
    let leaf = ResourceID(cluster: "leaf", kind: "node", name: uuid(9))
    #expect(problem { () throws(Problem) in try scene.draft(RequestWish(resources: [leaf])) }?.kind == .notFound)
    scene.records.append(.resource(.remoteCluster(RemoteCluster(name: "leaf", labels: [:]))))
    let request = try scene.draft(RequestWish(resources: [leaf, scene.id(ServerID(uuid(1)))]))
    #expect(request.spec.roles == ["a", "b"])
    #expect(request.spec.resources.count == 2)
  }
}
