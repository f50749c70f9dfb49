import Foundation
import HTTPTypes
import Hummingbird
import ThresholdAPI
import ThresholdModel

/// Puts endpoints of the contract on a router: everything that is the same for each of them happens here.
struct Mounts {
  let router: Router<CallContext>
  let gate: Gate

  /// The largest body of a request, in bytes.
  static let largestBody = 1024 * 1024
  /// Of a call that anybody may make, in bytes.
  static let strangersBody = 64 * 1024
  /// Of a call that takes none, in bytes.
  static let emptyBody = 1024

  /// Mounts an endpoint: admits the caller, checks the query's names, reads the body, writes the answer.
  /// - Parameter path: where else than under its own path, for twins.
  func mount<Input: Body, Output: Body>(
    _ endpoint: Endpoint<Input, Output>, at path: String? = nil,
    _ answer: @escaping @Sendable (Input, Call) async throws(Problem) -> Output
  ) {
    let limit = Input.self == Empty.self ? Self.emptyBody : endpoint.access == .anyone ? Self.strangersBody : Self.largestBody
    mount(endpoint.method, path ?? endpoint.path, endpoint.access, query: endpoint.query) { request, call, context in
      let input: Input = try await BodyReader.read(request, limit: limit, deadline: context.abandon)
      let output = try await answer(input, call)
      return try Answer.of(output)
    }
  }

  /// Mounts a call that does not answer one JSON body.
  func mount(
    _ method: ThresholdAPI.Method, _ path: String, _ access: Access, query names: [String],
    _ answer: @escaping @Sendable (Request, Call, CallContext) async throws -> Response
  ) {
    let gate = gate
    let parameters = path.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
    let method = HTTPRequest.Method(method)
    router.on(RouterPath(path), method: method) { request, context in
      let caller = try gate.caller(for: access, peer: context.peer, headers: request.headers)
      let call = Call(
        caller: caller, address: context.peer.address, parameters: try PathParameters.read(parameters, from: context.parameters),
        query: try QueryReader.read(request.uri.query, known: names))
      return try await answer(request, call, context)
    }
  }
}

extension HTTPRequest.Method {
  init(_ method: ThresholdAPI.Method) {
    self =
      switch method {
      case .get: .get
      case .post: .post
      case .put: .put
      case .delete: .delete
      }
  }
}

/// Parameters of a path: the router hands them on as they came, percent-encoded.
enum PathParameters {
  /// - Throws: ``Problem`` of kind `badParameter` for a parameter that is empty or not percent-encoded UTF-8.
  static func read(_ names: [String], from parameters: Parameters) throws(Problem) -> [String: String] {
    var read: [String: String] = [:]
    for name in names {
      let encoded = parameters.get(name) ?? ""
      guard let text = encoded.removingPercentEncoding, !text.isEmpty, !text.unicodeScalars.contains(where: \.isUnsafeToDisplay) else {
        throw Problem(.badParameter, "`\(encoded.escapedForDisplay)` in the path cannot be read")
      }
      read[name] = text
    }
    return read
  }
}

/// Parameters of a query (RFC 3986: a plus sign is a plus sign).
enum QueryReader {
  /// - Throws: ``Problem`` of kind `badParameter` for unknown, repeated and unreadable parameters.
  static func read(_ query: String?, known: [String]) throws(Problem) -> [String: String] {
    var read: [String: String] = [:]
    for part in (query ?? "").split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = String(pair[0]).removingPercentEncoding,
        let value = (pair.count > 1 ? String(pair[1]) : "").removingPercentEncoding
      else {
        throw Problem(.badParameter, "`\(String(part).escapedForDisplay)` in the query cannot be read")
      }
      guard known.contains(name) else {
        let hint = known.isEmpty ? "this call knows none" : "this call knows \(known.map { "`\($0)`" }.joined(separator: ", "))"
        throw Problem(.badParameter, "`\(name.escapedForDisplay)` is not a parameter of this call", hint: hint)
      }
      guard read.updateValue(value, forKey: name) == nil else {
        throw Problem(.badParameter, "the parameter `\(name)` is given more than once")
      }
    }
    return read
  }
}
