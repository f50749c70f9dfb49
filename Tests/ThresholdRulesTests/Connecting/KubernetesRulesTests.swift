import Testing
import ThresholdModel
import ThresholdRules

/// The table of roles-and-resources §2 and §7.2, cell by cell.
@Suite("Kubernetes objects, by roles of every version")
struct KubernetesRulesTests {
  static let pod = KubernetesObject(plural: "pods", namespace: "dev", name: "web-0")
  static let secret = KubernetesObject(plural: "secrets", namespace: "dev", name: "key")
  static let deployment = KubernetesObject(plural: "deployments", apiGroup: "apps", namespace: "dev", name: "web")
  static let node = KubernetesObject(plural: "nodes", name: "worker")
  static let namespace = KubernetesObject(plural: "namespaces", name: "dev")
  static let custom = KubernetesObject(plural: "crontabs", apiGroup: "stable.example.com", namespace: "dev", name: "c")
  static let customClusterWide = KubernetesObject(plural: "issuers", apiGroup: "example.com", name: "i")
  static let event = KubernetesObject(plural: "events", namespace: "dev", name: "e")
  static let everything = [pod, secret, deployment, node, namespace, custom, customClusterWide, event]

  static func allow(_ version: String, _ resources: [KubernetesResource] = [], traits: Traits = [:]) -> KubernetesRules {
    CompiledKubernetesRules.allow(resources, of: "allowing", version: version, hasKubernetesLabels: true).resolved(with: traits)
  }

  static func deny(_ version: String, _ resources: [KubernetesResource], traits: Traits = [:]) -> KubernetesRules {
    CompiledKubernetesRules.deny(resources, of: "denying", version: version).resolved(with: traits)
  }

  static func isAllowed(
    _ verb: KubernetesVerb, _ object: KubernetesObject, _ allow: [KubernetesRules], deny: [KubernetesRules] = []
  ) -> Bool {
    KubernetesVerdict(verb, object, allow: allow, deny: deny).isAllowed
  }

  static func entry(
    _ kind: String, group: String = "", in namespace: String = "", _ name: String = "*", _ verbs: [String] = ["*"]
  )
    -> KubernetesResource
  {
    KubernetesResource(kind: kind, apiGroup: group, namespace: namespace, name: name, verbs: verbs)
  }

  @Test("a role without kubernetes_resources has its version's default", arguments: ["v3", "v4", "v5", "v6", "v7", "v8"])
  func defaults(version: String) {
    for object in Self.everything {
      for verb in KubernetesVerb.allCases {
        let isOpen = version != "v6" || [Self.secret, Self.deployment, Self.node].contains(object)
        #expect(Self.isAllowed(verb, object, [Self.allow(version)]) == isOpen, "\(version) \(verb) \(object)")
      }
    }
  }

  @Test("without Kubernetes labels there is no default, and no allow side at all reaches anything")
  func noLabels() {
    let bare = CompiledKubernetesRules.allow([], of: "r", version: "v8", hasKubernetesLabels: false).resolved(with: [:])
    for object in Self.everything {
      #expect(!Self.isAllowed(.get, object, [bare]))
      #expect(!Self.isAllowed(.get, object, []))
    }
  }

  @Test(
    "up to v6 narrowed pods leave the other kinds of v7 open, but no namespaces and no custom resources",
    arguments: ["v3", "v4", "v5", "v6"])
  func narrowedPods(version: String) {
    let rules = [Self.allow(version, [Self.entry("pod", in: "dev", "web-*", [])])]
    #expect(Self.isAllowed(.exec, Self.pod, rules))
    #expect(!Self.isAllowed(.get, KubernetesObject(plural: "pods", namespace: "dev", name: "db-0"), rules))
    #expect(!Self.isAllowed(.get, KubernetesObject(plural: "pods", namespace: "prod", name: "web-0"), rules))
    for kind in KubernetesKind.version7 where kind.plural != "pods" && kind.plural != "namespaces" {
      #expect(Self.isAllowed(.delete, KubernetesObject(kind: kind, namespace: "prod", name: "x"), rules), "\(kind)")
    }
    #expect(!Self.isAllowed(.delete, Self.namespace, rules))
    #expect(!Self.isAllowed(.get, KubernetesObject(plural: "namespaces", name: "prod"), rules))
    #expect(!Self.isAllowed(.get, Self.custom, rules))
    #expect(!Self.isAllowed(.get, Self.event, rules))
    // A namespace with pods in it may be looked at.
    #expect(Self.isAllowed(.get, Self.namespace, rules))
  }

  @Test(
    "up to v6 pods are narrowed by anything short of every name in every namespace",
    arguments: [
      (entry("pod", in: "*", "*", []), true), (entry("pod", in: "*", "*", ["*"]), true), (entry("pod", in: "*", "web", []), false),
      (entry("pod", in: "dev", "*", []), false), (entry("pod", in: "*", "*", ["get"]), false), (entry("pod", in: "^.*$", "*", []), false),
    ])
  func narrowing(entry: KubernetesResource, isOpen: Bool) {
    for version in ["v3", "v4", "v5", "v6"] {
      #expect(Self.isAllowed(.delete, Self.namespace, [Self.allow(version, [entry])]) == isOpen)
      #expect(Self.isAllowed(.get, Self.custom, [Self.allow(version, [entry])]) == isOpen)
    }
  }

  @Test("absent verbs mean all up to v6 and none from v7 on, on both sides", arguments: ["v3", "v4", "v5", "v6", "v7", "v8"])
  func absentVerbs(version: String) {
    let kind = version == "v8" ? "pods" : "pod"
    let resources = [Self.entry(kind, in: "dev", "web-*", [])]
    let isOld = version < "v7"
    #expect(Self.isAllowed(.exec, Self.pod, [Self.allow(version, resources)]) == isOld)
    #expect(Self.isAllowed(.exec, Self.pod, [Self.allow("v8")], deny: [Self.deny(version, resources)]) == !isOld)
    if !isOld { #expect(!Self.isAllowed(.get, Self.namespace, [Self.allow(version, resources)])) }
  }

  @Test("each of the 21 kinds of v7 means its objects and no others", arguments: KubernetesKind.version7)
  func version7Kinds(kind: KubernetesKind) throws {
    let resources = [Self.entry(try #require(kind.singular), in: kind.isClusterWide ? "" : "dev", "dev")]
    for other in KubernetesKind.version7 {
      let object = KubernetesObject(kind: other, namespace: "dev", name: "dev")
      let isContent = kind == .namespaces && !other.isClusterWide
      #expect(Self.isAllowed(.update, object, [Self.allow("v7", resources)]) == (other == kind || isContent), "\(other)")
      #expect(Self.isAllowed(.update, object, [Self.allow("v8")], deny: [Self.deny("v7", resources)]) != (other == kind || isContent))
    }
    let foreign = KubernetesObject(plural: kind.plural, apiGroup: "example.com", namespace: "dev", name: "dev")
    #expect(Self.isAllowed(.update, foreign, [Self.allow("v7", resources)]) == (kind == .namespaces))
  }

  @Test("a namespace of v7 is the namespace and everything in it; one of v8 is the object only")
  func namespaces() {
    let elsewhere = KubernetesObject(plural: "pods", namespace: "prod", name: "web-0")
    let otherNamespace = KubernetesObject(plural: "namespaces", name: "prod")
    for (version, kind) in [("v7", "namespace"), ("v8", "namespaces")] {
      let resources = [Self.entry(kind, "dev")]
      let isContent = version == "v7"
      let allow = [Self.allow(version, resources)]
      let deny = [Self.deny(version, resources)]
      for object in [Self.pod, Self.secret, Self.deployment, Self.custom, Self.event] {
        #expect(Self.isAllowed(.delete, object, allow) == isContent)
        #expect(Self.isAllowed(.delete, object, [Self.allow("v8")], deny: deny) == !isContent)
      }
      #expect(Self.isAllowed(.delete, Self.namespace, allow))
      #expect(!Self.isAllowed(.get, Self.namespace, [Self.allow("v8")], deny: deny))
      for object in [elsewhere, otherNamespace, Self.node, Self.customClusterWide] {
        #expect(!Self.isAllowed(.get, object, allow))
        #expect(Self.isAllowed(.get, object, [Self.allow("v8")], deny: deny))
      }
    }
    // Every namespace is not everything: what stands in none is not in it.
    let all = [Self.allow("v7", [Self.entry("namespace", "*")])]
    #expect(Self.isAllowed(.get, elsewhere, all) && Self.isAllowed(.delete, otherNamespace, all))
    #expect(!Self.isAllowed(.get, Self.node, all) && !Self.isAllowed(.get, Self.customClusterWide, all))
  }

  @Test("the star of v7 in one namespace also opens, and closes, exactly five cluster-wide kinds", arguments: KubernetesKind.all)
  func star(kind: KubernetesKind) {
    let resources = [Self.entry("*", in: "dev")]
    let object = KubernetesObject(kind: kind, namespace: "dev", name: "x")
    let five = ["nodes", "persistentvolumes", "clusterroles", "clusterrolebindings", "certificatesigningrequests"]
    let isMeant = !kind.isClusterWide || five.contains(kind.plural)
    #expect(Self.isAllowed(.update, object, [Self.allow("v7", resources)]) == isMeant)
    #expect(Self.isAllowed(.update, object, [Self.allow("v8")], deny: [Self.deny("v7", resources)]) != isMeant)
    // v8 says what it means.
    let plural = [Self.entry("*", group: "*", in: "dev")]
    #expect(Self.isAllowed(.update, object, [Self.allow("v8", plural)]) == !kind.isClusterWide)
    #expect(Self.isAllowed(.update, object, [Self.allow("v8")], deny: [Self.deny("v8", plural)]) == kind.isClusterWide)
  }

  @Test("the star of v7 keeps to its namespace, name and verbs")
  func starNarrowed() {
    let rules = [Self.allow("v7", [Self.entry("*", in: "dev", "w*", ["get"])])]
    #expect(Self.isAllowed(.get, Self.pod, rules) && Self.isAllowed(.get, Self.node, rules))
    #expect(!Self.isAllowed(.delete, Self.node, rules) && !Self.isAllowed(.get, Self.secret, rules))
    #expect(!Self.isAllowed(.get, KubernetesObject(plural: "nodes", name: "master"), rules))
    #expect(!Self.isAllowed(.get, KubernetesObject(plural: "pods", namespace: "prod", name: "web"), rules))
    #expect(!Self.isAllowed(.get, Self.customClusterWide, rules))
  }

  @Test(
    "v8 matches kind exactly or by star, and group, namespace and name by pattern",
    arguments: [
      (entry("pods", in: "dev", "web-0"), pod, true), (entry("pods", in: "d*", "^web-[0-9]+$"), pod, true),
      (entry("pods", in: "prod", "*"), pod, false), (entry("pods", in: "dev", "web"), pod, false), (entry("pod", in: "dev"), pod, false),
      (entry("po*", in: "dev"), pod, false), (entry("deployments", group: "apps", in: "dev"), deployment, true),
      (entry("deployments", group: "a*", in: "dev"), deployment, true),
      (entry("deployments", group: "^(apps|batch)$", in: "*"), deployment, true),
      (entry("deployments", in: "dev"), deployment, false), (entry("deployments", group: "batch", in: "dev"), deployment, false),
      (entry("crontabs", group: "*.example.com", in: "dev"), custom, true),
      (entry("crontabs", group: "example.com", in: "dev"), custom, false),
      (entry("*", group: "stable.example.com", in: "dev"), custom, true), (entry("*", in: "dev"), custom, false),
      (entry("*", in: "dev"), pod, true), (entry("*", group: "*", in: "*"), customClusterWide, true),
      (entry("*", group: "*"), customClusterWide, true), (entry("*", group: "*"), pod, false),
      (entry("*", group: "*", in: "^.+$"), node, false),
      (entry("*", group: "*", in: "^.+$"), pod, true), (entry("nodes"), node, true), (entry("nodes", in: "*"), node, true),
      (entry("issuers", group: "example.com"), customClusterWide, true), (entry("nodes", in: "dev"), node, false),
    ])
  func version8(entry: KubernetesResource, object: KubernetesObject, expected: Bool) {
    #expect(Self.isAllowed(.patch, object, [Self.allow("v8", [entry])]) == expected)
  }

  @Test("each verb opens itself only", arguments: KubernetesVerb.allCases)
  func verbs(verb: KubernetesVerb) {
    let resources = [Self.entry("pods", in: "dev", "*", [verb.rawValue])]
    for other in KubernetesVerb.allCases {
      #expect(Self.isAllowed(other, Self.pod, [Self.allow("v8", resources)]) == (other == verb))
      #expect(Self.isAllowed(other, Self.pod, [Self.allow("v8")], deny: [Self.deny("v8", resources)]) == (other != verb))
    }
  }

  @Test("a verb that does not exist opens nothing and closes everything that its entry names")
  func unknownVerb() {
    let resources = [Self.entry("pods", in: "dev", "*", ["gett"])]
    #expect(!Self.isAllowed(.get, Self.pod, [Self.allow("v8", resources)]))
    #expect(!Self.isAllowed(.get, Self.pod, [Self.allow("v8")], deny: [Self.deny("v8", resources)]))
    #expect(Self.isAllowed(.get, Self.secret, [Self.allow("v8")], deny: [Self.deny("v8", resources)]))
  }

  @Test(
    "whoever has something in a namespace may look at that namespace and no other",
    arguments: [
      ("v6", entry("pod", in: "dev", "web-0")), ("v7", entry("pod", in: "dev", "web-0", ["create"])), ("v7", entry("*", in: "d*", "x")),
      ("v8", entry("secrets", in: "dev", "key", ["delete"])), ("v8", entry("*", group: "apps", in: "^dev$")),
      ("v8", entry("crontabs", group: "stable.example.com", in: "dev")),
    ])
  func lookingAtNamespaces(version: String, entry: KubernetesResource) {
    let rules = [Self.allow(version, [entry])]
    for verb in KubernetesVerb.allCases {
      #expect(Self.isAllowed(verb, Self.namespace, rules) == [.get, .list, .watch].contains(verb))
      #expect(!Self.isAllowed(verb, KubernetesObject(plural: "namespaces", name: "prod"), rules))
    }
    let deny = [Self.deny("v8", [Self.entry("namespaces", "dev", ["get"])])]
    #expect(!Self.isAllowed(.get, Self.namespace, rules, deny: deny))
    #expect(Self.isAllowed(.list, Self.namespace, rules, deny: deny))
  }

  @Test(
    "what stands in no namespace lets one look at none",
    arguments: [
      ("v7", entry("kube_node", "*")), ("v7", entry("clusterrole", in: "dev", "*")), ("v8", entry("nodes", in: "*", "*")),
      ("v8", entry("clusterroles", group: "rbac.authorization.k8s.io", in: "dev", "*")), ("v8", entry("*", group: "*")),
      ("v8", entry("pods", in: "dev", "*", [])), ("v8", entry("pods", in: "dev", "{{external.none}}")),
    ])
  func notLooking(version: String, entry: KubernetesResource) {
    // A star without a namespace means everything cluster-wide, namespaces included, by its kind.
    let isNamed = entry.kind == "*"
    #expect(Self.isAllowed(.get, Self.namespace, [Self.allow(version, [entry])]) == isNamed)
  }

  @Test("everybody with a role for the cluster may ask what they may do", arguments: ["v3", "v4", "v5", "v6", "v7", "v8"])
  func ownAccess(version: String) {
    let review = KubernetesObject(plural: "selfsubjectaccessreviews", apiGroup: "authorization.k8s.io", name: "")
    let kind = version == "v8" ? "pods" : "pod"
    let rules = [Self.allow(version, [Self.entry(kind, in: "none", "none", ["get"])])]
    #expect(Self.isAllowed(.create, review, rules))
    #expect(!Self.isAllowed(.delete, review, rules))
    #expect(!Self.isAllowed(.create, review, []))
    #expect(!Self.isAllowed(.get, Self.namespace, rules))
    let all = [Self.deny("v8", [Self.entry("*", group: "*", in: "*")])]
    #expect(!Self.isAllowed(.create, review, rules, deny: all))
  }

  @Test("name, namespace and verbs take traits; an entry whose trait is missing is none", arguments: ["v7", "v8"])
  func templates(version: String) {
    let kind = version == "v8" ? "pods" : "pod"
    let resources = [Self.entry(kind, in: "{{external.team}}", "web-{{external.number}}", ["{{external.verbs}}"])]
    let traits: Traits = ["team": ["ops", "dev"], "number": ["", "0"], "verbs": ["get", "list"]]
    #expect(Self.isAllowed(.get, Self.pod, [Self.allow(version, resources, traits: traits)]))
    #expect(!Self.isAllowed(.exec, Self.pod, [Self.allow(version, resources, traits: traits)]))
    #expect(!Self.isAllowed(.get, Self.pod, [Self.allow("v8")], deny: [Self.deny(version, resources, traits: traits)]))
    for missing in ["team", "number", "verbs"] {
      var fewer = traits
      fewer[missing] = nil
      #expect(!Self.isAllowed(.get, Self.pod, [Self.allow(version, resources, traits: fewer)]))
      #expect(Self.isAllowed(.get, Self.pod, [Self.allow("v8")], deny: [Self.deny(version, resources, traits: fewer)]))
    }
  }

  @Test("what cannot be read opens nothing and denies everything")
  func unreadable() {
    let cases: [(String, KubernetesResource, Traits)] = [
      ("v8", Self.entry("pods", in: "^($", "*"), [:]), ("v8", Self.entry("pods", in: "*", "{{"), [:]),
      ("v8", Self.entry("pods", group: "^[$", in: "*"), [:]), ("v8", Self.entry("pods", in: "*", "*", ["{{x"]), [:]),
      ("v8", Self.entry("pods", group: "{{external.group}}", in: "*"), [:]), ("v7", Self.entry("crontabs", in: "*"), [:]),
      ("v7", Self.entry("pod", group: "*", in: "*"), [:]), ("v6", Self.entry("secret", in: "*"), [:]),
      ("v9", Self.entry("pods", in: "*"), [:]),
      ("v8", Self.entry("pods", in: "*", "{{external.bad}}"), ["bad": ["^($"]]),
    ]
    for (version, entry, traits) in cases {
      #expect(!Self.isAllowed(.get, Self.pod, [Self.allow(version, [entry], traits: traits)]), "\(entry)")
      #expect(!Self.isAllowed(.get, Self.node, [Self.allow("v8")], deny: [Self.deny(version, [entry], traits: traits)]), "\(entry)")
    }
  }

  @Test("a denial by any role of any version wins over every allow, and only for what it names")
  func denials() {
    let allow = [Self.allow("v5"), Self.allow("v7"), Self.allow("v8")]
    let cases: [(String, KubernetesResource)] = [
      ("v3", Self.entry("pod", in: "dev", "web-*", [])), ("v6", Self.entry("pod", in: "*", "*", [])),
      ("v7", Self.entry("pod", in: "^d", "*", ["*"])), ("v7", Self.entry("pod", in: "dev", "*", ["get"])),
      ("v8", Self.entry("pods", in: "", "*")), ("v8", Self.entry("pods", group: "*", in: "dev", "web-0")),
    ]
    for (version, entry) in cases {
      let isMeant = entry.namespace != "^d"
      let verdict = KubernetesVerdict(.get, Self.pod, allow: allow, deny: [Self.deny("v8", []), Self.deny(version, [entry])])
      #expect(verdict == (isMeant ? .denied(by: "denying") : .allowed(by: "allowing")), "\(entry)")
      #expect(Self.isAllowed(.get, Self.secret, allow, deny: [Self.deny(version, [entry])]))
    }
    // A namespace that a cluster-wide kind does not have weakens no denial.
    #expect(!Self.isAllowed(.get, Self.node, allow, deny: [Self.deny("v8", [Self.entry("nodes", in: "dev")])]))
  }

  @Test("an allow comes from one entry: kind of one and name of another do not add up, nor do verbs")
  func oneEntry() {
    let rules = [
      Self.allow("v8", [Self.entry("pods", in: "dev", "db-*"), Self.entry("secrets", in: "dev", "web-*")]),
      Self.allow("v7", [Self.entry("pod", in: "prod", "web-*")]),
    ]
    #expect(KubernetesVerdict(.get, Self.pod, allow: rules, deny: []) == .notAllowed)
    #expect(Self.isAllowed(.get, KubernetesObject(plural: "pods", namespace: "prod", name: "web-1"), rules))
  }

  @Test("the same object under another API group is allowed and denied alike")
  func otherGroups() {
    let old = KubernetesObject(plural: "deployments", apiGroup: "extensions", namespace: "dev", name: "web")
    let deny = [Self.deny("v7", [Self.entry("deployment", in: "dev")])]
    #expect(!Self.isAllowed(.get, old, [Self.allow("v8")], deny: deny))
    #expect(!Self.isAllowed(.get, old, [Self.allow("v8")], deny: [Self.deny("v8", [Self.entry("deployments", group: "apps", in: "*")])]))
    let events = KubernetesObject(plural: "events", apiGroup: "events.k8s.io", namespace: "dev", name: "e")
    #expect(!Self.isAllowed(.get, events, [Self.allow("v8")], deny: [Self.deny("v8", [Self.entry("events", in: "dev")])]))
  }

  @Test("a namespace in the path of an object that has none changes nothing")
  func strayNamespace() {
    #expect(KubernetesObject(plural: "namespaces", namespace: "dev", name: "dev") == Self.namespace)
    #expect(KubernetesObject(plural: "pods", namespace: "", name: "a").namespace == nil)
  }
}
