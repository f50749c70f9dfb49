public import Foundation
public import ThresholdModel

/// What one transaction writes: changes of state together with the events that say why. Both or neither
/// are stored.
public struct Batch: Sendable {
  /// Applied in this order.
  public var changes: [Change]
  /// Appended to the audit log in this order.
  public var events: [AuditEvent]

  public init(changes: [Change], events: [AuditEvent]) {
    self.changes = changes
    self.events = events
  }
}

/// What a commit left behind: it is on the disk.
public struct Committed: Hashable, Sendable {
  /// The feed's sequence after the batch: that of its last change, or the one before when it had none.
  public let sequence: Int64
  /// The audit log's last index after the batch; 0 while the log is empty.
  public let auditIndex: Int64
  /// The chain's hash at that index, 32 bytes.
  public let auditHash: Data

  public init(sequence: Int64, auditIndex: Int64, auditHash: Data) {
    self.sequence = sequence
    self.auditIndex = auditIndex
    self.auditHash = auditHash
  }
}

/// Everything that decisions need, as it stands at one sequence.
public struct StoredState: Sendable {
  /// Everything current, ordered by kind, parent and name. Requests that are neither pending nor
  /// approved, and reviews of lists, are left out; what has expired but was not deleted yet is here.
  public var records: [Record]
  /// The feed's sequence that the records stand at; 0 in a new store.
  public var sequence: Int64
  /// The audit log's last index; 0 while it is empty.
  public var auditIndex: Int64
  /// The latest time of any committed event; nil while there is none.
  public var lastEventTime: Moment?

  public init(records: [Record], sequence: Int64, auditIndex: Int64, lastEventTime: Moment?) {
    self.records = records
    self.sequence = sequence
    self.auditIndex = auditIndex
    self.lastEventTime = lastEventTime
  }
}
