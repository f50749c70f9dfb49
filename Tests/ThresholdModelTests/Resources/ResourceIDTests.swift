import Foundation
import Testing
import ThresholdModel

@Suite("Resource ids")
struct ResourceIDTests {
  @Test("an id is read and written back")
  func roundTrip() throws {
    let id = try ResourceID(text: "/main/node/3f0c")
    #expect(id == ResourceID(cluster: "main", kind: "node", name: "3f0c"))
    #expect(id.description == "/main/node/3f0c")
  }

  @Test(
    "every kind that can be requested reads as the reference writes it",
    arguments: [
      ("/main/node/3f0c", "node", "3f0c", nil), ("/main/kube_cluster/k1", "kube_cluster", "k1", nil), ("/main/db/pg", "db", "pg", nil),
      ("/main/app/grafana", "app", "grafana", nil), ("/main/windows_desktop/win-1", "windows_desktop", "win-1", nil),
      ("/main/user_group/00g1", "user_group", "00g1", nil),
      ("/main/saml_idp_service_provider/crm", "saml_idp_service_provider", "crm", nil),
      ("/main/git_server/octo", "git_server", "octo", nil), ("/main/aws_ic_account/1234", "aws_ic_account", "1234", nil),
      (
        "/main/aws_ic_account_assignment/1234--arn:aws:sso:::permissionSet/ssoins-1/ps-2", "aws_ic_account_assignment",
        "1234--arn:aws:sso:::permissionSet/ssoins-1/ps-2", nil
      ),
      ("/main/pod/k1/prod/web-0", "pod", "k1", "prod/web-0"), ("/main/namespace/k1/prod", "namespace", "k1", "prod"),
      ("/main/kube_node/k1/worker", "kube_node", "k1", "worker"), ("/main/kube:ns:pods/k1/prod/web-0", "kube:ns:pods", "k1", "prod/web-0"),
      ("/main/kube:cw:namespaces/k1/prod", "kube:cw:namespaces", "k1", "prod"),
      ("/main/node/{\"a\": 1}", "node", "{\"a\": 1}", nil),
    ] as [(String, String, String, String?)])
  func kinds(text: String, kind: String, name: String, subResource: String?) throws {
    let id = try ResourceID(text: text)
    #expect(id == ResourceID(cluster: "main", kind: kind, name: name, subResource: subResource))
    #expect(id.description == text)
  }

  @Test(
    "what is no id, or is of a kind that cannot be requested, is refused",
    arguments: [
      "", "/", "////", "main/node/a", "/main/node", "//node/a", "/main//a", "/main/node/", "/main/role/a", "/main/Node/a", "/main/*/a",
      "/main/node/a/b", "/main/db/a/b", "/main/kube_cluster/k/ns/pod",
      "/main/node/" + String(repeating: "a", count: 1100),
      // Namespaced sub-resources are a namespace and a name, others a name.
      "/main/kube:ns:pods/k", "/main/kube:ns:pods/k/", "/main/kube:ns:pods/k/prod", "/main/kube:ns:pods/k/prod/",
      "/main/kube:ns:pods/k//web",
      "/main/kube:ns:pods/k/prod/web/0", "/main/kube:ns:pods//prod/web", "/main/kube:cw:nodes/k", "/main/kube:cw:nodes/k/",
      "/main/kube:cw:nodes/k/a/b", "/main/pod/k/web", "/main/pod/k/a/b/c", "/main/namespace/k", "/main/namespace/k/a/b",
      "/main/kube_role/k/admin", "/main/clusterrole/k/ns/admin",
      // The kind inside.
      "/main/kube:ns:/k/prod/web", "/main/kube:ns:.apps/k/prod/web", "/main/kube:ns:pods./k/prod/web", "/main/kube:xx:pods/k/prod/web",
      "/main/kube:ns:Pods/k/prod/web", "/main/kube:ns:po*/k/prod/web", "/main/kube:ns:**/k/prod/web",
    ])
  func refuses(text: String) {
    let problem = #expect(throws: Problem.self) { try ResourceID(text: text) }
    #expect(problem?.kind == .badParameter)
    #expect(problem?.hint != nil)
  }

  @Test("a name that would garble a terminal is refused")
  func unsafe() {
    for character in ["\n", "\u{1B}", "\u{202E}", "\u{0}"] {
      #expect(#expect(throws: Problem.self) { try ResourceID(text: "/main/node/a\(character)b") }?.kind == .badParameter)
    }
  }

  @Test("ids are the same when their bytes are, not when they look the same")
  func bytes() {
    let composed = ResourceID(cluster: "main", kind: "db", name: "é")
    let decomposed = ResourceID(cluster: "main", kind: "db", name: "e\u{301}")
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect((composed < decomposed) != (decomposed < composed))
    #expect(ResourceID(cluster: "main", kind: "db", name: "a", subResource: "") != ResourceID(cluster: "main", kind: "db", name: "a"))
  }

  @Test(
    "JSON has a sub-resource only where there is one, and the form without one still reads",
    arguments: [
      (#"{"cluster":"main","kind":"node","name":"n"}"#, "/main/node/n"),
      (#"{"cluster":"main","kind":"kube:ns:pods","name":"k","sub_resource":"a\/b"}"#, "/main/kube:ns:pods/k/a/b"),
    ])
  func json(text: String, id: String) throws {
    let expected = try ResourceID(text: id)
    #expect(try JSONDecoder().decode(ResourceID.self, from: Data(text.utf8)) == expected)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(expected), as: UTF8.self) == text)
    let empty = #"{"cluster":"main","kind":"node","name":"n","sub_resource":""}"#
    #expect(try JSONDecoder().decode(ResourceID.self, from: Data(empty.utf8)).subResource == nil)
  }

  @Test("ids that are put together read back as themselves, whatever their names hold")
  func roundTrips() throws {
    var generator = SystemRandomNumberGenerator()
    let texts = ["a", "*", "dev-*", "^web-[0-9]+$", "größe", "a b", "x:y", "a.b", "e\u{301}", "%2F", "__SENTINEL__"]
    func any() -> String { texts.randomElement(using: &generator) ?? "a" }
    let inner = ["pods", "*", "deployments.apps", "*.*", "crontabs.^stable\\..*$", "certificates.cert-manager.io"]
    for _ in 0..<2000 {
      let plural = inner.randomElement(using: &generator) ?? "*"
      let id =
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: ResourceID(cluster: any(), kind: ResourceID.wholeKinds.randomElement(using: &generator) ?? "node", name: any())
        case 1: ResourceID(cluster: any(), kind: "kube:ns:\(plural)", name: any(), subResource: "\(any())/\(any())")
        case 2: ResourceID(cluster: any(), kind: "kube:cw:\(plural)", name: any(), subResource: any())
        case 3: ResourceID(cluster: any(), kind: "aws_ic_account_assignment", name: "\(any())/\(any())")
        default:
          KubernetesKind.version7.randomElement(using: &generator).map { kind in
            ResourceID(
              cluster: any(), kind: kind.singular ?? "", name: any(), subResource: kind.isClusterWide ? any() : "\(any())/\(any())")
          } ?? ResourceID(cluster: any(), kind: "node", name: any())
        }
      let read = try ResourceID(text: id.description)
      #expect(read == id && read.description.utf8.elementsEqual(id.description.utf8))
      #expect(try JSONDecoder().decode(ResourceID.self, from: JSONEncoder().encode(id)) == id)
    }
  }
}
