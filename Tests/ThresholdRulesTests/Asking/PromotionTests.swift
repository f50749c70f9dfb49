import Testing
import ThresholdModel

@testable import ThresholdRules

/// Lists-and-requests §5.7 and §5.8.
@Suite("A place on a list instead of access")
struct PromotionTests {
  /// Max may ask for both servers through `direct`. List `all` reaches both, `half` one, `other` both through a
  /// role that is not requested; rita reviews and owns `all` and `other`, olivia owns `half`.
  private var scene: Scene = {
    var scene = Scene()
    scene.server(1, "one", labels: ["env": "test", "n": "1"])
    scene.server(2, "two", labels: ["env": "test", "n": "2"])
    scene.role("direct", labels: ["env": ["test"]], logins: ["root"])
    scene.role("half", labels: ["n": ["1"]], logins: ["root"])
    scene.role("other", labels: ["env": ["*"]], logins: ["root"])
    scene.role("asker", request: RequestConditions(searchAsRoles: ["direct"]))
    scene.role("reviewer", review: ReviewConditions(roles: ["*"]))
    scene.user("max", roles: ["asker"], traits: ["team": ["red"]])
    for name in ["rita", "olivia"] as [UserName] { scene.user(name, roles: ["reviewer"]) }
    scene.user("plain")
    scene.list("all", owners: ["rita"], grants: ["direct"])
    scene.list("half", owners: ["olivia"], grants: ["half"])
    scene.list("other", owners: ["rita", "plain"], grants: ["other"])
    scene.list("group", owners: ["plain"])
    return scene
  }()

  private var both: [ResourceID] { [scene.id(ServerID(uuid(1))), scene.id(ServerID(uuid(2)))] }

  /// Changes one list.
  private func changing(_ name: ListName, _ change: (inout AccessList) -> Void) -> Scene {
    var scene = scene
    scene.records = scene.records.map { record in
      guard case .list(var list) = record, list.name == name else { return record }
      change(&list)
      return .list(list)
    }
    return scene
  }

  private func promotions(_ scene: Scene, _ resources: [ResourceID]? = nil) throws -> [ListName] {
    try scene.draft(RequestWish(resources: resources ?? both)).spec.promotions
  }

  @Test("lists qualify that reach all that is asked for, that one is no member of, and could join")
  func qualifying() throws {
    #expect(try promotions(scene) == ["all", "other"])
    #expect(try promotions(scene, [both[0]]) == ["all", "half", "other"])
    #expect(try promotions(scene, [both[1]]) == ["all", "other"])
    var member = scene
    member.member("max", of: "other")
    #expect((try? promotions(member)) == nil)
    #expect(try promotions(changing("all") { $0.spec.membershipRequires = Requirements(traits: ["team": ["blue"]]) }) == ["other"])
    #expect(try promotions(changing("all") { $0.spec.membershipRequires = Requirements(traits: ["team": ["red"]]) }) == ["all", "other"])
    #expect(try promotions(changing("all") { $0.spec.type = .static }) == ["other"])
    #expect(try promotions(changing("all") { $0.metadata.expires = noon }) == ["other"])
    #expect(try promotions(changing("all") { $0.spec.grants.roles.append("ghost") }) == ["other"])
  }

  @Test("a request for roles is offered no list, and a standing deny counts")
  func nothingOffered() throws {
    var scene = scene
    scene.role("asker", request: RequestConditions(roles: ["direct"], searchAsRoles: ["direct"]))
    #expect(try scene.draft(RequestWish(roles: ["direct"])).spec.promotions.isEmpty)
    scene.role("never", denyLabels: ["n": ["2"]])
    scene.user("max", roles: ["asker", "never"], isSignedIn: false)
    #expect(try promotions(scene, [both[0]]) == ["all", "half", "other"])
  }

  @Test("owners of the lists that are offered are suggested as reviewers, although that confers nothing")
  func suggested() throws {
    let request = try scene.draft(RequestWish(resources: both))
    #expect(request.spec.suggestedReviewers == ["plain", "rita"])
    #expect(scene.world.reviewers(of: request, at: noon).contains("olivia"))
    #expect(scene.world.mayReview("plain", request, at: noon) != nil)
  }

  @Test("a reviewer who may add members makes the requester one, whatever the thresholds; that is no access for a while")
  func promoting() throws {
    var scene = scene
    scene.role(
      "asker", request: RequestConditions(searchAsRoles: ["direct"], thresholds: [ReviewThreshold(name: "many", approve: 9, deny: 9)]))
    let request = try scene.draft(RequestWish(resources: both))
    let world = try scene.world.applying([.put(.request(request))], at: noon)
    let promotion = try world.promoted(request, to: "all", by: "rita", reason: "stays", at: noon)
    #expect(promotion.request.spec.state == .promoted)
    #expect(promotion.request.spec.accessList == PromotedList(name: "all", title: "List all"))
    #expect(promotion.request.spec.resolveReason == "stays")
    #expect(promotion.member.spec == MemberSpec(list: "all", user: "max", joined: noon, reason: "stays", addedBy: "rita"))
    let after = try world.applying(promotion.changes, at: noon)
    #expect(after.isMember("max", of: "all", at: noon))
    #expect(after.request(request.id) == nil)
    #expect(after.decideConnection("max", to: ServerID(uuid(1)), as: "root", signIn: "s-max", at: noon).grant?.source == .member("all"))
    #expect(problem { () throws(Problem) in try after.assumed(request.id, by: "max", signIn: "s-max", at: noon) }?.kind == .accessDenied)
    // The one goes with the other, and only as the rule says.
    #expect(problem { () throws(Problem) in try world.applying([.put(.request(promotion.request))], at: noon) }?.kind == .badParameter)
    var forged = promotion.request
    forged.spec.accessList?.name = "other"
    let changes: [Change] = [.put(.request(forged)), .put(.member(promotion.member))]
    #expect(problem { () throws(Problem) in try world.applying(changes, at: noon) }?.kind == .badParameter)
  }

  @Test("who cannot promote, and to what")
  func refused() throws {
    let request = try scene.draft(RequestWish(resources: both))
    func kind(_ scene: Scene, _ list: ListName, by reviewer: UserName, _ request: AccessRequest, at now: Moment = noon) -> Problem.Kind? {
      problem { () throws(Problem) in try scene.world.promoted(request, to: list, by: reviewer, at: now) }?.kind
    }
    #expect(kind(scene, "half", by: "olivia", request) == .badParameter)
    #expect(kind(scene, "ghost", by: "rita", request) == .badParameter)
    #expect(kind(scene, "all", by: "olivia", request) == .accessDenied)
    #expect(kind(scene, "other", by: "plain", request) == .notFound)
    #expect(kind(scene, "all", by: "max", request) == .accessDenied)
    #expect(kind(scene, "all", by: "rita", request, at: request.spec.recordExpires) == .accessDenied)
    var joined = scene
    joined.member("max", of: "all")
    #expect(kind(joined, "all", by: "rita", request) == .badParameter)
    #expect(
      kind(changing("all") { $0.spec.membershipRequires = Requirements(roles: ["direct"]) }, "all", by: "rita", request) == .badParameter)
    var locked = scene
    locked.lock("k", on: "max")
    #expect(kind(locked, "all", by: "rita", request) == .badParameter)
    // Offered is what was offered when the request was made.
    var later = scene
    later.list("new", owners: ["rita"], grants: ["direct"])
    #expect(kind(later, "new", by: "rita", request) == .badParameter)
    var decided = request
    decided.spec.state = .approved
    #expect(kind(scene, "all", by: "rita", decided) == .accessDenied)
  }

  @Test("a long-term request is offered lists that grant a requested role directly, one of which must cover everything")
  func longTerm() throws {
    let request = try scene.draft(RequestWish(resources: both, kind: .longTerm))
    #expect(request.spec.promotions == ["all"])
    #expect(request.spec.kind == .longTerm)
    let dry = try scene.draft(RequestWish(resources: both, kind: .longTerm, isDryRun: true))
    #expect(dry.spec.dryRunEnrichment?.grouping == LongTermGrouping(resources: ["all": both], recommended: "all"))
    let none = changing("all") { $0.spec.grants.roles = ["other"] }
    #expect(problem { () throws(Problem) in try none.draft(RequestWish(resources: both, kind: .longTerm)) }?.kind == .badParameter)
    let explained = try none.draft(RequestWish(resources: both, kind: .longTerm, isDryRun: true)).spec.dryRunEnrichment?.grouping
    #expect(explained?.canProceed == false)
    #expect(explained?.message == "no access list that you could join gives any of these resources")
    #expect(problem { () throws(Problem) in try scene.draft(RequestWish(roles: ["direct"], kind: .longTerm)) }?.kind == .badParameter)
  }

  @Test("a long-term request is never approved, since that would be access for a while")
  func longTermApproval() throws {
    let request = try scene.draft(RequestWish(resources: both, kind: .longTerm))
    let world = scene.world
    let approval = Review(author: "rita", proposed: .approved, created: noon)
    #expect(problem { () throws(Problem) in try world.reviewed(request, by: approval, at: noon) }?.kind == .badParameter)
    #expect(
      problem { () throws(Problem) in try world.overridden(request, approve: true, by: "local:root", reason: "x", at: noon) }?.kind
        == .badParameter)
    let denial = Review(author: "rita", proposed: .denied, created: noon)
    #expect(try world.reviewed(request, by: denial, at: noon).spec.state == .denied)
    #expect(try world.promoted(request, to: "all", by: "rita", at: noon).request.spec.state == .promoted)
  }
}
