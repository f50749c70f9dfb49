import Testing
import ThresholdModel
import ThresholdRules
import ThresholdTesting

@testable import ThresholdService

@Suite("several documents as one change")
struct WritingDocumentsTests {
  private let admin = Caller.local(osUser: "test")

  private static func document(_ kind: String, _ version: String, _ name: String, _ spec: Value, revision: String? = nil) -> Value {
    var metadata: [String: Value] = ["name": .text(name)]
    metadata["revision"] = revision.map { .text($0) }
    return .map(["kind": .text(kind), "version": .text(version), "metadata": .map(metadata), "spec": spec])
  }

  private static func role(_ name: String, _ allow: [String: Value] = [:], revision: String? = nil) -> Value {
    document("role", "v8", name, .map(["allow": .map(allow)]), revision: revision)
  }

  private static let list = document(
    "access_list", "v1", "databases",
    .map(["title": "Databases", "owners": .list([.map(["name": "olivia"])]), "grants": .map(["roles": .list(["dba"])])]))
  private static let member = document(
    "access_list_member", "v1", "max", .map(["access_list": "databases", "name": "max", "reason": "on call"]))

  @Test("what one names another may bring along, in any order", arguments: 0..<6)
  func order(seed: Int) async throws {
    let house = try await House()
    var documents = [Self.member, Self.list, Self.role("dba")]
    documents.swapAt(0, seed % 3)
    if seed >= 3 { documents.swapAt(1, 2) }
    let written = try await house.stories.writeDocuments(documents, mode: .create, by: admin)
    #expect(written.map(\.document.kind) == documents.map(\.kind))
    #expect(written.allSatisfy { $0.created && $0.document["metadata"]?["revision"] != nil })
    let member = try await house.stories.document(kind: "access_list_member", name: "max", parent: "databases", by: admin)
    #expect(member["spec"]?["added_by"] == "local:test" && member["spec"]?["reason"] == "on call")
    let events = try await house.stories.auditEvents(AuditSelection(user: "local:test", limit: 1000), by: admin).map(\.body)
    let told = Set(events.compactMap { $0["event"]?.text })
    let expected: Set<String> = ["role.created", "access_list.create", "access_list.member.create"]
    #expect(told.isSuperset(of: expected))
  }

  @Test("one that is refused keeps all from being written, and is named with its place", arguments: 0..<3)
  func allOrNothing(place: Int) async throws {
    let house = try await House()
    let refusals: [(Value, String, Problem.Kind)] = [
      (Self.role("bad", ["login": .list(["root"])]), "spec.allow.login", .badParameter),
      (Self.document("user", "v2", "nina", .map(["roles": .list(["ghost"])])), "spec.roles", .badParameter),
      (Self.role("access"), "metadata.name", .alreadyExists),
      (Self.role("access", revision: "r0"), "metadata.name", .alreadyExists),
    ]
    for (bad, path, kind) in refusals {
      var documents = [Self.role("one"), Self.role("two")]
      documents.insert(bad, at: place)
      let before = house.stories.world.sequence
      let refused = await refusal { try await house.stories.writeDocuments(documents, mode: .create, by: admin) }
      #expect(refused?.kind == kind)
      #expect(refused?.path == "documents[\(place)].\(path)")
      #expect(house.stories.world.sequence == before)
      #expect(await refusal { try await house.stories.document(kind: "role", name: "one", parent: nil, by: admin) }?.kind == .notFound)
    }
  }

  @Test("a revision is compared with what is stored, and ignored where nothing is")
  func revisions() async throws {
    let stories = try await House().stories
    let fresh = try await stories.writeDocuments([Self.role("dba", revision: "from-elsewhere")], mode: .create, by: admin)
    let revision = try #require(fresh.first?.document["metadata"]?["revision"]?.text)
    #expect(revision != "from-elsewhere")
    for mode in [WriteMode.upsert, .update] {
      let stale = await refusal { try await stories.writeDocuments([Self.role("dba", revision: "stale")], mode: mode, by: admin) }
      #expect(stale?.kind == .compareFailed && stale?.path == "documents[0].metadata.revision")
    }
    let updated = try await stories.writeDocuments([Self.role("dba", revision: revision)], mode: .update, by: admin)
    #expect(updated.first?.created == false)
    let gone = await refusal { try await stories.writeDocuments([Self.role("never", revision: revision)], mode: .update, by: admin) }
    #expect(gone?.kind == .notFound)
    #expect(try await stories.writeDocuments([Self.role("never", revision: "x")], mode: .upsert, by: admin).first?.created == true)
  }

  @Test("nothing is written twice by one change, and a change has its limits")
  func distinct() async throws {
    let stories = try await House().stories
    let twice = await refusal {
      try await stories.writeDocuments([Self.role("a"), Self.role("b"), Self.role("a")], mode: .create, by: admin)
    }
    #expect(twice?.path == "documents[2].metadata.name" && twice?.message.contains("documents 1 and 3") == true)
    let many = (0...1000).map { Self.role("r\($0)") }
    #expect(await refusal { try await stories.writeDocuments(many, mode: .create, by: admin) }?.kind == .limitExceeded)
    #expect(await refusal { try await stories.writeDocuments([], mode: .create, by: admin) }?.kind == .badParameter)
    #expect(await refusal { try await stories.writeDocuments(["role"], mode: .create, by: admin) }?.path == "documents[0]")
    let kind = await refusal { try await stories.writeDocuments([.map(["kind": "token"])], mode: .create, by: admin) }
    #expect(kind?.path == "documents[0].kind")
  }

  @Test("unknown fields that can only add are left out when the writer agrees, and told")
  func unknownFields() async throws {
    let stories = try await House().stories
    let future = Self.role("future", ["mainframe_labels": .map(["env": "test"]), "logins": .list(["root"])])
    let refused = await refusal { try await stories.writeDocuments([future], mode: .create, by: admin) }
    #expect(refused?.path == "documents[0].spec.allow.mainframe_labels")
    let written = try await stories.writeDocuments([future], mode: .create, ignoringUnknownFields: true, by: admin)
    #expect(written.first?.ignored == ["spec.allow.mainframe_labels"])
    #expect(written.first?.document["spec"]?["allow"]?["logins"] == .list(["root"]))
    let denying = Self.document("role", "v8", "denying", .map(["deny": .map(["mainframe_labels": .map(["env": "test"])])]))
    let strict = await refusal { try await stories.writeDocuments([denying], mode: .create, ignoringUnknownFields: true, by: admin) }
    #expect(strict?.path == "documents[0].spec.deny.mainframe_labels")
  }

  @Test("what surprises in a role is told")
  func warnings() async throws {
    let stories = try await House().stories
    let role = Self.document(
      "role", "v8", "odd", .map(["deny": .map(["node_labels": .map(["env": .list(["prod"]), "team": .list(["x"])])])]))
    let written = try await stories.writeDocuments([role], mode: .create, by: admin)
    #expect(written.first?.warnings.contains { $0.path.hasPrefix("spec.deny.node_labels") } == true)
  }

  @Test("the rights to each document are asked, conditions included")
  func rights() async throws {
    let house = try await House()
    let rules: Value = .list([
      .map([
        "resources": .list(["role"]), "verbs": .list(["create", "update", "read", "list"]),
        "where": "equals(resource.metadata.labels[\"team\"], \"web\")",
      ])
    ])
    let arranging = [
      Self.role("web-admin", ["rules": rules]), Self.document("user", "v2", "wendy", .map(["roles": .list(["web-admin"])])),
    ]
    _ = try await house.stories.writeDocuments(arranging, mode: .create, by: admin)
    let wendy = Caller.person(try await house.signIn("wendy"))
    func labelled(_ name: String, _ team: String) -> Value {
      .map([
        "kind": "role", "version": "v8", "metadata": .map(["name": .text(name), "labels": .map(["team": .text(team)])]), "spec": .map([:]),
      ])
    }
    _ = try await house.stories.writeDocuments([labelled("w", "web")], mode: .create, by: wendy)
    _ = try await house.stories.writeDocuments([labelled("o", "ops")], mode: .create, by: admin)
    for (document, mode) in [(labelled("x", "ops"), WriteMode.create), (labelled("w", "ops"), .upsert), (labelled("o", "web"), .upsert)] {
      let refused = await refusal { try await house.stories.writeDocuments([document], mode: mode, by: wendy) }
      #expect(refused?.kind == .accessDenied && refused?.path == "documents[0]")
    }
    let seen = try await house.stories.documents(kind: "role", parent: nil, by: wendy)
    #expect(seen.map(\.name) == ["w"])
    #expect(await refusal { try await house.stories.document(kind: "role", name: "o", parent: nil, by: wendy) }?.kind == .notFound)
    #expect(
      await refusal { try await house.stories.deleteDocument(kind: "role", name: "w", parent: nil, revision: "", by: wendy) }?.kind
        == .accessDenied)
  }

  @Test("a list and its members are theirs to write who may create lists; members of others stay their owners'")
  func members() async throws {
    let house = try await House()
    _ = try await house.stories.writeDocuments([Self.role("dba")], mode: .create, by: admin)
    let max = Caller.person(try await house.signIn("max"))
    let refused = await refusal { try await house.stories.writeDocuments([Self.list, Self.member], mode: .create, by: max) }
    #expect(refused?.kind == .accessDenied)
    let alice = Caller.person(try await house.signIn("alice"))
    #expect(try await house.stories.writeDocuments([Self.member, Self.list], mode: .create, by: alice).allSatisfy(\.created))
    let olivia = Caller.person(try await house.signIn("olivia"))
    let nina = Self.document("user", "v2", "nina", .map([:]))
    _ = try await house.stories.writeDocuments([nina], mode: .create, by: admin)
    let added = Self.document("access_list_member", "v1", "nina", .map(["access_list": "databases", "name": "nina"]))
    #expect(await refusal { try await house.stories.writeDocuments([added], mode: .create, by: max) }?.kind == .accessDenied)
    #expect(try await house.stories.writeDocuments([added], mode: .create, by: olivia).first?.created == true)
  }
}

extension Value {
  fileprivate var kind: String { self["kind"]?.text ?? "" }
  fileprivate var name: String { self["metadata"]?["name"]?.text ?? "" }
}
