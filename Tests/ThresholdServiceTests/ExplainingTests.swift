import Testing
import ThresholdModel
import ThresholdRules
import ThresholdTesting

@testable import ThresholdService

@Suite("Explaining access, and planning changes")
struct ExplainingTests {
  private let admin = Caller.local(osUser: "test")
  private let ubuntu = ExplainWish(kind: "node", name: "web1", accounts: [Principal(.logins, "ubuntu")])

  private func about(_ user: UserName) -> ExplainWish {
    var wish = ubuntu
    wish.user = user
    return wish
  }

  @Test("refused with the request that would open it and who could approve; then allowed through that request")
  func story() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let before = try house.stories.explain(ubuntu, by: .person(max))
    #expect(!before.allowed && before.refusal?.contains("`web1`") == true)
    #expect(
      before.shortestRequest?.command
        == "tsh request create --resource /localhost/node/\(house.server.id) --reason WHY")
    #expect(before.approvers.map(\.user) == ["olivia"])
    #expect(before.approvers.first?.source?.list == house.list)
    let id = try await house.approvedRequest(for: max)
    let after = try house.stories.explain(ubuntu, by: .person(max))
    #expect(after.allowed && after.signIn == max.signIn)
    #expect(after.grounds.first?.source == ToldSource(kind: .request, request: id))
    #expect(after.grounds.first?.conditions.first?.key == "env")
    #expect(after.until == after.grounds.first?.ends.first?.at)
  }

  @Test("an administrator's question finds the sign-in that lets the user in")
  func signIns() async throws {
    let house = try await House()
    let first = try await house.signIn("max")
    _ = try await house.approvedRequest(for: first)
    house.clock.advance(by: .seconds(5))
    let second = try await house.signIn("max")
    #expect(try house.stories.explain(about("max"), by: admin).signIn == first.signIn)
    #expect(try house.stories.explain(about("max"), by: .person(try await house.signIn("alice"))).allowed)
    // Whoever asks for themselves is told about the sign-in that asks.
    #expect(try !house.stories.explain(ubuntu, by: .person(second)).allowed)
    #expect(try house.stories.explain(ubuntu, by: .person(second)).requests.first?.need == .assuming)
    #expect(try house.stories.explain(about("olivia"), by: admin).signIn != nil)
    #expect(try house.stories.explain(about("alice"), by: admin).signIn != nil)
  }

  @Test("what the caller may not see is answered like what is not there")
  func hidden() async throws {
    let house = try await House()
    _ = try await house.stories.committer.commit { _ in Draft([.put(.user(User(name: "eve")))], answer: true) }
    let eve = Caller.person(try await house.signIn("eve"))
    let own = await refusal { try house.stories.explain(ubuntu, by: eve) }
    #expect(own?.kind == .notFound && own?.message == "server `web1` does not exist")
    #expect(await refusal { try house.stories.explain(about("max"), by: eve) } == Problem.notFound("user", "max"))
    #expect(await refusal { try house.stories.explain(about("nobody"), by: eve) } == Problem.notFound("user", "nobody"))
    #expect(await refusal { try house.stories.explain(about("nobody"), by: admin) } == Problem.notFound("user", "nobody"))
    #expect(await refusal { try house.stories.explain(ubuntu, by: admin) }?.kind == .badParameter)
  }

  @Test("a plan tells who gains and loses what, writes nothing, and is for those who may update roles")
  func plan() async throws {
    let house = try await House()
    let sequence = house.stories.world.sequence
    let found = try house.stories.plan([.delete(kind: "access_list", name: house.list.text, parent: nil)], by: admin)
    #expect(!found.widens && found.requestable.rows.map(\.user) == ["max"] && found.requestable.lost == 1)
    #expect(Set(found.roles.rows.map(\.user)) == ["max", "olivia"])
    let eve = try User(name: "eve", roles: ["requester-acl-preset-\(house.list)" as String].map { RoleName($0) }).value()
    let wider = try house.stories.plan([.write(eve, overwriting: true)], by: .person(try await house.signIn("alice")))
    #expect(wider.widens && wider.requestable.rows.first?.gained == [Principal(.logins, "root"), Principal(.logins, "ubuntu")])
    let list = ListWish(
      title: "More", description: "", access: .standing, nodeLabels: ["*": ["*"]], logins: ["root"], owners: ["olivia"], members: ["max"],
      memberGrants: [], ownerGrants: [])
    #expect(try house.stories.plan([.list(list)], by: admin).standing.rows.map(\.displayName) == ["web1"])
    var settings = ListSettings()
    settings.members = ["max", "alice"]
    let joined = try house.stories.plan([.update(house.list, ListChange(settings: settings))], by: admin)
    #expect(joined.widens && joined.requestable.rows.map(\.user) == ["alice"])
    for person in ["max", "olivia"] as [UserName] {
      let caller = Caller.person(try await house.signIn(person))
      #expect(await refusal { try house.stories.plan([.list(list)], by: caller) }?.kind == .accessDenied)
    }
    #expect(house.stories.world.user("eve") == nil && house.stories.world.lists.count == 1)
    // Only the sign-ins above were written.
    #expect(house.stories.world.sequence - sequence <= 3)
  }

  @Test("a change that would be refused is refused in a plan")
  func refusedPlan() async throws {
    let house = try await House()
    let role = "requester-acl-preset-\(house.list)"
    #expect(await refusal { try house.stories.plan([.delete(kind: "role", name: role, parent: nil)], by: admin) }?.kind == .inUse)
    #expect(await refusal { try house.stories.plan([.delete(kind: "role", name: "gone", parent: nil)], by: admin) }?.kind == .notFound)
    let max = try User(name: "max").value()
    #expect(await refusal { try house.stories.plan([.write(max, overwriting: false)], by: admin) }?.kind == .alreadyExists)
    #expect(await refusal { try house.stories.plan([], by: admin) }?.kind == .badParameter)
  }
}
