import Dispatch
import Testing
import ThresholdCertificates
import ThresholdModel
import ThresholdRules
import ThresholdStore
import ThresholdTesting

@testable import ThresholdService

@Suite("Signing in")
struct SigningInTests {
  private let admin = Caller.local(osUser: "test")
  private let key = TLSKey.generate().publicKeyPEM

  private func house() async throws -> House {
    let house = try await House()
    _ = try await house.stories.addUser(name: "paula", roles: ["auditor"], traits: [:], password: House.passwords, by: admin)
    return house
  }

  private func signIn(_ house: House, _ user: UserName, _ password: String, from address: String = "10.0.0.9") async throws -> StartedSignIn
  {
    try await house.stories.signIn(user: user, password: password, publicKeyPEM: key, ttl: nil, address: address)
  }

  @Test("the right password begins a sign-in of 12 hours whose certificate names it")
  func right() async throws {
    let house = try await house()
    let started = try await signIn(house, "Paula", House.passwords)
    #expect(started.signIn.user == "paula")
    #expect(started.signIn.expires - started.signIn.created == .hours(12))
    let identity = try PeerCertificate(certificatePEM: started.certificate).identity(at: house.clock.now())
    #expect(identity == Identity(user: "paula", signIn: started.signIn.id))
    #expect(try house.stories.authenticate(identity, address: "10.0.0.9").user == "paula")
  }

  @Test("a wrong password, an unknown user and a user without a password get the same answer")
  func wrong() async throws {
    let house = try await house()
    let problems = [
      await refusal { try await signIn(house, "paula", "not the password") },
      await refusal { try await signIn(house, "nobody", "not the password") },
      await refusal { try await signIn(house, "max", "not the password") },
    ]
    #expect(Set(problems).count == 1)
    #expect(problems[0]?.kind == .unauthenticated)
  }

  @Test("what was typed as an unknown user's name is not on the audit log")
  func noPasswordsAsNames() async throws {
    let house = try await house()
    _ = await refusal { try await signIn(house, "hunter2-typed-too-early", "x") }
    let event = try #require(try await house.stories.auditEvents(AuditSelection(limit: 1), by: admin).first)
    #expect(event.body["event"] == "user.login")
    #expect(!"\(event.body)".contains("hunter2"))
  }

  @Test("after five failures the account waits, also for the right password; time opens it again")
  func backOff() async throws {
    let house = try await house()
    for _ in 0..<6 { _ = await refusal { try await signIn(house, "paula", "wrong") } }
    let held = await refusal { try await signIn(house, "paula", House.passwords) }
    #expect(held?.kind == .tooManyRequests)
    #expect((held?.retryAfter ?? 0) > 0)
    house.clock.advance(by: .minutes(20))
    _ = try await signIn(house, "paula", House.passwords)
  }

  @Test("one address that fails with many accounts waits, others do not")
  func backOffByAddress() async throws {
    let house = try await house()
    for index in 0..<21 { _ = await refusal { try await signIn(house, UserName("user\(index)"), "wrong", from: "10.6.6.6") } }
    #expect(await refusal { try await signIn(house, "paula", House.passwords, from: "10.6.6.6") }?.kind == .tooManyRequests)
    _ = try await signIn(house, "paula", House.passwords, from: "10.7.7.7")
  }

  @Test("more passwords at once than may wait are told when to come again")
  func boundedHashing() async throws {
    let shut = DispatchSemaphore(value: 0)
    let hashing = PasswordHashing(at: Moment(seconds: 0), slots: shut)
    await withTaskGroup(of: Problem.Kind?.self) { group in
      for _ in 0..<100 { group.addTask { await refusal { try await hashing.matches("a password", nil) }?.kind } }
      for _ in 0..<82 { #expect(await group.next() == .tooManyRequests) }
      for _ in 0..<18 { shut.signal() }
      for _ in 0..<18 { #expect(await group.next() == .some(nil)) }
    }
  }

  @Test("a locked user is refused with the lock's words, and only after the right password")
  func locked() async throws {
    let house = try await house()
    let lock = Lock(
      version: "v2", metadata: Metadata(name: freshID()), spec: LockSpec(target: LockTarget(user: "paula"), message: "see HR"))
    _ = try await house.stories.committer.commit { _ in Draft([.put(.lock(lock))], answer: true) }
    #expect(await refusal { try await signIn(house, "paula", House.passwords) }?.message.contains("see HR") == true)
    #expect(await refusal { try await signIn(house, "paula", "wrong") }?.kind == .unauthenticated)
  }

  @Test("a sign-in counts until its last millisecond, and not at its end")
  func end() async throws {
    let house = try await house()
    let person = try await house.signIn("max", for: .minutes(10))
    let identity = Identity(user: "max", signIn: person.signIn)
    house.clock.advance(by: Span(milliseconds: 10 * 60_000 - 1))
    _ = try house.stories.authenticate(identity, address: "")
    house.clock.advance(by: Span(milliseconds: 1))
    #expect(await refusal { try house.stories.authenticate(identity, address: "") }?.kind == .unauthenticated)
  }

  @Test("a person lists and ends only their own sign-ins, an admin anybody's")
  func listing() async throws {
    let house = try await house()
    let (max, olivia, alice) = (try await house.signIn("max"), try await house.signIn("olivia"), try await house.signIn("alice"))
    #expect(try house.stories.signIns(of: nil, by: .person(max)).map(\.id) == [max.signIn])
    #expect(await refusal { try house.stories.signIns(of: "olivia", by: .person(max)) }?.kind == .notFound)
    #expect(await refusal { try await house.stories.endSignIn(olivia.signIn, by: .person(max)) }?.kind == .notFound)
    #expect(try house.stories.signIns(of: nil, by: .person(alice)).count == 3)
    try await house.stories.endSignIn(olivia.signIn, by: .person(alice))
    #expect(
      await refusal { try house.stories.authenticate(Identity(user: "olivia", signIn: olivia.signIn), address: "") }?.kind
        == .unauthenticated)
  }

  @Test("passwords shorter than 12 characters are refused and nothing is written")
  func shortPassword() async throws {
    let house = try await house()
    let head = try house.stories.auditHead(by: admin)
    let refused = await refusal { try await house.stories.addUser(name: "eve", roles: [], traits: [:], password: "short", by: admin) }
    #expect(refused?.kind == .badParameter)
    #expect(try house.stories.auditHead(by: admin) == head)
  }

  @Test("a password that changes while the old one is checked lets nobody in")
  func changedMeanwhile() async throws {
    let house = try await house()
    let newer = try await PasswordHashing(at: house.clock.now()).record("another long password", of: "paula", at: house.clock.now())
    async let late = refusal { try await signIn(house, "paula", House.passwords) }
    _ = try await house.stories.committer.commit { _ in Draft([.put(.password(newer))], answer: true) }
    let problem = await late
    #expect(problem?.kind == .unauthenticated || house.stories.world.signIns(of: "paula").count == 1)
    #expect(await refusal { try await signIn(house, "paula", House.passwords, from: "10.3.3.3") }?.kind == .unauthenticated)
  }

  @Test("one's own password needs the right to update users, so that a stolen sign-in cannot take an account over")
  func ownPassword() async throws {
    let house = try await house()
    let paula = Caller.person(try await house.signIn("paula"))
    #expect(
      await refusal { try await house.stories.setPassword(of: "paula", to: "another long password", by: paula) }?.kind == .accessDenied)
  }

  @Test("the addresses of one IPv6 network count as one, and forgetting is bounded")
  func networks() async throws {
    #expect(SignInGate.network("2001:db8:1:2:3:4:5:6") == SignInGate.network("2001:db8:1:2::1"))
    #expect(SignInGate.network("2001:db8:1:2::1") != SignInGate.network("2001:db8:1:3::1"))
    #expect(SignInGate.network("10.0.0.1") == "10.0.0.1")
    let (gate, now) = (SignInGate(), Moment(seconds: 1_000_000))
    for _ in 0..<12 { await gate.failed("paula", from: "10.0.0.1", at: now) }
    for index in 0..<60_000 { await gate.failed(nil, from: "2001:db8::\(String(index, radix: 16))", at: now) }
    #expect(await refusal { try await gate.admit("paula", from: "10.0.0.2", at: now) }?.kind == .tooManyRequests)
    #expect(await refusal { try await gate.admit(nil, from: "2001:db8::1", at: now) }?.kind == .tooManyRequests)
  }
}
