import Testing
import ThresholdModel

@Suite("Unknown fields")
struct UnknownFieldsTests {
  private func role(_ spec: Value) -> Value {
    .map(["kind": "role", "version": "v8", "metadata": .map(["name": "r"]), "spec": spec])
  }

  @Test(
    "under allow, and in metadata, an unknown field may be left out; wherever it could narrow something it stays and is refused",
    arguments: [
      (Value.map(["allow": .map(["mainframe_labels": .map(["env": "test"])])]), "spec.allow.mainframe_labels", true),
      (.map(["deny": .map(["mainframe_labels": .map(["env": "test"])])]), "spec.deny.mainframe_labels", false),
      (.map(["options": .map(["require_hologram": true])]), "spec.options.require_hologram", false),
      (
        .map(["allow": .map(["rules": .list([.map(["resources": "role", "verbs": "read", "unless": "x"])])])]),
        "spec.allow.rules[0].unless", false
      ),
      (.map(["allow": .map(["request": .map(["only_from": "home"])])]), "spec.allow.request.only_from", false),
      (
        .map(["allow": .map(["kubernetes_resources": .list([.map(["kind": "pods", "except": "x"])])])]),
        "spec.allow.kubernetes_resources[0].except", false
      ),
      (.map(["unless": .map([:])]), "spec.unless", false),
    ])
  func places(spec: Value, path: String, isLeftOut: Bool) throws {
    let document = role(spec)
    let strict = #expect(throws: Problem.self) { try Role(reading: document) }
    #expect(strict?.path == path)
    let trimmed = RoleSpec.fields.leavingOutUnknown(document)
    #expect(trimmed.ignored == (isLeftOut ? [path] : []))
    if isLeftOut {
      #expect(try Role(reading: trimmed.document).spec == RoleSpec())
    } else {
      #expect(#expect(throws: Problem.self) { try Role(reading: trimmed.document) }?.path == path)
    }
  }

  @Test(
    "in locks, lists and settings nothing of the spec is left out",
    arguments: ["lock", "access_list", "cluster_auth_preference", "access_list_member"])
  func strictKinds(kind: String) {
    let table =
      switch kind {
      case "lock": LockSpec.fields
      case "access_list": AccessListSpec.fields
      case "access_list_member": MemberSpec.fields
      default: AuthPreferenceSpec.fields
      }
    let document: Value = .map([
      "kind": .text(kind), "metadata": .map(["name": "x", "colour": "red"]), "spec": .map(["unless": true]), "scope": "/x",
    ])
    let trimmed = table.leavingOutUnknown(document)
    #expect(trimmed.ignored == ["metadata.colour"])
    #expect(trimmed.document["spec"]?["unless"] == true && trimmed.document["scope"] == "/x")
  }

  @Test(
    "places number the items of lists and name the keys of maps",
    arguments: [
      (Value.map(["owners": .list([.map(["name": "a"]), .map(["nmae": "b"])])]), "spec.owners[1].nmae"),
      (.map(["owners": .list([.map(["name": "a"]), "b"])]), "spec.owners[1]"),
      (.map(["grants": .map(["traits": .map(["team": .list(["a", .integer(1)])])])]), "spec.grants.traits.team[1]"),
    ])
  func numbered(spec: Value, path: String) {
    guard case .map(var entries) = spec else { return }
    entries["title"] = "T"
    let document: Value = .map(["kind": "access_list", "version": "v1", "metadata": .map(["name": "l"]), "spec": .map(entries)])
    #expect(#expect(throws: Problem.self) { try AccessList(reading: document) }?.path == path)
  }

  @Test("a value that YAML took for something else says how to write a text")
  func quoting() {
    let document = role(.map(["allow": .map(["node_labels": .map(["version": .number(1.1)])])]))
    let problem = #expect(throws: Problem.self) { try Role(reading: document) }
    #expect(problem?.path == "spec.allow.node_labels.version")
    #expect(problem?.hint?.contains("quotes") == true)
  }
}

@Suite("What other systems write")
struct ForeignSpellingTests {
  private func role(_ options: [String: Value]) throws -> Role {
    try Role(reading: .map(["kind": "role", "version": "v7", "metadata": .map(["name": "r"]), "spec": .map(["options": .map(options)])]))
  }

  @Test(
    "an unquoted off, which YAML reads as false, is the mode off",
    arguments: ["create_host_user_mode", "create_db_user_mode", "device_trust_mode", "require_session_mfa"])
  func off(option: String) throws {
    #expect(try role([option: false]) == role([option: "off"]))
    #expect(throws: Problem.self) { try role([option: "offf"]) }
  }

  @Test("settings take it, too")
  func offInSettings() throws {
    let trust = try AuthPreference(
      reading: .map([
        "kind": "cluster_auth_preference", "version": "v2", "metadata": .map(["name": "cluster-auth-preference"]),
        "spec": .map(["device_trust": .map(["mode": false])]),
      ]))
    #expect(trust.spec.deviceTrust == .off)
    let recording = try RecordingConfig(
      reading: .map([
        "kind": "session_recording_config", "version": "v2", "metadata": .map(["name": "session-recording-config"]),
        "spec": .map(["mode": false]),
      ]))
    #expect(recording.spec.mode == .off)
  }

  @Test("a document without a spec is read where nothing in it is needed, and an empty scope and a status are dropped")
  func bare() throws {
    let role = try Role(
      reading: .map(["kind": "role", "version": "v7", "metadata": .map(["name": "r"]), "scope": "", "status": .map(["x": 1])]))
    #expect(role.spec == RoleSpec())
    _ = try KubeCluster(reading: .map(["kind": "kube_cluster", "version": "v3", "metadata": .map(["name": "k"])]))
    #expect(throws: Problem.self) {
      try Role(reading: .map(["kind": "role", "version": "v7", "metadata": .map(["name": "r"]), "scope": "/a"]))
    }
  }

  @Test("who a user is elsewhere is not carried over")
  func identities() throws {
    let user = try User(
      reading: .map([
        "kind": "user", "version": "v2", "metadata": .map(["name": "u"]),
        "spec": .map([
          "github_identities": .list([.map(["connector_id": "github"])]), "local_auth": .map(["password_hash": "x"]), "roles": .list([]),
        ]),
      ]))
    #expect(user.spec == UserSpec())
  }
}

@Suite("What may stand elsewhere in a document")
struct CompletedDocumentTests {
  @Test("a member's name may stand in the metadata alone", arguments: [nil, "", "nina"])
  func memberName(name: Value?) throws {
    var spec: [String: Value] = ["access_list": "l"]
    spec["name"] = name
    let document = Value.map([
      "kind": "access_list_member", "version": "v1", "metadata": .map(["name": "nina"]), "spec": .map(spec),
    ])
    #expect(try Member(reading: document).spec.user == "nina")
  }
}
