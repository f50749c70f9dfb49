public import ThresholdModel

/// A review: one person's word on somebody else's request.
public struct ReviewBody: Body, Hashable {
  /// `APPROVED` or `DENIED`.
  public var proposedState: String
  public var reason: String
  /// With an approval: another earliest use.
  public var assumeStartTime: Moment?
  /// Empty, or all roles that were asked for.
  public var roles: [RoleName]
  /// Must be empty.
  public var annotations: [String: [String]]

  public init(
    proposedState: String, reason: String = "", assumeStartTime: Moment? = nil, roles: [RoleName] = [],
    annotations: [String: [String]] = [:]
  ) {
    self.proposedState = proposedState
    self.reason = reason
    self.assumeStartTime = assumeStartTime
    self.roles = roles
    self.annotations = annotations
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    proposedState = try container.state(.proposedState)
    reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
    assumeStartTime = try container.decodeIfPresent(Moment.self, forKey: .assumeStartTime)
    roles = try container.decodeIfPresent([RoleName].self, forKey: .roles) ?? []
    annotations = try container.decodeIfPresent([String: [String]].self, forKey: .annotations) ?? [:]
  }

  public static let example = ReviewBody(proposedState: "APPROVED", reason: "go ahead", assumeStartTime: Moment(seconds: 1_770_000_000))
  private enum CodingKeys: String, CodingKey {
    case reason, roles, annotations
    case proposedState = "proposed_state"
    case assumeStartTime = "assume_start_time"
  }
}

extension KeyedDecodingContainer {
  /// A state by its name or, as documents write it, its number.
  fileprivate func state(_ key: Key) throws -> String {
    if let number = try? decode(Int.self, forKey: key) { return RequestState(rawValue: number)?.text ?? String(number) }
    return try decode(String.self, forKey: key)
  }
}

/// A decision that bypasses the reviews.
public struct OverrideBody: Body, Hashable {
  /// `APPROVED` or `DENIED`.
  public var state: String
  /// Never blank.
  public var reason: String
  /// On approval the part of the roles that is approved; empty for all.
  public var roles: [RoleName]
  /// For those who watch requests.
  public var annotations: [String: [String]]
  /// On approval another earliest use.
  public var assumeStartTime: Moment?
  /// On whose word the decision was made; goes on the record beside who made it. Empty for nobody's.
  public var delegator: String

  public init(
    state: String, reason: String, roles: [RoleName] = [], annotations: [String: [String]] = [:], assumeStartTime: Moment? = nil,
    delegator: String = ""
  ) {
    self.state = state
    self.reason = reason
    self.roles = roles
    self.annotations = annotations
    self.assumeStartTime = assumeStartTime
    self.delegator = delegator
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    state = try container.state(.state)
    reason = try container.decode(String.self, forKey: .reason)
    roles = try container.decodeIfPresent([RoleName].self, forKey: .roles) ?? []
    annotations = try container.decodeIfPresent([String: [String]].self, forKey: .annotations) ?? [:]
    assumeStartTime = try container.decodeIfPresent(Moment.self, forKey: .assumeStartTime)
    delegator = try container.decodeIfPresent(String.self, forKey: .delegator) ?? ""
  }

  public static let example = OverrideBody(
    state: "APPROVED", reason: "INC-42, nobody of the owners answers", roles: ["dba"], annotations: ["ticket": ["INC-42"]],
    assumeStartTime: Moment(seconds: 1_770_000_000), delegator: "incident-bot")
  private enum CodingKeys: String, CodingKey {
    case state, reason, roles, annotations, delegator
    case assumeStartTime = "assume_start_time"
  }
}

/// Makes the requester a member of a list instead of giving access for a while.
public struct PromoteBody: Body, Hashable {
  /// One of the lists that the request names as `promotions`.
  public var accessList: ListName
  public var reason: String

  public init(accessList: ListName, reason: String = "") {
    self.accessList = accessList
    self.reason = reason
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    accessList = try container.decode(ListName.self, forKey: .accessList)
    reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
  }

  public static let example = PromoteBody(accessList: "staging-on-call", reason: "needs it every week")
  private enum CodingKeys: String, CodingKey {
    case reason
    case accessList = "access_list"
  }
}
