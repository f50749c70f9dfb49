import Testing
import ThresholdModel
import ThresholdRules

/// One line of a table: what somebody with some roles gets on one resource.
struct AccessCase: Sendable, CustomTestStringConvertible {
  enum Outcome: String, Sendable {
    case allowed, deniedLabels, deniedPrincipal, deniedObject, unreadable, needsMFA, needsDevice, locked, noGrant, noSuchResource, other
  }

  let says: String
  var roles: [Role]
  var resource: Resource
  var principals: [Principal] = []
  var act: KubernetesAct?
  var factors = AccessFactors()
  var traits: Traits = [:]
  /// Whatever else there is: locks, settings.
  var records: [Record] = []
  /// Whether an administrative rule lets the user see everything, so that refusals keep their reasons.
  var seesAll = true
  let outcome: Outcome

  init(
    _ says: String, _ roles: [Role], on resource: Resource, as principals: [Principal] = [], act: KubernetesAct? = nil,
    factors: AccessFactors = AccessFactors(), traits: Traits = [:], records: [Record] = [], seesAll: Bool = true, _ outcome: Outcome
  ) {
    self.says = says
    self.roles = roles
    self.resource = resource
    self.principals = principals
    self.act = act
    self.factors = factors
    self.traits = traits
    self.records = records
    self.seesAll = seesAll
    self.outcome = outcome
  }

  var testDescription: String { says }

  private static let viewer = Role("viewer") { $0.allow.rules = [Rule(resources: ["*"], verbs: ["list"])] }

  var world: World {
    let everyone = roles + (seesAll ? [Self.viewer] : [])
    var scene = Scene()
    scene.records += everyone.map(Record.role) + [.resource(resource)] + records
    scene.user("ann", roles: everyone.map(\.name), traits: traits)
    return scene.world
  }

  /// Decides, and compares with what is listed: the accounts of a listing and no others are allowed.
  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    let world = world
    let verdict = world.decide(
      AccessQuestion(user: "ann", resource: resource.key, principals: principals, act: act, signIn: "s-ann", factors: factors), at: noon)
    #expect(Outcome(verdict) == outcome, "\(says): \(verdict)", sourceLocation: sourceLocation)

    let accounts = world.principals(of: "ann", on: resource.key, signIn: "s-ann", at: noon)
    let listed = world.reachable(by: "ann", kinds: [resource.kind], signIn: "s-ann", at: noon).map(\.principals)
    #expect(listed == [accounts].compactMap(\.self), "\(says): listed", sourceLocation: sourceLocation)
    for (field, values) in accounts?.accounts ?? [:] where field != .mcpTools {
      for value in values where value != "*" {
        let question = AccessQuestion(
          user: "ann", resource: resource.key, principals: [Principal(field, value)], signIn: "s-ann", factors: .all)
        let isAllowed = world.decide(question, at: noon).grant != nil
        #expect(isAllowed, "\(says): \(field) \(value) is listed", sourceLocation: sourceLocation)
      }
    }
  }
}

extension AccessCase.Outcome {
  init(_ verdict: Verdict) {
    guard let reason = verdict.refusal?.reason else {
      self = .allowed
      return
    }
    self =
      switch reason {
      case .deniedLabels: .deniedLabels
      case .deniedPrincipal: .deniedPrincipal
      case .deniedObject: .deniedObject
      case .unreadableLabels: .unreadable
      case .needsMFA: .needsMFA
      case .needsTrustedDevice: .needsDevice
      case .locked: .locked
      case .noGrant: .noGrant
      case .noSuchResource: .noSuchResource
      case .signInEnded, .noSuchUser, .unenforceable: .other
      }
  }
}

/// Resources of every kind with the same few labels.
enum Sample {
  static let labels = ["env": "prod", "team": "a"]

  static func node(_ labels: [String: String] = labels) -> Resource { .server(Scene.server(1, "web", labels: labels)) }
  static func app(_ uri: String = "http://wiki:80", cloud: String = "", _ labels: [String: String] = labels) -> Resource {
    .app(App(name: "app", labels: labels, spec: AppSpec(uri: uri, cloud: cloud)))
  }
  static func database(_ wire: String = "postgres", uri: String = "db:1", admin: String = "", aws: [String: Value] = [:]) -> Resource {
    let spec = DatabaseSpec(
      wireProtocol: wire, uri: uri, adminUser: admin.isEmpty ? nil : DatabaseAdmin(name: admin),
      kept: KeptFields(aws.isEmpty ? [:] : ["aws": .map(aws)]))
    return .database(Database(name: "db", labels: labels, spec: spec))
  }
  static let kube = Resource.kubeCluster(KubeCluster(name: "kube", labels: labels))
  static let desktop = Resource.desktop(WindowsDesktop(name: "desk", labels: labels, spec: WindowsDesktopSpec(address: "d:3389")))
  static let git = Resource.gitServer(GitServer(name: "git", labels: labels, organization: "acme-platform"))
  static let group = Resource.userGroup(UserGroup(name: "group", labels: labels))
  static func leaf(_ labels: [String: String] = [:]) -> Resource { .remoteCluster(RemoteCluster(name: "leaf", labels: labels)) }
  static let saml = Resource.samlProvider(SAMLProvider(name: "saml", labels: labels, spec: SAMLProviderSpec(entityID: "https://sp")))
  static let workload = Resource.workloadIdentity(
    WorkloadIdentity(name: "workload", labels: labels, spec: WorkloadIdentitySpec(spiffeID: "/svc")))
  static let databaseService = Resource.databaseService(DatabaseService(name: "agent", labels: labels))
  static let account = Resource.account(IdentityCenterAccount(name: "acc", spec: IdentityCenterAccountSpec(accountID: "123456789012")))
  static let assignment = Resource.assignment(
    IdentityCenterAssignment(
      name: "asg",
      spec: IdentityCenterAssignmentSpec(accountID: "123456789012", permissionSet: PermissionSet(arn: "arn:aws:sso:::ps/Admin"))))
}
