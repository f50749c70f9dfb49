/// Reviews requests on its own, or tells people about them. Document kind `access_monitoring_rule`,
/// version `v1`. Source: reference, lists-and-requests §6.6.
public typealias MonitoringRule = Document<MonitoringRuleSpec>

/// Which requests, and what to do with them.
public struct MonitoringRuleSpec: DocumentSpec {
  /// What the rule watches; only `access_request` there is.
  public var subjects: [String]
  /// A predicate over the request; an empty one holds for none.
  public var condition: String
  /// `reviewed` for automatic reviews; empty for rules that only notify.
  public var desiredState: String
  /// nil for rules that only notify.
  public var automaticReview: AutomaticReview?
  /// nil for rules that notify nobody.
  public var notification: MonitoringNotification?
  /// When the rule counts, by name of the schedule: at any of them. Empty means always.
  public var schedules: [String: MonitoringSchedule]
  /// `states`, an older field, as it came.
  public var kept: KeptFields

  public init(
    subjects: [String] = [MonitoringRuleSpec.accessRequests], condition: String, desiredState: String = "",
    automaticReview: AutomaticReview? = nil, notification: MonitoringNotification? = nil, schedules: [String: MonitoringSchedule] = [:]
  ) {
    self.subjects = subjects
    self.condition = condition
    self.desiredState = desiredState
    self.automaticReview = automaticReview
    self.notification = notification
    self.schedules = schedules
    kept = KeptFields()
  }

  /// The one subject.
  public static let accessRequests = "access_request"
  /// The one desired state.
  public static let reviewed = "reviewed"

  public static let fields = FieldTable(
    kind: "access_monitoring_rule", versions: ["v1"],
    fields: [
      Field("spec.subjects", .texts, limit: 10, "what the rule watches: access_request"),
      Field("spec.condition", .text, limit: 4096, "a predicate over the request"),
      Field("spec.desired_state", .text, limit: 32, "reviewed, for automatic reviews"),
      Field("spec.automatic_review", .object, "the review that the rule gives"),
      Field("spec.automatic_review.integration", .text, limit: 64, "builtin"),
      Field("spec.automatic_review.decision", .text, limit: 16, "APPROVED or DENIED"),
      Field("spec.notification", .object, "who is told"),
      Field("spec.notification.name", .text, limit: 256, "the integration that tells them"),
      Field("spec.notification.recipients", .texts, limit: 100, "users, addresses or channels"),
      Field("spec.schedules", .namedObjects, limit: 50, "when the rule counts; absent means always"),
      Field("spec.schedules{}.time", .object, "times of the week"),
      Field("spec.schedules{}.time.timezone", .text, limit: 64, "an IANA time zone, such as Europe/Lisbon; default UTC"),
      Field("spec.schedules{}.time.shifts", .objects, limit: 50, "from when to when"),
      Field("spec.schedules{}.time.shifts[].weekday", .text, limit: 16, "Monday to Sunday"),
      Field("spec.schedules{}.time.shifts[].start", .text, limit: 5, "HH:MM"),
      Field("spec.schedules{}.time.shifts[].end", .text, limit: 5, "HH:MM, that minute included"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + Field.kept(["states"]))

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    subjects = try container.list(.subjects)
    condition = try container.value(.condition, or: "")
    desiredState = try container.value(.desiredState, or: "")
    // Other systems print empty blocks for what is not set.
    let review = try container.decodeIfPresent(AutomaticReview.self, forKey: .automaticReview)
    automaticReview = review == AutomaticReview(integration: "", decision: "") ? nil : review
    let told = try container.decodeIfPresent(MonitoringNotification.self, forKey: .notification)
    notification = told == MonitoringNotification(name: "", recipients: []) ? nil : told
    schedules = try container.value(.schedules, or: [:])
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(subjects, forKey: .subjects)
    try container.encode(condition, forKey: .condition)
    try container.encodeFilled(desiredState, forKey: .desiredState)
    try container.encodeIfPresent(automaticReview, forKey: .automaticReview)
    try container.encodeIfPresent(notification, forKey: .notification)
    try container.encodeFilled(schedules, forKey: .schedules)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case subjects, condition, notification, schedules
    case desiredState = "desired_state"
    case automaticReview = "automatic_review"
  }
}

/// The review that a rule gives. Thresholds of roles count as for any review.
public struct AutomaticReview: Codable, Hashable, Sendable {
  /// Only `builtin`.
  public var integration: String
  /// `APPROVED` or `DENIED`; where rules disagree, DENIED wins.
  public var decision: String

  public static let builtin = "builtin"
  public static let decisions: [String: RequestState] = ["APPROVED": .approved, "DENIED": .denied]

  /// What the review proposes; nil for a decision that is not known, which proposes nothing.
  public var proposed: RequestState? { Self.decisions[decision] }

  public init(integration: String = AutomaticReview.builtin, decision: String) {
    self.integration = integration
    self.decision = decision
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    integration = try container.value(.integration, or: "")
    decision = try container.value(.decision, or: "")
  }

  private enum CodingKeys: String, CodingKey { case integration, decision }
}

/// Whom a rule tells.
public struct MonitoringNotification: Codable, Hashable, Sendable {
  /// The integration that tells them.
  public var name: String
  public var recipients: [String]

  public init(name: String, recipients: [String]) {
    self.name = name
    self.recipients = recipients
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.value(.name, or: "")
    recipients = try container.list(.recipients)
  }

  private enum CodingKeys: String, CodingKey { case name, recipients }
}

extension Document where Spec == MonitoringRuleSpec {
  public var name: String { metadata.name }

  public init(name: String, spec: MonitoringRuleSpec) { self.init(version: "v1", metadata: Metadata(name: name), spec: spec) }
}
