import Testing
import ThresholdModel
import ThresholdRules

/// Source: reference, roles-and-resources §7.2 and §7.3.
@Suite("Accounts and objects of Kubernetes clusters in decisions")
struct KubernetesAccessTests {
  static func role(
    _ name: RoleName = "r", labels: LabelMap = ["env": ["prod"]], users: [String] = [], groups: [String] = [],
    objects: [KubernetesResource] = []
  ) -> Role {
    Role(name) {
      $0.allow.labels[.kubernetes] = labels
      $0.allow[.kubernetesUsers] = users
      $0.allow[.kubernetesGroups] = groups
      $0.allow.kubernetesResources = objects
    }
  }
  static func deny(users: [String] = [], groups: [String] = [], labels: LabelMap? = nil, objects: [KubernetesResource] = []) -> Role {
    Role("d") {
      $0.deny.labels[.kubernetes] = labels
      $0.deny[.kubernetesUsers] = users
      $0.deny[.kubernetesGroups] = groups
      $0.deny.kubernetesResources = objects
    }
  }
  private static func user(_ name: String) -> Principal { Principal(.kubernetesUsers, name) }
  private static func group(_ name: String) -> Principal { Principal(.kubernetesGroups, name) }
  private static func pods(_ namespace: String, _ verbs: [String] = ["*"]) -> KubernetesResource {
    KubernetesResource(kind: "pods", namespace: namespace, name: "*", verbs: verbs)
  }
  private static func get(_ namespace: String, _ verb: KubernetesVerb = .get) -> KubernetesAct {
    KubernetesAct(verb: verb, object: KubernetesObject(plural: "pods", namespace: namespace, name: "p"))
  }

  static let accounts: [AccessCase] = [
    AccessCase("a group", [role(groups: ["g"])], on: Sample.kube, as: [group("g")], .allowed),
    AccessCase(
      "the union over roles", [role("a", users: ["u"]), role("b", groups: ["g"])], on: Sample.kube, as: [user("u"), group("g")], .allowed),
    AccessCase(
      "of matching roles", [role("a", users: ["u"]), role("b", labels: ["env": ["dev"]], groups: ["g"])], on: Sample.kube,
      as: [user("u"), group("g")], .noGrant),
    AccessCase("none at all", [role()], on: Sample.kube, .noGrant),
    AccessCase("none at all, own name", [role()], on: Sample.kube, as: [user("ann")], .noGrant),
    AccessCase("no user: one's own name", [role(groups: ["g"])], on: Sample.kube, as: [user("ann"), group("g")], .allowed),
    AccessCase("no user: another name", [role(groups: ["g"])], on: Sample.kube, as: [user("bob")], .noGrant),
    AccessCase("users given: not one's own name", [role(users: ["u"])], on: Sample.kube, as: [user("ann")], .noGrant),
    AccessCase("a star is no group", [role(groups: ["*"])], on: Sample.kube, as: [group("g")], .noGrant),
    AccessCase("denied", [role(groups: ["g", "h"]), deny(groups: ["g"])], on: Sample.kube, as: [group("g")], .noGrant),
    AccessCase("the others stay", [role(groups: ["g", "h"]), deny(groups: ["g"])], on: Sample.kube, as: [group("h")], .allowed),
    AccessCase("denied star", [role(groups: ["g"]), deny(groups: ["*"])], on: Sample.kube, as: [group("g")], .noGrant),
    AccessCase(
      "denied elsewhere", [role(groups: ["g"]), deny(groups: ["g"], labels: ["env": ["dev"]])], on: Sample.kube, as: [group("g")], .allowed),
    AccessCase("the only group denied", [role(groups: ["g"]), deny(groups: ["g"])], on: Sample.kube, .noGrant),
    AccessCase("own name denied", [role(groups: ["g"]), deny(users: ["ann"])], on: Sample.kube, as: [user("ann")], .noGrant),
    AccessCase("denied labels", [role(groups: ["g"]), deny(labels: ["env": ["prod"]])], on: Sample.kube, as: [group("g")], .deniedLabels),
    AccessCase(
      "an account that a cluster does not have",
      [
        Role("r") {
          $0.allow = role(groups: ["g"]).spec.allow; $0.allow.logins = ["root"]
        }
      ],
      on: Sample.kube, as: [Principal(.logins, "root")], .noGrant),
    AccessCase("exact", [role(groups: ["g"])], on: Sample.kube, as: [group("G")], .noGrant),
  ]

  static let objects: [AccessCase] = [
    AccessCase(
      "several users, none chosen", [role(users: ["u", "v"], objects: [pods("web")])], on: Sample.kube, act: get("web"), .noGrant),
    AccessCase(
      "several users, one chosen", [role(users: ["u", "v"], objects: [pods("web")])], on: Sample.kube, as: [user("v")], act: get("web"),
      .allowed),
    AccessCase(
      "several users, all but one denied", [role(users: ["u", "v"], objects: [pods("web")]), deny(users: ["u"])], on: Sample.kube,
      act: get("web"), .allowed),
    AccessCase("allowed", [role(groups: ["g"], objects: [pods("a")])], on: Sample.kube, as: [group("g")], act: get("a"), .allowed),
    AccessCase(
      "another namespace", [role(groups: ["g"], objects: [pods("a")])], on: Sample.kube, as: [group("g")], act: get("b"), .noGrant),
    AccessCase(
      "another verb", [role(groups: ["g"], objects: [pods("a", ["list"])])], on: Sample.kube, as: [group("g")], act: get("a"), .noGrant),
    AccessCase(
      "a role for another cluster", [role(groups: ["g"], objects: [pods("a")]), role("x", labels: ["env": ["dev"]], objects: [pods("*")])],
      on: Sample.kube, act: get("b"), .noGrant),
    AccessCase(
      "denied, whatever the labels", [role(groups: ["g"], objects: [pods("*")]), deny(labels: ["env": ["dev"]], objects: [pods("a")])],
      on: Sample.kube, as: [group("g")], act: get("a"), .deniedObject),
    AccessCase(
      "denied verb", [role(groups: ["g"], objects: [pods("*")]), deny(objects: [pods("a", ["delete"])])], on: Sample.kube, as: [group("g")],
      act: get("a"), .allowed),
    AccessCase(
      "the namespace itself", [role(groups: ["g"], objects: [pods("a")])], on: Sample.kube,
      act: KubernetesAct(verb: .get, object: KubernetesObject(plural: "namespaces", name: "a")), .allowed),
  ]

  @Test("users and groups are a union, less what is denied", arguments: accounts)
  func account(one: AccessCase) { one.check() }

  @Test("objects need an entry of a matching role and no deny of any", arguments: objects)
  func object(one: AccessCase) { one.check() }

  @Test("access ends with the last role that names somebody to be")
  func end() {
    var brief = Self.role("b", groups: ["g"])
    brief.metadata.expires = noon + .minutes(5)
    let one = AccessCase("", [Self.role("a"), brief], on: Sample.kube, .allowed)
    one.check()
    for principals in [[], [Self.user("ann")], [Self.group("g")]] {
      let question = AccessQuestion(user: "ann", resource: Sample.kube.key, principals: principals, signIn: "s-ann")
      #expect(one.world.decide(question, at: noon).grant?.until == noon + .minutes(5), "\(principals)")
    }
  }

  /// Ann has pods in `own` by standing, and asked for pods in `asked`, with a role that denies secrets.
  @Test(
    "the roles of a request for objects count for these alone",
    arguments: [
      ("own", "pods", "g", AccessCase.Outcome.allowed), ("own", "pods", "h", .noGrant), ("asked", "pods", "h", .allowed),
      ("asked", "pods", "g", .allowed),
      ("other", "pods", "h", .noGrant), ("own", "secrets", "g", .allowed), ("asked", "secrets", "g", .noGrant),
    ])
  func requested(namespace: String, plural: String, asGroup: String, outcome: AccessCase.Outcome) {
    let all = KubernetesResource(kind: "*", apiGroup: "*", namespace: "own", name: "*", verbs: ["*"])
    var scene = Scene()
    let base = Role("base") {
      $0.allow = Self.role(groups: ["g"], objects: [all]).spec.allow
      $0.allow.request.searchAsRoles = ["more"]
    }
    let more = Role("more") {
      $0.allow = Self.role(groups: ["h"], objects: [Self.pods("*")]).spec.allow
      $0.deny.kubernetesResources = [KubernetesResource(kind: "secrets", namespace: "*", name: "*", verbs: ["*"])]
    }
    scene.records += [base, more].map(Record.role) + [.resource(Sample.kube)]
    scene.user("ann", roles: ["base"], isSignedIn: false)
    var request = Scene.request(9, by: "ann", roles: ["more"], servers: [])
    request.spec.resources = [ResourceID(cluster: "main", kind: "kube:ns:pods", name: "kube", subResource: "asked/*")]
    scene.records.append(.request(request))
    scene.signIn("s-ann", of: "ann", assuming: [request.id: noon + .hours(1)])
    let act = KubernetesAct(verb: .get, object: KubernetesObject(plural: plural, namespace: namespace, name: "x"))
    let verdict = scene.world.decide(
      AccessQuestion(user: "ann", resource: Sample.kube.key, principals: [Self.group(asGroup)], act: act, signIn: "s-ann"), at: noon)
    #expect(AccessCase.Outcome(verdict) == outcome, "\(verdict)")
  }
}
