import Testing
import ThresholdModel
import ThresholdRules

/// The table of roles-and-resources §2, and §13, as far as they say what may be written.
@Suite("Kubernetes resources, as written")
struct CheckKubernetesResourcesTests {
  private static func entry(
    _ kind: String, group: String = "", in namespace: String = "dev", _ name: String = "*", _ verbs: [String] = ["*"]
  )
    -> KubernetesResource
  {
    KubernetesResource(kind: kind, apiGroup: group, namespace: namespace, name: name, verbs: verbs)
  }

  @Test(
    "what may be written",
    arguments: [
      ("v3", entry("pod")), ("v4", entry("pod")), ("v5", entry("pod")), ("v6", entry("pod", in: "*", "*", [])),
      ("v6", entry("pod", in: "*", "*", ["get"])),
      ("v7", entry("*", in: "*")), ("v7", entry("namespace", in: "", "dev")), ("v7", entry("kube_node", in: "")),
      ("v7", entry("clusterrole", in: "")),
      ("v7", entry("kube_node", in: "*")), ("v7", entry("kube_role")), ("v7", entry("pod", in: "dev", "*", [])),
      ("v7", entry("pod", in: "{{external.team}}", "^web-[0-9]+$", ["{{external.verbs}}", "get"])),
      ("v8", entry("pods")), ("v8", entry("namespaces", in: "", "dev")), ("v8", entry("nodes", in: "")), ("v8", entry("endpoints")),
      ("v8", entry("pods", group: "*")), ("v8", entry("*", group: "*")), ("v8", entry("*", group: "*", in: "")),
      ("v8", entry("*", group: "apps")),
      ("v8", entry("deployments", group: "apps")), ("v8", entry("deployments", group: "^(apps|extensions)$")),
      ("v8", entry("crontabs", group: "stable.example.com", in: "")), ("v8", entry("crontabs", group: "*.example.com")),
      ("v8", entry("pod", group: "metrics.example.com")), ("v8", entry("ingress", group: "example.com")),
      ("v8", entry("pods", in: "dev", "*", [])), ("v8", entry("pods", in: "dev", "*", KubernetesVerb.allCases.map(\.rawValue))),
    ])
  func accepts(version: String, entry: KubernetesResource) throws {
    try checkKubernetesResources([entry], version: version, at: "spec.allow.kubernetes_resources")
  }

  @Test(
    "every kind of v7 is legal in v7 by its singular and in v8 by its plural, and in neither the other way",
    arguments: KubernetesKind.version7)
  func everyKind(kind: KubernetesKind) throws {
    let singular = try #require(kind.singular)
    try checkKubernetesResources([Self.entry(singular)], version: "v7", at: "p")
    try checkKubernetesResources([Self.entry(kind.plural, group: kind.apiGroup)], version: "v8", at: "p")
    #expect(Self.refusal([Self.entry(kind.plural)], "v7")?.path == "p.kind")
    #expect(Self.refusal([Self.entry(singular, group: kind.apiGroup)], "v8")?.path == "p.kind")
    #expect(Self.refusal([Self.entry(singular, group: "*")], "v8")?.path == "p.kind")
    #expect(Self.refusal([Self.entry(kind.plural)], "v8") == nil || !kind.apiGroup.isEmpty)
    // A namespace is needed where the kind has them.
    #expect((Self.refusal([Self.entry(singular, in: "")], "v7")?.path == "p.namespace") == !kind.isClusterWide)
    #expect((Self.refusal([Self.entry(kind.plural, group: kind.apiGroup, in: "")], "v8")?.path == "p.namespace") == !kind.isClusterWide)
    for version in ["v3", "v4", "v5", "v6"] {
      #expect((Self.refusal([Self.entry(singular)], version)?.path == "p.kind") == (singular != "pod"))
    }
  }

  @Test(
    "what may not be written, and where the error points",
    arguments: [
      ("v3", entry("*"), "kind"), ("v4", entry("secret"), "kind"), ("v5", entry("pods"), "kind"), ("v6", entry("*"), "kind"),
      ("v6", entry(""), "kind"), ("v6", entry("pod", group: "*"), "api_group"), ("v3", entry("pod", group: "apps"), "api_group"),
      ("v6", entry("pod", in: ""), "namespace"), ("v6", entry("pod", in: "dev", ""), "name"),
      ("v6", entry("pod", in: "dev", "*", ["gett"]), "verbs"),
      ("v7", entry("crontab"), "kind"), ("v7", entry("node"), "kind"), ("v7", entry("role"), "kind"), ("v7", entry("Pod"), "kind"),
      ("v7", entry("po*"), "kind"), ("v7", entry("kube_cluster"), "kind"), ("v7", entry("pod", group: "*"), "api_group"),
      ("v7", entry("deployment", group: "apps"), "api_group"), ("v7", entry("*", in: ""), "namespace"),
      ("v7", entry("namespace", in: "", ""), "name"),
      ("v7", entry("pod", in: "dev", "*", ["*", "get"]), "verbs"), ("v7", entry("pod", in: "dev", "*", ["read"]), "verbs"),
      ("v7", entry("pod", in: "dev", "*", ["Get"]), "verbs"), ("v7", entry("pod", in: "dev", "*", [""]), "verbs"),
      ("v8", entry("pods", in: "dev", "*", ["get", "*"]), "verbs"), ("v8", entry("pods", in: "dev", "*", ["*", "*"]), "verbs"),
      ("v8", entry("pods", in: "dev", "*", ["{{external.verbs}}", "*"]), "verbs"),
      ("v8", entry("pod"), "kind"), ("v8", entry("deployment", group: "apps"), "kind"), ("v8", entry("deployment", group: "*"), "kind"),
      ("v8", entry("deployment"), "kind"), ("v8", entry("kube_node", in: ""), "kind"), ("v8", entry("pod", group: "^.*$"), "kind"),
      ("v8", entry("deployments"), "api_group"), ("v8", entry("*"), "api_group"), ("v8", entry("crontabs"), "api_group"),
      ("v8", entry("Pods"), "kind"), ("v8", entry("pods/exec"), "kind"), ("v8", entry("^pods$"), "kind"), ("v8", entry(""), "kind"),
      ("v8", entry("{{external.kind}}", group: "*"), "kind"), ("v8", entry("pods", group: "{{external.group}}"), "api_group"),
      ("v8", entry("pods", group: "^($"), "api_group"), ("v8", entry("pods", in: ""), "namespace"),
      ("v8", entry("pods", group: "*", in: ""), "namespace"),
      ("v8", entry("deployments", group: "apps", in: ""), "namespace"), ("v8", entry("pods", in: "dev", ""), "name"),
      ("v8", entry("pods", in: "^($"), "namespace"), ("v8", entry("pods", in: "dev", "^[$"), "name"),
      ("v8", entry("pods", in: "{{", "*"), "namespace"),
      ("v8", entry("pods", in: "dev", "{{a}}{{b}}"), "name"), ("v8", entry("pods", in: "dev", "*", ["{{"]), "verbs"),
    ])
  func refuses(version: String, entry: KubernetesResource, field: String) {
    let found = Self.refusal([KubernetesResource(kind: version == "v8" ? "pods" : "pod", namespace: "a", name: "b"), entry], version)
    #expect(found?.kind == .badParameter)
    #expect(found?.path == "p.\(field)")
    #expect(found?.hint != nil)
  }

  @Test("a version that does not exist is refused", arguments: ["", "v2", "v9", "8"])
  func versions(version: String) {
    #expect(Self.refusal([Self.entry("pods")], version)?.kind == .badParameter)
  }

  @Test(
    "kinds that holders may request",
    arguments: [
      ("v3", "pod", "", nil), ("v6", "pod", "", nil), ("v6", "*", "", "kind"), ("v5", "*", "", "kind"), ("v6", "secret", "", "kind"),
      ("v6", "kube_cluster", "", "kind"), ("v6", "pod", "*", "api_group"), ("v7", "*", "", nil), ("v7", "namespace", "", nil),
      ("v7", "pods", "", "kind"), ("v7", "kube_cluster", "", "kind"), ("v7", "", "", "kind"), ("v7", "deployment", "apps", "api_group"),
      ("v8", "pods", "", nil), ("v8", "*", "*", nil), ("v8", "*", "", "api_group"), ("v8", "deployments", "apps", nil),
      ("v8", "deployments", "", "api_group"), ("v8", "pod", "", "kind"), ("v8", "pod", "*", "kind"), ("v8", "kube_cluster", "*", "kind"),
      ("v8", "kube_cluster", "", "kind"), ("v8", "crontabs", "stable.example.com", nil), ("v8", "crontabs", "^($", "api_group"),
    ] as [(String, String, String, String?)])
  func requestable(version: String, kind: String, group: String, field: String?) {
    let found = refusalIfAny { () throws(Problem) in
      try checkRequestKubernetesResources([RequestKubernetesResource(kind: kind, apiGroup: group)], version: version, at: "p")
    }
    #expect(found?.path == field.map { "p.\($0)" })
    #expect(found == nil || (found?.kind == .badParameter && found?.hint != nil))
  }

  @Test("expressions in resource ids must be readable")
  func ids() throws {
    try checkKubernetesPatterns(of: ResourceID(text: "/main/node/^($"))
    try checkKubernetesPatterns(of: ResourceID(text: "/main/kube:ns:pods/k/^a|b$/web-*"))
    for text in ["/main/kube:ns:pods/k/^($/a", "/main/kube:ns:pods/k/a/^($", "/main/kube:cw:issuers.^($/k/a", "/main/pod/k/a/^($"] {
      let id = try ResourceID(text: text)
      #expect(refusalIfAny { () throws(Problem) in try checkKubernetesPatterns(of: id) }?.kind == .badParameter)
    }
  }

  private static func refusal(_ resources: [KubernetesResource], _ version: String) -> Problem? {
    refusalIfAny { () throws(Problem) in try checkKubernetesResources(resources, version: version, at: "p") }
  }
}

/// The problem that something throws; nil when it does not, which may be right.
func refusalIfAny(_ body: () throws(Problem) -> Void) -> Problem? {
  do {
    try body()
    return nil
  } catch { return error }
}
