import Testing
import ThresholdModel
import ThresholdRules

/// Random roles against a reading of the reference that is slow and obvious: it asks, for one object, every
/// sentence of §2 and §7.2 in turn, and matches by its own means.
@Suite("Kubernetes rules against an obvious evaluation")
struct KubernetesRandomRulesTests {
  struct Side {
    var version: String
    var resources: [KubernetesResource]
  }

  static let traits: Traits = ["team": ["dev", "ops"], "empty": []]
  static let names = [
    "*", "a", "dev", "te*", "^te.*$", "^(test|staging)$", "{{external.team}}", "{{external.none}}", "x-{{external.team}}",
  ]
  static let namespaces = names + [""]
  static let texts = ["a", "dev", "ops", "test", "te", "staging", "x-dev"]
  static let groups = ["", "apps", "*", "a*", "example.com", "rbac.authorization.k8s.io"]

  @Test("random roles of all versions decide alike", arguments: 0..<8)
  func decide(seed: Int) {
    var dice = SeededDice(seed: UInt64(seed))
    for _ in 0..<1500 {
      let allow = (0..<dice.roll(3)).map { _ in Self.side(&dice) }
      let deny = (0..<dice.roll(2)).map { _ in Self.side(&dice) }
      let allowRules = allow.map { KubernetesRulesTests.allow($0.version, $0.resources, traits: Self.traits) }
      let denyRules = deny.map { KubernetesRulesTests.deny($0.version, $0.resources, traits: Self.traits) }
      for _ in 0..<8 {
        let object = Self.object(&dice)
        let verb = KubernetesVerb.allCases[dice.roll(KubernetesVerb.allCases.count)]
        let engine = KubernetesVerdict(verb, object, allow: allowRules, deny: denyRules).isAllowed
        let expected = Slow.isAllowed(verb, object, allow: allow, deny: deny)
        #expect(engine == expected, "\(verb) \(object) by \(allow) less \(deny)")
        if engine != expected { return }
      }
    }
  }

  static func side(_ dice: inout SeededDice) -> Side {
    let version = ["v3", "v4", "v5", "v6", "v7", "v8"][dice.roll(6)]
    let resources = (0..<dice.roll(3)).map { _ in
      let kind =
        switch version {
        case "v8": ["*", "pods", "secrets", "deployments", "namespaces", "nodes", "crontabs"][dice.roll(7)]
        case "v7": ["*", "pod", "secret", "deployment", "namespace", "kube_node", "clusterrole"][dice.roll(7)]
        default: "pod"
        }
      return KubernetesResource(
        kind: kind, apiGroup: version == "v8" ? groups[dice.roll(groups.count)] : "", namespace: namespaces[dice.roll(namespaces.count)],
        name: names[dice.roll(names.count)], verbs: [[], ["*"], ["get"], ["get", "list"], ["{{external.none}}"], ["delete"]][dice.roll(6)])
    }
    return Side(version: version, resources: resources)
  }

  static func object(_ dice: inout SeededDice) -> KubernetesObject {
    let (plural, group) = [
      ("pods", ""), ("secrets", ""), ("deployments", "apps"), ("namespaces", ""), ("nodes", ""),
      ("clusterroles", "rbac.authorization.k8s.io"),
      ("crontabs", "example.com"), ("issuers", "example.com"), ("events", ""), ("deployments", "example.com"),
    ][dice.roll(10)]
    let isClusterWide = ["namespaces", "nodes", "clusterroles", "issuers"].contains(plural)
    return KubernetesObject(
      plural: plural, apiGroup: group, namespace: isClusterWide ? nil : texts[dice.roll(texts.count)], name: texts[dice.roll(texts.count)])
  }
}

/// A generator whose throws can be repeated.
struct SeededDice {
  private var state: UInt64
  init(seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

  mutating func roll(_ sides: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(max(sides, 1)))
  }
}

private enum Slow {
  typealias Side = KubernetesRandomRulesTests.Side
  private static let kinds: [String: (plural: String, group: String, isClusterWide: Bool)] = [
    "pod": ("pods", "", false), "secret": ("secrets", "", false), "deployment": ("deployments", "apps", false),
    "namespace": ("namespaces", "", true), "kube_node": ("nodes", "", true),
    "clusterrole": ("clusterroles", "rbac.authorization.k8s.io", true),
  ]

  static func isAllowed(_ verb: KubernetesVerb, _ object: KubernetesObject, allow: [Side], deny: [Side]) -> Bool {
    if deny.contains(where: { side in side.resources.contains { matches($0, side.version, verb, object, isDeny: true) } }) { return false }
    return allow.contains { side in
      let resources = side.resources.isEmpty ? KubernetesResource.defaults(version: side.version) : side.resources
      if resources.contains(where: { matches($0, side.version, verb, object, isDeny: false) }) { return true }
      if side.version < "v7", isOpen(object, beside: resources) { return true }
      let isLooking = [.get, .list, .watch].contains(verb) && object.plural == "namespaces"
      return isLooking && resources.contains { isSomething($0, side.version, in: object.name) }
    }
  }

  /// Note 1 of §2.
  private static func isOpen(_ object: KubernetesObject, beside resources: [KubernetesResource]) -> Bool {
    let isUnrestricted = resources.contains { $0.namespace == "*" && $0.name == "*" && ($0.verbs.isEmpty || $0.verbs == ["*"]) }
    if isUnrestricted { return true }
    let name = object.plural + "." + object.apiGroup
    return ["secrets.", "deployments.apps", "nodes.", "clusterroles.rbac.authorization.k8s.io"].contains(name)
  }

  private static func matches(
    _ entry: KubernetesResource, _ version: String, _ verb: KubernetesVerb, _ object: KubernetesObject, isDeny: Bool
  )
    -> Bool
  {
    guard hasVerb(entry, version, verb.rawValue) else { return false }
    let isNamed = isMeant(entry.name, object.name)
    if version == "v8" {
      let isKind = entry.kind == "*" || entry.kind == object.plural
      let isGroup = isMeant(entry.apiGroup, object.apiGroup)
      // Whose namespace says nothing, on the deny side, for one kind: cluster-wide ones, and those without any.
      let isKnown = ["nodes", "namespaces"].contains(entry.kind) && isMeant(entry.apiGroup, "")
      let ignores = isDeny && entry.kind != "*" && (isKnown || entry.namespace.isEmpty)
      return isKind && isGroup && isNamed && (ignores || isMeant(entry.namespace, object.namespace ?? ""))
    }
    if entry.kind == "*" {
      let five = ["nodes", "persistentvolumes", "clusterroles", "clusterrolebindings", "certificatesigningrequests"]
      return isNamed && (isMeant(entry.namespace, object.namespace ?? "") || (object.namespace == nil && five.contains(object.plural)))
    }
    if entry.kind == "namespace", let namespace = object.namespace { return isMeant(entry.name, namespace) }
    guard let kind = kinds[entry.kind], kind.plural == object.plural, kind.group == object.apiGroup else { return false }
    return isNamed && (kind.isClusterWide || isMeant(entry.namespace, object.namespace ?? ""))
  }

  private static func isSomething(_ entry: KubernetesResource, _ version: String, in namespace: String) -> Bool {
    guard KubernetesVerb.allCases.contains(where: { hasVerb(entry, version, $0.rawValue) }), !expand(entry.name).isEmpty else {
      return false
    }
    if version == "v8" {
      let isClusterWide = ["nodes", "namespaces"].contains(entry.kind) && isMeant(entry.apiGroup, "")
      return !isClusterWide && isMeant(entry.namespace, namespace)
    }
    if entry.kind == "namespace" { return isMeant(entry.name, namespace) }
    return kinds[entry.kind]?.isClusterWide != true && isMeant(entry.namespace, namespace)
  }

  private static func hasVerb(_ entry: KubernetesResource, _ version: String, _ verb: String) -> Bool {
    let verbs = entry.verbs.isEmpty && version < "v7" ? ["*"] : entry.verbs
    return verbs.flatMap(expand).contains { $0 == "*" || $0 == verb }
  }

  private static func isMeant(_ pattern: String, _ text: String) -> Bool {
    expand(pattern).contains { SlowMatching.matches($0, text) }
  }

  private static func expand(_ text: String) -> [String] { SlowMatching.expand(text, KubernetesRandomRulesTests.traits) }
}
