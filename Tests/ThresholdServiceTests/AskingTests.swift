import Testing
import ThresholdCertificates
import ThresholdModel
import ThresholdRules
import ThresholdStore
import ThresholdTesting

@testable import ThresholdService

@Suite("Asking, reviewing, and who may")
struct AskingTests {
  private let admin = Caller.local(osUser: "test")

  @Test("asked, approved and assumed, the server can be reached; before, it cannot")
  func story() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let key = SSHKeyPair.generate().publicKey.line
    #expect(await refusal { try await house.stories.connect(to: "web1", as: "ubuntu", publicKey: key, by: max) }?.kind == .accessDenied)
    _ = try await house.approvedRequest(for: max)
    let access = try await house.stories.connect(to: "web1", as: "ubuntu", publicKey: key, by: max)
    #expect(access.record.validBefore - house.clock.now() <= .minutes(2))
    #expect(access.server.id == house.server.id)
    let events = try await house.stories.auditEvents(AuditSelection(limit: 1), by: admin)
    #expect(events.first?.body["serial"] == .text(String(access.record.serial)))
  }

  @Test("nobody reviews or overrides their own request")
  func notOwn() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let request = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    let own = await refusal { try await house.stories.review(request.id, proposing: .approved, reason: "", assumeStart: nil, by: max) }
    #expect(own?.kind == .accessDenied)
    _ = try await house.stories.committer.commit { situation in
      guard var user = situation.world.user("max") else { return Draft(answer: false) }
      user.spec.roles = ["editor"]
      return Draft([.put(.user(user))], answer: true)
    }
    #expect(
      await refusal { try await house.stories.override(request.id, to: .approved, reason: "mine", by: .person(max)) }?.kind == .accessDenied
    )
    #expect(try await house.stories.request(request.id, by: .person(max)).spec.state == .pending)
  }

  @Test("an override needs the right and a reason, and is on record as one")
  func override() async throws {
    let house = try await House()
    let (max, olivia, alice) = (try await house.signIn("max"), try await house.signIn("olivia"), try await house.signIn("alice"))
    let request = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    #expect(
      await refusal { try await house.stories.override(request.id, to: .approved, reason: "x", by: .person(olivia)) }?.kind == .accessDenied
    )
    #expect(
      await refusal { try await house.stories.override(request.id, to: .approved, reason: " ", by: .person(alice)) }?.kind == .badParameter)
    #expect(await refusal { try await house.stories.override(request.id, to: .approved, reason: "x", by: admin) }?.kind == .accessDenied)
    let decided = try await house.stories.override(request.id, to: .approved, reason: "fire", by: .person(alice))
    #expect(decided.spec.state == .approved)
    #expect(decided.spec.override?.author == "alice")
    #expect(try await house.stories.auditEvents(AuditSelection(limit: 1), by: admin).first?.body["event"] == "access_request.override")
  }

  @Test("a stranger cannot tell a request that exists from one that does not")
  func invisible() async throws {
    let house = try await House()
    _ = try await house.stories.committer.commit { _ in Draft([.put(.user(User(name: "eve")))], answer: true) }
    let (max, eve) = (try await house.signIn("max"), try await house.signIn("eve"))
    let request = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    let missing = RequestID(freshID())
    for id in [request.id, missing] {
      let problems = [
        await refusal { try await house.stories.request(id, by: .person(eve)) },
        await refusal { try await house.stories.review(id, proposing: .approved, reason: "", assumeStart: nil, by: eve) },
        await refusal { try await house.stories.revoke(id, reason: "x", by: .person(eve)) },
        await refusal { try await house.stories.deleteRequest(id, by: .person(eve)) },
      ]
      for problem in problems {
        #expect(problem == Problem.notFound("access request", id.text))
      }
    }
    let unseen = await refusal {
      try await house.stories.connect(to: "web1", as: "root", publicKey: SSHKeyPair.generate().publicKey.line, by: eve)
    }
    let absent = await refusal {
      try await house.stories.connect(to: "web2", as: "root", publicKey: SSHKeyPair.generate().publicKey.line, by: eve)
    }
    #expect(unseen?.kind == .notFound)
    #expect(unseen?.message.replacing("web1", with: "web2") == absent?.message)
  }

  @Test("a dry run answers as if and stores nothing")
  func dryRun() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let head = try house.stories.auditHead(by: admin)
    let request = try await house.stories.submitRequest(house.wish, dryRun: true, by: max)
    #expect(request.spec.suggestedReviewers.contains("olivia"))
    #expect(try house.stories.auditHead(by: admin) == head)
  }

  @Test("time ends what nobody answered, and what was granted; both stay readable")
  func expiry() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    var short = house.wish
    short.maxDuration = .minutes(10)
    let pending = try await house.stories.submitRequest(short, dryRun: false, by: max)
    let approved = try await house.stories.submitRequest(short, dryRun: false, by: max)
    let olivia = try await house.signIn("olivia")
    _ = try await house.stories.review(approved.id, proposing: .approved, reason: "", assumeStart: nil, by: olivia)
    _ = try await house.stories.assume([approved.id], by: max)
    house.clock.advance(by: .minutes(10))
    #expect(
      await refusal { try await house.stories.connect(to: "web1", as: "ubuntu", publicKey: SSHKeyPair.generate().publicKey.line, by: max) }
        != nil)
    try await house.stories.sweep()
    #expect(try await house.stories.request(pending.id, by: .person(max)).spec.state == .expired)
    #expect(try await house.stories.request(approved.id, by: .person(max)).spec.state == .expired)
    let names = try await house.stories.auditEvents(AuditSelection(limit: 2), by: admin).map { $0.body["event"] }
    #expect(names == ["access_request.expire", "access_request.expire"])
  }

  @Test("the watch tells each reader what they may see, resumes, and ends with the sign-in")
  func watching() async throws {
    let house = try await House()
    let (max, olivia) = (try await house.signIn("max"), try await house.signIn("olivia"))
    let start = house.stories.world.sequence
    let watched = try await house.stories.watch(after: start, by: max)
    let request = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    _ = try await house.stories.review(request.id, proposing: .denied, reason: "not now", assumeStart: nil, by: olivia)
    var iterator = watched.makeAsyncIterator()
    var last = await iterator.next()
    while let told = last, told.state != "DENIED" { last = await iterator.next() }
    #expect(last?.request == request.id)
    #expect(last?.resolveReason == "not now")
    var resumed = try await house.stories.watch(after: start, by: max).makeAsyncIterator()
    #expect(await resumed.next()?.request == request.id)
    try await house.stories.endSignIn(nil, by: .person(max))
    while await iterator.next() != nil {}
  }
}
