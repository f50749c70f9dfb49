import Testing
import ThresholdModel
import ThresholdRules

/// Two people act on the same World; the second change meets what the first one left.
@Suite("Changes that race")
struct ConflictTests {
  private let story = JustInTime()

  private func second(_ first: [Change], _ then: [Change], on world: World? = nil, at now: Moment = noon) throws -> Problem? {
    let world = world ?? story.scene.world
    // Each alone is fine.
    _ = try world.applying(then, at: now)
    let after = try world.applying(first, at: now)
    do {
      _ = try after.applying(then, at: now)
      return nil
    } catch { return error }
  }

  private func role(_ name: RoleName) -> Change { .put(.role(Role(name: name))) }

  @Test("a role is granted while it is removed")
  func grantAndRemove() throws {
    let world = try story.scene.world.applying([role("r")], at: noon)
    var admin = try #require(world.user("admin"))
    admin.spec.roles.append("r")
    #expect(try second([.delete(.role("r"))], [.put(.user(admin))], on: world)?.kind == .badParameter)
    #expect(try second([.put(.user(admin))], [.delete(.role("r"))], on: world)?.kind == .inUse)
  }

  @Test("a member is added while the list is removed")
  func memberAndRemove() throws {
    let member = Change.put(.member(Member(MemberSpec(list: "testers", user: "new", joined: noon, addedBy: "olivia"))))
    let removal = story.scene.world.changesToDelete(list: "testers")
    #expect(try second(removal, [member])?.kind == .notFound)
    #expect(try second([member], removal)?.kind == .inUse)
  }

  @Test("two owners leave at once")
  func owners() throws {
    var scene = story.scene
    scene.list("l", owners: ["max", "outsider"])
    let (first, then) = (scene.world.changesToDelete(user: "max"), scene.world.changesToDelete(user: "outsider"))
    #expect(try second(first, then, on: scene.world)?.kind == .inUse)
  }

  @Test("two reviewers decide at once: one does, the other is told")
  func reviewers() throws {
    var scene = story.scene
    scene.role("more", review: ["access-*"])
    scene.user("rita", roles: ["more"])
    let request = try story.draft()
    let world = try scene.world.applying([.put(.request(request))], at: noon)
    func reviewed(_ author: UserName, _ state: RequestState) throws -> [Change] {
      [.put(.request(try world.reviewed(request, by: Review(author: author, proposed: state, created: noon), at: noon)))]
    }
    let told = try second(try reviewed("olivia", .approved), try reviewed("rita", .denied), on: world)
    #expect(told?.kind == .accessDenied)
    #expect(told?.message == "this access request is already APPROVED")
    #expect(
      try second(try reviewed("olivia", .denied), try reviewed("rita", .approved), on: world)?.message
        == "this access request is already DENIED")
  }

  @Test("a reviewer loses the right while deciding")
  func lostRight() throws {
    let request = try story.draft()
    let world = try story.scene.world.applying([.put(.request(request))], at: noon)
    let review = Review(author: "olivia", proposed: .approved, created: noon)
    let approval = [Change.put(.request(try world.reviewed(request, by: review, at: noon)))]
    let lock = Lock(version: "v2", metadata: Metadata(name: "k"), spec: LockSpec(target: LockTarget(user: "olivia")))
    #expect(try second([.put(.lock(lock))], approval, on: world)?.kind == .notFound)
    var list = try #require(world.list("testers"))
    list.spec.owners = [Owner(name: "admin")]
    #expect(try second([.put(.list(list))], approval, on: world) != nil)
  }

  @Test("a request is revoked while it is assumed")
  func revokeAndAssume() throws {
    var scene = story.scene
    let id = scene.request(5, by: "max", roles: [story.access], servers: [story.test])
    let world = scene.world
    let request = try #require(world.request(id))
    let assumed = [Change.put(.signIn(try world.assumed(id, by: "max", signIn: "s-max", at: noon)))]
    let revoked = [Change.put(.request(try world.revoked(request, by: "local:root", reason: "x", at: noon)))]
    #expect(try second(revoked, assumed, on: world)?.message == "access request `\(id)` is REVOKED, not approved")
    #expect(try second(assumed, revoked, on: world) == nil)
    let twice = try second(revoked, [.put(.request(try world.ended(request, by: "max", at: noon)))], on: world)
    #expect(twice?.kind == .accessDenied)
  }

  @Test("a user is locked, or removed, while they sign in")
  func signIn() throws {
    let signIn = [Change.put(.signIn(SignIn(id: SignInID(uuid(40)), user: "max", created: noon, expires: noon + .hours(12), address: "")))]
    let lock = Lock(version: "v2", metadata: Metadata(name: "k"), spec: LockSpec(target: LockTarget(user: "max")))
    #expect(try second([.put(.lock(lock))], signIn)?.kind == .accessDenied)
    #expect(try second(story.scene.world.changesToDelete(user: "max"), signIn)?.kind == .notFound)
  }

  @Test("a certificate is issued while its ground goes; and never outlives it")
  func certificate() throws {
    var scene = story.scene
    let id = scene.request(5, by: "max", roles: [story.access], servers: [story.test])
    scene.signIn("s-max", of: "max", assuming: [id: noon + .hours(1)])
    let world = scene.world
    func issue(_ end: Moment, login: String = "ubuntu") -> [Change] {
      [
        .put(
          .certificate(
            IssuedCertificate(
              serial: 7, user: "max", signIn: "s-max", server: story.test, login: login, validAfter: noon - .minutes(1), validBefore: end)))
      ]
    }
    let request = try #require(world.request(id))
    let revoked = [Change.put(.request(try world.revoked(request, by: "local:root", reason: "x", at: noon)))]
    #expect(try second(revoked, issue(noon + .minutes(2)), on: world) != nil)
    #expect(try second(issue(noon + .minutes(2)), issue(noon + .minutes(1)), on: world)?.kind == .alreadyExists)
    #expect(problem { () throws(Problem) in try world.applying(issue(noon + .minutes(2) + millisecond), at: noon) }?.kind == .badParameter)
    #expect(problem { () throws(Problem) in try world.applying(issue(noon + .minutes(1), login: "root"), at: noon) }?.kind == .accessDenied)
    let late = noon + .minutes(59)
    #expect(throws: Never.self) { try world.applying(issue(noon + .hours(1)), at: late) }
    #expect(problem { () throws(Problem) in try world.applying(issue(noon + .hours(1) + millisecond), at: late) }?.kind == .badParameter)
  }

  @Test("what nobody may write: decided requests, other times, other sign-ins")
  func forged() throws {
    let world = story.scene.world
    func refused(_ record: Record, in world: World) -> Bool { (try? world.applying([.put(record)], at: noon)) == nil }
    var request = try story.draft()
    request.spec.state = .approved
    #expect(refused(.request(request), in: world))
    let pending = try story.draft()
    let open = try world.applying([.put(.request(pending))], at: noon)
    #expect(refused(.request(request), in: open))
    request.spec.override = Override(author: "outsider", reason: "x", at: noon)
    #expect(refused(.request(request), in: open))
    request.spec.override = Override(author: "max", reason: "x", at: noon)
    #expect(refused(.request(request), in: open))
    request.spec.override = Override(author: "admin", reason: "x", at: noon)
    #expect(!refused(.request(request), in: open))
    request.spec.accessExpires = request.spec.accessExpires + .hours(1)
    #expect(refused(.request(request), in: open))
    var longer = try #require(world.signIn("s-max"))
    longer.expires = longer.expires + .hours(1)
    #expect(refused(.signIn(longer), in: world))
    var assuming = try #require(world.signIn("s-max"))
    assuming.assumed = [pending.id: noon + .hours(1)]
    #expect(refused(.signIn(assuming), in: open))
    let endless = SignIn(id: SignInID(uuid(41)), user: "max", created: noon, expires: noon + .hours(30) + millisecond, address: "")
    #expect(refused(.signIn(endless), in: world))
  }

  @Test("a refused group changes nothing, and the sequence moves only when told")
  func atomic() throws {
    let world = story.scene.world
    _ = problem { () throws(Problem) in try world.applying([role("r"), .delete(.user("none"))], at: noon) }
    #expect(world.role("r") == nil)
    let after = try world.applying([role("r")], at: noon)
    #expect(after.sequence == world.sequence)
    #expect(after.advanced(to: 9).sequence == 9)
    #expect(after.advanced(to: 0).sequence == after.sequence)
  }
}
