public import Foundation
public import ThresholdModel

/// Which events to read. Conditions that are nil do not restrict; all others must hold.
public struct AuditQuery: Hashable, Sendable {
  /// The earliest time, included.
  public var from: Moment?
  /// The latest time, not included.
  public var to: Moment?
  /// How the event's name starts: `access_request.` finds all events of requests.
  public var eventPrefix: String?
  /// The exact code, for example `T5000I`.
  public var code: String?
  /// Who did it, ignoring case: a user's name, or `local:NAME`.
  public var user: String?
  /// The request that the event is about: its `id`, or one of its `access_requests`.
  public var request: String?
  /// Where to go on: the index of the last event that was read; nil for the beginning. With
  /// `newestFirst` the answer goes on with lower indexes.
  public var afterIndex: Int64?
  /// The most to answer, 1 to 1,000; what lies outside is taken as the nearest of these.
  public var limit: Int
  public var newestFirst: Bool

  public init(
    from: Moment? = nil, to: Moment? = nil, eventPrefix: String? = nil, code: String? = nil, user: String? = nil,
    request: String? = nil, afterIndex: Int64? = nil, limit: Int = 100, newestFirst: Bool = false
  ) {
    self.from = from
    self.to = to
    self.eventPrefix = eventPrefix
    self.code = code
    self.user = user
    self.request = request
    self.afterIndex = afterIndex
    self.limit = limit
    self.newestFirst = newestFirst
  }
}

/// An event as the audit log keeps it.
public struct StoredEvent: Hashable, Sendable {
  /// Gapless, from 1.
  public let index: Int64
  /// The event's flat JSON object, read.
  public let body: Value
  /// The same as the bytes that the chain is over.
  public let text: String
  /// SHA-256 over the hash before, the index as 8 bytes big-endian, and the text's bytes; 32 bytes.
  public let hash: Data

  public init(index: Int64, body: Value, text: String, hash: Data) {
    self.index = index
    self.body = body
    self.text = text
    self.hash = hash
  }
}
