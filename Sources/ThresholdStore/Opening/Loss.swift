import Foundation

/// What is missing from the database by its head file's account, when it was opened all the same.
public struct Loss: Hashable, Sendable {
  public enum Reason: String, Hashable, Sendable {
    /// Commits that the head file knows are not in the database.
    case behind
    /// The database has the commits' number, with another history.
    case rewritten
    /// The database has content and the head file is gone.
    case headFileMissing = "head_file_missing"
    /// The head file is not what a commit writes.
    case headFileUnreadable = "head_file_unreadable"
  }

  public let reason: Reason
  /// How many events are missing; 0 when only the history differs or the head file cannot tell.
  public let events: Int64
  /// How many changes of state are missing; 0 likewise.
  public let changes: Int64
  /// One sentence in lower case, for the operator and for the event that records the loss.
  public let message: String

  init(_ reason: Reason, events: Int64 = 0, changes: Int64 = 0, _ message: String) {
    self.reason = reason
    self.events = events
    self.changes = changes
    self.message = message
  }

  /// Compares a database with its head file.
  /// - Parameters:
  ///   - database: the head as the database tells it; nil when there is no database.
  ///   - hash: the chain's hash at an index of the database; nil when there is no such event.
  /// - Returns: nil when they agree. A database ahead of its head file does: a crash can fall between the two.
  static func between(_ file: HeadFile.Content, and database: Head?, hash: (Int64) throws -> Data?) rethrows -> Loss? {
    let stored = database ?? .none
    switch file {
    case .missing:
      guard stored.sequence > 0 || stored.auditIndex > 0 else { return nil }
      return Loss(.headFileMissing, "the head file is missing although the database has content, so nothing says whether it is complete")
    case .unreadable:
      return Loss(.headFileUnreadable, "the head file is damaged, so nothing says whether the database is complete")
    case .head(let head):
      let events = max(0, head.auditIndex - stored.auditIndex)
      let changes = max(0, head.sequence - stored.sequence)
      if events > 0 || changes > 0 {
        return Loss(
          .behind, events: events, changes: changes,
          """
          the database is behind its head file by \(events) event\(events == 1 ? "" : "s") \
          and \(changes) change\(changes == 1 ? "" : "s"): it was shortened, restored from an older copy, or removed
          """)
      }
      guard head.auditIndex > 0, try hash(head.auditIndex) != head.auditHash else { return nil }
      return Loss(
        .rewritten, "the database tells another history than its head file: event \(head.auditIndex) is not the one that was committed")
    }
  }

  /// The refusal to open.
  var refusal: StoreError {
    StoreError(
      .behindHead, message,
      hint: "restore the newest copy of the whole data directory, or start with `--accept-loss` to go on and record the gap")
  }
}
