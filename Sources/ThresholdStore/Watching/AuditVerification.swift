/// What going through the whole audit log found.
public struct AuditVerification: Hashable, Sendable {
  /// One thing that is not as it was written.
  public struct Finding: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
      /// An event's text or place is not the one that the chain was made over.
      case altered
      /// Events are missing before this index, or at the end.
      case missing
      /// The text is right; what events are found by was changed, so that searches miss it.
      case hidden
      /// The log does not contain what the database's head, the head file or this process committed.
      case head
      /// The log does not contain the head that was kept elsewhere.
      case outside
      /// A checkpoint is not signed by a known key, or says something else than the log.
      case checkpoint
    }

    public let kind: Kind
    /// The event that it is about.
    public let index: Int64
    /// One sentence in lower case.
    public let message: String

    init(_ kind: Kind, at index: Int64, _ message: String) {
      self.kind = kind
      self.index = index
      self.message = message
    }
  }

  /// How many events were read.
  public internal(set) var events: Int64 = 0
  /// Where the log ends, by the database.
  public internal(set) var head: AuditHead
  /// How many signed checkpoints agree with the log.
  public internal(set) var checkpoints = 0
  /// The highest index that a signed checkpoint vouches for; 0 when none does.
  public internal(set) var checkpointed: Int64 = 0
  /// The highest index that the head kept elsewhere vouches for; nil when there was none, or it disagrees.
  public internal(set) var anchored: Int64?
  /// What is wrong, in the order of finding; at most 100.
  public private(set) var findings: [Finding] = []
  /// How many more there are than ``findings`` shows.
  public private(set) var moreFindings = 0

  init(head: AuditHead) { self.head = head }

  /// Whether nothing is wrong. Without a head kept elsewhere that does not exclude a log that was
  /// rewritten as a whole together with its files: see ``summary``.
  public var isConsistent: Bool { findings.isEmpty }

  /// The verdict in one sentence.
  public var summary: String {
    let count = "\(events) event\(events == 1 ? "" : "s")"
    guard isConsistent else {
      let wrong = findings.count + moreFindings
      return "\(count) read, \(wrong) finding\(wrong == 1 ? "" : "s"): the audit log is not what was written"
    }
    let signed =
      checkpoints == 0 ? "" : ", \(checkpoints) signed checkpoint\(checkpoints == 1 ? "" : "s") up to event \(checkpointed) agree"
    guard let anchored else {
      return "\(count) read\(signed): consistent; rewriting or shortening can't be excluded without a head that was kept elsewhere"
    }
    return
      "\(count) read\(signed): consistent, and neither rewritten nor shortened up to event \(anchored) by the head that was kept elsewhere"
  }

  mutating func add(_ finding: Finding) {
    if findings.count < 100 { findings.append(finding) } else { moreFindings += 1 }
  }
}
