import Testing
import ThresholdModel
import ThresholdRules

/// Lists-and-requests §5.3, `kubernetes_resources`; roles-and-resources §1.2.
@Suite("Which Kubernetes kinds can be requested")
struct RequestableKubernetesKindsTests {
  typealias Entry = (kind: String, group: String)

  private static func rules(_ version: String, _ entries: [Entry]) -> KubernetesKindRules {
    KubernetesKindRules(entries.map { RequestKubernetesResource(kind: $0.kind, apiGroup: $0.group) }, version: version)
  }

  private static let ids = [
    "/main/kube_cluster/k1", "/main/pod/k1/prod/a", "/main/kube:ns:pods/k1/prod/a", "/main/kube:ns:deployments.apps/k1/prod/a",
    "/main/kube:ns:*/k1/prod/a", "/main/kube:ns:*.*/k1/prod/a", "/main/kube:ns:*.apps/k1/prod/a", "/main/kube:cw:namespaces/k1/prod",
    "/main/namespace/k1/prod", "/main/kube_node/k1/w", "/main/kube:ns:crontabs.example.com/k1/prod/a",
  ]

  private static func permitted(_ kinds: RequestableKubernetesKinds) throws -> Set<String> {
    Set(try ids.filter { kinds.permits(try ResourceID(text: $0)) })
  }

  @Test(
    "what the entries of one role permit",
    arguments: [
      ("v8", [], ids), ("v8", [("*", "*")], Array(ids.dropFirst())), ("v7", [("*", "")], Array(ids.dropFirst())),
      ("v6", [("pod", "")], [ids[1], ids[2]]), ("v7", [("pod", "")], [ids[1], ids[2]]), ("v8", [("pods", "")], [ids[1], ids[2]]),
      ("v7", [("deployment", "")], [ids[3]]), ("v8", [("deployments", "apps")], [ids[3]]), ("v8", [("deployments", "a*")], [ids[3]]),
      ("v8", [("deployments", "batch")], []), ("v8", [("*", "apps")], [ids[3], ids[6]]),
      ("v8", [("*", "")], [ids[1], ids[2], ids[4], ids[7], ids[9]]),
      ("v8", [("namespaces", "")], [ids[7]]), ("v7", [("namespace", "")], [ids[7], ids[8]]), ("v7", [("kube_node", "")], [ids[9]]),
      ("v8", [("crontabs", "*.com")], [ids[10]]), ("v8", [("pods", ""), ("nodes", "")], [ids[1], ids[2], ids[9]]),
      ("v6", [("secret", "")], []), ("v9", [("pods", "")], []), ("v8", [("pods", "^($")], []), ("v7", [("pod", "*")], []),
    ] as [(String, [Entry], [String])])
  func allows(version: String, entries: [Entry], expected: [String]) throws {
    let kinds = RequestableKubernetesKinds(allow: [Self.rules(version, entries)], deny: [])
    #expect(try Self.permitted(kinds) == Set(expected))
  }

  @Test("roles add up, and one that leaves the field unset permits everything")
  func several() throws {
    let narrow = [Self.rules("v7", [("pod", "")]), Self.rules("v8", [("nodes", "")])]
    #expect(try Self.permitted(RequestableKubernetesKinds(allow: narrow, deny: [])) == [Self.ids[1], Self.ids[2], Self.ids[9]])
    #expect(try Self.permitted(RequestableKubernetesKinds(allow: narrow + [Self.rules("v6", [])], deny: [])) == Set(Self.ids))
    #expect(try Self.permitted(RequestableKubernetesKinds(allow: [], deny: [])).isEmpty)
  }

  @Test(
    "a denied kind can be requested through nothing, nor inside of anything that holds it",
    arguments: [
      ("v8", [("pods", "")], [ids[3], ids[6], ids[7], ids[9], ids[10]]), ("v7", [("pod", "")], [ids[3], ids[6], ids[7], ids[9], ids[10]]),
      ("v8", [("*", "*")], []), ("v7", [("*", "")], []), ("v8", [("*", "apps")], [ids[1], ids[2], ids[4], ids[7], ids[9], ids[10]]),
      ("v8", [("nodes", "")], Array(ids[1...8]).filter { $0 != ids[9] && !$0.contains("*.*") && $0 != ids[4] } + [ids[10]]),
      ("v7", [("namespace", "")], [ids[1], ids[2], ids[3], ids[6], ids[9], ids[10]]), ("v6", [("bad", "")], []), ("v8", [], ids),
    ] as [(String, [Entry], [String])])
  func denies(version: String, entries: [Entry], expected: [String]) throws {
    let kinds = RequestableKubernetesKinds(allow: [Self.rules("v8", [])], deny: [Self.rules("v8", []), Self.rules(version, entries)])
    #expect(try Self.permitted(kinds) == Set(expected))
  }

  @Test("resources outside of Kubernetes clusters are not concerned", arguments: ["/main/node/a", "/main/db/a", "/main/app/a"])
  func others(text: String) throws {
    let kinds = RequestableKubernetesKinds(allow: [Self.rules("v8", [("pods", "")])], deny: [Self.rules("v8", [("*", "*")])])
    #expect(kinds.permits(try ResourceID(text: text)))
  }

  @Test("the kinds that can be requested are shown in the plural")
  func shown() {
    let allow = [
      Self.rules("v7", [("pod", ""), ("namespace", "")]), Self.rules("v8", [("deployments", "apps"), ("*", "x.com"), ("*", "*")]),
    ]
    #expect(RequestableKubernetesKinds(allow: allow, deny: []).shown == ["*", "*.x.com", "deployments.apps", "namespaces", "pods"])
    #expect(RequestableKubernetesKinds(allow: allow + [Self.rules("v7", [])], deny: []).shown.isEmpty)
  }
}
