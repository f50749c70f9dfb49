import Testing
import ThresholdModel
import ThresholdRules

/// Source: reference, roles-and-resources §2.
@Suite("What an absent field means in each version of a role")
struct RoleVersionAccessTests {
  private static let accounts: [(PrincipalField, String)] = [
    (.logins, "root"), (.databaseUsers, "u"), (.databaseNames, "n"), (.kubernetesGroups, "g"),
  ]

  private func role(_ version: RoleVersion, empty fields: [LabelField] = [], logins: Bool = true) -> Role {
    Role("r", version: version) { spec in
      for (field, value) in Self.accounts where logins || field != .logins { spec.allow[field] = [value] }
      for field in fields { spec.allow.labels[field] = [:] }
    }
  }

  private static let kinds: [(Resource, LabelField, [Principal])] = [
    (Sample.node([:]), .node, [Principal(.logins, "root")]), (Sample.app("http://x", [:]), .app, []),
    (Sample.kube, .kubernetes, [Principal(.kubernetesGroups, "g")]),
    (Sample.database(), .database, [Principal(.databaseUsers, "u"), Principal(.databaseNames, "n")]),
  ]

  @Test("only v3 opens servers, apps, clusters and databases without labels", arguments: RoleVersion.allCases)
  func absent(version: RoleVersion) {
    for (resource, _, principals) in Self.kinds {
      AccessCase("\(version), \(resource.kind)", [role(version)], on: resource, as: principals, version == .v3 ? .allowed : .noGrant)
        .check()
    }
    for resource in [Sample.desktop, Sample.group, Sample.git, Sample.databaseService, Sample.workload] {
      AccessCase("\(version), \(resource.kind)", [role(version)], on: resource, .noGrant).check()
    }
  }

  @Test("v3 opens servers only with logins")
  func withoutLogins() {
    AccessCase("no logins", [role(.v3, logins: false)], on: Sample.node(), .noGrant).check()
    AccessCase("logins", [role(.v3)], on: Sample.node(), .allowed).check()
  }

  @Test("a written empty map matches nothing, in every version", arguments: RoleVersion.allCases)
  func empty(version: RoleVersion) {
    for (resource, field, principals) in Self.kinds {
      AccessCase("\(version), \(resource.kind)", [role(version, empty: [field])], on: resource, as: principals, .noGrant).check()
    }
  }

  @Test("a deny side has no defaults", arguments: RoleVersion.allCases)
  func deny(version: RoleVersion) {
    let open = Role("open", version: .v8) {
      $0.allow.labels[.node] = ["*": ["*"]]
      $0.allow.logins = ["root"]
    }
    let denying = Role("d", version: version) { $0.deny.logins = ["other"] }
    AccessCase("\(version)", [open, denying], on: Sample.node(), as: [Principal(.logins, "root")], .allowed).check()
  }

  struct Object: Sendable, CustomTestStringConvertible {
    let version: RoleVersion
    let pod: Bool
    let secret: Bool
    let custom: Bool
    var testDescription: String { version.rawValue }
  }

  @Test(
    "objects of a Kubernetes cluster for a role that lists none",
    arguments: [
      Object(version: .v3, pod: true, secret: true, custom: true), Object(version: .v4, pod: true, secret: true, custom: true),
      Object(version: .v5, pod: true, secret: true, custom: true), Object(version: .v6, pod: false, secret: true, custom: false),
      Object(version: .v7, pod: true, secret: true, custom: true), Object(version: .v8, pod: true, secret: true, custom: true),
    ])
  func objects(one: Object) {
    let role = Role("r", version: one.version) {
      $0.allow.labels[.kubernetes] = ["*": ["*"]]
      $0.allow[.kubernetesGroups] = ["g"]
    }
    for (object, isOpen) in [
      (KubernetesObject(plural: "pods", namespace: "n", name: "p"), one.pod),
      (KubernetesObject(plural: "secrets", namespace: "n", name: "s"), one.secret),
      (KubernetesObject(plural: "widgets", apiGroup: "acme.io", namespace: "n", name: "w"), one.custom),
    ] {
      AccessCase(
        "\(one.version), \(object)", [role], on: Sample.kube, as: [Principal(.kubernetesGroups, "g")],
        act: KubernetesAct(verb: .get, object: object),
        isOpen ? .allowed : .noGrant
      ).check()
    }
  }
}
