import Testing
import ThresholdModel
import ThresholdRules

@testable import ThresholdService

@Suite("Of two changes that exclude each other, one wins")
struct ConflictingChangesTests {
  private static let writers = 64
  private static let rounds = 10_000

  /// Runs `rounds` races from `writers` tasks at once and counts how many of each pair went through.
  private func race(_ rounds: Int, _ pair: @escaping @Sendable (Int) async -> (Bool, Bool)) async -> (both: Int, neither: Int) {
    await withTaskGroup(of: (both: Int, neither: Int).self) { group in
      for writer in 0..<Self.writers {
        group.addTask {
          var found = (both: 0, neither: 0)
          for round in stride(from: writer, to: rounds, by: Self.writers) {
            let (first, second) = await pair(round)
            if first && second { found.both += 1 }
            if !first && !second { found.neither += 1 }
          }
          return found
        }
      }
      var total = (both: 0, neither: 0)
      for await part in group { total = (total.both + part.both, total.neither + part.neither) }
      return total
    }
  }

  private func succeeds(_ body: () async throws -> Void) async -> Bool {
    do {
      try await body()
      return true
    } catch {
      return false
    }
  }

  @Test("a role is never deleted and granted, 64 writers, a third of 10,000 races")
  func deletingAndGrantingARole() async throws {
    let house = try await House()
    let committer = house.stories.committer
    let found = await race(Self.rounds / 3) { round in
      let role = RoleName("role-\(round)")
      _ = try? await committer.commit { _ in Draft([.put(.role(Role(name: role)))], answer: true) }
      async let deleted = succeeds {
        _ = try await committer.commit { _ in Draft([.delete(.role(role))], answer: true) }
      }
      async let granted = succeeds {
        let list = AccessList(
          version: "v1", metadata: Metadata(name: "list-\(round)"),
          spec: AccessListSpec(title: "A list", owners: [Owner(name: "olivia")], grants: Grants(roles: [role])))
        _ = try await committer.commit { _ in Draft([.put(.list(list))], answer: true) }
      }
      return await (deleted, granted)
    }
    #expect(found.both == 0)
    #expect(found.neither == 0)
  }

  @Test("the last two owners of a list are never both removed, 64 writers, a third of 10,000 races")
  func removingTheLastTwoOwners() async throws {
    let house = try await House()
    let committer = house.stories.committer
    let found = await race(Self.rounds / 3) { round in
      let name = ListName("list-\(round)")
      let list = AccessList(
        version: "v1", metadata: Metadata(name: name.text),
        spec: AccessListSpec(title: "A list", owners: [Owner(name: "olivia"), Owner(name: "alice")]))
      _ = try? await committer.commit { _ in Draft([.put(.list(list))], answer: true) }
      @Sendable func remove(_ owner: UserName) async throws {
        _ = try await committer.commit { (situation) throws(Problem) in
          guard var list = situation.world.list(name) else { throw Problem.notFound("access list", name.text) }
          list.spec.owners.removeAll { $0.user == owner }
          return Draft([.put(.list(list))], answer: true)
        }
      }
      async let first = succeeds { try await remove("olivia") }
      async let second = succeeds { try await remove("alice") }
      return await (first, second)
    }
    #expect(found.both == 0)
    #expect(found.neither == 0)
  }

  @Test("of two deciding reviews one decides and the other is told, 64 writers, a third of 10,000 races")
  func twoDecidingReviews() async throws {
    let house = try await House()
    let stories = house.stories
    _ = try await stories.committer.commit { situation in
      guard var list = situation.world.list(house.list) else { return Draft(answer: false) }
      list.spec.owners.append(Owner(name: "alice"))
      return Draft([.put(.list(list))], answer: true)
    }
    let (max, olivia, alice) = (try await house.signIn("max"), try await house.signIn("olivia"), try await house.signIn("alice"))
    let found = await race(Self.rounds / 3) { _ in
      guard let request = try? await stories.submitRequest(house.wish, dryRun: false, by: max) else { return (true, true) }
      async let approved = succeeds {
        _ = try await stories.review(request.id, proposing: .approved, reason: "", assumeStart: nil, by: olivia)
      }
      async let denied = succeeds {
        _ = try await stories.review(request.id, proposing: .denied, reason: "", assumeStart: nil, by: alice)
      }
      let outcome = await (approved, denied)
      let state = try? await stories.request(request.id, by: .person(max)).spec.state
      guard state == (outcome.0 ? .approved : .denied) else { return (true, true) }
      _ = try? await stories.deleteRequest(request.id, by: .local(osUser: "test"))
      return outcome
    }
    #expect(found.both == 0)
    #expect(found.neither == 0)
  }
}
