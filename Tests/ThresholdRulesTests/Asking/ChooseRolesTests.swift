import Testing
import ThresholdModel

@testable import ThresholdRules

/// Lists-and-requests §5.4.
@Suite("Choosing roles for resources")
struct ChooseRolesTests {
  private let nodes = [ResourceID(cluster: "main", kind: "node", name: "1"), ResourceID(cluster: "main", kind: "node", name: "2")]
  private let pod = ResourceID(cluster: "main", kind: "kube:ns:pods", name: "k", subResource: "n/p")

  /// A role with logins on each resource; nil for no access.
  private func role(_ name: RoleName, _ logins: [[String]?], permits: Bool = true, kinds: [String] = []) -> ChooseRoles.Candidate {
    ChooseRoles.Candidate(name: name, permitsKinds: permits, kinds: kinds, access: logins.map { $0.map { ChooseRoles.Access(logins: $0) } })
  }

  private func chosen(
    _ candidates: [ChooseRoles.Candidate], _ resources: [ResourceID]? = nil, hint: String = "", elsewhere: Bool = false,
    isExplicit: Bool = false
  ) throws(Problem) -> [RoleName] {
    try ChooseRoles.chosen(
      candidates,
      for: ChooseRoles.Question(
        resources: resources ?? nodes, reachesElsewhere: elsewhere, loginHint: hint, isExplicit: isExplicit))
  }

  @Test("without candidates there is nothing to ask for")
  func none() {
    #expect(problem { () throws(Problem) in try chosen([]) }?.kind == .accessDenied)
  }

  @Test("a role stays that gives access to at least one resource, in the order of names")
  func pruning() throws {
    #expect(
      try chosen([role("a", [["x"], nil]), role("b", [nil, nil]), role("c", [nil, ["x"]]), role("d", [["x"], ["x"]])]) == ["a", "c", "d"])
    #expect(problem { () throws(Problem) in try chosen([role("b", [nil, nil])]) }?.kind == .badParameter)
  }

  @Test("roles that do not permit every Kubernetes kind go first; that all go is refused with the kinds that are allowed")
  func kinds() throws {
    #expect(try chosen([role("a", [["x"], nil], permits: false), role("b", [["x"], nil])]) == ["b"])
    let refusal = problem { () throws(Problem) in
      try chosen([
        role("a", [["x"], nil], permits: false, kinds: ["pods"]), role("b", [["x"], nil], permits: false, kinds: ["jobs.batch"]),
      ])
    }
    #expect(refusal?.kind == .badParameter)
    #expect(refusal?.message.contains("`jobs.batch`, `pods`") == true)
    // Named roles are not dropped but refused.
    #expect(
      problem { () throws(Problem) in try chosen([role("a", [nil, nil], permits: false), role("b", [["x"], nil])], isExplicit: true) }?.kind
        == .badParameter)
  }

  @Test("with a resource in a leaf cluster all candidates stay, and named roles always do")
  func unpruned() throws {
    let candidates = [role("a", [nil, nil]), role("b", [["x"], nil])]
    #expect(try chosen(candidates, elsewhere: true) == ["a", "b"])
    #expect(try chosen(candidates, isExplicit: true) == ["a", "b"])
    #expect(try chosen([role("a", [nil, nil], permits: false), role("b", [nil, nil])], elsewhere: true) == ["b"])
  }

  @Test("a login hint keeps for each resource the one role with the fewest logins that include it")
  func hint() throws {
    let wide = role("a", [["root", "x", "y"], ["root", "x"]])
    let narrow = role("b", [["root", "x"], ["root", "x", "y"]])
    let other = role("c", [["x"], ["x"]])
    #expect(try chosen([wide, narrow, other], hint: "root") == ["a", "b"])
    #expect(try chosen([wide, narrow, other], hint: "x") == ["c"])
    #expect(try chosen([role("a", [["root"], nil]), role("b", [["root"], nil])], hint: "root") == ["a"])
    #expect(problem { () throws(Problem) in try chosen([wide, narrow], hint: "nobody") }?.kind == .badParameter)
    #expect(problem { () throws(Problem) in try chosen([role("a", [["e\u{301}"], nil])], hint: "\u{e9}") }?.kind == .badParameter)
    // What has no logins is not narrowed by one.
    let database = ChooseRoles.Candidate(name: "d", access: [ChooseRoles.Access(logins: nil), nil])
    let second = ChooseRoles.Candidate(name: "e", access: [ChooseRoles.Access(logins: nil), ChooseRoles.Access(logins: ["root"])])
    #expect(try chosen([database, second], hint: "root") == ["d", "e"])
  }

  @Test("every object inside a Kubernetes cluster must be given by some role")
  func objects() throws {
    let first = ChooseRoles.Candidate(name: "a", access: [ChooseRoles.Access(), nil])
    let second = ChooseRoles.Candidate(name: "b", access: [nil, ChooseRoles.Access()])
    #expect(try chosen([first, second], [nodes[0], pod]) == ["a", "b"])
    #expect(problem { () throws(Problem) in try chosen([first], [nodes[0], pod]) }?.kind == .badParameter)
    #expect(try chosen([first], nodes) == ["a"])
  }
}
