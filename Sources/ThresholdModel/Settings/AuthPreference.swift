/// How people authenticate in the whole cluster. Document kind `cluster_auth_preference`, version `v2`,
/// always named `cluster-auth-preference`. Source: reference, roles-and-resources §6 and §9.3.
public typealias AuthPreference = Document<AuthPreferenceSpec>

/// The settings; what is not typed here is kept as it came.
public struct AuthPreferenceSpec: DocumentSpec {
  /// `local`, `github`, `saml` or `oidc`; only `local` is served by this version.
  public var type: String
  /// `otp`, `webauthn`, `sso`; empty for the older `second_factor`.
  public var secondFactors: [String]
  /// Whether every session needs a second factor of its own, whatever the roles say, and which kind.
  public var sessionMFA: SessionMFA
  /// What counts when a role names no mode of its own. Source: reference, roles-and-resources §8.
  public var lockingMode: LockingMode
  /// Shown at sign-in; empty for none.
  public var messageOfTheDay: String
  /// End live sessions with their certificate; they end here with their sign-in in any case.
  public var disconnectExpiredCertificate: Bool
  /// The length of a sign-in that asks for none; nil means 12 h.
  public var defaultSessionTTL: Span?
  public var deviceTrust: DeviceTrustMode
  public var kept: KeptFields

  public init(
    type: String = "local", secondFactors: [String] = [], sessionMFA: SessionMFA = .off, lockingMode: LockingMode = .bestEffort,
    messageOfTheDay: String = "", disconnectExpiredCertificate: Bool = false, defaultSessionTTL: Span? = nil,
    deviceTrust: DeviceTrustMode = .off
  ) {
    self.type = type
    self.secondFactors = secondFactors
    self.sessionMFA = sessionMFA
    self.lockingMode = lockingMode
    self.messageOfTheDay = messageOfTheDay
    self.disconnectExpiredCertificate = disconnectExpiredCertificate
    self.defaultSessionTTL = defaultSessionTTL
    self.deviceTrust = deviceTrust
    kept = KeptFields()
  }

  public static let fields = FieldTable(
    kind: "cluster_auth_preference", versions: ["v2"],
    fields: [
      Field("spec.type", .text, limit: 16, "local, github, saml or oidc"),
      Field("spec.second_factors", .texts, limit: 10, "otp, webauthn, sso"),
      Field("spec.require_session_mfa", .open, limit: 64, "no, yes, hardware_key, hardware_key_touch, hardware_key_pin, …"),
      Field("spec.locking_mode", .text, limit: 16, "best_effort or strict, where no role says otherwise"),
      Field("spec.message_of_the_day", .text, limit: 4096, "shown at sign-in"),
      Field("spec.disconnect_expired_cert", .bool, "end live sessions with their certificate"),
      Field("spec.default_session_ttl", .duration, "the length of a sign-in that asks for none; default 12h"),
      Field("spec.device_trust", .object, "trusted devices"),
      Field("spec.device_trust.mode", .scalar, limit: 32, "off, optional, required or required-for-humans"),
      Field("spec.device_trust.auto_enroll", .bool, support: .kept, "not acted on by this version"),
      Field("spec.device_trust.ekcert_allowed_cas", .texts, support: .kept, "not acted on by this version"),
      Field("status", .object, owner: .server, "run-time state"),
    ]
      + Field.kept([
        "allow_cli_auth_via_browser", "allow_headless", "allow_local_auth", "allow_passwordless", "connector_name", "hardware_key", "idp",
        "okta", "piv_slot", "second_factor", "signature_algorithm_suite", "stable_unix_user_config", "u2f", "webauthn",
      ]))

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let type = try container.value(.type, or: "")
    self.type = type.isEmpty ? "local" : type
    secondFactors = try container.list(.secondFactors)
    sessionMFA = try container.value(.sessionMFA, or: .off)
    lockingMode = try container.value(.lockingMode, or: .bestEffort)
    messageOfTheDay = try container.value(.messageOfTheDay, or: "")
    disconnectExpiredCertificate = try container.value(.disconnectExpiredCertificate, or: false)
    let written = try container.decodeIfPresent(Span.self, forKey: .defaultSessionTTL)
    defaultSessionTTL = written.flatMap { $0 > .zero ? $0 : nil }
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
    let trust = try container.decodeIfPresent(Value.self, forKey: .deviceTrust)
    deviceTrust = try DeviceTrustMode(written: trust?["mode"]?.modeText ?? "")
    if case .map(var rest) = trust {
      rest["mode"] = nil
      if !rest.isEmpty { kept.values[CodingKeys.deviceTrust.rawValue] = .map(rest) }
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(type, forKey: .type)
    try container.encodeFilled(secondFactors, forKey: .secondFactors)
    try container.encode(sessionMFA, forKey: .sessionMFA)
    try container.encode(lockingMode, forKey: .lockingMode)
    try container.encodeFilled(messageOfTheDay, forKey: .messageOfTheDay)
    try container.encode(disconnectExpiredCertificate, forKey: .disconnectExpiredCertificate)
    try container.encodeIfPresent(defaultSessionTTL, forKey: .defaultSessionTTL)
    var trust: [String: Value] = [:]
    if case .map(let rest) = kept[CodingKeys.deviceTrust.rawValue] { trust = rest }
    trust["mode"] = .text(deviceTrust.rawValue)
    var rest = kept
    rest.values[CodingKeys.deviceTrust.rawValue] = .map(trust)
    try rest.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case type
    case secondFactors = "second_factors"
    case sessionMFA = "require_session_mfa"
    case lockingMode = "locking_mode"
    case messageOfTheDay = "message_of_the_day"
    case disconnectExpiredCertificate = "disconnect_expired_cert"
    case defaultSessionTTL = "default_session_ttl"
    case deviceTrust = "device_trust"
  }
}

extension Document where Spec == AuthPreferenceSpec {
  /// The one name there is.
  public static var name: String { "cluster-auth-preference" }

  public init(_ spec: AuthPreferenceSpec) { self.init(version: "v2", metadata: Metadata(name: Self.name), spec: spec) }
}
