public import ThresholdModel

/// Which access is to be explained.
public struct ExplainBody: Body, Hashable {
  /// An act inside a Kubernetes cluster.
  public struct Act: Codable, Hashable, Sendable {
    /// For example `get` or `exec`.
    public var verb: String
    /// The plural of the API path, for example `pods`.
    public var plural: String
    /// The API group; absent for the core group.
    public var apiGroup: String?
    /// Absent for objects that stand in no namespace.
    public var namespace: String?
    public var name: String

    public init(verb: String, plural: String, apiGroup: String?, namespace: String?, name: String) {
      self.verb = verb
      self.plural = plural
      self.apiGroup = apiGroup
      self.namespace = namespace
      self.name = name
    }

    private enum CodingKeys: String, CodingKey {
      case verb, plural, namespace, name
      case apiGroup = "api_group"
    }
  }

  /// Whose access; the caller's own when left out.
  public var user: UserName?
  /// The resource's kind, for example `node`.
  public var kind: String
  /// The resource's name, or what people call it.
  public var name: String
  /// As whom; all of them must be allowed by one role. Left out or empty to ask about the resource alone.
  public var accounts: [Principal]?
  public var act: Act?

  public init(user: UserName? = nil, kind: String, name: String, accounts: [Principal]? = nil, act: Act? = nil) {
    self.user = user
    self.kind = kind
    self.name = name
    self.accounts = accounts
    self.act = act
  }

  public static let example = ExplainBody(
    user: "max", kind: "kube_cluster", name: "staging", accounts: [Principal(.kubernetesGroups, "developers")],
    act: Act(verb: "get", plural: "deployments", apiGroup: "apps", namespace: "web", name: "front"))
}

extension AccessExplanation: Body {
  public static let example: AccessExplanation = {
    let (now, end) = (Moment(seconds: 1_769_990_000), Moment(seconds: 1_770_000_000))
    let condition = ToldCondition(subject: .label, key: "env", wanted: ["test"], found: "test", met: true)
    let source = ToldSource(kind: .member, list: "5f2c…", request: "9c2f…", via: ["team"])
    var told = AccessExplanation(
      user: "max", kind: "node", name: "3f0c…", displayName: "web1", accounts: [Principal(.logins, "ubuntu")], at: now, signIn: "6b1d…",
      allowed: true, until: end, refusal: "no role of yours allows the login `ubuntu` on `web1`")
    told.grounds = [
      ToldGround(
        role: "access-standard-acl-preset-1", source: source, conditions: [condition],
        accounts: [ToldAccount(field: .logins, value: "ubuntu", entry: "{{internal.logins}}")], until: end,
        ends: [ToldEnd(what: "the sign-in", at: end)])
    ]
    told.obstacles = [
      ToldObstacle(
        reason: "denied_labels", message: "role `no-prod` denies access to `web1`", role: "no-prod", source: source,
        conditions: [condition])
    ]
    told.near = [ToldNearRole(role: "dba", source: source, missing: ["it does not allow the login `ubuntu`"])]
    told.possibleAccounts = ["logins": ["ubuntu"]]
    told.shortestRequest = ToldRequestPlan(
      roles: ["access"], resources: ["/main/node/3f0c…"], command: "tsh request create --resource /main/node/3f0c… --reason WHY")
    told.requests = [ToldUsableRequest(id: "9c2f…", need: .waiting, starts: now, command: "tsh login --request-id 9c2f…")]
    told.approvers = [ToldApprover(user: "olivia", role: "reviewer-acl-preset-1", source: source)]
    return told
  }()
}
