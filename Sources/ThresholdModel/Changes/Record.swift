/// One stored thing of any kind: what a change writes.
public enum Record: Hashable, Sendable {
  case user(User)
  case role(Role)
  case resource(Resource)
  case dynamicDesktop(DynamicWindowsDesktop)
  case serverInfo(ServerInfo)
  case list(AccessList)
  case member(Member)
  case listReview(ListReview)
  case request(AccessRequest)
  case lock(Lock)
  case monitoringRule(MonitoringRule)
  case authPreference(AuthPreference)
  case recordingConfig(RecordingConfig)
  case token(JoinToken)
  case signIn(SignIn)
  case certificate(IssuedCertificate)
  case authority(Authority)
  case password(PasswordRecord)
  case cluster(Cluster)
  case notice(Notice)
  case noticeReader(NoticeReader)

  /// The kinds, as the store spells them.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case user, role
    case server = "node"
    case database = "db"
    case kubeCluster = "kube_cluster"
    case app
    case desktop = "windows_desktop"
    case dynamicDesktop = "dynamic_windows_desktop"
    case gitServer = "git_server"
    case userGroup = "user_group"
    case account = "aws_ic_account"
    case assignment = "aws_ic_account_assignment"
    case samlProvider = "saml_idp_service_provider"
    case remoteCluster = "remote_cluster"
    case workloadIdentity = "workload_identity"
    case databaseService = "db_service"
    case serverInfo = "server_info"
    case list = "access_list"
    case member = "access_list_member"
    case listReview = "access_list_review"
    case request = "access_request"
    case lock
    case monitoringRule = "access_monitoring_rule"
    case authPreference = "cluster_auth_preference"
    case recordingConfig = "session_recording_config"
    case token
    case signIn = "sign_in"
    case certificate = "ssh_certificate"
    case authority
    case password
    case cluster
    case notice = "notification"
    case noticeReader = "notification_reader"

    /// The kind under which resources of a kind are kept.
    public init(_ kind: ResourceKind) {
      self =
        switch kind {
        case .node: .server
        case .database: .database
        case .kubeCluster: .kubeCluster
        case .app: .app
        case .windowsDesktop: .desktop
        case .gitServer: .gitServer
        case .userGroup: .userGroup
        case .account: .account
        case .assignment: .assignment
        case .samlProvider: .samlProvider
        case .remoteCluster: .remoteCluster
        case .workloadIdentity: .workloadIdentity
        case .databaseService: .databaseService
        }
    }

    /// The kind of resource that is kept so; nil for records that are no resources.
    public var resourceKind: ResourceKind? { ResourceKind(rawValue: rawValue) }
  }

  /// A server, as a record.
  public static func server(_ server: Server) -> Record { .resource(.server(server)) }

  /// Under what the thing is found. Users are keyed ignoring case.
  public struct Key: Hashable, Sendable, Codable, CustomStringConvertible {
    public let kind: Kind
    public let name: String
    /// The list of a member or list review, the user of a sign-in or certificate; empty elsewhere.
    public let parent: String

    public init(_ kind: Kind, _ name: String, parent: String = "") {
      self.kind = kind
      self.name = name
      self.parent = parent
    }

    public var description: String { parent.isEmpty ? "\(kind.rawValue)/\(name)" : "\(kind.rawValue)/\(parent)/\(name)" }
  }

  public var key: Key {
    switch self {
    case .user(let user): .user(user.name)
    case .role(let role): .role(role.name)
    case .resource(let resource): .resource(resource.key)
    case .dynamicDesktop(let desktop): Key(.dynamicDesktop, desktop.name)
    case .serverInfo(let info): Key(.serverInfo, info.metadata.name)
    case .list(let list): .list(list.name)
    case .member(let member): .member(member.spec.party, of: member.spec.list)
    case .listReview(let review): .listReview(review.id, of: review.spec.list)
    case .request(let request): .request(request.id)
    case .lock(let lock): Key(.lock, lock.metadata.name)
    case .monitoringRule(let rule): Key(.monitoringRule, rule.name)
    case .authPreference: .authPreference
    case .recordingConfig: .recordingConfig
    case .token(let token): Key(.token, token.hash.text)
    case .signIn(let signIn): .signIn(signIn.id, of: signIn.user)
    case .certificate(let certificate): Key(.certificate, String(certificate.serial), parent: certificate.user.key.folded)
    case .authority(let authority): Key(.authority, authority.id)
    case .password(let password): Key(.password, password.user.key.folded)
    case .cluster: Key(.cluster, "cluster")
    case .notice(let notice): .notice(notice.id)
    case .noticeReader(let reader): .noticeReader(reader.name)
    }
  }

  /// The document's revision; empty for records that are not documents.
  public var revision: String {
    switch self {
    case .user(let user): user.metadata.revision
    case .role(let role): role.metadata.revision
    case .resource(let resource): resource.metadata.revision
    case .dynamicDesktop(let desktop): desktop.metadata.revision
    case .serverInfo(let info): info.metadata.revision
    case .list(let list): list.metadata.revision
    case .member(let member): member.metadata.revision
    case .listReview(let review): review.metadata.revision
    case .request(let request): request.metadata.revision
    case .lock(let lock): lock.metadata.revision
    case .monitoringRule(let rule): rule.metadata.revision
    case .authPreference(let settings): settings.metadata.revision
    case .recordingConfig(let settings): settings.metadata.revision
    case .token, .signIn, .certificate, .authority, .password, .cluster, .notice, .noticeReader: ""
    }
  }
}

extension Record.Key {
  public static func user(_ name: UserName) -> Self { Self(.user, name.key.folded) }
  public static func role(_ name: RoleName) -> Self { Self(.role, name.text) }
  public static func server(_ id: ServerID) -> Self { Self(.server, id.text) }
  public static func resource(_ key: ResourceKey) -> Self { Self(Record.Kind(key.kind), key.name) }
  public static let authPreference = Self(.authPreference, AuthPreference.name)
  public static let recordingConfig = Self(.recordingConfig, RecordingConfig.name)
  public static func list(_ name: ListName) -> Self { Self(.list, name.text) }
  public static func member(_ user: UserName, of list: ListName) -> Self { .member(.user(user), of: list) }
  public static func member(_ party: Party, of list: ListName) -> Self { Self(.member, party.keyText, parent: list.text) }
  public static func listReview(_ id: ListReviewID, of list: ListName) -> Self { Self(.listReview, id.text, parent: list.text) }
  public static func request(_ id: RequestID) -> Self { Self(.request, id.text) }
  public static func notice(_ id: NoticeID) -> Self { Self(.notice, id.text) }
  public static func noticeReader(_ name: String) -> Self { Self(.noticeReader, name) }
  public static func signIn(_ id: SignInID, of user: UserName) -> Self { Self(.signIn, id.text, parent: user.key.folded) }
}
