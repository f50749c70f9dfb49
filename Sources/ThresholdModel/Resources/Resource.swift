/// A resource of any kind.
public enum Resource: Hashable, Sendable {
  case server(Server)
  case database(Database)
  case kubeCluster(KubeCluster)
  case app(App)
  case desktop(WindowsDesktop)
  case gitServer(GitServer)
  case userGroup(UserGroup)
  case account(IdentityCenterAccount)
  case assignment(IdentityCenterAssignment)
  case samlProvider(SAMLProvider)
  case remoteCluster(RemoteCluster)
  case workloadIdentity(WorkloadIdentity)
  case databaseService(DatabaseService)

  public var kind: ResourceKind {
    switch self {
    case .server: .node
    case .database: .database
    case .kubeCluster: .kubeCluster
    case .app: .app
    case .desktop: .windowsDesktop
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

  public var metadata: Metadata {
    get {
      switch self {
      case .server(let document): document.metadata
      case .database(let document): document.metadata
      case .kubeCluster(let document): document.metadata
      case .app(let document): document.metadata
      case .desktop(let document): document.metadata
      case .gitServer(let document): document.metadata
      case .userGroup(let document): document.metadata
      case .account(let document): document.metadata
      case .assignment(let document): document.metadata
      case .samlProvider(let document): document.metadata
      case .remoteCluster(let document): document.metadata
      case .workloadIdentity(let document): document.metadata
      case .databaseService(let document): document.metadata
      }
    }
    set {
      switch self {
      case .server(var document): document.metadata = newValue; self = .server(document)
      case .database(var document): document.metadata = newValue; self = .database(document)
      case .kubeCluster(var document): document.metadata = newValue; self = .kubeCluster(document)
      case .app(var document): document.metadata = newValue; self = .app(document)
      case .desktop(var document): document.metadata = newValue; self = .desktop(document)
      case .gitServer(var document): document.metadata = newValue; self = .gitServer(document)
      case .userGroup(var document): document.metadata = newValue; self = .userGroup(document)
      case .account(var document): document.metadata = newValue; self = .account(document)
      case .assignment(var document): document.metadata = newValue; self = .assignment(document)
      case .samlProvider(var document): document.metadata = newValue; self = .samlProvider(document)
      case .remoteCluster(var document): document.metadata = newValue; self = .remoteCluster(document)
      case .workloadIdentity(var document): document.metadata = newValue; self = .workloadIdentity(document)
      case .databaseService(var document): document.metadata = newValue; self = .databaseService(document)
      }
    }
  }

  /// The name in its document: a UUID for servers.
  public var name: String { metadata.name }
  public var key: ResourceKey { ResourceKey(kind, name) }
  /// The labels in the document itself; a World may add others, see ``ServerInfo``.
  public var labels: [String: String] { metadata.labels }

  /// What people call it: a server's host name, an organisation, an account's own name; else the name.
  public var displayName: String {
    let called =
      switch self {
      case .server(let server): server.spec.hostname
      case .gitServer(let server): server.organization
      case .account(let account): account.spec.name
      case .assignment(let assignment): assignment.spec.display
      default: ""
      }
    return called.isEmpty ? name : called
  }

  /// Where it is, as its document says; empty for kinds that are nowhere in particular.
  public var address: String {
    switch self {
    case .server(let server): server.spec.address
    case .database(let database): database.spec.uri
    case .app(let app): app.spec.publicAddress.isEmpty ? app.spec.uri : app.spec.publicAddress
    case .desktop(let desktop): desktop.spec.address
    case .samlProvider(let provider): provider.spec.acsURL
    case .databaseService(let service): service.spec.hostname
    case .kubeCluster, .gitServer, .userGroup, .account, .assignment, .remoteCluster, .workloadIdentity: ""
    }
  }

  /// Whether the resource has not run out at a moment: it has when now ≥ `metadata.expires`.
  public func exists(at now: Moment) -> Bool { metadata.expires.map { now < $0 } ?? true }

  /// The server, when it is one.
  public var server: Server? {
    if case .server(let server) = self { server } else { nil }
  }

  /// The order of listings: by what people call it, then by name, then by kind.
  public static func byName(_ left: Resource, _ right: Resource) -> Bool {
    (left.displayName, left.name, left.kind.rawValue) < (right.displayName, right.name, right.kind.rawValue)
  }
}
