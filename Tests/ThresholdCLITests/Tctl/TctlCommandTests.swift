import ArgumentParser
import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdCLI

@Suite("tctl's commands")
struct TctlCommandTests {
  @Test("every command has help with an example")
  func examples() {
    func walk(_ command: any ParsableCommand.Type, _ path: String) {
      #expect(!command.configuration.abstract.isEmpty, "\(path)")
      if command.configuration.subcommands.isEmpty {
        #expect(command.configuration.discussion.contains("Example"), "\(path)")
        #expect(command.configuration.discussion.contains("tctl") || command.configuration.discussion.contains("tsh"), "\(path)")
      }
      for inner in command.configuration.subcommands { walk(inner, "\(path) \(inner._commandName)") }
    }
    walk(Tctl.self, "tctl")
    walk(Tsh.self, "tsh")
  }

  @Test(
    "a wrong line ends with status 2 before anything is done",
    arguments: [
      "nothing", "users add max", "users add max --roles access --logins a --traits logins=b --password-stdin",
      "users add max --roles access",
      "users update max", "acl create --owners o", "acl create --title T", "acl create --title T --owners o --logins a",
      "acl create --title T --owners o --access-type standing --member-grant-roles r",
      "acl create --title T --owners o --access-type never",
      "acl create --title T --owners o --node-labels env", "acl create --title T --owners o --db-labels a=b", "acl users add l u tomorrow",
      "get widgets", "get role/a/b", "rm role", "rm access_list_member/l", "update role/x", "update role",
      "update role/x --set-labels a=1,a=2", "update role/x --set-ttl soon",
      "lock", "lock --user ", "lock --user u --expires 2020-01-31T00:00:00Z", "users update max --set-host-user-uid root",
      "users add max --roles a --host-user-gid -1 --password-stdin", "tokens ls --proxy !!", "nodes ls env", "db ls --sort size",
      "rm access_request/x", "lock --message m",
      "lock --user u --ttl 1h --expires 2027-01-31T00:00:00Z",
      "lock --user u --ttl soon", "tokens add", "tokens add --type db", "tokens add --type node --labels a=1,a=2", "requests approve x",
      "requests revoke x", "requests deny x --reason  ", "requests review x --author a", "requests review x --approve",
      "audit ls --limit 0",
      "audit ls --from yesterday",
      "audit verify --head 5", "auth export", "auth export --type saml", "status --proxy x:1",
    ])
  func misuse(line: String) async throws {
    let server = try PlayedServer { _ in .problem(Problem(.internalError, "not to be called")) }
    let spoken = await Spoken.tctl(
      line.split(separator: " ", omittingEmptySubsequences: false).map(String.init) + ["--data-dir", server.folder])
    #expect(spoken.status == 2, "\(spoken.errors)")
    #expect(spoken.errors.hasPrefix("ERROR: "))
    #expect(spoken.output == "")
    #expect(server.calls == [])
  }

  @Test("users are added with a password that is typed twice or piped in, and shown nowhere")
  func addUser() async throws {
    let server = try PlayedServer { _ in .ok(DocumentAnswer.example) }
    let typed = await server.tctl(
      "users", "add", "max", "--roles", "access, requester", "--logins", "ubuntu", "--traits", "team=a,team=b",
      input: ["long password", "long password"],
      interactive: true)
    #expect(typed.status == 0, "\(typed.errors)")
    #expect(typed.output == "User 'max' has been created\n")
    #expect(server.calls.count == 1)
    #expect(server.calls.first?.target == "/v1/users")
    #expect(
      server.calls.first?.body
        == .map([
          "name": "max", "roles": .list(["access", "requester"]), "password": "long password",
          "traits": .map(["logins": .list(["ubuntu"]), "team": .list(["a", "b"])]),
        ]))
    #expect(!(typed.output + typed.errors).contains("long password"))
    let differing = await server.tctl("users", "add", "max", "--roles", "access", input: ["one", "two"], interactive: true)
    #expect(differing.status == 1)
    let piped = await server.tctl("users", "passwd", "max", "--password-stdin", input: ["long password"])
    #expect(piped.status == 0)
    #expect(server.calls.last?.target == "/v1/users/max/password")
    #expect(server.calls.count == 2)
  }

  @Test("updating a user changes what was named and sends the revision that was read")
  func updateUser() async throws {
    let user: Value = .map([
      "kind": "user", "version": "v2", "metadata": .map(["name": "max", "revision": "r1"]),
      "spec": .map(["roles": .list(["a"]), "traits": .map(["logins": .list(["x"]), "team": .list(["web"])])]),
    ])
    let server = try PlayedServer { _ in .ok(DocumentAnswer(document: user, created: false)) }
    let spoken = await server.tctl("users", "update", "max", "--set-roles", "b,c", "--set-logins", "")
    #expect(spoken.status == 0, "\(spoken.errors)")
    let sent = server.calls.last?.body["document"]
    #expect(sent?["metadata"]?["revision"] == "r1")
    #expect(sent?["spec"]?["roles"] == .list(["b", "c"]))
    #expect(sent?["spec"]?["traits"] == .map(["team": .list(["web"])]))
    #expect(server.calls.last?.body["mode"] == "update")
  }

  @Test("a guided list is made with its labels, both spellings of its kind, and its roles shown")
  func createList() async throws {
    let server = try PlayedServer { _ in .ok(CreateListAnswer.example) }
    for type in ["access-request", "request-based"] {
      let spoken = await server.tctl(
        "acl", "create", "--access-type", type, "--title", "Test servers", "--node-labels", "env=test,env=dev", "--logins", "ubuntu",
        "--owners", "olivia",
        "--members", "max")
      #expect(spoken.status == 0, "\(spoken.errors)")
      #expect(spoken.output.contains("requester-acl-preset-1"))
      #expect(server.calls.last?.body["access_type"] == "access-request")
      #expect(server.calls.last?.body["node_labels"] == .map(["env": .list(["test", "dev"])]))
    }
    let json = await server.tctl("acl", "create", "--title", "T", "--owners", "o", "--format", "json")
    let read = try JSONDecoder().decode(Value.self, from: Data(json.output.utf8))
    #expect(read["created_roles"] == .list(["requester-acl-preset-1"]))
  }

  @Test("documents are written by one call, and a refusal names the file's line")
  func create() async throws {
    let text = """
      kind: role
      version: v8
      metadata: {name: one}
      ---
      kind: role
      version: v8
      metadata:
        name: two
      spec:
        allow:
          logins: [a]
          node_labelz:
            env: test
      """
    let server = try PlayedServer { _ in
      .problem(Problem(.badParameter, "`spec.allow.node_labelz` is not a field of `role`", path: "documents[1].spec.allow.node_labelz"))
    }
    let file = "\(server.folder)/roles.yaml"
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    let spoken = await server.tctl("create", "-f", file)
    #expect(spoken.status == 1)
    #expect(spoken.output == "")
    #expect(spoken.errors.hasPrefix("ERROR: \(file):12:5: spec.allow.node_labelz: "), "\(spoken.errors)")
    #expect(server.calls.map { $0.body["mode"] } == ["upsert"])
  }

  @Test("editing writes what the editor changed, with the revision that was read, and nothing when nothing changed")
  func edit() async throws {
    let role: Value = .map([
      "kind": "role", "version": "v8", "metadata": .map(["name": "dba", "revision": "r1"]),
      "spec": .map(["allow": .map(["logins": .list(["ubuntu"])])]),
    ])
    let server = try PlayedServer { _ in .ok(DocumentAnswer(document: role, created: false)) }
    func edit(_ editor: String) async -> Spoken {
      await Spoken.tctl(["edit", "roles/dba", "--data-dir", server.folder], environment: ["EDITOR": "vi", "TELEPORT_EDITOR": editor])
    }
    let untouched = await edit("true")
    #expect(untouched.status == 0, "\(untouched.errors)")
    #expect(server.calls.map(\.method) == ["GET"])
    let changed = await edit("sed -i s/ubuntu/debian/")
    #expect(changed.output == "role 'dba' has been updated\n")
    #expect(server.calls.last?.body["document"]?["spec"]?["allow"]?["logins"] == .list(["debian"]))
    #expect(server.calls.last?.body["document"]?["metadata"]?["revision"] == "r1")
    for (editor, count) in [("sed -i s/dba/other/", 4), ("sed -i s/r1/r2/", 5), ("false", 6)] {
      let refused = await edit(editor)
      #expect(refused.status == 1)
      #expect(server.calls.count == count)
    }
  }

  @Test("a receipt shows what was cut, and an unconfirmed cut is a failure")
  func revoke() async throws {
    let confirmed = try PlayedServer { _ in .ok(ReceiptAnswer.example) }
    let good = await confirmed.tctl("requests", "revoke", "9c2f", "--reason", "incident closed")
    #expect(good.status == 0, "\(good.errors)")
    #expect(good.output.contains("77aa…"))
    #expect(
      confirmed.calls == [.init(method: "POST", target: "/v1/access-requests/9c2f/revoke", body: .map(["reason": "incident closed"]))])
    var receipt = ReceiptAnswer.example
    receipt.connections[0].ended = nil
    let open = receipt
    let unconfirmed = try PlayedServer { _ in .ok(open) }
    let bad = await unconfirmed.tctl("requests", "revoke", "9c2f", "--reason", "incident closed")
    #expect(bad.status == 1)
    #expect(bad.output.contains("NOT CONFIRMED"))
  }

  @Test("deleting the record of an approved request needs force")
  func removeRequest() async throws {
    var approved = RequestAnswer.example
    approved.request.spec.state = .approved
    let answer = approved
    let server = try PlayedServer { $0.method == "GET" ? .ok(answer) : .ok(ReceiptAnswer.example) }
    let kept = await server.tctl("requests", "rm", "9c2f")
    #expect(kept.status == 1)
    #expect(kept.errors.contains("tctl requests revoke 9c2f"))
    #expect(server.calls.map(\.method) == ["GET"])
    let forced = await server.tctl("requests", "rm", "-f", "9c2f")
    #expect(forced.status == 0, "\(forced.errors)")
    #expect(server.calls.last?.method == "DELETE")
  }

  @Test("an inconsistent audit log ends with status 1")
  func verify() async throws {
    let hash = String(repeating: "ab", count: 32)
    let server = try PlayedServer { call in
      .ok(VerifyAnswer(isConsistent: call.body["head"] == nil, events: 118, checkpoints: 2, summary: "looked at all", firstBad: 7))
    }
    let good = await server.tctl("audit", "verify")
    #expect(good.status == 0, "\(good.errors)")
    let bad = await server.tctl("audit", "verify", "--head", "118:\(hash)", "--format", "json")
    #expect(bad.status == 1)
    #expect(bad.errors.contains("first at event 7"))
    #expect(server.calls.last?.body["head"] == .map(["index": 118, "hash": .text(hash)]))
  }

  @Test("the printed join line keeps the token off the command line")
  func token() async throws {
    let server = try PlayedServer { _ in .ok(CreateTokenAnswer.example) }
    let text = await server.tctl("tokens", "add", "--type", "node", "--labels", "env=test", "--allow-labels", "team=*", "--ttl", "30m")
    #expect(text.output.contains("printf '%s' f00d… | threshold join openssh --proxy-server localhost:3080 --token - --ca-pin sha256:…"))
    #expect(
      server.calls.first?.body
        == .map(["type": "node", "labels": .map(["env": "test"]), "allow_labels": .map(["team": .list(["*"])]), "ttl": 1800]))
    let json = await server.tctl("tokens", "add", "--type", "node", "--format", "json")
    let read = try JSONDecoder().decode(Value.self, from: Data(json.output.utf8))
    #expect(read["token"] == "f00d…" && read["ca_pin"] == "sha256:…" && read["expires"] != nil && read["labels"] != nil)
  }
}
