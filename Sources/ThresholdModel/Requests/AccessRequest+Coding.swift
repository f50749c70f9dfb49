extension AccessRequestSpec {
  enum CodingKeys: String, CodingKey {
    case user, roles, state, created, reviews, override, ended, thresholds, promotions
    case originalRoles = "original_roles"
    case resources = "resource_ids"
    case accessExpires = "expires"
    case recordExpires = "expiry"
    case sessionTTL = "session_ttl"
    case assumeStart = "assume_start_time"
    case reason = "request_reason"
    case resolveReason = "resolve_reason"
    case suggestedReviewers = "suggested_reviewers"
    case maxDuration = "max_duration"
    case systemAnnotations = "system_annotations"
    case resolveAnnotations = "resolve_annotations"
    case thresholdSets = "rtm"
    case loginHint = "login_hint"
    case kind = "request_kind"
    case accessList = "access_list"
    case isDryRun = "dry_run"
    case dryRunEnrichment = "dry_run_enrichment"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    user = try container.decode(UserName.self, forKey: .user)
    roles = try container.list(.roles)
    resources = try container.list(.resources)
    state = try Self.state(in: container)
    created = try container.decode(Moment.self, forKey: .created)
    accessExpires = try container.decode(Moment.self, forKey: .accessExpires)
    recordExpires = try container.decode(Moment.self, forKey: .recordExpires)
    sessionTTL = try container.decode(Moment.self, forKey: .sessionTTL)
    assumeStart = try container.decodeIfPresent(Moment.self, forKey: .assumeStart)
    reason = try container.value(.reason, or: "")
    resolveReason = try container.value(.resolveReason, or: "")
    reviews = try container.list(.reviews)
    suggestedReviewers = try container.list(.suggestedReviewers)
    override = try container.decodeIfPresent(Override.self, forKey: .override)
    ended = try container.decodeIfPresent(Ended.self, forKey: .ended)
    originalRoles = try container.decodeIfPresent([RoleName].self, forKey: .originalRoles)
    systemAnnotations = try container.value(.systemAnnotations, or: [:])
    resolveAnnotations = try container.value(.resolveAnnotations, or: [:])
    loginHint = try container.value(.loginHint, or: "")
    kind = try container.value(.kind, or: .undefined)
    promotions = try container.list(.promotions)
    accessList = try container.decodeIfPresent(PromotedList.self, forKey: .accessList)
    isDryRun = try container.value(.isDryRun, or: false)
    dryRunEnrichment = try container.decodeIfPresent(DryRunEnrichment.self, forKey: .dryRunEnrichment)
    if let known = try container.decodeIfPresent([ReviewThreshold].self, forKey: .thresholds) {
      thresholds = known
      let sets = try container.value(.thresholdSets, or: [String: [[Int]]]())
      thresholdSets = Dictionary(sets.map { (RoleName($0.key), $0.value) }) { first, _ in first }
    } else {
      // Version 0.1 wrote no thresholds: one approval approved, one denial denied, and every review counted.
      thresholds = [.standard]
      thresholdSets = Self.standardSets(for: roles)
      for place in reviews.indices { reviews[place].thresholds = [0] }
    }
  }

  /// An absent or zero state is that of a new request. Source: reference, lists-and-requests §5.1.
  private static func state(in container: KeyedDecodingContainer<CodingKeys>) throws -> RequestState {
    if let number = try? container.decodeIfPresent(Int.self, forKey: .state), number == 0 { return .pending }
    return try container.value(.state, or: .pending)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(user, forKey: .user)
    try container.encode(roles, forKey: .roles)
    try container.encodeIfPresent(originalRoles, forKey: .originalRoles)
    try container.encode(resources, forKey: .resources)
    try container.encode(state, forKey: .state)
    if kind != .undefined { try container.encode(kind, forKey: .kind) }
    try container.encode(created, forKey: .created)
    try container.encode(accessExpires, forKey: .accessExpires)
    try container.encode(accessExpires, forKey: .maxDuration)
    try container.encode(recordExpires, forKey: .recordExpires)
    try container.encode(sessionTTL, forKey: .sessionTTL)
    try container.encodeIfPresent(assumeStart, forKey: .assumeStart)
    try container.encodeFilled(reason, forKey: .reason)
    try container.encodeFilled(resolveReason, forKey: .resolveReason)
    try container.encodeFilled(systemAnnotations, forKey: .systemAnnotations)
    try container.encodeFilled(resolveAnnotations, forKey: .resolveAnnotations)
    // Written even when empty: absence stands for the thresholds of the first version.
    try container.encode(thresholds, forKey: .thresholds)
    try container.encodeFilled(Dictionary(thresholdSets.map { ($0.key.text, $0.value) }) { first, _ in first }, forKey: .thresholdSets)
    try container.encodeFilled(reviews, forKey: .reviews)
    try container.encodeFilled(suggestedReviewers, forKey: .suggestedReviewers)
    try container.encodeFilled(loginHint, forKey: .loginHint)
    try container.encodeFilled(promotions, forKey: .promotions)
    try container.encodeIfPresent(accessList, forKey: .accessList)
    if isDryRun { try container.encode(isDryRun, forKey: .isDryRun) }
    try container.encodeIfPresent(dryRunEnrichment, forKey: .dryRunEnrichment)
    try container.encodeIfPresent(override, forKey: .override)
    try container.encodeIfPresent(ended, forKey: .ended)
  }
}
