import Crypto
import Foundation
import GRDB
import Synchronization
import Testing
import ThresholdModel

@testable import ThresholdStore

/// A folder of its own for one test; gone with the last reference.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "threshold-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The data directory in it.
  var data: String { path + "/data" }
  func file(_ name: String) -> String { data + "/" + name }

  func open(acceptLoss: Bool = false, feedLength: Int64 = 100_000) throws(StoreError) -> SQLiteStore {
    try SQLiteStore(directory: data, acceptLoss: acceptLoss, feedLength: feedLength)
  }

  /// Why the store cannot be opened.
  func refusal() throws -> StoreError { try #require(throws: StoreError.self) { _ = try self.open() } }

  /// Copies the data directory as it stands now, also while it is open.
  func copy(_ name: String) throws -> String {
    let target = path + "/" + name
    try FileManager.default.copyItem(atPath: data, toPath: target)
    return target
  }

  /// Edits the database with plain SQL, as a foreign hand would.
  func edit(_ sql: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(5)
    let queue = try DatabaseQueue(path: file("threshold.sqlite"), configuration: configuration)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  func shorten(_ name: String, by bytes: Int) throws {
    let length = try #require(try FileManager.default.attributesOfItem(atPath: file(name))[.size] as? Int)
    #expect(truncate(file(name), max(0, length - bytes)) == 0)
  }

  func mode(_ name: String) throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: name)[.posixPermissions] as? Int)
  }
}

/// Numbers events, so that each has a `uid` of its own.
private let counter = Atomic<Int64>(0)

enum Sample {
  static let start = Moment(seconds: 1_767_225_600)

  static func event(
    _ type: AuditType = .userUpdated, at seconds: Int64 = 0, user: String? = "alice", uid: String? = nil, _ details: [String: Value] = [:]
  ) -> AuditEvent {
    let number = counter.add(1, ordering: .relaxed).newValue
    return AuditEvent(type, time: start + .seconds(seconds), uid: uid ?? "event-\(number)", user: user, details: details)
  }

  static func user(_ name: String, revision: String = "r1") -> ThresholdModel.Record {
    var user = User(name: UserName(name), roles: ["dev"], traits: ["logins": ["root", "übung"]])
    user.metadata.revision = revision
    return .user(user)
  }

  static func request(
    _ id: String, user: String = "alice", state: RequestState = .pending, created seconds: Int64 = 0
  ) -> AccessRequest {
    let created = start + .seconds(seconds)
    return AccessRequest(
      id: RequestID(id),
      spec: AccessRequestSpec(
        user: UserName(user), roles: ["ssh"], resources: [ResourceID(cluster: "main", kind: "node", name: "n1")], state: state,
        created: created, accessExpires: created + .hours(8), recordExpires: created + .hours(1), sessionTTL: created + .hours(4),
        reason: "why / not"))
  }

  static func authority(_ id: String, _ purpose: Authority.Purpose = .user, isActive: Bool = true) -> ThresholdModel.Record {
    .authority(
      Authority(purpose: purpose, id: id, isActive: isActive, created: start, publicPart: "PUBLIC", sealedPrivateKey: Data([1, 2, 3])))
  }

  static func listReview(_ id: String, of list: ListName = "dev-team", reviewed: Int64 = 0) -> ThresholdModel.Record {
    .listReview(
      ListReview(
        id: ListReviewID(id),
        ListReviewSpec(
          list: list, reviewers: ["carol"], date: Moment(milliseconds: start.milliseconds + reviewed), notes: "fine",
          changes: ListReviewChanges(removedMembers: ["Bob"]))))
  }

  static func signIn(_ id: String, user: String = "alice") -> ThresholdModel.Record {
    var signIn = SignIn(id: SignInID(id), user: UserName(user), created: start, expires: start + .hours(8), address: "192.0.2.1")
    signIn.assumed = ["q1": start + .hours(1)]
    return .signIn(signIn)
  }

  /// One record of every kind.
  static var everyKind: [ThresholdModel.Record] {
    var role = Role(
      version: "v8", metadata: Metadata(name: "dev", labels: ["team": "core"], expires: start + .days(1), revision: "r2"), spec: RoleSpec())
    role.spec.allow.nodeLabels = ["env": ["test"]]
    role.spec.allow.logins = ["{{internal.logins}}"]
    let list = AccessList(
      version: "v1", metadata: Metadata(name: "dev-team", revision: "r3"),
      spec: AccessListSpec(title: "Dev “team”", owners: [Owner(name: "carol")], grants: Grants(roles: ["dev"])))
    return [
      user("Alice"), .role(role),
      .server(
        Server(
          id: "n1", labels: ["env": "test"],
          spec: ServerSpec(address: "192.0.2.7:22", hostname: "one", hostKeys: ["ssh-ed25519 AAAA"], gatewayAddresses: ["192.0.2.1"]))),
      .list(list),
      .member(Member(MemberSpec(list: "dev-team", user: "Bob", joined: start, expires: start + .days(9), reason: "new", addedBy: "carol"))),
      listReview("w1"), .request(request("q1")),
      .lock(
        Lock(
          version: "v2", metadata: Metadata(name: "l1", revision: "r4"), spec: LockSpec(target: LockTarget(user: "mallory"), message: "no"))
      ),
      .resource(.database(Database(name: "d1", labels: ["a": "b"], spec: DatabaseSpec(wireProtocol: "mysql", uri: "h:3306")))),
      .resource(.kubeCluster(KubeCluster(name: "k1"))), .resource(.app(App(name: "a1", spec: AppSpec(uri: "http://h")))),
      .resource(.desktop(WindowsDesktop(name: "w1", spec: WindowsDesktopSpec(address: "h:3389")))),
      .dynamicDesktop(DynamicWindowsDesktop(name: "w2", spec: WindowsDesktopSpec(address: "h:3389"))),
      .resource(.gitServer(GitServer(name: "g1", organization: "acme"))),
      .resource(.userGroup(UserGroup(name: "u1", applications: ["a1"]))),
      .resource(.account(IdentityCenterAccount(name: "i1", spec: IdentityCenterAccountSpec(accountID: "123456789012")))),
      .resource(
        .assignment(
          IdentityCenterAssignment(
            name: "i2", spec: IdentityCenterAssignmentSpec(accountID: "123456789012", permissionSet: PermissionSet(arn: "arn:x"))))),
      .resource(.samlProvider(SAMLProvider(name: "p1", spec: SAMLProviderSpec(entityID: "e")))),
      .resource(.remoteCluster(RemoteCluster(name: "leaf"))),
      .resource(.workloadIdentity(WorkloadIdentity(name: "wi", spec: WorkloadIdentitySpec(spiffeID: "/svc")))),
      .resource(.databaseService(DatabaseService(name: "ds"))), .serverInfo(ServerInfo(of: "n1", newLabels: ["a": "b"])),
      .monitoringRule(
        MonitoringRule(name: "m1", spec: MonitoringRuleSpec(condition: "true", automaticReview: AutomaticReview(decision: "DENIED")))),
      .authPreference(AuthPreference(AuthPreferenceSpec(type: "local"))),
      .recordingConfig(RecordingConfig(RecordingConfigSpec(mode: .off))),
      .token(
        JoinToken(
          hash: "ab12", labels: ["a": "b"], allowedLabels: ["team": ["*"]], created: start, expires: start + .hours(1),
          createdBy: "local:root")),
      signIn("s1"),
      .certificate(
        IssuedCertificate(
          serial: .max, user: "Alice", signIn: "s1", server: "n1", login: "root", validAfter: start, validBefore: start + .minutes(2))),
      authority("ca-1"),
      .password(PasswordRecord(user: "Alice", salt: Data([7]), hash: Data([8, 9]), cost: 32_768, changed: start)),
      .cluster(Cluster(name: "main", id: "c1", created: start)),
      .notice(.request("q1", .requestApproved, to: ["Alice"], "it was approved", at: start)),
      .noticeReader(NoticeReader(name: "webhook/ops", position: 7)),
    ]
  }
}

extension SQLiteStore {
  /// Commits at wherever the store stands.
  @discardableResult
  func put(
    _ records: [ThresholdModel.Record] = [], delete keys: [ThresholdModel.Record.Key] = [], _ events: [AuditEvent] = []
  ) async throws
    -> Committed
  {
    let sequence = live.withLock { $0.head.sequence }
    return try await commit(
      Batch(changes: records.map { .put($0) } + keys.map { .delete($0) }, events: events), after: sequence, cluster: "main")
  }

  /// Writes so many users, each with its event, one commit each.
  @discardableResult
  func fill(_ count: Int, from first: Int = 0) async throws -> [Committed] {
    var committed: [Committed] = []
    for number in first..<(first + count) {
      committed.append(try await put([Sample.user("user-\(number)")], [Sample.event(at: Int64(number), ["name": .text("user-\(number)")])]))
    }
    return committed
  }
}

/// A value that several tasks change.
final class Locked<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>
  init(_ value: Value) { mutex = Mutex(value) }
  var value: Value { mutex.withLock { $0 } }
  func change(_ body: (inout Value) -> Void) { mutex.withLock { body(&$0) } }
}
