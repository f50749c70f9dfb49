import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdCLI

@Suite("tctl's documents")
struct DocumentCommandTests {
  @Test(
    "a path leads to the line and the column, also through numbers, dotted keys and texts that stand for lists",
    arguments: [
      ("spec.allow.node_labels.teleport.dev/origin", 6, 7), ("spec.allow.node_labels.teleport.dev/origin[0]", 6, 7),
      ("spec.allow.node_labels.team[1]", 9, 11), ("spec.allow.node_labels.team[7]", 7, 7), ("spec.allow.rules[0].verbs", 12, 7),
      ("spec.allow.rules[1].verbs", 13, 7), ("spec.allow.logins[0]", 10, 5), ("spec.deny.logins", 2, 1), ("metadata.name", 1, 1),
      ("", 1, 1), (nil, 1, 1),
    ] as [(String?, Int, Int)])
  func places(path: String?, line: Int, column: Int) throws {
    let text = """
      kind: role
      spec:
        allow:
          # labels
          node_labels:
            teleport.dev/origin: dynamic
            team:
              - a
              - b
          logins: root
          rules:
          - verbs: [list]
          - {resources: x}
      """
    let place = try #require(try DocumentText.read(text).first?.place(of: path))
    #expect(place.line == line && place.column == column, "\(place)")
  }

  @Test(
    "a time of day stays text, and what is no number in JSON is text",
    arguments: [("10:30", "10:30"), ("1:2:3", "1:2:3"), (".inf", ".inf"), (".nan", ".nan"), ("2026-01-31", "2026-01-31")])
  func texts(written: String, read: String) throws {
    #expect(try DocumentText.read("at: \(written)").map(\.value) == [.map(["at": .text(read)])])
  }

  @Test("a JSON array stands for its documents")
  func array() throws {
    let read = try DocumentText.read(#"[{"kind": "role", "n": 1}, {"kind": "user"}]"#)
    #expect(read.map(\.value.kind) == ["role", "user"])
    #expect(read.last?.place(of: "kind")?.column == 29)
  }

  @Test(
    "deep nesting is refused before it is followed",
    arguments: [
      String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000), String(repeating: "- ", count: 100_000),
      String(repeating: "? ", count: 100_000), (0..<200).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
    ])
  func deep(text: String) {
    let problem = #expect(throws: Problem.self) { try DocumentText.read(text) }
    #expect(problem?.kind == .limitExceeded)
  }

  @Test("a rule of dashes in a text is no nesting")
  func dashes() throws {
    let text = "note: |\n  \(String(repeating: "-", count: 300))\n  done\n"
    #expect(try DocumentText.read(text).count == 1)
  }

  @Test("warnings and fields that were left out are told on standard error, with their lines")
  func warnings() async throws {
    let server = try PlayedServer { call in
      let document = call.body["documents"]?.list?.first ?? .null
      return .ok(
        WrittenAnswer(results: [
          DocumentAnswer(
            document: document, created: true, warnings: [.init(path: "spec.allow.logins", message: "root is a lot")],
            ignored: ["spec.allow.mainframe"])
        ]))
    }
    let file = "\(server.folder)/role.yaml"
    let text = "kind: role\nversion: v8\nmetadata: {name: x}\nspec:\n  allow:\n    logins: [root]\n    mainframe: x\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    let spoken = await server.tctl("create", "--allow-unknown-fields", file)
    #expect(spoken.output == "role 'x' has been created\n")
    #expect(
      spoken.errors == """
        WARNING: \(file):7:5: spec.allow.mainframe: this field is not known and was left out
        WARNING: \(file):6:5: spec.allow.logins: root is a lot

        """)
    #expect(server.calls.map(\.target) == ["/v1/changes"])
    #expect(server.calls.first?.body["ignore_unknown_fields"] == true && server.calls.first?.body["mode"] == "create")
  }

  @Test("on a refusal the edited text is kept, and its place told")
  func keptText() async throws {
    let role: Value = .map([
      "kind": "role", "version": "v8", "metadata": .map(["name": "dba", "revision": "r1"]), "spec": .map([:]),
    ])
    let server = try PlayedServer { call in
      call.method == "GET"
        ? .ok(DocumentAnswer(document: role, created: false)) : .problem(Problem(.compareFailed, "changed", path: "kind"))
    }
    let spoken = await Spoken.tctl(
      ["edit", "roles/dba", "--data-dir", server.folder], environment: ["TELEPORT_EDITOR": "sed -i s/v8/v7/"])
    #expect(spoken.status == 1)
    #expect(server.calls.last?.body["mode"] == "update")
    let kept = try #require(spoken.errors.firstMatch(of: /your text is kept in (\S+)/)?.1).description
    #expect(try String(contentsOfFile: kept, encoding: .utf8).contains("version: v7"))
    #expect(spoken.errors.contains("ERROR: \(kept):1:1: kind: changed"))
    try FileManager.default.removeItem(atPath: kept)
  }

  @Test(
    "a lock names what it shuts out",
    arguments: [
      ("--user", "user"), ("--role", "role"), ("--login", "login"), ("--mfa-device", "mfa_device"), ("--device", "device"),
      ("--server-id", "server_id"), ("--windows-desktop", "windows_desktop"), ("--access-request", "access_request"),
      ("--bot-instance-id", "bot_instance_id"), ("--join-token", "join_token"),
    ])
  func lock(flag: String, field: String) async throws {
    let server = try PlayedServer { call in .ok(DocumentAnswer(document: call.body["document"] ?? .null, created: true)) }
    let spoken = await server.tctl("lock", flag, "x", "--message", "gone", "--ttl", "8h")
    #expect(spoken.status == 0, "\(spoken.errors)")
    let document = server.calls.first?.body["document"]
    #expect(document?["spec"]?["target"] == .map([field: "x"]))
    #expect(document?["spec"]?["message"] == "gone" && document?["spec"]?["expires"] != nil)
    #expect(spoken.output == "Created a lock with name \"\(document?.name ?? "")\".\n")
  }

  @Test("users get every attribute that roles read")
  func traits() async throws {
    let flags = [
      "logins", "kubernetes-groups", "kubernetes-users", "db-users", "db-names", "windows-logins", "aws-role-arns", "gcp-service-accounts",
      "azure-identities", "host-user-uid", "host-user-gid",
    ]
    let user: Value = .map(["kind": "user", "version": "v2", "metadata": .map(["name": "nina"]), "spec": .map([:])])
    let server = try PlayedServer { _ in .ok(DocumentAnswer(document: user, created: true)) }
    let line =
      ["users", "add", "nina", "--roles", "access", "--password-stdin", "--data-dir", server.folder] + flags.flatMap { ["--\($0)", "7"] }
    #expect(await Spoken.tctl(line, input: ["a long password here"]).status == 0)
    let expected = Dictionary(uniqueKeysWithValues: flags.map { ($0.replacing("-", with: "_"), Value.list(["7"])) })
    #expect(server.calls.last?.body["traits"] == .map(expected))
    let set = await Spoken.tctl(["users", "update", "nina", "--data-dir", server.folder] + flags.flatMap { ["--set-\($0)", "7"] })
    #expect(set.status == 0, "\(set.errors)")
    #expect(server.calls.last?.body["document"]?["spec"]?["traits"] == .map(expected))
  }

  @Test("listings go on to the last page, and carry the filters", arguments: ["nodes", "db", "kube", "apps"])
  func listings(command: String) async throws {
    let server = try PlayedServer { call in
      var item = ResourcesAnswer.example.resources[0]
      let isSecond = call.target.contains("page_token=next")
      item.hostname = isSecond ? "second" : "first"
      item.name = item.hostname
      return .ok(ResourcesAnswer(resources: [item], nextPageToken: isSecond ? nil : "next"))
    }
    let spoken = await server.tctl(command, "ls", "env=test", "--search", "a,b", "--query", "name == \"x\"", "--sort", "labels")
    #expect(spoken.status == 0, "\(spoken.errors)")
    #expect(spoken.output.contains("first") && spoken.output.contains("second") && spoken.output.contains("env=test"))
    #expect(server.calls.count == 2)
    for part in ["/v1/inventory?", "labels=env%3Dtest", "search=a%2Cb", "query=name%20%3D%3D%20%22x%22", "sort=labels"] {
      #expect(server.calls.allSatisfy { $0.target.contains(part) }, "\(part)")
    }
  }

  @Test("everything but requests is in a dump; what may not be read is named and left out")
  func dump() async throws {
    let server = try PlayedServer { call in
      if call.target.contains("/user_group") {
        return .problem(Problem(.accessDenied, "you may not list `user_group`"), status: 403)
      }
      let kind = call.target.split(separator: "/").last.map { String($0.prefix { $0 != "?" }) } ?? ""
      return .ok(DocumentsAnswer(documents: [.map(["kind": .text(kind), "metadata": .map(["name": "x"])])]))
    }
    let spoken = await server.tctl("get", "all", "--format", "json")
    #expect(spoken.status == 0, "\(spoken.errors)")
    let kinds = try JSONDecoder().decode([Value].self, from: Data(spoken.output.utf8)).map(\.kind)
    #expect(Set(kinds) == Set(DocumentKind.allCases.map(\.rawValue)).subtracting(["access_request", "user_group"]))
    #expect(spoken.errors.contains("left out: user_group"))
    #expect(server.calls.contains { $0.target == "/v1/documents/access_list_member?parent=x" })
  }

  @Test("programs say their version", arguments: [["version"], ["--version"]])
  func version(line: [String]) async {
    let spoken = await Spoken.tctl(line)
    #expect(spoken.status == 0 && spoken.output == "Threshold v\(ProductVersion.current)\n")
  }

  @Test(
    "kinds inside a Kubernetes cluster become ids of all their objects, or of those of a name",
    arguments: [
      ("pod", "shop", "*", "/main/kube:ns:pods/eks/shop/*"), ("deployment", "*", "web-*", "/main/kube:ns:deployments.apps/eks/*/web-*"),
      ("deployments.apps", "shop", "web", "/main/kube:ns:deployments.apps/eks/shop/web"),
      ("namespace", nil, "shop", "/main/kube:cw:namespaces/eks/shop"),
      ("clusterrole", nil, "*", "/main/kube:cw:clusterroles.rbac.authorization.k8s.io/eks/*"),
    ] as [(String, String?, String, String)])
  func kubernetes(kind: String, namespace: String?, name: String, id: String) throws {
    let cluster = try ResourceID(text: "/main/kube_cluster/eks")
    #expect(try RequestedObjects(kind: kind)?.id(in: cluster, namespace: namespace, name: name).description == id)
    #expect(RequestedObjects(kind: "widget") == nil && RequestedObjects(kind: "deployments.batch") == nil)
  }

  @Test("words of printed commands are quoted where a shell would read them otherwise")
  func quoting() {
    #expect(ShellWord.quoted("/main/node/3f0c") == "/main/node/3f0c")
    #expect(ShellWord.quoted("/main/kube:ns:pods/eks/shop/*") == "'/main/kube:ns:pods/eks/shop/*'")
    #expect(ShellWord.quoted("it's $HOME") == "'it'\\''s $HOME'")
  }
}
