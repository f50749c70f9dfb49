import Testing
import ThresholdModel
import ThresholdRules

@Suite("Guided lists")
struct GuidedListTests {
  private func guided(_ kind: GuidedList.Kind, labels: LabelMap = ["env": ["test"]]) -> GuidedList {
    GuidedList(
      id: "ID", kind: kind, title: "T", description: "D", nodeLabels: labels, logins: ["root"], owners: [Owner(name: "olivia")],
      members: ["max", "Max"])
  }

  @Test(
    "members and owners get what the kind of list says",
    arguments: [
      (GuidedList.Kind.shortTerm, RoleName("requester-acl-preset-ID")), (.longTerm, "access-standard-acl-preset-ID"),
    ])
  func grants(kind: GuidedList.Kind, role: RoleName) {
    let list = guided(kind).list
    #expect(list.spec.grants.roles == [role])
    #expect(list.spec.ownerGrants.roles == ["reviewer-acl-preset-ID"])
    #expect(list.metadata.labels["teleport.internal/access-list-preset"] == kind.rawValue)
    #expect(
      list.metadata.labels["teleport.internal/access-list-preset-roles"]
        == "reviewer-acl-preset-ID,requester-acl-preset-ID,access-standard-acl-preset-ID")
  }

  @Test("the roles hold what the reference says, and carry the list's id")
  func roles() {
    let roles = guided(.shortTerm).roles
    #expect(roles.map(\.name) == ["access-standard-acl-preset-ID", "requester-acl-preset-ID", "reviewer-acl-preset-ID"])
    #expect(roles[0].spec.allow == RoleConditions(nodeLabels: ["env": ["test"]], logins: ["root"]))
    #expect(roles[1].spec.allow.request.searchAsRoles == [roles[0].name])
    #expect(roles[2].spec.allow.reviewRequests == ReviewConditions(roles: [roles[0].name.text], previewAsRoles: [roles[0].name]))
    for role in roles {
      #expect(role.metadata.labels == ["teleport.internal/access-list-preset": "ID"])
      #expect(role.version == "v8")
      #expect(role.spec.deny == RoleConditions())
    }
  }

  @Test("a list that opens nothing yet still has requester and reviewer")
  func empty() {
    #expect(guided(.shortTerm, labels: [:]).roles.map(\.name) == ["requester-acl-preset-ID", "reviewer-acl-preset-ID"])
    #expect(guided(.longTerm, labels: [:]).list.spec.grants.roles.isEmpty)
  }

  @Test("its changes come in an order that can also be written one by one")
  func order() throws {
    var world = Scene().world
    for change in guided(.shortTerm).changes(by: "admin", at: noon) { world = try world.applying([change], at: noon) }
    #expect(world.members(of: "ID").map(\.spec.user) == ["max"])
    #expect(world.members(of: "ID").map(\.spec.addedBy) == ["admin"])
  }

  @Test("the presets can be written on an empty cluster, and are marked")
  func presets() throws {
    let world = try Scene().world.applying(Presets.roles.map { .put(.role($0)) }, at: noon)
    #expect(Set(world.roles.map(\.name)) == ["access", "editor", "auditor", "requester", "reviewer"])
    #expect(world.roles.allSatisfy { $0.metadata.labels == Presets.label })
  }
}
