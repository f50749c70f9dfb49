public import ThresholdModel

/// What every failed call answers: `{"error": {"code": …, "message": …, "hint": …}}`.
public struct ErrorBody: Body, Hashable {
  public struct Content: Codable, Sendable, Hashable {
    /// A stable word: the raw value of ``Problem/Kind``.
    public let code: String
    public let message: String
    public let hint: String?
    /// Where in the document the problem lies.
    public let path: String?
    /// Seconds.
    public let retryAfter: Int?

    private enum CodingKeys: String, CodingKey {
      case code, message, hint, path
      case retryAfter = "retry_after"
    }
  }

  public let error: Content

  public init(_ problem: Problem) {
    error = Content(
      code: problem.kind.rawValue, message: problem.message, hint: problem.hint, path: problem.path, retryAfter: problem.retryAfter)
  }

  /// The problem as the caller shows it; an unknown code (a newer server) counts as internal.
  public var problem: Problem {
    Problem(
      Problem.Kind(rawValue: error.code) ?? .internalError, error.message, hint: error.hint, path: error.path,
      retryAfter: error.retryAfter)
  }

  public static let example = ErrorBody(
    Problem(.tooManyRequests, "too many sign-ins at once", hint: "try again in 2 seconds", path: "spec.title", retryAfter: 2))
}
