import Foundation
import Testing
import ThresholdModel

@Suite("Records as the store keeps them")
struct RecordCodingTests {
  static let now = Moment(milliseconds: 1_800_000_000_123)

  static let records: [Record] = {
    var request = AccessRequest(
      id: "11111111-1111-4111-8111-111111111111",
      spec: AccessRequestSpec(
        user: "max", roles: ["access"], resources: [ResourceID(cluster: "main", kind: "node", name: "n")], state: .ended, created: now,
        accessExpires: now + .hours(2), recordExpires: now + .hours(1), sessionTTL: now + .hours(2), assumeStart: now + .minutes(5),
        reason: "why\nnot", suggestedReviewers: ["olivia"]))
    request.spec.reviews = [Review(author: "olivia", proposed: .approved, reason: "ok", created: now, assumeStart: now)]
    request.spec.override = Override(author: "local:root", reason: "fire", at: now)
    request.spec.ended = Ended(by: "olivia", reason: "done", at: now)
    request.spec.resolveReason = "ok"
    var signIn = SignIn(id: "s", user: "max", created: now, expires: now + .hours(12), address: "10.0.0.9")
    signIn.assumed = [request.id: now + .hours(1)]
    return [
      .user(User(name: "Max", roles: ["access"], traits: ["logins": ["root"], "team": []])),
      .role(
        Role(
          name: "access", labels: ["a": "b"], options: RoleOptions(maxSessionTTL: .hours(8)),
          allow: RoleConditions(
            nodeLabels: ["env": ["test", "^a|b$"], "*": ["*"]], logins: ["{{internal.logins}}"],
            request: RequestConditions(searchAsRoles: ["x"]), reviewRequests: ReviewConditions(roles: ["*"], previewAsRoles: ["x"]),
            rules: [Rule(resources: ["*"], verbs: ["read"])]), deny: RoleConditions(logins: ["root"]))),
      .server(
        Server(
          id: "n", labels: ["env": "test"],
          spec: ServerSpec(address: "h:22", hostname: "h", hostKeys: ["ssh-ed25519 AAAA"], gatewayAddresses: ["10.0.0.1"]))),
      .list(
        AccessList(
          version: "v1", metadata: Metadata(name: "l", description: "d", labels: ["a": "b"], expires: now, revision: "7"),
          spec: AccessListSpec(
            type: .static, title: "L", owners: [Owner(name: "olivia", description: "boss"), Owner(list: "Others")],
            audit: ListAudit(frequency: .yearly, day: .last, nextDate: now, reminderLead: .days(7)),
            membershipRequires: Requirements(roles: ["staff"], traits: ["team": []]), ownershipRequires: Requirements(traits: ["a": ["b"]]),
            grants: Grants(roles: ["access"], traits: ["logins": ["root", "ubuntu"]]), ownerGrants: Grants(roles: ["reviewer"])))),
      .member(Member(MemberSpec(list: "l", user: "Max", joined: now, expires: now + .hours(1), reason: "r", addedBy: "olivia"))),
      .listReview(
        ListReview(
          id: "22222222-2222-4222-8222-222222222222",
          ListReviewSpec(
            list: "l", reviewers: ["olivia"], date: now, notes: "fine",
            changes: ListReviewChanges(
              membershipRequirements: Requirements(roles: ["staff"]), removedMembers: ["Max"], frequency: .monthly, day: .last),
            isHandedOut: true))),
      .request(request),
      .lock(
        Lock(version: "v2", metadata: Metadata(name: "k"), spec: LockSpec(target: LockTarget(user: "max"), message: "m", expires: now))),
      .resource(.database(Database(name: "d", labels: ["a": "b"], spec: DatabaseSpec(wireProtocol: "mysql", uri: "h:3306")))),
      .resource(.kubeCluster(KubeCluster(name: "k", labels: ["a": "b"]))),
      .resource(.app(App(name: "a", spec: AppSpec(uri: "http://h", tcpPorts: [AppPortRange(port: 1)], mcp: MCPCommand(command: "c"))))),
      .resource(.desktop(WindowsDesktop(name: "w", spec: WindowsDesktopSpec(address: "h:3389", isNonAD: true)))),
      .dynamicDesktop(DynamicWindowsDesktop(name: "w2", spec: WindowsDesktopSpec(address: "h:3389", domain: "d"))),
      .resource(.gitServer(GitServer(name: "g", organization: "acme", integration: "i"))),
      .resource(.userGroup(UserGroup(name: "u", applications: ["a"]))),
      .resource(.account(IdentityCenterAccount(name: "ic", spec: IdentityCenterAccountSpec(accountID: "123456789012")))),
      .resource(
        .assignment(
          IdentityCenterAssignment(
            name: "ica", spec: IdentityCenterAssignmentSpec(accountID: "123456789012", permissionSet: PermissionSet(arn: "arn:x"))))),
      .resource(.samlProvider(SAMLProvider(name: "s", spec: SAMLProviderSpec(entityID: "e")))),
      .resource(.remoteCluster(RemoteCluster(name: "leaf", labels: ["a": "b"]))),
      .resource(.workloadIdentity(WorkloadIdentity(name: "wi", spec: WorkloadIdentitySpec(spiffeID: "/svc")))),
      .resource(.databaseService(DatabaseService(name: "ds"))), .serverInfo(ServerInfo(of: "n", newLabels: ["a": "b"])),
      .monitoringRule(
        MonitoringRule(name: "m", spec: MonitoringRuleSpec(condition: "true", automaticReview: AutomaticReview(decision: "DENIED")))),
      .authPreference(AuthPreference(AuthPreferenceSpec(sessionMFA: .session, defaultSessionTTL: .hours(1)))),
      .recordingConfig(RecordingConfig(RecordingConfigSpec(mode: .off))),
      .notice(.request(request.id, .requestApproved, to: ["Max"], "it was approved", at: now)),
      .noticeReader(NoticeReader(name: "webhook/ops", position: 7)),
      .token(
        JoinToken(
          hash: "ab", labels: ["env": "test"], allowedLabels: ["team": ["*"]], created: now, expires: now + .hours(1), createdBy: "olivia")),
      .signIn(signIn),
      .certificate(
        IssuedCertificate(
          serial: .max, user: "Max", signIn: "s", server: "n", login: "root", validAfter: now, validBefore: now + .minutes(2))),
      .authority(
        Authority(purpose: .sshUser, id: "a", isActive: true, created: now, publicPart: "ssh-ed25519 A", sealedPrivateKey: Data([1]))),
      .password(PasswordRecord(user: "Max", salt: Data([1]), hash: Data([2]), cost: 32768, changed: now)),
      .cluster(Cluster(name: "main", id: "c", created: now)),
    ]
  }()

  @Test("there is a record of every kind to test")
  func complete() {
    #expect(Set(Self.records.map(\.key.kind)) == Set(Record.Kind.allCases))
  }

  @Test("every kind comes back as it was", arguments: records)
  func roundTrip(record: Record) throws {
    let body = try record.body()
    let back = try Record(kind: record.key.kind, body: body)
    #expect(back == record)
    #expect(back.key == record.key)
    #expect(try back.body() == body)
  }

  @Test("a new revision changes documents only, and nothing else in them", arguments: records)
  func revised(record: Record) {
    let revised = record.revised("new")
    #expect(revised.revision == "new" || revised == record)
    #expect(revised.revised(record.revision) == record)
    #expect(revised.key == record.key)
  }

  @Test("users, members and sign-ins are keyed ignoring case")
  func keys() {
    #expect(Self.records[0].key == Record.Key(.user, "max"))
    #expect(Record.Key.member("MAX", of: "L") == Record.Key(.member, "max", parent: "L"))
    #expect(Record.Key.member(.list("MAX"), of: "L") == Record.Key(.member, "MAX", parent: "L"))
  }

  @Test("bytes of another kind are refused")
  func wrongKind() {
    #expect(throws: (any Error).self) { try Record(kind: .role, body: Data("[]".utf8)) }
    #expect(throws: (any Error).self) { try Record(kind: .cluster, body: Data(#"{"name":1}"#.utf8)) }
  }
}
