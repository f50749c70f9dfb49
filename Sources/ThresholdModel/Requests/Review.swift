/// Where a request stands; the number is what JSON carries. 1 to 4 as in the reference, 5 and 6 ours.
public enum RequestState: Int, Hashable, Sendable, Codable, CaseIterable {
  case pending = 1
  case approved = 2
  case denied = 3
  /// Turned into list membership.
  case promoted = 4
  /// Approved, then ended before its time by the requester or an admin.
  case ended = 5
  /// Nobody answered in time, or the access ran to its end.
  case expired = 6

  /// As tables print it.
  public var text: String {
    switch self {
    case .pending: "PENDING"
    case .approved: "APPROVED"
    case .denied: "DENIED"
    case .promoted: "PROMOTED"
    case .ended: "REVOKED"
    case .expired: "EXPIRED"
    }
  }

  /// Reads what tables print, in any case.
  public init?(text: String) {
    guard let state = Self.allCases.first(where: { $0.text == text.uppercased() }) else { return nil }
    self = state
  }
}

/// One person's word on a request. Source: reference, lists-and-requests §6.3.
public struct Review: Codable, Hashable, Sendable {
  /// The signed-in person who reviewed; nobody reviews for another.
  public var author: UserName
  /// `approved` or `denied`; `promoted` by the call that makes the requester a member of a list.
  public var proposed: RequestState
  public var reason: String
  public var created: Moment
  /// Replaces the request's start when set; with approvals only.
  public var assumeStart: Moment?
  /// The roles that the review is about: none for all of them. A part of them cannot be reviewed.
  public var roles: [RoleName]
  /// Must be empty: reviews carry no annotations yet.
  public var annotations: [String: [String]]
  /// The list to make the requester a member of; with `promoted` only.
  public var accessList: PromotedList?
  /// Places in the request's thresholds toward which the review counts; the server's to say, from their filters
  /// at the time of the review.
  public var thresholds: [Int]

  public init(
    author: UserName, proposed: RequestState, reason: String = "", created: Moment, assumeStart: Moment? = nil, roles: [RoleName] = [],
    annotations: [String: [String]] = [:], accessList: PromotedList? = nil, thresholds: [Int] = []
  ) {
    self.author = author
    self.proposed = proposed
    self.reason = reason
    self.created = created
    self.assumeStart = assumeStart
    self.roles = roles
    self.annotations = annotations
    self.accessList = accessList
    self.thresholds = thresholds
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    author = try container.decode(UserName.self, forKey: .author)
    proposed = try container.decode(RequestState.self, forKey: .proposed)
    reason = try container.value(.reason, or: "")
    created = try container.decode(Moment.self, forKey: .created)
    assumeStart = try container.decodeIfPresent(Moment.self, forKey: .assumeStart)
    roles = try container.list(.roles)
    annotations = try container.value(.annotations, or: [:])
    accessList = try container.decodeIfPresent(PromotedList.self, forKey: .accessList)
    thresholds = try container.list(.thresholds)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(author, forKey: .author)
    try container.encode(proposed, forKey: .proposed)
    try container.encode(reason, forKey: .reason)
    try container.encode(created, forKey: .created)
    try container.encodeIfPresent(assumeStart, forKey: .assumeStart)
    try container.encodeFilled(roles, forKey: .roles)
    try container.encodeFilled(annotations, forKey: .annotations)
    try container.encodeIfPresent(accessList, forKey: .accessList)
    try container.encodeFilled(thresholds, forKey: .thresholds)
  }

  private enum CodingKeys: String, CodingKey {
    case author, reason, created, roles, annotations
    case proposed = "proposed_state"
    case assumeStart = "assume_start_time"
    case accessList = "access_list"
    case thresholds = "threshold_indexes"
  }
}

/// A decision by somebody with the right to bypass reviews; always with a reason, never on one's own request.
public struct Override: Codable, Hashable, Sendable {
  /// The signed-in person, or `local:NAME` at the server's machine.
  public var author: String
  public var reason: String
  public var at: Moment

  public init(author: String, reason: String, at: Moment) {
    self.author = author
    self.reason = reason
    self.at = at
  }
}

/// Who ended an approved request before its time.
public struct Ended: Codable, Hashable, Sendable {
  /// The signed-in person, or `local:NAME` at the server's machine.
  public var by: String
  public var reason: String
  public var at: Moment

  public init(by: String, reason: String, at: Moment) {
    self.by = by
    self.reason = reason
    self.at = at
  }
}
