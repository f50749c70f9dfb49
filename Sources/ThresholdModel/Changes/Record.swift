/// One stored thing of any kind: what a change writes.
public enum Record: Hashable, Sendable {
  case user(User)
  case role(Role)
  case server(Server)
  case list(AccessList)
  case member(Member)
  case request(AccessRequest)
  case lock(Lock)
  case token(JoinToken)
  case signIn(SignIn)
  case certificate(IssuedCertificate)
  case authority(Authority)
  case password(PasswordRecord)
  case cluster(Cluster)

  /// The kinds, as the store spells them.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case user, role
    case server = "node"
    case list = "access_list"
    case member = "access_list_member"
    case request = "access_request"
    case lock
    case token
    case signIn = "sign_in"
    case certificate = "ssh_certificate"
    case authority
    case password
    case cluster
  }

  /// Under what the thing is found. Users are keyed ignoring case.
  public struct Key: Hashable, Sendable, Codable, CustomStringConvertible {
    public let kind: Kind
    public let name: String
    /// The list of a member, the user of a sign-in or certificate; empty elsewhere.
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
    case .server(let server): .server(server.id)
    case .list(let list): .list(list.name)
    case .member(let member): .member(member.spec.user, of: member.spec.list)
    case .request(let request): .request(request.id)
    case .lock(let lock): Key(.lock, lock.metadata.name)
    case .token(let token): Key(.token, token.hash.text)
    case .signIn(let signIn): .signIn(signIn.id, of: signIn.user)
    case .certificate(let certificate): Key(.certificate, String(certificate.serial), parent: certificate.user.key.folded)
    case .authority(let authority): Key(.authority, authority.id)
    case .password(let password): Key(.password, password.user.key.folded)
    case .cluster: Key(.cluster, "cluster")
    }
  }

  /// The document's revision; empty for records that are not documents.
  public var revision: String {
    switch self {
    case .user(let user): user.metadata.revision
    case .role(let role): role.metadata.revision
    case .server(let server): server.metadata.revision
    case .list(let list): list.metadata.revision
    case .member(let member): member.metadata.revision
    case .request(let request): request.metadata.revision
    case .lock(let lock): lock.metadata.revision
    case .token, .signIn, .certificate, .authority, .password, .cluster: ""
    }
  }
}

extension Record.Key {
  public static func user(_ name: UserName) -> Self { Self(.user, name.key.folded) }
  public static func role(_ name: RoleName) -> Self { Self(.role, name.text) }
  public static func server(_ id: ServerID) -> Self { Self(.server, id.text) }
  public static func list(_ name: ListName) -> Self { Self(.list, name.text) }
  public static func member(_ user: UserName, of list: ListName) -> Self { Self(.member, user.key.folded, parent: list.text) }
  public static func request(_ id: RequestID) -> Self { Self(.request, id.text) }
  public static func signIn(_ id: SignInID, of user: UserName) -> Self { Self(.signIn, id.text, parent: user.key.folded) }
}
