/// What could not be done, in words for the person who asked.
///
/// `message` and `hint` may be shown to anybody who may see the answer; `cause` is only logged.
public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure that every door knows. Adding one means deciding its HTTP status.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// The input is wrong; asking again unchanged will fail again.
    case badParameter = "bad_parameter"
    /// Nobody is signed in, or the sign-in has ended.
    case unauthenticated
    /// The person may not do this.
    case accessDenied = "access_denied"
    /// It does not exist, or the person may not know that it does.
    case notFound = "not_found"
    /// It exists already.
    case alreadyExists = "already_exists"
    /// Somebody else changed it in between (stale revision).
    case compareFailed = "compare_failed"
    /// It is still needed by something else.
    case inUse = "in_use"
    /// A size, depth or count is over its limit.
    case limitExceeded = "limit_exceeded"
    /// Too many tries; `retryAfter` says when to try again.
    case tooManyRequests = "too_many_requests"
    /// The reference has it, this version does not.
    case notImplemented = "not_implemented"
    /// The server cannot answer now.
    case unavailable
    /// A bug or a broken disk; the cause is on the server's log.
    case internalError = "internal"
  }

  public let kind: Kind
  /// One sentence in lower case without a final period; user input in backticks.
  public let message: String
  /// Something that the person can do or type next; nil when there is nothing.
  public let hint: String?
  /// Where in the document the problem lies, for example `spec.allow.node_labels`; nil elsewhere.
  public let path: String?
  /// Seconds after which trying again makes sense; nil when waiting does not help.
  public let retryAfter: Int?
  /// For the log only, never for the person.
  public let cause: String?
  /// Which of the things that one change writes is refused; nil elsewhere. For doors that know where in a file it
  /// stands; not part of the answer.
  public let subject: Record.Key?

  public init(
    _ kind: Kind, _ message: String, hint: String? = nil, path: String? = nil, retryAfter: Int? = nil, cause: String? = nil,
    subject: Record.Key? = nil
  ) {
    self.kind = kind
    self.message = message
    self.hint = hint
    self.path = path
    self.retryAfter = retryAfter
    self.cause = cause
    self.subject = subject
  }

  /// The same about one of the things that a change writes.
  public func about(_ subject: Record.Key) -> Problem {
    Problem(kind, message, hint: hint, path: path, retryAfter: retryAfter, cause: cause, subject: subject)
  }

  /// The same with its path inside of something that holds several documents: `documents[2].spec.title`.
  public func inside(_ place: String) -> Problem {
    let inner = path.flatMap { $0.isEmpty ? nil : $0 }
    return Problem(
      kind, message, hint: hint, path: inner.map { "\(place).\($0)" } ?? place, retryAfter: retryAfter, cause: cause, subject: subject)
  }

  /// The answer for a thing that is not there, and, in the same words, for one that must not be seen.
  public static func notFound(_ subject: String, _ name: String) -> Problem {
    Problem(.notFound, "\(subject) `\(name.escapedForDisplay)` does not exist")
  }

  public var description: String {
    [path.map { "\($0): \(message)" } ?? message, hint.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
  }
}
