import Foundation
import GRDB
public import ThresholdModel

/// Why the store could not do something.
///
/// `message` and `hint` may be shown to whoever runs the server; `cause` is only logged.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Something else was written since the state that the batch was validated against: read the feed, validate again.
    case conflict
    /// Another process has the data directory or the database.
    case locked
    /// The database is behind its head file, or tells another history than it.
    case behindHead = "behind_head"
    /// What is stored cannot be what was written: a broken disk, a foreign hand, or the wrong key.
    case damaged
    /// The disk is full.
    case full
    case notFound = "not_found"
    /// The feed no longer, or not yet, holds what was asked for: load the state anew.
    case gone
    /// The operating system or the disk refused.
    case io
    /// A constraint of the schema, or a rule about files, forbids it.
    case refused
    /// The question is malformed, for example its page token.
    case badParameter = "bad_parameter"
  }

  public let kind: Kind
  /// One sentence in lower case without a final period; input in backticks.
  public let message: String
  /// Something that the operator can do or type next; nil when there is nothing.
  public let hint: String?
  /// For the log only.
  public let cause: String?

  public init(_ kind: Kind, _ message: String, hint: String? = nil, cause: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
    self.cause = cause
  }

  public var description: String {
    [message, hint.map { "(\($0))" }, cause.map { "[\($0)]" }].compactMap { $0 }.joined(separator: " ")
  }

  /// The same as an answer for people at any door. What concerns the server's own disk keeps its
  /// details for the log: people learn only whether asking again makes sense.
  public var problem: Problem {
    switch kind {
    case .conflict: Problem(.compareFailed, message, hint: hint, cause: cause)
    case .notFound: Problem(.notFound, message, hint: hint, cause: cause)
    case .gone: Problem(.compareFailed, message, hint: hint, cause: cause)
    case .badParameter: Problem(.badParameter, message, hint: hint, cause: cause)
    case .locked: Problem(.unavailable, "the server's database is busy", hint: "try again", cause: description)
    case .full: Problem(.unavailable, "the server's disk is full, so nothing can be changed", hint: "tell its operator", cause: description)
    case .io: Problem(.unavailable, "the server cannot reach its database", hint: "tell its operator", cause: description)
    case .behindHead, .damaged: Problem(.internalError, "the server's database is damaged", hint: "tell its operator", cause: description)
    case .refused: Problem(.internalError, "the server's database refused the change", hint: "tell its operator", cause: description)
    }
  }
}

extension StoreError {
  /// Puts any error that came out of the database into words.
  /// - Parameter activity: what was being done, for example `reading the audit log`.
  init(_ error: any Error, while activity: String) {
    switch error {
    case let own as StoreError: self = own
    case let database as DatabaseError: self.init(database, while: activity)
    case is CancellationError: self.init(.io, "\(activity) was cancelled", hint: "ask again")
    case is RowDecodingError:
      self.init(.damaged, "\(activity) met a row that the store did not write", hint: Self.restore, cause: "\(error)")
    default: self.init(.io, "\(activity) failed", cause: "\(error)")
    }
  }

  /// What to do about a damaged file.
  static let restore = "stop the server, restore the newest good copy of the data directory, then run `tctl audit verify`"

  private init(_ error: DatabaseError, while activity: String) {
    // The cause names the SQL statement, never its arguments: GRDB leaves them out by default.
    let cause = "\(error)"
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init(.full, "\(activity) failed because the disk is full", hint: "make room, then try again", cause: cause)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_MISMATCH:
      self.init(.damaged, "\(activity) failed because the database file is damaged", hint: Self.restore, cause: cause)
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
      self.init(.locked, "\(activity) failed because another program holds the database", hint: "close that program", cause: cause)
    case .SQLITE_READONLY:
      self.init(.io, "\(activity) failed because the database is read-only", hint: "check the file's owner, mode and mount", cause: cause)
    case .SQLITE_CONSTRAINT:
      self.init(.refused, "\(activity) was refused by a constraint of the schema", cause: cause)
    case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        .io, "\(activity) failed because the file system refused", hint: "check the disk and the data directory's mode", cause: cause)
    default:
      self.init(.io, "\(activity) failed", cause: cause)
    }
  }
}
