import Testing
import ThresholdModel
import ThresholdRules

@Suite("Which locks, settings and monitoring rules may be written")
struct SettingsCheckTests {
  private func refusal(_ record: Record) -> Problem? {
    do { _ = try World().applying([.put(record)], at: noon) } catch { return error }
    return nil
  }

  @Test(
    "a lock needs a target that is a name",
    arguments: [
      (LockTarget(), "spec.target"), (LockTarget(user: "max"), nil), (LockTarget(user: "a b"), "spec.target.user"),
      (LockTarget(user: "m*"), "spec.target.user"), (LockTarget(role: "dev"), nil), (LockTarget(role: "d*"), "spec.target.role"),
      (LockTarget(login: "root"), nil), (LockTarget(login: "ro ot"), "spec.target.login"), (LockTarget(login: "*"), "spec.target.login"),
      (LockTarget(mfaDevice: "m"), nil), (LockTarget(device: "d"), nil), (LockTarget(serverID: "s"), nil),
      (LockTarget(windowsDesktop: "w"), nil),
      (LockTarget(accessRequest: "r"), nil), (LockTarget(botInstanceID: "b"), nil), (LockTarget(joinToken: "t"), nil),
      (LockTarget(user: "max", joinToken: "t\u{1B}"), "spec.target.join_token"),
      (LockTarget(device: String(repeating: "d", count: 257)), "spec.target.device"),
    ] as [(LockTarget, String?)])
  func locks(target: LockTarget, path: String?) {
    let lock = Lock(version: "v2", metadata: Metadata(name: "k"), spec: LockSpec(target: target))
    #expect(refusal(.lock(lock))?.path == path)
  }

  @Test("settings have one name each, known words, and do not run out")
  func settings() {
    func path(_ change: (inout AuthPreference) -> Void) -> String? {
      var settings = AuthPreference(AuthPreferenceSpec())
      change(&settings)
      return refusal(.authPreference(settings))?.path
    }
    #expect(path { _ in } == nil)
    #expect(path { $0.metadata.name = "mine" } == "metadata.name")
    #expect(path { $0.metadata.expires = noon + .hours(1) } == "metadata.expires")
    for type in ["local", "github", "saml", "oidc"] { #expect(path { $0.spec.type = type } == nil) }
    #expect(path { $0.spec.type = "ldap" } == "spec.type")
    #expect(path { $0.spec.secondFactors = ["otp", "webauthn", "sso"] } == nil)
    #expect(path { $0.spec.secondFactors = ["sms"] } == "spec.second_factors")
    #expect(path { $0.spec.defaultSessionTTL = .minutes(1) } == nil)
    #expect(path { $0.spec.defaultSessionTTL = .hours(30) } == nil)
    #expect(path { $0.spec.defaultSessionTTL = .seconds(59) } == "spec.default_session_ttl")
    #expect(path { $0.spec.defaultSessionTTL = .hours(30) + millisecond } == "spec.default_session_ttl")
    var recording = RecordingConfig(RecordingConfigSpec(mode: .off))
    #expect(refusal(.recordingConfig(recording)) == nil)
    recording.metadata.name = "mine"
    #expect(refusal(.recordingConfig(recording))?.path == "metadata.name")
  }

  private static func rule(_ change: (inout MonitoringRuleSpec) -> Void) -> MonitoringRule {
    var spec = MonitoringRuleSpec(
      condition: "true", desiredState: "reviewed", automaticReview: AutomaticReview(decision: "APPROVED"),
      schedules: ["o": MonitoringSchedule(timezone: "UTC", shifts: [.init(weekday: "Monday", start: "09:00", end: "17:00")])])
    change(&spec)
    return MonitoringRule(name: "r", spec: spec)
  }

  @Test("a monitoring rule says what it watches, what it does and when, in words that are known")
  func monitoring() {
    func path(_ change: (inout MonitoringRuleSpec) -> Void) -> String? { refusal(.monitoringRule(Self.rule(change)))?.path }
    func shift(_ weekday: String, _ start: String, _ end: String) -> String? {
      path { $0.schedules["o"] = MonitoringSchedule(shifts: [.init(weekday: weekday, start: start, end: end)]) }
    }
    #expect(path { _ in } == nil)
    #expect(path { $0.automaticReview = AutomaticReview(decision: "DENIED") } == nil)
    #expect(path { $0.schedules = [:] } == nil)
    for subjects in [[], ["user"], ["access_request", "user"]] { #expect(path { $0.subjects = subjects } == "spec.subjects") }
    for condition in ["", " \n", String(repeating: "a", count: 4097)] { #expect(path { $0.condition = condition } == "spec.condition") }
    #expect(path { $0.desiredState = "approved" } == "spec.desired_state")
    #expect(path { $0.desiredState = "" } == "spec.desired_state")
    #expect(path { $0.automaticReview = nil } == "spec.automatic_review")
    #expect(path { $0.automaticReview?.integration = "slack" } == "spec.automatic_review.integration")
    for decision in ["", "approved", "PENDING"] {
      #expect(path { $0.automaticReview?.decision = decision } == "spec.automatic_review.decision")
    }
    #expect(path { ($0.automaticReview, $0.desiredState) = (nil, "") } == "spec")
    #expect(
      path { ($0.automaticReview, $0.desiredState, $0.notification) = (nil, "", MonitoringNotification(name: "n", recipients: ["a"])) }
        == nil)
    #expect(path { $0.notification = MonitoringNotification(name: "n", recipients: []) } == "spec.notification")
    #expect(path { $0.schedules["o"]?.timezone = "Mars/Base 1" } == "spec.schedules.o.time.timezone")
    #expect(path { $0.schedules["o"]?.shifts = [] } == "spec.schedules.o.time.shifts")
    #expect(shift("Monday", "09:00", "09:00") == nil)
    for (weekday, start, end) in [("Moonday", "09:00", "10:00"), ("Monday", "9:00", "10:00"), ("Monday", "10:00", "09:59")] {
      #expect(shift(weekday, start, end) == "spec.schedules.o.time.shifts")
    }
  }
}
