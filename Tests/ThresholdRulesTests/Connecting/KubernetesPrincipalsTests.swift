import Testing
import ThresholdModel
import ThresholdRules

/// Roles-and-resources §7.2, and the star in deny lists of design.
@Suite("As whom one acts in a Kubernetes cluster")
struct KubernetesPrincipalsTests {
  typealias Named = KubernetesPrincipals.Named

  @Test("users and groups are the union over roles, less what is denied")
  func union() {
    let principals = KubernetesPrincipals(
      allow: [Named(users: ["b", "a"], groups: ["dev"]), Named(users: ["a", "c"], groups: ["ops", "dev"])],
      deny: [Named(users: ["c"]), Named(groups: ["ops", "other"])])
    #expect(principals.users == ["a", "b"])
    #expect(principals.groups == ["dev"])
  }

  @Test("a star in any deny list denies all of that list, and one's own name as a user")
  func star() {
    let allow = [Named(users: ["a"], groups: ["dev"])]
    let users = KubernetesPrincipals(allow: allow, deny: [Named(), Named(users: ["*"])])
    #expect(users.users.isEmpty && users.groups == ["dev"])
    #expect(problem { () throws(Problem) in try users.chosen(ownName: "max") }?.kind == .accessDenied)
    let groups = KubernetesPrincipals(allow: allow, deny: [Named(groups: ["*"])])
    #expect(groups.users == ["a"] && groups.groups.isEmpty)
    let own = KubernetesPrincipals(allow: [Named(groups: ["dev"])], deny: [Named(users: ["max"])])
    #expect(problem { () throws(Problem) in try own.chosen(ownName: "max") }?.kind == .accessDenied)
  }

  struct Case: Sendable {
    var users: [String] = []
    var groups: [String] = []
    var user: String?
    var chosen: [String] = []
    /// Nil: refused.
    var outcome: (user: String, groups: [String])?
  }

  @Test(
    "the outcome of a choice",
    arguments: [
      Case(users: ["a"], groups: ["g", "h"], outcome: ("a", ["g", "h"])), Case(users: ["a"], outcome: ("a", [])),
      Case(groups: ["g"], outcome: ("max", ["g"])), Case(), Case(user: "max"), Case(users: ["a", "b"], groups: ["g"]),
      Case(users: ["a", "b"], groups: ["g"], user: "b", outcome: ("b", ["g"])), Case(users: ["a", "b"], user: "c"),
      Case(users: ["a"], user: "max"), Case(groups: ["g"], user: "max", outcome: ("max", ["g"])), Case(groups: ["g"], user: "other"),
      Case(users: ["a"], groups: ["g", "h"], chosen: ["h"], outcome: ("a", ["h"])), Case(users: ["a"], groups: ["g"], chosen: ["g", "x"]),
      Case(users: ["a"], chosen: ["g"]), Case(users: ["a"], groups: ["g"], chosen: ["g", "g"], outcome: ("a", ["g"])),
      Case(users: ["A"], user: "a"), Case(users: ["a"], groups: ["g"], chosen: ["*"]), Case(users: ["a", "b"], user: "*"),
      Case(users: ["é"], user: "e\u{301}"), Case(groups: ["é"], chosen: ["e\u{301}"]),
    ])
  func choice(test: Case) throws {
    let principals = KubernetesPrincipals(allow: [Named(users: test.users, groups: test.groups)], deny: [])
    let found = refusalIfAny { () throws(Problem) in
      let choice = try principals.chosen(user: test.user, groups: test.chosen, ownName: "max")
      #expect(choice.user == test.outcome?.user)
      #expect(choice.groups == test.outcome?.groups)
    }
    #expect((found == nil) == (test.outcome != nil))
    if let found { #expect(found.kind == .accessDenied && found.hint != nil) }
  }
}
