/// What holders may ask for. Source: reference, lists-and-requests §5.3.
public struct RequestConditions: Codable, Hashable, Sendable {
  /// Roles that may be asked for: names, globs, `^…$`.
  public var roles: [String]
  /// The same, from what a user's traits say.
  public var claimsToRoles: [ClaimMapping]
  /// Roles through which holders may find and request resources; literal names.
  public var searchAsRoles: [RoleName]
  /// Who must agree; none means one approval, one denial. Allow side only.
  public var thresholds: [ReviewThreshold]
  /// Told to reviewers when a request names none; advisory.
  public var suggestedReviewers: [String]
  /// Attached to requests; values take trait templates.
  public var annotations: [String: [String]]
  /// How long access may last, over the end of a session; zero is none. At most 14 days.
  public var maxDuration: Span
  public var reason: RequestReason
  /// Kinds of Kubernetes objects that may be asked for; nil is any, whole clusters included.
  public var kubernetesResources: [RequestKubernetesResource]?

  public init(
    roles: [String] = [], claimsToRoles: [ClaimMapping] = [], searchAsRoles: [RoleName] = [], thresholds: [ReviewThreshold] = [],
    suggestedReviewers: [String] = [], annotations: [String: [String]] = [:], maxDuration: Span = .zero,
    reason: RequestReason = RequestReason(), kubernetesResources: [RequestKubernetesResource]? = nil
  ) {
    self.roles = roles
    self.claimsToRoles = claimsToRoles
    self.searchAsRoles = searchAsRoles
    self.thresholds = thresholds
    self.suggestedReviewers = suggestedReviewers
    self.annotations = annotations
    self.maxDuration = maxDuration
    self.reason = reason
    self.kubernetesResources = kubernetesResources
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    roles = try container.list(.roles)
    claimsToRoles = try container.list(.claimsToRoles)
    searchAsRoles = try container.list(.searchAsRoles)
    thresholds = try container.list(.thresholds)
    suggestedReviewers = try container.list(.suggestedReviewers)
    annotations = try container.value(.annotations, or: LabelMap()).entries
    maxDuration = try container.decodeIfPresent(String.self, forKey: .maxDuration).map { try Span(signed: $0) } ?? .zero
    reason = try container.value(.reason, or: RequestReason())
    // An empty list is what other systems print for "unset".
    let kinds = try container.decodeIfPresent([RequestKubernetesResource].self, forKey: .kubernetesResources)
    kubernetesResources = kinds?.isEmpty == true ? nil : kinds
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeFilled(roles, forKey: .roles)
    try container.encodeFilled(claimsToRoles, forKey: .claimsToRoles)
    try container.encodeFilled(searchAsRoles, forKey: .searchAsRoles)
    try container.encodeFilled(thresholds, forKey: .thresholds)
    try container.encodeFilled(suggestedReviewers, forKey: .suggestedReviewers)
    try container.encodeFilled(annotations, forKey: .annotations)
    if maxDuration != .zero { try container.encode(maxDuration.description, forKey: .maxDuration) }
    if reason != RequestReason() { try container.encode(reason, forKey: .reason) }
    try container.encodeIfPresent(kubernetesResources, forKey: .kubernetesResources)
  }

  private enum CodingKeys: String, CodingKey {
    case roles, thresholds, annotations, reason
    case claimsToRoles = "claims_to_roles"
    case searchAsRoles = "search_as_roles"
    case suggestedReviewers = "suggested_reviewers"
    case maxDuration = "max_duration"
    case kubernetesResources = "kubernetes_resources"
  }
}

/// Whether asking for what the same block opens needs a reason.
public struct RequestReason: Codable, Hashable, Sendable {
  /// `required`, `optional` or empty; anything else counts as optional.
  public var mode: String
  /// Shown when somebody asks.
  public var prompt: String

  public init(mode: String = "", prompt: String = "") {
    self.mode = mode
    self.prompt = prompt
  }

  public var isRequired: Bool { mode == "required" }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    mode = try container.value("mode", or: "")
    prompt = try container.value("prompt", or: "")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    try container.encodeFilled(mode, forKey: "mode")
    try container.encodeFilled(prompt, forKey: "prompt")
  }
}

/// Roles that follow from a trait: who has `value` under `claim` gets the matchers in `roles`.
public struct ClaimMapping: Codable, Hashable, Sendable {
  public var claim: String
  /// Text, a glob or `^…$`.
  public var value: String
  /// Role matchers; `$1` stands for what the value's expression captured.
  public var roles: [String]

  public init(claim: String, value: String, roles: [String]) {
    self.claim = claim
    self.value = value
    self.roles = roles
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    claim = try container.value("claim", or: "")
    value = try container.value("value", or: "")
    roles = try container.list("roles")
  }
}

/// How many reviews decide, of those that the filter lets count. Source: lists-and-requests §6.4.
public struct ReviewThreshold: Codable, Hashable, Sendable {
  public var name: String
  /// A predicate over reviewer, review and request; empty counts every review.
  public var filter: String
  /// Approvals that approve; zero never does.
  public var approve: Int
  /// Denials that deny; zero never does.
  public var deny: Int

  /// What holds where no threshold is written.
  public static let standard = ReviewThreshold(name: "default", approve: 1, deny: 1)

  public init(name: String = "", filter: String = "", approve: Int, deny: Int) {
    self.name = name
    self.filter = filter
    self.approve = approve
    self.deny = deny
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    name = try container.value("name", or: "")
    filter = try container.value("filter", or: "")
    approve = try container.value("approve", or: 0)
    deny = try container.value("deny", or: 0)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    try container.encodeFilled(name, forKey: "name")
    try container.encodeFilled(filter, forKey: "filter")
    if approve != 0 { try container.encode(approve, forKey: "approve") }
    if deny != 0 { try container.encode(deny, forKey: "deny") }
  }
}

/// Whose requests holders may review. Source: lists-and-requests §6.1.
public struct ReviewConditions: Codable, Hashable, Sendable {
  /// Role names, or patterns of them (`*`, `^…$`), that a reviewed request may be for.
  public var roles: [String]
  public var claimsToRoles: [ClaimMapping]
  /// Roles as which a reviewer may look at (not reach) the requested resources; literal names.
  public var previewAsRoles: [RoleName]
  /// A predicate over reviewer and request; the block counts where it holds.
  public var condition: String

  public init(roles: [String] = [], claimsToRoles: [ClaimMapping] = [], previewAsRoles: [RoleName] = [], condition: String = "") {
    self.roles = roles
    self.claimsToRoles = claimsToRoles
    self.previewAsRoles = previewAsRoles
    self.condition = condition
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    roles = try container.list(.roles)
    claimsToRoles = try container.list(.claimsToRoles)
    previewAsRoles = try container.list(.previewAsRoles)
    condition = try container.value(.condition, or: "")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeFilled(roles, forKey: .roles)
    try container.encodeFilled(claimsToRoles, forKey: .claimsToRoles)
    try container.encodeFilled(previewAsRoles, forKey: .previewAsRoles)
    try container.encodeFilled(condition, forKey: .condition)
  }

  private enum CodingKeys: String, CodingKey {
    case roles
    case claimsToRoles = "claims_to_roles"
    case previewAsRoles = "preview_as_roles"
    case condition = "where"
  }
}
