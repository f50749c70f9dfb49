import Testing
import ThresholdModel
import ThresholdRules

/// Roles-and-resources §7.3; lists-and-requests §5.2 and §5.4.
@Suite("Kubernetes objects, by resource ids")
struct RequestedKubernetesObjectsTests {
  private static let cluster = ResourceID(cluster: "main", kind: "kube_cluster", name: "k1")
  private static let pod = KubernetesObject(plural: "pods", namespace: "prod", name: "web-0")
  private static let secret = KubernetesObject(plural: "secrets", namespace: "prod", name: "key")
  private static let deployment = KubernetesObject(plural: "deployments", apiGroup: "apps", namespace: "prod", name: "web")
  private static let node = KubernetesObject(plural: "nodes", name: "worker")
  private static let namespace = KubernetesObject(plural: "namespaces", name: "prod")
  private static let custom = KubernetesObject(plural: "crontabs", apiGroup: "stable.example.com", namespace: "prod", name: "c")
  private static let everything = [pod, secret, deployment, node, namespace, custom]

  @Test(
    "an id lets through what it names",
    arguments: [
      ("/main/kube_cluster/k1", everything), ("/main/pod/k1/prod/web-0", [pod]), ("/main/pod/k1/prod/web-*", [pod]),
      ("/main/pod/k1/dev/web-0", []),
      ("/main/kube:ns:pods/k1/prod/web-0", [pod]), ("/main/kube:ns:pods/k1/^prod$/^web-[0-9]$", [pod]),
      ("/main/kube:ns:pods/k1/pro*/*", [pod]),
      ("/main/kube:ns:*/k1/prod/*", [pod, secret]), ("/main/kube:ns:*.apps/k1/prod/*", [deployment]),
      ("/main/kube:ns:*.*/k1/prod/*", [pod, secret, deployment, custom]), ("/main/kube:ns:deployments.apps/k1/*/web", [deployment]),
      ("/main/kube:ns:deployments/k1/*/web", []), ("/main/kube:ns:crontabs.*.com/k1/*/*", [custom]), ("/main/kube:ns:nodes/k1/*/*", []),
      ("/main/kube:cw:namespaces/k1/prod", [namespace]), ("/main/kube:cw:namespaces/k1/dev", []), ("/main/kube:cw:nodes/k1/worker", [node]),
      ("/main/kube:cw:*/k1/*", [node, namespace]), ("/main/kube:cw:*.*/k1/w*", [node]), ("/main/kube:cw:pods/k1/web-0", []),
      ("/main/kube_node/k1/worker", [node]), ("/main/namespace/k1/prod", [pod, secret, deployment, namespace, custom]),
      ("/main/namespace/k1/dev", []), ("/main/deployment/k1/prod/web", [deployment]), ("/main/secret/k1/prod/web-0", []),
      ("/other/kube_cluster/k1", []), ("/main/kube_cluster/k2", []), ("/main/pod/k2/prod/web-0", []), ("/other/pod/k1/prod/web-0", []),
      ("/main/node/k1", []), ("/main/kube:ns:pods/k1/prod/^($", []),
    ])
  func contains(text: String, expected: [KubernetesObject]) throws {
    let requested = RequestedKubernetesObjects([try ResourceID(text: text)], in: Self.cluster)
    for object in Self.everything {
      #expect(requested.permits(.delete, object) == expected.contains(object), "\(object)")
    }
    #expect(!expected.isEmpty || !requested.permits(.create, Self.custom))
  }

  @Test("no ids restrict nothing; ids of other things let nothing through; several add up")
  func several() throws {
    #expect(RequestedKubernetesObjects([], in: Self.cluster).permits(.exec, Self.pod))
    let ids = try ["/main/node/a", "/main/pod/k1/prod/web-0", "/main/kube_node/k1/worker"].map { try ResourceID(text: $0) }
    let requested = RequestedKubernetesObjects(ids, in: Self.cluster)
    #expect(requested.permits(.exec, Self.pod) && requested.permits(.get, Self.node) && !requested.permits(.get, Self.secret))
    #expect(!requested.isEmpty)
    let elsewhere = RequestedKubernetesObjects(Array(ids.prefix(1)), in: Self.cluster)
    #expect(elsewhere.isEmpty)
  }

  @Test(
    "something in a namespace lets one look at the namespace",
    arguments: [
      ("/main/kube:ns:pods/k1/prod/web-0", true), ("/main/pod/k1/p*/web-0", true), ("/main/namespace/k1/prod", true),
      ("/main/pod/k1/dev/web-0", false), ("/main/kube_node/k1/prod", false), ("/main/pod/k2/prod/web-0", false),
    ])
  func looking(text: String, expected: Bool) throws {
    let requested = RequestedKubernetesObjects([try ResourceID(text: text)], in: Self.cluster)
    for verb in [KubernetesVerb.get, .list, .watch] { #expect(requested.permits(verb, Self.namespace) == expected) }
    #expect(requested.permits(.delete, Self.namespace) == (text == "/main/namespace/k1/prod"))
  }

  @Test(
    "a role is of use for an id when some object of the id can be reached by it",
    arguments: [
      ("v8", ("pods", "", "prod", "*"), "/main/kube:ns:pods/k1/prod/web-0", true),
      ("v8", ("pods", "", "prod", "db"), "/main/pod/k1/prod/web-0", false),
      ("v8", ("pods", "", "dev", "*"), "/main/pod/k1/prod/web-0", false),
      ("v8", ("pods", "", "dev-*", "*"), "/main/pod/k1/*-1/web-0", true),
      ("v8", ("pods", "", "dev-*", "*"), "/main/pod/k1/prod-*/web-0", false),
      ("v8", ("secrets", "", "*", "*"), "/main/pod/k1/prod/web-0", false),
      ("v8", ("secrets", "", "*", "*"), "/main/kube:ns:*/k1/prod/web-0", true),
      ("v8", ("deployments", "apps", "*", "*"), "/main/kube:ns:*/k1/a/b", false),
      ("v8", ("deployments", "apps", "*", "*"), "/main/kube:ns:*.*/k1/a/b", true),
      ("v8", ("nodes", "", "", "*"), "/main/kube:cw:nodes/k1/a", true),
      ("v8", ("nodes", "", "", "*"), "/main/kube:ns:*/k1/a/b", false), ("v8", ("namespaces", "", "", "*"), "/main/namespace/k1/prod", true),
      ("v8", ("pods", "", "prod", "*"), "/main/namespace/k1/prod", true),
      ("v8", ("pods", "", "dev", "*"), "/main/namespace/k1/prod", false),
      ("v8", ("nodes", "", "", "*"), "/main/namespace/k1/prod", false), ("v8", ("*", "*", "prod", "*"), "/main/kube:cw:nodes/k1/a", false),
      ("v8", ("pods", "", "prod", "*"), "/main/kube:cw:*.*/k1/*", false),
      ("v7", ("*", "", "prod", "*"), "/main/kube:cw:nodes/k1/a", true),
      ("v7", ("*", "", "prod", "*"), "/main/kube:cw:issuers.example.com/k1/a", false),
      ("v7", ("*", "", "prod", "*"), "/main/namespace/k1/prod", true), ("v7", ("namespace", "", "", "prod"), "/main/pod/k1/prod/a", true),
      ("v7", ("namespace", "", "", "prod"), "/main/namespace/k1/prod", true),
      ("v7", ("namespace", "", "", "prod"), "/main/pod/k1/dev/a", false),
      ("v7", ("namespace", "", "", "*"), "/main/kube:cw:nodes/k1/a", false), ("v7", ("pod", "", "^a$", "*"), "/main/pod/k1/b*/a", true),
      ("v6", ("pod", "", "prod", "*"), "/main/secret/k1/dev/a", true), ("v6", ("pod", "", "prod", "*"), "/main/pod/k1/dev/a", false),
      ("v6", ("pod", "", "prod", "*"), "/main/kube:ns:crontabs.example.com/k1/dev/a", false),
    ] as [(String, (String, String, String, String), String, Bool)])
  func mayReach(version: String, entry: (String, String, String, String), text: String, expected: Bool) throws {
    let resource = KubernetesResource(kind: entry.0, apiGroup: entry.1, namespace: entry.2, name: entry.3, verbs: ["get"])
    let scope = try #require(try ResourceID(text: text).kubernetes)
    #expect(KubernetesRulesTests.allow(version, [resource]).mayReach(scope) == expected)
    var silent = resource
    silent.verbs = []
    if version != "v6" { #expect(!KubernetesRulesTests.allow(version, [silent]).mayReach(scope)) }
  }

  @Test(
    "a denial closes an id when it surely names all of it, with every verb",
    arguments: [
      ("v8", ("*", "*", "*", "*"), "/main/namespace/k1/prod", true), ("v8", ("*", "*", "prod", "*"), "/main/namespace/k1/prod", true),
      ("v8", ("*", "*", "dev", "*"), "/main/namespace/k1/prod", false), ("v8", ("pods", "", "prod", "*"), "/main/namespace/k1/prod", false),
      ("v8", ("pods", "", "p*", "*"), "/main/pod/k1/prod-*/a", true), ("v8", ("pods", "", "prod", "*"), "/main/pod/k1/*/a", false),
      ("v8", ("pods", "", "prod", "*"), "/main/kube:ns:*/k1/prod/a", false),
      ("v8", ("*", "", "prod", "*"), "/main/kube:ns:*.*/k1/prod/a", false),
      ("v8", ("nodes", "", "", "*"), "/main/kube:cw:nodes/k1/a", true), ("v8", ("*", "*", "^.+$", "*"), "/main/kube:cw:nodes/k1/a", false),
      ("v7", ("namespace", "", "", "prod"), "/main/namespace/k1/prod", true),
      ("v7", ("namespace", "", "", "prod"), "/main/pod/k1/prod/a", true),
      ("v7", ("namespace", "", "", "*"), "/main/kube:cw:nodes/k1/a", false), ("v7", ("pod", "", "*", "*"), "/main/pod/k1/*/*", true),
      ("v7", ("*", "", "prod", "*"), "/main/kube:cw:nodes/k1/a", true), ("v6", ("pod", "", "*", "a"), "/main/pod/k1/*/a", true),
    ] as [(String, (String, String, String, String), String, Bool)])
  func closes(version: String, entry: (String, String, String, String), text: String, expected: Bool) throws {
    let all = KubernetesResource(kind: entry.0, apiGroup: entry.1, namespace: entry.2, name: entry.3, verbs: ["*"])
    let scope = try #require(try ResourceID(text: text).kubernetes)
    #expect(KubernetesRulesTests.deny(version, [all]).closes(scope) == expected)
    var some = all
    some.verbs = ["get", "list"]
    #expect(!KubernetesRulesTests.deny(version, [some]).closes(scope))
  }

  @Test("asking what one may do is nothing that can be requested")
  func ownAccess() throws {
    let scope = try #require(try ResourceID(text: "/main/kube:cw:*.*/k1/*").kubernetes)
    let resource = KubernetesResource(kind: "pods", namespace: "prod", name: "*", verbs: ["*"])
    #expect(!KubernetesRulesTests.allow("v8", [resource]).mayReach(scope))
  }
}
