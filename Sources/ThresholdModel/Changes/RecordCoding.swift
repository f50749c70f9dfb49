public import Foundation

extension Record {
  /// The record's content as JSON with sorted keys: what the store keeps.
  /// - Throws: only for values that JSON cannot hold, which is a bug.
  public func body() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return switch self {
    case .user(let value): try encoder.encode(value)
    case .role(let value): try encoder.encode(value)
    case .resource(let value): try encoder.encode(value)
    case .dynamicDesktop(let value): try encoder.encode(value)
    case .serverInfo(let value): try encoder.encode(value)
    case .list(let value): try encoder.encode(value)
    case .member(let value): try encoder.encode(value)
    case .listReview(let value): try encoder.encode(value)
    case .request(let value): try encoder.encode(value)
    case .lock(let value): try encoder.encode(value)
    case .monitoringRule(let value): try encoder.encode(value)
    case .authPreference(let value): try encoder.encode(value)
    case .recordingConfig(let value): try encoder.encode(value)
    case .token(let value): try encoder.encode(value)
    case .signIn(let value): try encoder.encode(value)
    case .certificate(let value): try encoder.encode(value)
    case .authority(let value): try encoder.encode(value)
    case .password(let value): try encoder.encode(value)
    case .cluster(let value): try encoder.encode(value)
    case .notice(let value): try encoder.encode(value)
    case .noticeReader(let value): try encoder.encode(value)
    }
  }

  /// Reads what ``body()`` wrote.
  /// - Throws: `DecodingError` when the bytes are not a record of that kind.
  public init(kind: Kind, body: Data) throws {
    let decoder = JSONDecoder()
    self =
      switch kind {
      case .user: .user(try decoder.decode(User.self, from: body))
      case .role: .role(try decoder.decode(Role.self, from: body))
      case .server: .server(try decoder.decode(Server.self, from: body))
      case .database: .resource(.database(try decoder.decode(Database.self, from: body)))
      case .kubeCluster: .resource(.kubeCluster(try decoder.decode(KubeCluster.self, from: body)))
      case .app: .resource(.app(try decoder.decode(App.self, from: body)))
      case .desktop: .resource(.desktop(try decoder.decode(WindowsDesktop.self, from: body)))
      case .dynamicDesktop: .dynamicDesktop(try decoder.decode(DynamicWindowsDesktop.self, from: body))
      case .gitServer: .resource(.gitServer(try decoder.decode(GitServer.self, from: body)))
      case .userGroup: .resource(.userGroup(try decoder.decode(UserGroup.self, from: body)))
      case .account: .resource(.account(try decoder.decode(IdentityCenterAccount.self, from: body)))
      case .assignment: .resource(.assignment(try decoder.decode(IdentityCenterAssignment.self, from: body)))
      case .samlProvider: .resource(.samlProvider(try decoder.decode(SAMLProvider.self, from: body)))
      case .remoteCluster: .resource(.remoteCluster(try decoder.decode(RemoteCluster.self, from: body)))
      case .workloadIdentity: .resource(.workloadIdentity(try decoder.decode(WorkloadIdentity.self, from: body)))
      case .databaseService: .resource(.databaseService(try decoder.decode(DatabaseService.self, from: body)))
      case .serverInfo: .serverInfo(try decoder.decode(ServerInfo.self, from: body))
      case .list: .list(try decoder.decode(AccessList.self, from: body))
      case .member: .member(try decoder.decode(Member.self, from: body))
      case .listReview: .listReview(try decoder.decode(ListReview.self, from: body))
      case .request: .request(try decoder.decode(AccessRequest.self, from: body))
      case .lock: .lock(try decoder.decode(Lock.self, from: body))
      case .monitoringRule: .monitoringRule(try decoder.decode(MonitoringRule.self, from: body))
      case .authPreference: .authPreference(try decoder.decode(AuthPreference.self, from: body))
      case .recordingConfig: .recordingConfig(try decoder.decode(RecordingConfig.self, from: body))
      case .token: .token(try decoder.decode(JoinToken.self, from: body))
      case .signIn: .signIn(try decoder.decode(SignIn.self, from: body))
      case .certificate: .certificate(try decoder.decode(IssuedCertificate.self, from: body))
      case .authority: .authority(try decoder.decode(Authority.self, from: body))
      case .password: .password(try decoder.decode(PasswordRecord.self, from: body))
      case .cluster: .cluster(try decoder.decode(Cluster.self, from: body))
      case .notice: .notice(try decoder.decode(Notice.self, from: body))
      case .noticeReader: .noticeReader(try decoder.decode(NoticeReader.self, from: body))
      }
  }

  /// The record with a new revision; records that are not documents come back as they are.
  public func revised(_ revision: String) -> Record {
    switch self {
    case .user(var value): value.metadata.revision = revision; return .user(value)
    case .role(var value): value.metadata.revision = revision; return .role(value)
    case .resource(var value): value.metadata.revision = revision; return .resource(value)
    case .dynamicDesktop(var value): value.metadata.revision = revision; return .dynamicDesktop(value)
    case .serverInfo(var value): value.metadata.revision = revision; return .serverInfo(value)
    case .list(var value): value.metadata.revision = revision; return .list(value)
    case .member(var value): value.metadata.revision = revision; return .member(value)
    case .listReview(var value): value.metadata.revision = revision; return .listReview(value)
    case .request(var value): value.metadata.revision = revision; return .request(value)
    case .lock(var value): value.metadata.revision = revision; return .lock(value)
    case .monitoringRule(var value): value.metadata.revision = revision; return .monitoringRule(value)
    case .authPreference(var value): value.metadata.revision = revision; return .authPreference(value)
    case .recordingConfig(var value): value.metadata.revision = revision; return .recordingConfig(value)
    case .token, .signIn, .certificate, .authority, .password, .cluster, .notice, .noticeReader: return self
    }
  }
}
