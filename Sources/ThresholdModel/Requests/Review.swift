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

/// One person's word on a request.
public struct Review: Codable, Hashable, Sendable {
  /// The signed-in person who reviewed; nobody reviews for another.
  public var author: UserName
  /// `approved` or `denied`.
  public var proposed: RequestState
  public var reason: String
  public var created: Moment
  /// Replaces the request's start when set.
  public var assumeStart: Moment?

  public init(author: UserName, proposed: RequestState, reason: String = "", created: Moment, assumeStart: Moment? = nil) {
    self.author = author
    self.proposed = proposed
    self.reason = reason
    self.created = created
    self.assumeStart = assumeStart
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    author = try container.decode(UserName.self, forKey: .author)
    proposed = try container.decode(RequestState.self, forKey: .proposed)
    reason = try container.value(.reason, or: "")
    created = try container.decode(Moment.self, forKey: .created)
    assumeStart = try container.decodeIfPresent(Moment.self, forKey: .assumeStart)
  }

  private enum CodingKeys: String, CodingKey {
    case author, reason, created
    case proposed = "proposed_state"
    case assumeStart = "assume_start_time"
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
