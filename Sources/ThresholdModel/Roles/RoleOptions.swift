/// Options of a role. What is absent is nil and takes part in no merge; how the options of several roles
/// come together is the rules' matter. Source: reference, roles-and-resources §1.1.
public struct RoleOptions: Hashable, Sendable {
  /// The longest sign-in, and the longest access by request, of anybody who holds the role. Zero, a
  /// negative value and absence mean 30 h.
  public var maxSessionTTL: Span
  public var clientIdleTimeout: Span?
  public var disconnectExpiredCert: Bool?
  /// Session channels on one SSH connection; zero is no limit.
  public var maxSessions: Int?
  /// SSH connections of one user at once; zero is no limit.
  public var maxConnections: Int?
  public var maxKubernetesConnections: Int?
  public var forwardAgent: Bool?
  public var permitX11Forwarding: Bool?
  public var sshFileCopy: Bool?
  public var sshPortForwarding: PortForwarding?
  /// The older option for both directions at once.
  public var portForwarding: Bool?
  public var recordSession: SessionRecording?
  /// `command`, `disk`, `network`.
  public var enhancedRecording: [String]?
  public var desktopClipboard: Bool?
  public var desktopDirectorySharing: Bool?
  public var createDesktopUser: Bool?
  public var createHostUserMode: HostUserMode?
  public var createHostUserDefaultShell: String?
  public var createDatabaseUserMode: DatabaseUserMode?
  public var requireSessionMFA: SessionMFA?
  public var mfaVerificationInterval: Span?
  public var deviceTrustMode: DeviceTrustMode?
  public var lock: LockingMode?
  public var pinSourceIP: Bool?
  public var certExtensions: [CertExtension]?
  /// `standard` or `oldssh`.
  public var certFormat: String?
  public var requestAccess: RequestAccess?
  public var requestPrompt: String?
  /// `idp.saml.enabled`.
  public var samlIdPEnabled: Bool?

  public static let longestSession = Span.hours(30)

  public init(maxSessionTTL: Span = RoleOptions.longestSession) { self.maxSessionTTL = maxSessionTTL }
}

/// Whether the directions of SSH port forwarding are open; nil is not said.
public struct PortForwarding: Codable, Hashable, Sendable {
  public var local: Bool?
  public var remote: Bool?

  public init(local: Bool? = nil, remote: Bool? = nil) {
    self.local = local
    self.remote = remote
  }

  private struct Direction: Codable { var enabled: Bool? }
  private enum CodingKeys: String, CodingKey { case local, remote }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    local = try container.decodeIfPresent(Direction.self, forKey: .local)?.enabled
    remote = try container.decodeIfPresent(Direction.self, forKey: .remote)?.enabled
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if local != nil { try container.encode(Direction(enabled: local), forKey: .local) }
    if remote != nil { try container.encode(Direction(enabled: remote), forKey: .remote) }
  }
}

/// How strictly sessions are recorded.
public struct SessionRecording: Codable, Hashable, Sendable {
  public enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
    /// A session goes on when it cannot be recorded.
    case bestEffort = "best_effort"
    case strict
  }

  public var byDefault: Mode?
  public var ssh: Mode?
  public var desktop: Bool?

  public init(byDefault: Mode? = nil, ssh: Mode? = nil, desktop: Bool? = nil) {
    self.byDefault = byDefault
    self.ssh = ssh
    self.desktop = desktop
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    byDefault = try container.choice(.byDefault)
    ssh = try container.choice(.ssh)
    desktop = try container.decodeIfPresent(Bool.self, forKey: .desktop)
  }

  private enum CodingKeys: String, CodingKey {
    case ssh, desktop
    case byDefault = "default"
  }
}

/// Whether accounts are made on servers for the time of a session.
public enum HostUserMode: Int, Hashable, Sendable, Codable, CaseIterable, OptionChoice {
  case off = 1
  case keep = 3
  case insecureDrop = 4

  static let names: [String: HostUserMode] = [
    "off": .off, "keep": .keep, "insecure-drop": .insecureDrop, "drop": .insecureDrop, "1": .off, "2": .insecureDrop, "3": .keep,
    "4": .insecureDrop,
  ]
  public var text: String {
    switch self {
    case .off: "off"
    case .keep: "keep"
    case .insecureDrop: "insecure-drop"
    }
  }
}

/// Whether accounts are made in databases for the time of a session; the highest number wins.
public enum DatabaseUserMode: Int, Hashable, Sendable, Codable, CaseIterable, OptionChoice {
  case off = 1
  case keep = 2
  case bestEffortDrop = 3

  static let names: [String: DatabaseUserMode] = [
    "off": .off, "keep": .keep, "best_effort_drop": .bestEffortDrop, "1": .off, "2": .keep, "3": .bestEffortDrop,
  ]
  public var text: String {
    switch self {
    case .off: "off"
    case .keep: "keep"
    case .bestEffortDrop: "best_effort_drop"
    }
  }
}

extension SessionMFA: OptionChoice {
  static let names: [String: SessionMFA] = [
    "off": .off, "no": .off, "false": .off, "0": .off, "session": .session, "yes": .session, "true": .session, "on": .session,
    "1": .session, "hardware_key": .hardwareKey, "2": .hardwareKey, "hardware_key_touch": .hardwareKeyTouch, "3": .hardwareKeyTouch,
    "hardware_key_pin": .hardwareKeyPIN, "4": .hardwareKeyPIN, "hardware_key_touch_and_pin": .hardwareKeyTouchAndPIN,
    "5": .hardwareKeyTouchAndPIN,
  ]
}

extension DeviceTrustMode: OptionChoice {
  static let names = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
  public var text: String { rawValue }
}

extension LockingMode: OptionChoice {
  static let names = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
  public var text: String { rawValue }
}

/// Whether signing in asks for access by itself. Source: reference, lists-and-requests §8.
public enum RequestAccess: String, Hashable, Sendable, Codable, CaseIterable, OptionChoice {
  case optional, always, reason

  static let names = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
  public var text: String { rawValue }
}

/// An extension put into SSH certificates.
public struct CertExtension: Codable, Hashable, Sendable {
  /// `ssh`.
  public var type: String
  /// `extension`.
  public var mode: String
  public var name: String
  /// Takes a trait template, of which the first value counts.
  public var value: String

  public init(type: String = "ssh", mode: String = "extension", name: String, value: String) {
    self.type = type
    self.mode = mode
    self.name = name
    self.value = value
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    type = try container.decodeIfPresent(Value.self, forKey: "type")?.scalarText ?? "ssh"
    mode = try container.decodeIfPresent(Value.self, forKey: "mode")?.scalarText ?? "extension"
    name = try container.value("name", or: "")
    value = try container.value("value", or: "")
  }
}
