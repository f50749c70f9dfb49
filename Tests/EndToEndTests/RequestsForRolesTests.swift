import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("Requests for roles, through the programs")
struct RequestsForRolesTests {
  private static let documents = """
    kind: role
    version: v7
    metadata: {name: dba}
    spec: {allow: {db_labels: {env: prod}, db_users: [app], db_names: ['*']}}
    ---
    kind: role
    version: v7
    metadata: {name: dba-readonly}
    spec: {allow: {db_labels: {env: prod}, db_users: [ro], db_names: ['*']}}
    ---
    kind: role
    version: v7
    metadata: {name: asker}
    spec:
      options: {request_access: reason, request_prompt: name the ticket}
      allow: {request: {roles: ['dba*'], thresholds: [{approve: 2, deny: 1}]}}
    ---
    kind: role
    version: v7
    metadata: {name: judge}
    spec: {allow: {review_requests: {roles: ['dba*']}}}
    ---
    kind: role
    version: v7
    metadata: {name: breaker}
    spec: {allow: {rules: [{resources: [access_request], verbs: [list, read, create, update]}]}}
    ---
    kind: db
    version: v3
    metadata: {name: orders, labels: {env: prod}}
    spec: {protocol: postgres, uri: 'localhost:5432'}
    """

  /// A cluster with `max`, who may ask, and two who may answer.
  private func play(_ story: @Sendable (RunningCluster, _ max: Person, _ olivia: Person, _ omar: Person) async throws -> Void) async throws
  {
    try await RunningCluster.play { cluster in
      try await cluster.tctl("create", "-f", input: Self.documents).expectSuccess()
      let max = try await Person.add("max", roles: "asker", to: cluster)
      let olivia = try await Person.add("olivia", roles: "judge", to: cluster)
      let omar = try await Person.add("omar", roles: "judge,breaker", to: cluster)
      defer { for person in [max, olivia, omar] { person.end() } }
      for person in [max, olivia, omar] { try await person.signIn() }
      try await story(cluster, max, olivia, omar)
    }
  }

  private func ask(_ max: Person, _ more: String...) async throws -> String {
    let outcome = try await run(
      Program.tsh, ["request", "create", "--reason", "INC-42", "--nowait", "--format", "json"] + more, environment: max.environment
    ).expectSuccess()
    let request: AccessRequest = try outcome.json()
    return request.id.text
  }

  @Test("two people's approvals decide, and the role counts once it is assumed and until it is dropped")
  func twoApprovals() async throws {
    try await play { cluster, max, olivia, omar in
      let id = try await ask(max, "--roles", "dba")
      let pending = try await olivia.tsh("request", "review", id, "--approve").expectSuccess()
      #expect(pending.errors.contains("PENDING"))
      try await olivia.tsh("request", "review", id, "--approve").expectRefusal(saying: "already reviewed")
      #expect(try await omar.tsh("request", "ls", "--reviewable").expectSuccess().output.contains(id))
      try await omar.tctl("requests", "review", id, "--author", "olivia", "--approve").expectRefusal(saying: "signed in")
      let decided = try await omar.tctl("requests", "review", id, "--author", "omar", "--approve").expectSuccess()
      #expect(decided.errors.contains("APPROVED"))
      try await max.tsh("explain", "db/orders", "--db-user", "app", "--db-name", "x").expectRefusal(saying: "does not exist")
      try await max.tsh("login", "--request-id", id).expectSuccess()
      let allowed = try await max.tsh("explain", "db/orders", "--db-user", "app", "--db-name", "x").expectSuccess()
      #expect(allowed.output.contains("dba"))
      try await max.tsh("request", "drop", id).expectSuccess()
      try await max.tsh("explain", "db/orders", "--db-user", "app", "--db-name", "x").expectRefusal(saying: "does not exist")
    }
  }

  @Test("an override may approve a part of the roles, may be taken back once, and says on whose word it was made")
  func overriding() async throws {
    try await play { cluster, max, olivia, omar in
      let id = try await ask(max, "--roles", "dba,dba-readonly")
      try await olivia.tctl("requests", "approve", id, "--reason", "x").expectRefusal(saying: "may not update")
      try await omar.tctl("requests", "approve", id, "--roles", "access", "--reason", "x").expectRefusal(saying: "not asked for")
      try await omar.tctl(
        "requests", "approve", id, "--roles", "dba-readonly", "--reason", "INC-42", "--annotations", "ticket=INC-42", "--delegator", "pager"
      ).expectSuccess()
      let shown = try await max.tsh("request", "show", id, "--format", "json").expectSuccess()
      let request: AccessRequest = try shown.json()
      #expect(request.spec.roles == ["dba-readonly"] && request.spec.originalRoles == ["dba", "dba-readonly"])
      #expect(request.spec.resolveAnnotations == ["ticket": ["INC-42"]])
      let event = try #require(try await cluster.events("access_request.override").last)
      #expect(event.body["delegator"]?.text == "pager" && event.body["user"]?.text == "omar")
      try await omar.tctl("requests", "deny", id, "--reason", "wrong ticket").expectSuccess()
      try await omar.tctl("requests", "deny", id, "--reason", "wrong ticket").expectSuccess()
      try await omar.tctl("requests", "approve", id, "--reason", "again").expectRefusal(saying: "already DENIED")
      try await max.tsh("login", "--request-id", id).expectRefusal(saying: "DENIED")
    }
  }

  @Test("asking for somebody else takes the right to, and a dry run stores nothing")
  func onBehalf() async throws {
    try await play { cluster, max, olivia, omar in
      try await olivia.tctl("requests", "create", "max", "--roles", "dba", "--reason", "x").expectRefusal(saying: "may not create")
      let dry = try await omar.tctl("requests", "create", "max", "--dry-run").expectSuccess()
      let would: AccessRequest = try dry.json()
      #expect(would.spec.roles == ["dba", "dba-readonly"] && would.spec.isDryRun)
      let mine: RequestsAnswer = try await max.call(Endpoints.requests, query: ["scope": "my_requests"])
      #expect(mine.requests.isEmpty)
      try await omar.tctl("requests", "create", "max", "--roles", "dba").expectRefusal(saying: "reason")
      let made = try await omar.tctl("requests", "create", "max", "--roles", "dba", "--reason", "night shift").expectSuccess()
      let id = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(try await max.tsh("request", "ls", "--my-requests").expectSuccess().output.contains(id))
      // Whoever files it for somebody may still review it: it is not their own.
      try await omar.tsh("request", "review", id, "--deny", "--reason", "no").expectSuccess()
      let capabilities: CapabilitiesAnswer = try await omar.tctl("requests", "caps", "max", "--format", "json").expectSuccess().json()
      #expect(capabilities.requestableRoles == ["dba", "dba-readonly"] && capabilities.requireReason && capabilities.autoRequest)
      try await max.tctl("requests", "capabilities", "olivia").expectRefusal(saying: "may not list")
    }
  }

  @Test("signing in asks for every role that may be asked for where a role says so, and without a reason for none")
  func atSignIn() async throws {
    try await play { cluster, max, olivia, omar in
      let silent = try await max.signIn()
      #expect(silent.errors.contains("name the ticket") && silent.errors.contains("--request-reason"))
      let before: RequestsAnswer = try await max.call(Endpoints.requests, query: ["scope": "MY_REQUESTS"])
      #expect(before.requests.isEmpty)
      try await max.signIn("--request-reason", "INC-42", "--request-nowait")
      let after: RequestsAnswer = try await max.call(Endpoints.requests, query: ["scope": "MY_REQUESTS"])
      #expect(after.requests.map(\.request.spec.roles) == [["dba", "dba-readonly"]])
      let search = try await max.tsh("request", "search", "--roles").expectSuccess()
      #expect(search.output.contains("--roles dba,dba-readonly"))
      let found: RequestsAnswer = try await olivia.call(Endpoints.requests, query: ["search": "READONLY max"])
      #expect(found.requests.count == 1)
      let none: RequestsAnswer = try await olivia.call(Endpoints.requests, query: ["search": "elsewhere"])
      #expect(none.requests.isEmpty)
    }
  }
}
