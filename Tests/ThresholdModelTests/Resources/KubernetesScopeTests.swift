import Testing
import ThresholdModel

@Suite("Objects inside a Kubernetes cluster, in resource ids")
struct KubernetesScopeTests {
  @Test(
    "an id says which objects it stands for",
    arguments: [
      ("/main/kube:ns:pods/k1/prod/web-*", .namespaced(namespace: "prod"), "pods", "", "web-*"),
      ("/main/kube:ns:deployments.apps/k1/^(a|b)$/web", .namespaced(namespace: "^(a|b)$"), "deployments", "apps", "web"),
      ("/main/kube:ns:*.*/k1/prod/*", .namespaced(namespace: "prod"), "*", "*", "*"),
      ("/main/kube:ns:*/k1/prod/*", .namespaced(namespace: "prod"), "*", "", "*"),
      ("/main/kube:ns:crontabs.stable.example.com/k1/*/c", .namespaced(namespace: "*"), "crontabs", "stable.example.com", "c"),
      ("/main/kube:ns:issuers.*.io/k1/*/c", .namespaced(namespace: "*"), "issuers", "*.io", "c"),
      ("/main/kube:cw:namespaces/k1/prod", .clusterWide, "namespaces", "", "prod"),
      ("/main/kube:cw:clusterroles.rbac.authorization.k8s.io/k1/view", .clusterWide, "clusterroles", "rbac.authorization.k8s.io", "view"),
      ("/main/pod/k1/prod/web", .namespaced(namespace: "prod"), "pods", "", "web"),
      ("/main/kube_role/k1/prod/admin", .namespaced(namespace: "prod"), "roles", "rbac.authorization.k8s.io", "admin"),
      ("/main/ingress/k1/prod/web", .namespaced(namespace: "prod"), "ingresses", "networking.k8s.io", "web"),
      ("/main/kube_node/k1/worker-*", .clusterWide, "nodes", "", "worker-*"),
      ("/main/namespace/k1/prod", .namespaceAndContents, "namespaces", "", "prod"),
    ] as [(String, KubernetesScope.Reach, String, String, String)])
  func scopes(text: String, reach: KubernetesScope.Reach, plural: String, group: String, name: String) throws {
    let id = try ResourceID(text: text)
    let scope = try #require(id.kubernetes)
    #expect(scope.reach == reach)
    #expect(scope.plural == plural)
    #expect(scope.apiGroup == group)
    #expect(scope.name == name)
    #expect(scope.parent == ResourceID(cluster: "main", kind: "kube_cluster", name: "k1"))
    #expect(id.parent == scope.parent)
  }

  @Test("a whole resource has no scope and is its own parent", arguments: ResourceID.wholeKinds)
  func whole(kind: String) throws {
    let id = try ResourceID(text: "/main/\(kind)/x")
    #expect(id.kubernetes == nil)
    #expect(id.parent == id)
  }

  @Test("an id that was never read and is none has no scope")
  func unread() {
    #expect(ResourceID(cluster: "main", kind: "pod", name: "k", subResource: "a/b/c").kubernetes == nil)
    #expect(ResourceID(cluster: "main", kind: "node", name: "k", subResource: "a").kubernetes == nil)
  }

  @Test("v7 knows 21 kinds, five of them cluster-wide beside namespaces")
  func version7() {
    #expect(KubernetesKind.version7.count == 21)
    #expect(
      KubernetesKind.version7.compactMap(\.singular) == [
        "pod", "secret", "configmap", "namespace", "service", "serviceaccount", "kube_node", "persistentvolume", "persistentvolumeclaim",
        "deployment", "replicaset", "statefulset", "daemonset", "clusterrole", "kube_role", "clusterrolebinding", "rolebinding", "cronjob",
        "job", "certificatesigningrequest", "ingress",
      ])
    let clusterWide = KubernetesKind.version7.filter(\.isClusterWide).map(\.plural)
    #expect(
      Set(clusterWide) == [
        "namespaces", "nodes", "persistentvolumes", "clusterroles", "clusterrolebindings", "certificatesigningrequests",
      ])
    #expect(Set(KubernetesKind.all.map { "\($0.plural).\($0.apiGroup)" }).count == KubernetesKind.all.count)
  }

  @Test(
    "an object served by two API groups is known under both",
    arguments: [
      ("events", "", ["", "events.k8s.io"]), ("events", "events.k8s.io", ["events.k8s.io", ""]),
      ("deployments", "extensions", ["extensions", "apps"]), ("ingresses", "extensions", ["extensions", "networking.k8s.io"]),
      ("deployments", "apps", ["apps"]), ("deployments", "example.com", ["example.com"]), ("pods", "extensions", ["extensions"]),
    ])
  func groups(plural: String, group: String, expected: [String]) {
    let object = KubernetesObject(plural: plural, apiGroup: group, namespace: "a", name: "b")
    #expect(object.apiGroups == expected)
    #expect((object.kind == nil) == (group == "example.com" || (plural, group) == ("pods", "extensions")))
  }
}
