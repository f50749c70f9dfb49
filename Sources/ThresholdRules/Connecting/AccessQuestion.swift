public import ThresholdModel

/// "May this user be these accounts on this resource, with this sign-in?"
public struct AccessQuestion: Sendable, Hashable {
  public var user: UserName
  public var resource: ResourceKey
  /// All of them must be allowed by one role, and none denied by any. Empty asks about the resource alone.
  public var principals: [Principal]
  /// What would be done to which object inside a Kubernetes cluster; nil asks about the cluster.
  public var act: KubernetesAct?
  /// Whose assumed requests count and whose end is the end; nil asks about standing access without a sign-in.
  public var signIn: SignInID?
  public var factors: AccessFactors

  public init(
    user: UserName, resource: ResourceKey, principals: [Principal] = [], act: KubernetesAct? = nil, signIn: SignInID? = nil,
    factors: AccessFactors = AccessFactors()
  ) {
    self.user = user
    self.resource = resource
    self.principals = principals
    self.act = act
    self.signIn = signIn
    self.factors = factors
  }
}

/// What is known about how the person is connecting. Source: reference, roles-and-resources §9.3.
public struct AccessFactors: Sendable, Hashable {
  /// Whether a second factor was given for this very session.
  public var hasVerifiedMFA: Bool
  /// Whether the person's device is enrolled and verified.
  public var hasTrustedDevice: Bool

  public init(hasVerifiedMFA: Bool = false, hasTrustedDevice: Bool = false) {
    self.hasVerifiedMFA = hasVerifiedMFA
    self.hasTrustedDevice = hasTrustedDevice
  }

  /// As listings assume.
  public static let all = AccessFactors(hasVerifiedMFA: true, hasTrustedDevice: true)
}

/// A verb on an object inside a Kubernetes cluster.
public struct KubernetesAct: Sendable, Hashable {
  public var verb: KubernetesVerb
  public var object: KubernetesObject

  public init(verb: KubernetesVerb, object: KubernetesObject) {
    self.verb = verb
    self.object = object
  }
}
