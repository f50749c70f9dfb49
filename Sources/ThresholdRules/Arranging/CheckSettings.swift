import ThresholdModel

extension Arrangement {
  /// How people authenticate: under the one name there is, with words that are known.
  /// Source: reference, roles-and-resources §6 and §9.3.
  func check(_ settings: AuthPreference) throws(Problem) {
    try Self.checkSingleton(settings.metadata, named: AuthPreference.name)
    let spec = settings.spec
    guard ["local", "github", "saml", "oidc"].contains(spec.type) else {
      throw Problem(
        .badParameter, "`\(spec.type.escapedForDisplay)` is not a way to authenticate", hint: "one of local, github, saml, oidc",
        path: "spec.type")
    }
    for factor in spec.secondFactors where !["otp", "webauthn", "sso"].contains(factor) {
      throw Problem(
        .badParameter, "`\(factor.escapedForDisplay)` is not a second factor", hint: "one of otp, webauthn, sso",
        path: "spec.second_factors")
    }
    if let span = spec.defaultSessionTTL, !(Span.minutes(1)...RoleOptions.longestSession).contains(span) {
      throw Problem(
        .badParameter, "a sign-in cannot last \(span) by default", hint: "write 1m to \(RoleOptions.longestSession)",
        path: "spec.default_session_ttl")
    }
  }

  /// Where sessions are recorded: under the one name there is. Source: reference, roles-and-resources §6.
  func check(_ settings: RecordingConfig) throws(Problem) {
    try Self.checkSingleton(settings.metadata, named: RecordingConfig.name)
  }

  private static func checkSingleton(_ metadata: Metadata, named name: String) throws(Problem) {
    guard metadata.name == name else {
      throw Problem(
        .badParameter, "there is one such setting and it cannot be called `\(metadata.name.escapedForDisplay)`",
        hint: "write name: \(name)",
        path: "metadata.name")
    }
    guard metadata.expires == nil else {
      throw Problem(
        .badParameter, "a setting does not run out by itself", hint: "leave metadata.expires out", path: "metadata.expires")
    }
  }
}
