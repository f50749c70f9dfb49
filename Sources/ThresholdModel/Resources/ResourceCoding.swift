extension Resource: Encodable {
  /// Reads a document that a person wrote: checked against its kind's field table, then typed.
  /// - Throws: ``Problem`` of kind `badParameter` or `limitExceeded` with the path.
  public init(reading value: Value, as kind: ResourceKind) throws(Problem) {
    self =
      switch kind {
      case .node: .server(try Server(reading: value))
      case .database: .database(try Database(reading: value))
      case .kubeCluster: .kubeCluster(try KubeCluster(reading: value))
      case .app: .app(try App(reading: value))
      case .windowsDesktop: .desktop(try WindowsDesktop(reading: value))
      case .gitServer: .gitServer(try GitServer(reading: value))
      case .userGroup: .userGroup(try UserGroup(reading: value))
      case .account: .account(try IdentityCenterAccount(reading: value))
      case .assignment: .assignment(try IdentityCenterAssignment(reading: value))
      case .samlProvider: .samlProvider(try SAMLProvider(reading: value))
      case .remoteCluster: .remoteCluster(try RemoteCluster(reading: value))
      case .workloadIdentity: .workloadIdentity(try WorkloadIdentity(reading: value))
      case .databaseService: .databaseService(try DatabaseService(reading: value))
      }
  }

  /// Writes the document of the resource's own kind.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .server(let document): try document.encode(to: encoder)
    case .database(let document): try document.encode(to: encoder)
    case .kubeCluster(let document): try document.encode(to: encoder)
    case .app(let document): try document.encode(to: encoder)
    case .desktop(let document): try document.encode(to: encoder)
    case .gitServer(let document): try document.encode(to: encoder)
    case .userGroup(let document): try document.encode(to: encoder)
    case .account(let document): try document.encode(to: encoder)
    case .assignment(let document): try document.encode(to: encoder)
    case .samlProvider(let document): try document.encode(to: encoder)
    case .remoteCluster(let document): try document.encode(to: encoder)
    case .workloadIdentity(let document): try document.encode(to: encoder)
    case .databaseService(let document): try document.encode(to: encoder)
    }
  }

  /// The document as an untyped value: what `get` answers.
  /// - Throws: only when the type cannot be encoded at all, which is a bug.
  public func value() throws -> Value {
    switch self {
    case .server(let document): try document.value()
    case .database(let document): try document.value()
    case .kubeCluster(let document): try document.value()
    case .app(let document): try document.value()
    case .desktop(let document): try document.value()
    case .gitServer(let document): try document.value()
    case .userGroup(let document): try document.value()
    case .account(let document): try document.value()
    case .assignment(let document): try document.value()
    case .samlProvider(let document): try document.value()
    case .remoteCluster(let document): try document.value()
    case .workloadIdentity(let document): try document.value()
    case .databaseService(let document): try document.value()
    }
  }

  /// The field table of a kind's documents.
  public static func fields(of kind: ResourceKind) -> FieldTable {
    switch kind {
    case .node: ServerSpec.fields
    case .database: DatabaseSpec.fields
    case .kubeCluster: KubeClusterSpec.fields
    case .app: AppSpec.fields
    case .windowsDesktop: WindowsDesktopSpec.fields
    case .gitServer: GitServerSpec.fields
    case .userGroup: UserGroupSpec.fields
    case .account: IdentityCenterAccountSpec.fields
    case .assignment: IdentityCenterAssignmentSpec.fields
    case .samlProvider: SAMLProviderSpec.fields
    case .remoteCluster: RemoteClusterSpec.fields
    case .workloadIdentity: WorkloadIdentitySpec.fields
    case .databaseService: DatabaseServiceSpec.fields
    }
  }
}

extension ResourceKind {
  /// All fields of the kind's documents.
  public var fields: FieldTable {
    switch self {
    case .node: ServerSpec.fields
    case .database: DatabaseSpec.fields
    case .kubeCluster: KubeClusterSpec.fields
    case .app: AppSpec.fields
    case .windowsDesktop: WindowsDesktopSpec.fields
    case .gitServer: GitServerSpec.fields
    case .userGroup: UserGroupSpec.fields
    case .account: IdentityCenterAccountSpec.fields
    case .assignment: IdentityCenterAssignmentSpec.fields
    case .samlProvider: SAMLProviderSpec.fields
    case .remoteCluster: RemoteClusterSpec.fields
    case .workloadIdentity: WorkloadIdentitySpec.fields
    case .databaseService: DatabaseServiceSpec.fields
    }
  }
}
