import HTTPTypes
import Hummingbird
import Logging
import ThresholdAPI
import ThresholdModel

/// What every answer has in common: the headers, words instead of bare statuses, the request's name.
struct EveryAnswer: RouterMiddleware {
  typealias Context = CallContext

  let metrics: Metrics

  func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
    let watch = metrics.begin()
    var response: Response
    do {
      try ClientVersion.check(request)
      response = try await next(request, context)
    } catch {
      let problem = Self.problem(for: error, request: request)
      Self.log(problem, request: request, context: context)
      response = Answer.of(problem, requestID: context.requestID)
    }
    response.headers.set(ProductVersion.header, ProductVersion.current)
    response.headers.set("X-Request-Id", context.requestID)
    response.headers.set("Cache-Control", "no-store")
    response.headers.set("Strict-Transport-Security", "max-age=31536000")
    response.headers.set("X-Content-Type-Options", "nosniff")
    metrics.end(watch, method: request.method.rawValue, route: context.endpointPath, status: response.status.code)
    return response
  }

  private static func problem(for error: any Error, request: Request) -> Problem {
    switch error {
    case let problem as Problem: problem
    case let error as HTTPError where error.status == .notFound:
      Problem(
        .notFound, "`\(request.method.rawValue.escapedForDisplay) \(request.uri.path.escapedForDisplay)` is not a call of this server",
        hint: "`/v1/openapi.json` lists them")
    case is CancellationError: Problem(.unavailable, "the server is stopping", hint: "try again in a moment", retryAfter: 2)
    default: Problem(.internalError, "something went wrong in the server", cause: "\(error)")
    }
  }

  private static func log(_ problem: Problem, request: Request, context: Context) {
    var metadata: Logger.Metadata = [
      "request.id": "\(context.requestID)", "request.method": "\(request.method.rawValue)",
      "request.route": "\(context.endpointPath ?? "none")", "problem.kind": "\(problem.kind.rawValue)",
    ]
    if let cause = problem.cause { metadata["problem.cause"] = "\(cause)" }
    switch problem.kind {
    case .internalError: context.logger.error("request failed", metadata: metadata)
    case .unavailable: context.logger.warning("request not served", metadata: metadata)
    default: context.logger.debug("request refused", metadata: metadata)
    }
  }
}

/// The skew rule between this server and its clients: the same major version or the one before.
enum ClientVersion {
  /// Checks what the client says of itself; one that says nothing (curl) is served. Discovery is open
  /// to every version, so that a client can learn which one it needs.
  /// - Throws: ``Problem`` of kind `badParameter`.
  static func check(_ request: Request) throws(Problem) {
    guard let version = request.headers.first(ProductVersion.header), !request.uri.path.hasPrefix("/v1/webapi/") else { return }
    try check(version)
  }

  static func check(_ version: String) throws(Problem) {
    guard !ProductVersion.isSupported(client: version, byServer: ProductVersion.current) else { return }
    guard ProductVersion.major(version) != nil else {
      throw Problem(.badParameter, "`\(version.escapedForDisplay)` in the header \(ProductVersion.header) is not a version")
    }
    throw Problem(
      .badParameter, "this server (\(ProductVersion.current)) does not serve clients of version \(version.escapedForDisplay)",
      hint: "use a client from \(ProductVersion.oldestClient) up to the server's own major version")
  }
}
