import Testing
import ThresholdModel
import ThresholdRules

/// What may be asked for is what is new, and accounts are new or not as the resource compares them.
/// Source: reference, lists-and-requests §5.4; roles-and-resources §7.1.
@Suite("What asking for a resource would add")
struct OfferedAccessTests {
  struct Line: Sendable, CustomTestStringConvertible {
    let says: String
    let resource: Resource
    let field: PrincipalField
    let own: [String]
    let asked: [String]
    var denied: [String] = []
    /// What is offered; nil when nothing is.
    let offered: [String]?

    var testDescription: String { says }
  }

  private static let lines = [
    Line(says: "a login more", resource: Sample.node(), field: .logins, own: ["a"], asked: ["a", "b"], offered: ["a", "b"]),
    Line(says: "the same login", resource: Sample.node(), field: .logins, own: ["a"], asked: ["a"], offered: nil),
    Line(says: "a login in another case", resource: Sample.node(), field: .logins, own: ["a"], asked: ["A"], offered: ["A"]),
    Line(
      says: "an Azure identity in another case", resource: Sample.app("cloud://Azure"), field: .azureIdentities, own: ["/s/a"],
      asked: ["/S/A"], offered: nil),
    Line(
      says: "a tool of one's own pattern", resource: Sample.app("mcp+stdio://x"), field: .mcpTools, own: ["read_*"], asked: ["read_a"],
      offered: nil),
    Line(
      says: "a tool beside one's own", resource: Sample.app("mcp+stdio://x"), field: .mcpTools, own: ["read_*"], asked: ["write_a"],
      offered: ["write_a"]),
    Line(
      says: "the same expression", resource: Sample.app("mcp+stdio://x"), field: .mcpTools, own: ["^(read|write)_a$"],
      asked: ["^(read|write)_a$"], offered: nil),
    Line(
      says: "more tools than all", resource: Sample.app("mcp+stdio://x"), field: .mcpTools, own: ["*"], asked: ["read_a"], offered: nil),
    Line(
      says: "tools of a denied expression", resource: Sample.app("mcp+stdio://x"), field: .mcpTools, own: ["a"],
      asked: ["^(read|write)_a$", "b"], denied: ["^(read|write)_a$"], offered: ["b"]),
  ]

  @Test("accounts that one has already are nothing new", arguments: lines)
  func accounts(line: Line) {
    func role(_ name: RoleName, _ values: [String], deny: [String] = []) -> Role {
      Role(name) {
        for field in [LabelField.node, .app] { $0.allow.labels[field] = ["env": ["prod"]] }
        $0.allow[line.field] = values
        $0.deny[line.field] = deny
      }
    }
    var scene = Scene()
    scene.records += [role("own", line.own), role("asked", line.asked, deny: line.denied)].map(Record.role) + [.resource(line.resource)]
    scene.role("asker", searchAs: ["asked"])
    scene.user("ann", roles: ["own", "asker"])
    let world = scene.world
    let offered = world.requestable(by: "ann", kinds: [line.resource.kind], at: noon)
    #expect(offered.map { $0.principals[line.field] } == (line.offered.map { [$0] } ?? []))
    #expect(offered.allSatisfy { $0.roles == ["asked"] })
    // Asking for it is refused just when nothing would be new.
    let wish = RequestWish(
      resources: [ResourceID(cluster: "main", kind: line.resource.kind.rawValue, name: line.resource.name)], reason: "work")
    let isRefused: Bool
    do throws(Problem) {
      _ = try world.draftRequest(wish, by: "ann", signIn: "s-ann", id: RequestID(uuid(7)), at: noon)
      isRefused = false
    } catch { isRefused = true }
    #expect(isRefused == (line.offered == nil))
  }
}
