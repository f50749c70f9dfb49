public import Foundation
public import ThresholdModel
import ThresholdStore

/// Which events to read.
public struct AuditSelection: Sendable, Hashable {
  public var from: Moment?
  public var to: Moment?
  /// The start of the event's name, for example `access_request.`.
  public var eventPrefix: String?
  public var code: String?
  public var user: String?
  /// Events about this request, or under it.
  public var request: String?
  /// Only events behind this index, in the order asked for.
  public var after: Int64?
  /// 1 to 1,000.
  public var limit: Int
  public var newestFirst: Bool

  public init(
    from: Moment? = nil, to: Moment? = nil, eventPrefix: String? = nil, code: String? = nil, user: String? = nil, request: String? = nil,
    after: Int64? = nil, limit: Int = 100, newestFirst: Bool = true
  ) {
    self.from = from
    self.to = to
    self.eventPrefix = eventPrefix
    self.code = code
    self.user = user
    self.request = request
    self.after = after
    self.limit = limit
    self.newestFirst = newestFirst
  }
}

/// One event of the log, with its place in the chain.
public struct AuditEntry: Sendable, Hashable {
  /// Gapless, from 1.
  public let index: Int64
  /// The chain's hash up to and with this event, 32 bytes.
  public let hash: Data
  /// The flat event.
  public let body: Value
}

/// Where the audit log ends, or ended when somebody noted it.
public struct AuditPosition: Sendable, Hashable {
  public let index: Int64
  /// 32 bytes.
  public let hash: Data
  public let time: Moment?

  public init(index: Int64, hash: Data, time: Moment?) {
    self.index = index
    self.hash = hash
    self.time = time
  }
}

/// What verifying the audit log found.
public struct AuditFindings: Sendable, Hashable {
  public let isConsistent: Bool
  public let events: Int64
  /// Signed checkpoints that agree.
  public let checkpoints: Int
  /// In words: what was found, and what can and can't be excluded.
  public let summary: String
  /// The first event that is wrong; nil when all is well.
  public let firstBad: Int64?
}

extension AuditFindings {
  init(_ verification: AuditVerification) {
    let details = verification.findings.prefix(3).map { "event \($0.index): \($0.message)" }
    self.init(
      isConsistent: verification.isConsistent, events: verification.events, checkpoints: verification.checkpoints,
      summary: ([verification.summary] + details).joined(separator: "; "), firstBad: verification.findings.map(\.index).min())
  }
}
