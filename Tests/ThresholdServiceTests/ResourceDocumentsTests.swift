import Testing
import ThresholdModel
import ThresholdRules
import ThresholdTesting

@testable import ThresholdService

@Suite("documents of resources and settings")
struct ResourceDocumentsTests {
  private let admin = Caller.local(osUser: "test")

  private static func map(_ entries: [String: Value]) -> Value { .map(entries) }

  /// One document of every kind that is new beside users, roles, lists and servers.
  private static let documents: [(kind: String, version: String, name: String, spec: Value)] = [
    ("db", "v3", "orders", map(["protocol": "postgres", "uri": "h:5432"])),
    ("kube_cluster", "v3", "eks", map([:])),
    ("app", "v3", "grafana", map(["uri": "http://h:3000"])),
    ("windows_desktop", "v3", "win", map(["addr": "h:3389"])),
    ("dynamic_windows_desktop", "v1", "win-2", map(["addr": "h:3389"])),
    ("user_group", "v1", "eng", map(["applications": .list(["grafana"])])),
    ("aws_ic_account", "v1", "prod", map(["id": "123456789012"])),
    (
      "aws_ic_account_assignment", "v1", "prod-admin",
      map(["account_id": "123456789012", "permission_set": map(["arn": "arn:aws:sso:::permissionSet/x"])])
    ),
    ("saml_idp_service_provider", "v1", "wiki", map(["entity_id": "https://wiki"])),
    ("workload_identity", "v1", "pay", map(["spiffe": map(["id": "/svc/pay"])])),
    ("db_service", "v1", "agent", map([:])),
    ("server_info", "v1", "si-0f7e3a52-6f0c-4a36-9d3c-2f7f1a3b5c01", map(["new_labels": map(["team": "a"])])),
    (
      "access_monitoring_rule", "v1", "auto",
      map([
        "subjects": "access_request", "condition": "true", "desired_state": "reviewed",
        "automatic_review": map(["integration": "builtin", "decision": "APPROVED"]),
      ])
    ),
    ("cluster_auth_preference", "v2", "cluster-auth-preference", map(["type": "local"])),
    ("session_recording_config", "v2", "session-recording-config", map(["mode": "off"])),
  ]

  private static func document(_ kind: String, _ version: String, _ metadata: Value, _ spec: Value) -> Value {
    map(["kind": .text(kind), "version": .text(version), "metadata": metadata, "spec": spec])
  }

  @Test("each kind is written, read, listed, replaced and deleted, and every write is on the log")
  func everyKind() async throws {
    let house = try await House()
    let stories = house.stories
    for (kind, version, name, spec) in Self.documents {
      let written = Self.document(kind, version, Self.map(["name": .text(name), "labels": Self.map(["env": "test"])]), spec)
      let answer = try await stories.writeDocument(written, overwriting: false, by: admin)
      #expect(answer.created, "\(kind)")
      #expect(try await stories.document(kind: kind, name: name, parent: nil, by: admin) == answer.document)
      #expect(try await stories.documents(kind: kind, parent: nil, by: admin).contains(answer.document), "\(kind)")
      #expect(try await stories.writeDocument(answer.document, overwriting: true, by: admin).created == false)
      try await stories.deleteDocument(kind: kind, name: name, parent: nil, revision: "", by: admin)
      #expect(try await stories.documents(kind: kind, parent: nil, by: admin).isEmpty, "\(kind)")
    }
    let events = try await stories.auditEvents(AuditSelection(eventPrefix: "resource.", limit: 1000), by: admin).map(\.body)
    for code in ["TH603I", "TH604I", "TH605I"] {
      let kinds = Set(events.filter { $0["code"]?.text == code }.compactMap { $0["kind"]?.text })
      #expect(kinds == Set(Self.documents.map(\.kind)), "\(code)")
    }
  }

  @Test("a server without a name is given one, a setting has its own")
  func names() async throws {
    let stories = try await House().stories
    let server = Self.map([
      "kind": "node", "sub_kind": "openssh", "version": "v2", "metadata": Self.map(["labels": Self.map(["env": "test"])]),
      "spec": Self.map(["addr": "h:22", "hostname": "new"]),
    ])
    let first = try await stories.writeDocument(server, overwriting: false, by: admin).document["metadata"]?["name"]?.text
    let second = try await stories.writeDocument(server, overwriting: false, by: admin).document["metadata"]?["name"]?.text
    #expect(first?.utf8.count == 36 && first != second)
    let settings = Self.map(["kind": "cluster_auth_preference", "version": "v2", "spec": Self.map([:])])
    let written = try await stories.writeDocument(settings, overwriting: false, by: admin).document
    #expect(written["metadata"]?["name"] == "cluster-auth-preference")
  }

  @Test("a time zone must exist", arguments: [("Europe/Lisbon", true), ("UTC", true), ("Mars/Base", false)])
  func timeZones(zone: String, expected: Bool) async throws {
    let stories = try await House().stories
    let shift = Self.map(["weekday": "Monday", "start": "09:00", "end": "17:00"])
    let time = Self.map(["timezone": .text(zone), "shifts": .list([shift])])
    let rule = Self.document(
      "access_monitoring_rule", "v1", Self.map(["name": "auto"]),
      Self.map([
        "subjects": "access_request", "condition": "true", "desired_state": "reviewed",
        "automatic_review": Self.map(["integration": "builtin", "decision": "DENIED"]),
        "schedules": Self.map(["o": Self.map(["time": time])]),
      ]))
    let refused = await refusal { try await stories.writeDocument(rule, overwriting: false, by: admin) }
    #expect((refused == nil) == expected)
    if !expected { #expect(refused?.path == "spec.schedules.o.time.timezone") }
  }

  @Test("without the right to read them they do not exist, one by one or as a list")
  func rights() async throws {
    let house = try await House()
    let max = Caller.person(try await house.signIn("max"))
    // How people authenticate is for everybody to read. Source: roles-and-resources §5.1.
    for (kind, version, name, spec) in Self.documents where kind != "cluster_auth_preference" {
      let document = Self.document(kind, version, Self.map(["name": .text(name)]), spec)
      _ = try await house.stories.writeDocument(document, overwriting: false, by: admin)
      #expect(await refusal { try await house.stories.writeDocument(document, overwriting: true, by: max) }?.kind == .accessDenied)
      // How people sign in is everybody's to know (reference, roles-and-resources §5.1).
      if kind == "cluster_auth_preference" { continue }
      #expect(await refusal { try await house.stories.document(kind: kind, name: name, parent: nil, by: max) }?.kind == .notFound)
      // Of kinds that are shown by labels and accounts, one sees those that these open: here none.
      guard ResourceKind(rawValue: kind) != nil, ImplicitRole.showsByAccess(kind) else {
        #expect(await refusal { try await house.stories.documents(kind: kind, parent: nil, by: max) }?.kind == .accessDenied)
        continue
      }
      #expect(try await house.stories.documents(kind: kind, parent: nil, by: max).isEmpty)
    }
  }
}
