public import ThresholdModel

/// One side of a role's `kubernetes_resources`, read once when the role is stored, and filled in with a
/// user's traits at each decision. What the role's version leaves out or means differently is resolved
/// here, so that roles of all versions count in one decision.
/// Source: reference, roles-and-resources §2, §3.4 and §13.
public struct CompiledKubernetesRules: Sendable {
  private let role: RoleName
  private let side: LabelSelector.Side
  private let entries: [KubernetesEntry]
  /// An entry, or the version, could not be read: nothing is allowed by it, everything denied.
  private let isUnreadable: Bool
  /// The resolved form, when no trait has a part in it.
  private let fixed: KubernetesRules?

  /// Whether the rules are the same for everybody.
  var isFixed: Bool { fixed != nil }

  /// What a role allows inside the clusters that its labels match.
  /// - Parameter hasKubernetesLabels: whether the role names Kubernetes labels; without, an absent list stays empty.
  public static func allow(
    _ resources: [KubernetesResource], of role: RoleName, version: String, hasKubernetesLabels: Bool
  ) -> CompiledKubernetesRules {
    let written = resources.isEmpty && hasKubernetesLabels ? KubernetesResource.defaults(version: version) : resources
    return CompiledKubernetesRules(written, of: role, version: version, on: .allow)
  }

  /// What a role denies in every cluster, whatever its labels.
  public static func deny(_ resources: [KubernetesResource], of role: RoleName, version: String) -> CompiledKubernetesRules {
    CompiledKubernetesRules(resources, of: role, version: version, on: .deny)
  }

  private init(_ resources: [KubernetesResource], of role: RoleName, version: String, on side: LabelSelector.Side) {
    self.role = role
    self.side = side
    var entries: [KubernetesEntry] = []
    var isUnreadable = false
    let form = KubernetesRoleForm(version: version)
    for resource in resources {
      do {
        guard let form else { throw Problem(.badParameter, "unknown role version") }
        entries += try KubernetesEntry.read(resource, form: form, on: side)
      } catch {
        isUnreadable = true
      }
    }
    if side == .allow, let form, let implied = try? KubernetesEntry.implied(by: resources, form: form) { entries += implied }
    self.entries = entries
    self.isUnreadable = isUnreadable
    fixed =
      entries.allSatisfy(\.isFixed) ? Self.resolve(entries, with: [:], of: role, on: side, isUnreadable: isUnreadable) : nil
  }

  /// The rules for one user.
  public func resolved(with traits: Traits) -> KubernetesRules {
    fixed ?? Self.resolve(entries, with: traits, of: role, on: side, isUnreadable: isUnreadable)
  }

  private static func resolve(
    _ entries: [KubernetesEntry], with traits: Traits, of role: RoleName, on side: LabelSelector.Side, isUnreadable: Bool
  ) -> KubernetesRules {
    var matchers: [KubernetesMatcher] = []
    var deniesEverything = isUnreadable && side == .deny
    for entry in entries {
      do {
        matchers += try entry.matchers(with: traits)
      } catch {
        if side == .deny { deniesEverything = true }
      }
    }
    return KubernetesRules(role: role, matchers: matchers, isEverything: deniesEverything)
  }
}

/// One side of a role's `kubernetes_resources` for one user.
public struct KubernetesRules: Sendable {
  public let role: RoleName
  let matchers: [KubernetesMatcher]
  /// A deny side that could not be read.
  let isEverything: Bool

  /// Whether doing this to the object is what the side says.
  func matches(_ verb: KubernetesVerb, _ object: KubernetesObject) -> Bool {
    isEverything || matchers.contains { $0.matches(verb, object) }
  }

  /// Whether the side, as an allow side, lets one look at a namespace because of something in it.
  func shows(namespace: String) -> Bool { matchers.contains { $0.shows(namespace: namespace) } }

  /// Whether the side, as an allow side, gives something of what a resource id stands for. Where two
  /// patterns leave that open it is taken to: what is reached in the end is decided object by object.
  public func mayReach(_ scope: KubernetesScope) -> Bool { matchers.contains { $0.mayReach(scope) } }

  /// Whether the side, as a deny side, surely closes all of what a resource id stands for.
  public func closes(_ scope: KubernetesScope) -> Bool { isEverything || matchers.contains { $0.covers(scope) } }
}

/// Whether something may be done to a Kubernetes object, and why.
public enum KubernetesVerdict: Hashable, Sendable {
  /// An entry of this role gives it.
  case allowed(by: RoleName)
  /// An entry of this role's deny side names it.
  case denied(by: RoleName)
  /// No entry gives it.
  case notAllowed

  /// Decides. A listing is decided item by item, each with the verb `list`.
  /// - Parameters:
  ///   - allow: allow sides of the user's roles whose labels match the cluster.
  ///   - deny: deny sides of all the user's roles, whatever their labels.
  ///
  /// Source: reference, roles-and-resources §7.2.
  public init(_ verb: KubernetesVerb, _ object: KubernetesObject, allow: [KubernetesRules], deny: [KubernetesRules]) {
    if let denying = deny.first(where: { $0.matches(verb, object) }) {
      self = .denied(by: denying.role)
    } else if let allowing = allow.first(where: { $0.matches(verb, object) }) {
      self = .allowed(by: allowing.role)
    } else if verb.isReading, object.kind == .namespaces, let showing = allow.first(where: { $0.shows(namespace: object.name) }) {
      self = .allowed(by: showing.role)
    } else {
      self = .notAllowed
    }
  }

  public var isAllowed: Bool { if case .allowed = self { true } else { false } }
}
