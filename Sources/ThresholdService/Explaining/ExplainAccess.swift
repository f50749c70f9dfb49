public import ThresholdModel
import ThresholdRules

/// Which access somebody wants explained.
public struct ExplainWish: Sendable, Hashable {
  /// Nil asks about oneself.
  public var user: UserName?
  public var kind: String
  /// The resource's name, or what people call it.
  public var name: String
  public var accounts: [Principal]
  /// An act inside a Kubernetes cluster: a verb, and an object.
  public var act: Act?

  /// What would be done to which object inside a Kubernetes cluster.
  public struct Act: Sendable, Hashable {
    public var verb: String
    public var object: KubernetesObject

    public init(verb: String, object: KubernetesObject) {
      self.verb = verb
      self.object = object
    }
  }

  public init(user: UserName? = nil, kind: String, name: String, accounts: [Principal], act: Act? = nil) {
    self.user = user
    self.kind = kind
    self.name = name
    self.accounts = accounts
    self.act = act
  }
}

extension Stories {
  /// The most sign-ins of somebody else that are tried.
  private static let triedSignIns = 20

  /// Explains an access: one's own with the sign-in that asks; of others with their sign-in that allows it, else the
  /// newest.
  /// - Throws: ``Problem`` of kind `notFound`, in the same words for what does not exist and for what the caller may
  ///   not know of, or `badParameter`.
  public func explain(_ wish: ExplainWish, by caller: Caller) throws(Problem) -> AccessExplanation {
    let (world, now) = (world, now)
    guard let user = wish.user ?? caller.user else {
      throw Problem(.badParameter, "it must be said whose access is meant", hint: "add --user NAME", path: "user")
    }
    guard let kind = ResourceKind(alias: wish.kind) else {
      throw Problem(
        .badParameter, "`\(wish.kind.escapedForDisplay)` is not a kind of resource",
        hint: "one of \(ResourceKind.allCases.map(\.rawValue).joined(separator: ", "))", path: "kind")
    }
    let act = try wish.act.map { (act) throws(Problem) in try Self.checked(act, on: kind) }
    var own: SignInID?
    if case .person(let person) = caller, person.user.key == user.key { own = person.signIn }
    let resource = try world.resolve(wish.name, kind: kind, explaining: user, signIn: own, to: caller.user, at: now)
    func explanation(_ signIn: SignInID?) throws(Problem) -> Explanation {
      let question = AccessQuestion(user: user, resource: resource.key, principals: wish.accounts, act: act, signIn: signIn)
      return try world.explain(question, to: caller.user, at: now)
    }
    if let own { return AccessExplanation(try explanation(own)) }
    let signIns = world.signIns(of: user).filter { now < $0.expires }.prefix(Self.triedSignIns)
    for signIn in signIns {
      let found = try explanation(signIn.id)
      if found.isAllowed { return AccessExplanation(found) }
    }
    return AccessExplanation(try explanation(signIns.first?.id))
  }

  private static func checked(_ act: ExplainWish.Act, on kind: ResourceKind) throws(Problem) -> KubernetesAct {
    guard kind == .kubeCluster else {
      throw Problem(.badParameter, "only Kubernetes clusters have objects inside", hint: "name a kube_cluster", path: "act")
    }
    guard let verb = KubernetesVerb(rawValue: act.verb) else {
      throw Problem(
        .badParameter, "`\(act.verb.escapedForDisplay)` is not a Kubernetes verb",
        hint: "one of \(KubernetesVerb.allCases.map(\.rawValue).joined(separator: ", "))", path: "act.verb")
    }
    return KubernetesAct(verb: verb, object: act.object)
  }
}
