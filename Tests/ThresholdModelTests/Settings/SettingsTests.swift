import Testing
import ThresholdModel

@Suite("Settings of the cluster")
struct SettingsTests {
  @Test("an authentication preference of another cluster goes in and comes out")
  func authPreference() throws {
    let dump = Dump(
      "cluster_auth_preference",
      """
      {"kind":"cluster_auth_preference","version":"v2","metadata":{"name":"cluster-auth-preference",
       "labels":{"teleport.dev/origin":"dynamic"}},"spec":{"type":"local","second_factors":["webauthn","otp"],
       "webauthn":{"rp_id":"example.com"},"require_session_mfa":"hardware_key_touch","locking_mode":"strict",
       "message_of_the_day":"hello","disconnect_expired_cert":true,"default_session_ttl":"8h0m0s",
       "device_trust":{"mode":"required","auto_enroll":true},"allow_local_auth":true,"allow_passwordless":false,
       "okta":{"sync_period":"0s"},"signature_algorithm_suite":"balanced-v1"}}
      """)
    let settings = try AuthPreference(reading: dump.value)
    #expect(settings.spec.type == "local")
    #expect(settings.spec.secondFactors == ["webauthn", "otp"])
    #expect(settings.spec.sessionMFA == .hardwareKeyTouch)
    #expect(settings.spec.lockingMode == .strict)
    #expect(settings.spec.defaultSessionTTL == .hours(8))
    #expect(settings.spec.deviceTrust == .required)
    #expect(settings.spec.disconnectExpiredCertificate)
    #expect(try settings.value() == dump.kept)
    #expect(try Record(kind: .authPreference, body: Record.authPreference(settings).body()) == .authPreference(settings))
  }

  @Test("what is absent has its default")
  func defaults() throws {
    let dump = Dump(
      "cluster_auth_preference",
      #"{"kind":"cluster_auth_preference","version":"v2","metadata":{"name":"cluster-auth-preference"},"spec":{"locking_mode":""}}"#)
    #expect(try AuthPreference(reading: dump.value).spec == AuthPreferenceSpec())
    #expect(AuthPreferenceSpec().sessionMFA == .off)
    #expect(AuthPreferenceSpec().lockingMode == .bestEffort)
    #expect(RecordingConfigSpec().mode == .node)
  }

  @Test(
    "all spellings of require_session_mfa",
    arguments: [
      (0, .off), (1, .session), (2, .hardwareKey), (3, .hardwareKeyTouch), (4, .hardwareKeyPIN), (5, .hardwareKeyTouchAndPIN),
      ("no", .off), ("off", .off), ("", .off), ("yes", .session), ("true", .session), (true, .session), (false, .off),
      ("hardware_key", .hardwareKey), ("hardware_key_touch", .hardwareKeyTouch), ("hardware_key_pin", .hardwareKeyPIN),
      ("hardware_key_touch_and_pin", .hardwareKeyTouchAndPIN), ("YES", .session),
    ] as [(Value, SessionMFA)])
  func sessionMFA(written: Value, expected: SessionMFA) throws {
    #expect(try SessionMFA(written) == expected)
  }

  @Test("other values are refused, not read as off", arguments: [6, -1, "maybe", .list([]), .number(1.5), .null] as [Value])
  func badSessionMFA(written: Value) {
    #expect(throws: Problem.self) { try SessionMFA(written) }
  }

  @Test("words that are not known are refused with their path")
  func words() {
    func path(_ spec: Value) -> String? {
      let document: Value = [
        "kind": "cluster_auth_preference", "version": "v2", "metadata": ["name": "cluster-auth-preference"], "spec": spec,
      ]
      do { _ = try AuthPreference(reading: document) } catch { return error.path }
      return nil
    }
    #expect(path(["locking_mode": "lax"]) == "spec.locking_mode")
    #expect(path(["device_trust": ["mode": "some"]]) == "spec.device_trust.mode")
    #expect(path(["require_session_mfa": "maybe"]) == "spec.require_session_mfa")
    #expect(path(["second_factor": "on"]) == nil)
  }

  @Test("recording modes", arguments: ["node", "node-sync", "proxy", "proxy-sync", "off"])
  func recording(mode: String) throws {
    let document: Value = [
      "kind": "session_recording_config", "version": "v2", "metadata": ["name": "session-recording-config"],
      "spec": ["mode": .text(mode), "proxy_checks_host_keys": true, "encryption": ["enabled": false]],
    ]
    let settings = try RecordingConfig(reading: document)
    #expect(settings.spec.mode.rawValue == mode)
    #expect(try settings.value() == document)
  }

  @Test("a recording mode that is not known is refused")
  func badRecording() {
    let document: Value = [
      "kind": "session_recording_config", "version": "v2", "metadata": ["name": "session-recording-config"], "spec": ["mode": "everywhere"],
    ]
    let problem = #expect(throws: Problem.self) { try RecordingConfig(reading: document) }
    #expect(problem?.path == "spec.mode")
  }
}
