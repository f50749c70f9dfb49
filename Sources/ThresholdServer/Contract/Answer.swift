import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ThresholdAPI
import ThresholdModel

/// Makes the responses of the API.
enum Answer {
  /// A body as JSON; 204 without content for ``Empty``.
  /// - Throws: ``Problem`` of kind `internalError` for a body that cannot be encoded, which is a bug.
  static func of<Output: Body>(_ output: Output) throws(Problem) -> Response {
    if output is Empty { return Response(status: .noContent) }
    do {
      return json(try encoder.encode(output), status: .ok)
    } catch {
      throw Problem(.internalError, "the answer cannot be written", cause: "\(error)")
    }
  }

  /// A text, UTF-8.
  static func text(_ text: String, type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// A refusal or failure, in words.
  /// - Parameter requestID: shown for internal errors, whose cause only the log knows.
  static func of(_ problem: Problem, requestID: String) -> Response {
    var shown = problem
    if problem.kind == .internalError {
      shown = Problem(
        .internalError, problem.message, hint: "the server's log says more under the request id `\(requestID)`", path: problem.path)
    }
    // An error body of texts and numbers always encodes; an empty body would still carry the status.
    var response = json((try? encoder.encode(ErrorBody(shown))) ?? Data(), status: problem.kind.status)
    if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
    return response
  }

  private static func json(_ data: Data, status: HTTPResponse.Status) -> Response {
    Response(status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

extension Problem.Kind {
  /// The HTTP status (RFC 9110; 429 is RFC 6585). Without a `default`: a new kind needs a decision.
  var status: HTTPResponse.Status {
    switch self {
    case .badParameter: .badRequest
    case .unauthenticated: .unauthorized
    case .accessDenied: .forbidden
    case .notFound: .notFound
    case .alreadyExists, .inUse: .conflict
    // The revision in the body is the precondition, as If-Match would be.
    case .compareFailed: .preconditionFailed
    // Also for documents with too many items: what was sent is more than the server takes.
    case .limitExceeded: .contentTooLarge
    case .tooManyRequests: .tooManyRequests
    case .notImplemented: .notImplemented
    case .unavailable: .serviceUnavailable
    case .internalError: .internalServerError
    }
  }
}
