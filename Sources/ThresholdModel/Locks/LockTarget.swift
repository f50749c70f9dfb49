/// Whom a lock shuts out: one fact or several, all of which must match. Names are exact, never patterns;
/// only user names are compared ignoring case, since users are unique so.
/// Source: reference, roles-and-resources §8.
public struct LockTarget: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The facts that a lock can name, in the order in which messages tell them.
  public enum Field: String, Hashable, Sendable, Codable, CaseIterable {
    case user, role, login
    case mfaDevice = "mfa_device"
    case windowsDesktop = "windows_desktop"
    case accessRequest = "access_request"
    case device
    case serverID = "server_id"
    case botInstanceID = "bot_instance_id"
    case joinToken = "join_token"

    /// As messages spell it: `User`, `ServerID`.
    public var title: String {
      switch self {
      case .user: "User"
      case .role: "Role"
      case .login: "Login"
      case .mfaDevice: "MFADevice"
      case .windowsDesktop: "WindowsDesktop"
      case .accessRequest: "AccessRequest"
      case .device: "Device"
      case .serverID: "ServerID"
      case .botInstanceID: "BotInstanceID"
      case .joinToken: "JoinToken"
      }
    }
  }

  public var user: UserName?
  /// Any role that the identity holds, of its own, by a list or by an assumed request.
  public var role: RoleName?
  /// An operating-system account.
  public var login: String?
  /// The id of the second factor that a sign-in was made with.
  public var mfaDevice: String?
  /// A trusted device's id.
  public var device: String?
  public var serverID: ServerID?
  public var windowsDesktop: String?
  /// Whatever is done with this request; its state does not change.
  public var accessRequest: RequestID?
  public var botInstanceID: String?
  public var joinToken: String?

  public init(
    user: UserName? = nil, role: RoleName? = nil, login: String? = nil, mfaDevice: String? = nil, device: String? = nil,
    serverID: ServerID? = nil, windowsDesktop: String? = nil, accessRequest: RequestID? = nil, botInstanceID: String? = nil,
    joinToken: String? = nil
  ) {
    self.user = user
    self.role = role
    self.login = login
    self.mfaDevice = mfaDevice
    self.device = device
    self.serverID = serverID
    self.windowsDesktop = windowsDesktop
    self.accessRequest = accessRequest
    self.botInstanceID = botInstanceID
    self.joinToken = joinToken
  }

  /// The facts that are named, in the order of ``Field``.
  public var facts: [(field: Field, value: String)] {
    let values: [(Field, String?)] = [
      (.user, user?.text), (.role, role?.text), (.login, login), (.mfaDevice, mfaDevice), (.windowsDesktop, windowsDesktop),
      (.accessRequest, accessRequest?.text), (.device, device), (.serverID, serverID?.text), (.botInstanceID, botInstanceID),
      (.joinToken, joinToken),
    ]
    return values.compactMap { field, value in value.map { (field, $0) } }
  }

  /// Whether no fact is named: such a target must shut out nobody, and cannot be written.
  public var isEmpty: Bool { facts.isEmpty }

  /// `User:"max"`; several facts are separated by spaces.
  public var description: String { facts.map { "\($0.field.title):\"\($0.value)\"" }.joined(separator: " ") }

  private enum CodingKeys: String, CodingKey {
    case user, role, login, device, node
    case mfaDevice = "mfa_device"
    case serverID = "server_id"
    case windowsDesktop = "windows_desktop"
    case accessRequest = "access_request"
    case botInstanceID = "bot_instance_id"
    case joinToken = "join_token"
  }

  /// Empty texts count as absent: other systems print them for what is not set.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String? {
      try container.decodeIfPresent(String.self, forKey: key).flatMap { $0.isEmpty ? nil : $0 }
    }
    let (server, node) = (try text(.serverID), try text(.node))
    guard server == nil || node == nil || server == node else {
      throw Problem(
        .badParameter, "`node` is an older name of `server_id`, and the two differ", hint: "write server_id only", path: "spec.target.node")
    }
    self.init(
      user: try text(.user).map { UserName($0) }, role: try text(.role).map { RoleName($0) }, login: try text(.login),
      mfaDevice: try text(.mfaDevice), device: try text(.device), serverID: (server ?? node).map { ServerID($0) },
      windowsDesktop: try text(.windowsDesktop), accessRequest: try text(.accessRequest).map { RequestID($0) },
      botInstanceID: try text(.botInstanceID), joinToken: try text(.joinToken))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(user, forKey: .user)
    try container.encodeIfPresent(role, forKey: .role)
    try container.encodeIfPresent(login, forKey: .login)
    try container.encodeIfPresent(mfaDevice, forKey: .mfaDevice)
    try container.encodeIfPresent(device, forKey: .device)
    try container.encodeIfPresent(serverID, forKey: .serverID)
    try container.encodeIfPresent(windowsDesktop, forKey: .windowsDesktop)
    try container.encodeIfPresent(accessRequest, forKey: .accessRequest)
    try container.encodeIfPresent(botInstanceID, forKey: .botInstanceID)
    try container.encodeIfPresent(joinToken, forKey: .joinToken)
  }
}
