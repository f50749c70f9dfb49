import Testing
import ThresholdModel
import ThresholdTesting

@testable import ThresholdService

@Suite("listings of resources")
struct ListingResourcesTests {
  private let admin = Caller.local(osUser: "test")

  private static func resource(
    _ kind: String, _ version: String, _ name: String, _ labels: [String: Value], _ spec: [String: Value]
  ) -> Value {
    .map([
      "kind": .text(kind), "version": .text(version), "metadata": .map(["name": .text(name), "labels": .map(labels)]), "spec": .map(spec),
    ])
  }

  /// Databases db-1 to db-`count`, half of them production; nina reaches the test ones and may request production.
  private func house(databases count: Int = 10) async throws -> (stories: Stories, nina: Person) {
    let house = try await House()
    let labels: (String) -> Value = { value in .map(["env": .text(value)]) }
    var documents: [Value] = (1...count).map { number in
      Self.resource(
        "db", "v3", "db-\(number < 10 ? "0" : "")\(number)",
        ["env": .text(number.isMultiple(of: 2) ? "test" : "prod"), "teleport.hidden/secret": "s3cret", "n": .text("\(count - number)")],
        ["protocol": "postgres", "uri": .text("h\(number):5432")])
    }
    documents += [
      Self.resource("app", "v3", "grafana", ["env": "test"], ["uri": "http://h:3000", "rewrite": .map(["headers": .list(["X: hush"])])]),
      Self.resource("kube_cluster", "v3", "eks", ["env": "prod"], [:]),
      .map([
        "kind": "role", "version": "v8", "metadata": .map(["name": "test"]),
        "spec": .map([
          "allow": .map([
            "db_labels": labels("test"), "app_labels": labels("test"), "db_users": .list(["reader"]), "db_names": .list(["*"]),
            "request": .map(["search_as_roles": .list(["prod"])]),
          ])
        ]),
      ]),
      .map([
        "kind": "role", "version": "v8", "metadata": .map(["name": "prod"]),
        "spec": .map([
          "allow": .map([
            "db_labels": labels("prod"), "db_users": .list(["writer"]), "db_names": .list(["*"]), "kubernetes_labels": labels("prod"),
            "kubernetes_groups": .list(["dev"]),
          ])
        ]),
      ]),
      .map(["kind": "user", "version": "v2", "metadata": .map(["name": "nina"]), "spec": .map(["roles": .list(["test"])])]),
    ]
    _ = try await house.stories.writeDocuments(documents, mode: .create, by: admin)
    return (house.stories, try await house.signIn("nina"))
  }

  @Test("reachable, requestable, or both, of any kinds")
  func scopes() async throws {
    let (stories, nina) = try await house()
    func names(_ scope: ResourceScopeOfListing, _ kinds: [ResourceKind]) async throws -> [String] {
      try await stories.resources(scope, ResourceSelection(kinds: kinds), by: nina).resources.map {
        ($0.requiresRequest ? "?" : "") + $0.id.name
      }
    }
    #expect(try await names(.reachable, [.database]) == ["db-02", "db-04", "db-06", "db-08", "db-10"])
    #expect(try await names(.requestable, [.database]) == ["?db-01", "?db-03", "?db-05", "?db-07", "?db-09"])
    #expect(try await names(.all, [.database]).count == 10)
    #expect(try await names(.all, [.app, .kubeCluster]) == ["?eks", "grafana"])
    #expect(try await names(.all, ResourceKind.allCases).count == 12)
    let accounts = try await stories.resources(.all, ResourceSelection(kinds: [.database]), by: nina).resources.map {
      $0.accounts["db_users"]
    }
    #expect(accounts.first == ["writer"] && accounts.last == ["reader"])
  }

  @Test(
    "filters narrow what access let through",
    arguments: [
      (["db-0"], [:], nil, 9), (["POSTGRES", "test"], [:], nil, 5), (["h3:"], [:], nil, 1), (["env=prod"], [:], nil, 5),
      (["nothing"], [:], nil, 0),
      ([], ["env": "test"], nil, 5), ([], ["env": "TEST"], nil, 0), ([], [:], "labels[\"env\"] == \"prod\"", 5),
      ([], [:], "hasPrefix(name, \"db-1\")", 1), ([], [:], "search(\"db\", \"prod\",)", 5), ([], [:], "search()", 10),
      ([], [:], "resource.spec.protocol == \"postgres\" && !exists(labels[\"zone\"])", 10),
      (["02"], ["env": "test"], "name != \"db-04\"", 1),
      (["s3cret"], [:], nil, 0), ([], ["teleport.hidden/secret": "s3cret"], nil, 0),
      ([], [:], "exists(labels[\"teleport.hidden/secret\"])", 0),
      ([], [:], "labels[\"teleport.hidden/secret\"] == \"s3cret\"", 0), ([], [:], "search(\"s3cret\")", 0),
    ] as [([String], [String: String], String?, Int)])
  func filters(search: [String], labels: [String: String], query: String?, count: Int) async throws {
    let (stories, nina) = try await house()
    let selection = try ResourceSelection(kinds: [.database], search: search, labels: labels, query: query)
    let found = try await stories.resources(.all, selection, by: nina).resources
    #expect(found.count == count)
    #expect(found.allSatisfy { $0.labels["teleport.hidden/secret"] == nil })
  }

  @Test(
    "a filter that cannot be read is refused, with its place", arguments: ["name ==", "nothing(name)", "labels[", "user.name == \"x\""])
  func badQuery(query: String) async throws {
    let (stories, nina) = try await house(databases: 1)
    let refused = await refusal { try await stories.resources(.all, ResourceSelection(kinds: [.database], query: query), by: nina) }
    #expect(refused?.kind == .badParameter && refused?.path == "query")
  }

  @Test("what a listing does not show, no filter reads")
  func outline() async throws {
    let (stories, nina) = try await house(databases: 1)
    let selection = try ResourceSelection(kinds: [.app], query: "exists(resource.spec.rewrite)")
    let found = await Result { try await stories.resources(.all, selection, by: nina).resources.count }
    #expect((try? found.get()) ?? 0 == 0)
    let inventory = try stories.inventory(ResourceSelection(kinds: [.app]), by: .person(nina)).resources
    #expect(inventory.count == 1)
    #expect(inventory.first?.document?["spec"]?["rewrite"] == nil && inventory.first?.document?["spec"]?["uri"] == "http://h:3000")
  }

  @Test(
    "pages go on where they stopped, in the same order, whatever comes in between",
    arguments: ResourceSelection.Sort.allCases, ResourceSelection.Order.allCases)
  func pages(sort: ResourceSelection.Sort, order: ResourceSelection.Order) async throws {
    let (stories, nina) = try await house(databases: 23)
    func page(_ token: String?) async throws -> ResourcePage {
      let selection = try ResourceSelection(
        kinds: [.database, .app, .kubeCluster], sort: sort, order: order, pageToken: token, pageSize: 4)
      return try await stories.resources(.all, selection, by: nina)
    }
    let whole = try ResourceSelection(kinds: [.database, .app, .kubeCluster], sort: sort, order: order)
    let expected = try await stories.resources(.all, whole, by: nina).resources.map(\.id)
    #expect(expected.count == 25)
    var found: [ResourceID] = []
    var token: String?
    repeat {
      let page = try await page(token)
      #expect(page.resources.count <= 4)
      found += page.resources.map(\.id)
      token = page.next
      // One that has been shown already goes, and takes no place of another.
      if found.count == 4, let first = found.first {
        try await stories.deleteDocument(kind: first.kind, name: first.name, parent: nil, revision: "", by: admin)
      }
    } while token != nil
    #expect(found == expected)
  }

  @Test("a token of another order is refused", arguments: ["", "x", "bm90IGpzb24="])
  func badToken(token: String) async throws {
    #expect(throws: Problem.self) { try ResourceSelection(kinds: [.node], pageToken: token) }
    let (stories, nina) = try await house()
    let first = try await stories.resources(.all, ResourceSelection(kinds: [.database], pageSize: 1), by: nina)
    #expect(throws: Problem.self) { try ResourceSelection(kinds: [.database], sort: .labels, pageToken: first.next) }
    #expect(throws: Problem.self) { try ResourceSelection(kinds: [.database], order: .descending, pageToken: first.next) }
  }

  @Test("a deny rule on the kind closes the listing, whatever the labels open; with a condition only where it holds")
  func gate() async throws {
    let (stories, nina) = try await house()
    func deny(_ verbs: [Value], where condition: String?) async throws -> Int {
      var rule: [String: Value] = ["resources": .list(["db"]), "verbs": .list(verbs)]
      rule["where"] = condition.map { .text($0) }
      let role: Value = .map([
        "kind": "role", "version": "v8", "metadata": .map(["name": "blind"]), "spec": .map(["deny": .map(["rules": .list([.map(rule)])])]),
      ])
      let user: Value = .map([
        "kind": "user", "version": "v2", "metadata": .map(["name": "nina"]), "spec": .map(["roles": .list(["test", "blind"])]),
      ])
      _ = try await stories.writeDocuments([role, user], mode: .upsert, by: admin)
      return try await stories.resources(.all, ResourceSelection(kinds: [.database, .app]), by: nina).resources.count
    }
    #expect(try await deny(["list"], where: nil) == 1)
    #expect(try await deny(["read"], where: nil) == 1)
    #expect(try await deny(["update"], where: nil) == 11)
    #expect(try await deny(["list"], where: "equals(resource.metadata.labels[\"env\"], \"prod\")") == 6)
  }

  @Test("an inventory holds everything for whoever may read the kind, and for others what they may know of")
  func inventory() async throws {
    let (stories, nina) = try await house()
    let selection = try ResourceSelection(kinds: [.database])
    #expect(try stories.inventory(selection, by: admin).resources.count == 10)
    #expect(try stories.inventory(selection, by: .person(nina)).resources.count == 10)
    let max: Value = .map(["kind": "user", "version": "v2", "metadata": .map(["name": "otto"]), "spec": .map([:])])
    _ = try await stories.writeDocuments([max], mode: .create, by: admin)
    let signIn = try await stories.committer.commit { situation in
      let signIn = SignIn(
        id: SignInID(freshID()), user: "otto", created: situation.now, expires: situation.now + .hours(1), address: "127.0.0.1")
      return Draft([.put(.signIn(signIn))], answer: signIn)
    }.answer
    let otto = Person(user: "otto", signIn: signIn.id, address: "127.0.0.1")
    #expect(try stories.inventory(selection, by: .person(otto)).resources.isEmpty)
  }

  @Test("searching for what can be requested is on the log, once for all pages")
  func audit() async throws {
    let (stories, nina) = try await house()
    let first = try await stories.resources(.requestable, ResourceSelection(kinds: [.database], pageSize: 2), by: nina)
    _ = try await stories.resources(.requestable, ResourceSelection(kinds: [.database], pageToken: first.next, pageSize: 2), by: nina)
    let events = try await stories.auditEvents(AuditSelection(user: "nina", limit: 100), by: admin).map(\.body)
    #expect(events.filter { $0["resource_type"] == "db" }.count == 1)
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
