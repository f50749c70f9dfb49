/// An option with a fixed set of words, of which some have older spellings or numbers.
protocol OptionChoice: Hashable, Sendable {
  /// Every accepted spelling, in lower case.
  static var names: [String: Self] { get }
  var text: String { get }
}

extension RoleOptions: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let written = try container.span(.maxSessionTTL) ?? Self.longestSession
    self.init(maxSessionTTL: written > .zero ? written : Self.longestSession)
    clientIdleTimeout = try container.span(.clientIdleTimeout)
    disconnectExpiredCert = try container.decodeIfPresent(Bool.self, forKey: .disconnectExpiredCert)
    maxSessions = try container.decodeIfPresent(Int.self, forKey: .maxSessions)
    maxConnections = try container.decodeIfPresent(Int.self, forKey: .maxConnections)
    maxKubernetesConnections = try container.decodeIfPresent(Int.self, forKey: .maxKubernetesConnections)
    forwardAgent = try container.decodeIfPresent(Bool.self, forKey: .forwardAgent)
    permitX11Forwarding = try container.decodeIfPresent(Bool.self, forKey: .permitX11Forwarding)
    sshFileCopy = try container.decodeIfPresent(Bool.self, forKey: .sshFileCopy)
    sshPortForwarding = try container.decodeIfPresent(PortForwarding.self, forKey: .sshPortForwarding)
    portForwarding = try container.decodeIfPresent(Bool.self, forKey: .portForwarding)
    recordSession = try container.decodeIfPresent(SessionRecording.self, forKey: .recordSession)
    enhancedRecording = try container.decodeIfPresent([String].self, forKey: .enhancedRecording)
    desktopClipboard = try container.decodeIfPresent(Bool.self, forKey: .desktopClipboard)
    desktopDirectorySharing = try container.decodeIfPresent(Bool.self, forKey: .desktopDirectorySharing)
    createDesktopUser = try container.decodeIfPresent(Bool.self, forKey: .createDesktopUser)
    createHostUserMode = try container.choice(.createHostUserMode)
    // The older switch counts only where the newer option is absent.
    if createHostUserMode == nil, let old = try container.decodeIfPresent(Bool.self, forKey: .createHostUser) {
      createHostUserMode = old ? .keep : nil
    }
    createHostUserDefaultShell = try container.decodeIfPresent(String.self, forKey: .createHostUserDefaultShell)
    createDatabaseUserMode = try container.choice(.createDatabaseUserMode)
    if createDatabaseUserMode == nil, let old = try container.decodeIfPresent(Bool.self, forKey: .createDatabaseUser) {
      createDatabaseUserMode = old ? .keep : nil
    }
    requireSessionMFA = try container.choice(.requireSessionMFA)
    mfaVerificationInterval = try container.span(.mfaVerificationInterval)
    deviceTrustMode = try container.choice(.deviceTrustMode)
    lock = try container.choice(.lock)
    pinSourceIP = try container.decodeIfPresent(Bool.self, forKey: .pinSourceIP)
    certExtensions = try container.decodeIfPresent([CertExtension].self, forKey: .certExtensions)
    certFormat = try container.decodeIfPresent(String.self, forKey: .certFormat)
    requestAccess = try container.choice(.requestAccess)
    requestPrompt = try container.decodeIfPresent(String.self, forKey: .requestPrompt)
    samlIdPEnabled = try container.decodeIfPresent(IdPOptions.self, forKey: .idp)?.saml?.enabled
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(maxSessionTTL, forKey: .maxSessionTTL)
    try container.encodeIfPresent(clientIdleTimeout?.description, forKey: .clientIdleTimeout)
    try container.encodeIfPresent(disconnectExpiredCert, forKey: .disconnectExpiredCert)
    try container.encodeIfPresent(maxSessions, forKey: .maxSessions)
    try container.encodeIfPresent(maxConnections, forKey: .maxConnections)
    try container.encodeIfPresent(maxKubernetesConnections, forKey: .maxKubernetesConnections)
    try container.encodeIfPresent(forwardAgent, forKey: .forwardAgent)
    try container.encodeIfPresent(permitX11Forwarding, forKey: .permitX11Forwarding)
    try container.encodeIfPresent(sshFileCopy, forKey: .sshFileCopy)
    try container.encodeIfPresent(sshPortForwarding, forKey: .sshPortForwarding)
    try container.encodeIfPresent(portForwarding, forKey: .portForwarding)
    try container.encodeIfPresent(recordSession, forKey: .recordSession)
    try container.encodeIfPresent(enhancedRecording, forKey: .enhancedRecording)
    try container.encodeIfPresent(desktopClipboard, forKey: .desktopClipboard)
    try container.encodeIfPresent(desktopDirectorySharing, forKey: .desktopDirectorySharing)
    try container.encodeIfPresent(createDesktopUser, forKey: .createDesktopUser)
    try container.encodeIfPresent(createHostUserMode?.text, forKey: .createHostUserMode)
    try container.encodeIfPresent(createHostUserDefaultShell, forKey: .createHostUserDefaultShell)
    try container.encodeIfPresent(createDatabaseUserMode?.text, forKey: .createDatabaseUserMode)
    try container.encodeIfPresent(requireSessionMFA?.text, forKey: .requireSessionMFA)
    try container.encodeIfPresent(mfaVerificationInterval?.description, forKey: .mfaVerificationInterval)
    try container.encodeIfPresent(deviceTrustMode?.text, forKey: .deviceTrustMode)
    try container.encodeIfPresent(lock?.text, forKey: .lock)
    try container.encodeIfPresent(pinSourceIP, forKey: .pinSourceIP)
    try container.encodeIfPresent(certExtensions, forKey: .certExtensions)
    try container.encodeIfPresent(certFormat, forKey: .certFormat)
    try container.encodeIfPresent(requestAccess?.text, forKey: .requestAccess)
    try container.encodeIfPresent(requestPrompt, forKey: .requestPrompt)
    if let samlIdPEnabled { try container.encode(IdPOptions(saml: .init(enabled: samlIdPEnabled)), forKey: .idp) }
  }

  private struct IdPOptions: Codable {
    struct SAML: Codable { var enabled: Bool? }
    var saml: SAML?
  }

  /// Every option of the reference; a test walks these.
  enum CodingKeys: String, CodingKey, CaseIterable {
    case maxSessionTTL = "max_session_ttl"
    case clientIdleTimeout = "client_idle_timeout"
    case disconnectExpiredCert = "disconnect_expired_cert"
    case maxSessions = "max_sessions"
    case maxConnections = "max_connections"
    case maxKubernetesConnections = "max_kubernetes_connections"
    case forwardAgent = "forward_agent"
    case permitX11Forwarding = "permit_x11_forwarding"
    case sshFileCopy = "ssh_file_copy"
    case sshPortForwarding = "ssh_port_forwarding"
    case portForwarding = "port_forwarding"
    case recordSession = "record_session"
    case enhancedRecording = "enhanced_recording"
    case desktopClipboard = "desktop_clipboard"
    case desktopDirectorySharing = "desktop_directory_sharing"
    case createDesktopUser = "create_desktop_user"
    case createHostUser = "create_host_user"
    case createHostUserMode = "create_host_user_mode"
    case createHostUserDefaultShell = "create_host_user_default_shell"
    case createDatabaseUser = "create_db_user"
    case createDatabaseUserMode = "create_db_user_mode"
    case requireSessionMFA = "require_session_mfa"
    case mfaVerificationInterval = "mfa_verification_interval"
    case deviceTrustMode = "device_trust_mode"
    case lock
    case pinSourceIP = "pin_source_ip"
    case certExtensions = "cert_extensions"
    case certFormat = "cert_format"
    case requestAccess = "request_access"
    case requestPrompt = "request_prompt"
    case idp
  }

  /// The options' names as documents spell them.
  public static var optionNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

extension KeyedDecodingContainer {
  /// A duration that may be absent, empty, zero or negative.
  fileprivate func span(_ key: Key) throws -> Span? {
    guard let text = try decodeIfPresent(Value.self, forKey: key)?.scalarText, !text.isEmpty else { return nil }
    return try Span(signed: text)
  }

  /// A choice in any of its spellings: text, number or truth value. Empty text is absence.
  func choice<Choice: OptionChoice>(_ key: Key) throws -> Choice? {
    guard let text = try decodeIfPresent(Value.self, forKey: key)?.scalarText, !text.isEmpty else { return nil }
    // YAML 1.1 reads an unquoted `off` as false, and people paste it so.
    if let choice = Choice.names[text.lowercased()] ?? (text == "false" ? Choice.names["off"] : nil) { return choice }
    throw Problem(
      .badParameter, "`\(text.escapedForDisplay)` is not a value of `\(key.stringValue)`",
      hint: "one of \(Set(Choice.names.values.map(\.text)).sorted().joined(separator: ", "))", path: "spec.options.\(key.stringValue)")
  }

  /// A recording mode; empty text is absence.
  func choice(_ key: Key) throws -> SessionRecording.Mode? {
    guard let text = try decodeIfPresent(String.self, forKey: key), !text.isEmpty else { return nil }
    if let mode = SessionRecording.Mode(rawValue: text) { return mode }
    throw Problem(
      .badParameter, "`\(text.escapedForDisplay)` is not a recording mode", hint: "one of best_effort, strict",
      path: "spec.options.record_session.\(key.stringValue)")
  }
}

extension Value {
  /// A mode by its name. YAML 1.1 reads an unquoted `off` as false, and people paste it so.
  var modeText: String { self == .bool(false) ? "off" : scalarText ?? "" }

  /// Text, a number or a truth value as the text that people write for it; nil for lists and maps.
  var scalarText: String? {
    switch self {
    case .text(let text): text
    case .integer(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    case .null: ""
    case .number, .list, .map: nil
    }
  }
}
