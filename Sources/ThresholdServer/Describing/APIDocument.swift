import Foundation
import ThresholdAPI
import ThresholdModel

/// The API as an OpenAPI 3.1 document, derived from the endpoints and the examples of their bodies.
enum APIDocument {
  /// Where the server shows it.
  static let path = "/v1/openapi.json"

  /// The document as JSON with sorted keys, the same at every call.
  /// - Throws: only when it cannot be encoded, which is a bug.
  static func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(try document()), as: UTF8.self) + "\n"
  }

  static func document() throws -> Value {
    let error = try BodyShape(of: ErrorBody.self)
    var shapes = [error.name: error]
    var paths: [String: [String: Value]] = [:]
    for endpoint in Endpoints.all {
      for shape in [endpoint.input, endpoint.output].compactMap({ $0 }) { shapes[shape.name] = shape }
      paths[template(endpoint.path), default: [:]][endpoint.method.rawValue.lowercased()] = operation(endpoint)
    }
    for (path, operation) in streams { paths[path, default: [:]]["get"] = operation }
    return .map([
      "openapi": "3.1.0",
      "info": .map([
        "title": "Threshold", "version": .text(ProductVersion.current),
        "description": "Just-in-time access to infrastructure, governed by access lists.",
        "license": .map(["name": "Apache-2.0", "identifier": "Apache-2.0"]),
      ]),
      "paths": .map(paths.mapValues { .map($0) }),
      "components": .map([
        "schemas": .map(shapes.mapValues { Schema.of($0) }),
        "securitySchemes": .map([
          "clientCertificate": .map(["type": "mutualTLS", "description": "the certificate that signing in hands out"])
        ]),
      ]),
    ])
  }

  private static func operation(_ endpoint: EndpointSummary) -> Value {
    var operation: [String: Value] = [
      "summary": .text(endpoint.summary), "description": .text(endpoint.access.words),
      "responses": .map(["default": failure].merging(success(endpoint.output)) { $1 }),
    ]
    let parameters = pathParameters(endpoint.path) + endpoint.query.map { parameter($0, in: "query", isRequired: false) }
    if !parameters.isEmpty { operation["parameters"] = .list(parameters) }
    if let input = endpoint.input {
      operation["requestBody"] = .map(["required": true, "content": json(input.name)])
    }
    if endpoint.access != .anyone { operation["security"] = .list([.map(["clientCertificate": .list([])])]) }
    return .map(operation)
  }

  private static func success(_ output: BodyShape?) -> [String: Value] {
    guard let output else { return ["204": .map(["description": "done"])] }
    return ["200": .map(["description": "done", "content": json(output.name)])]
  }

  private static let failure = Value.map(["description": "refused or failed, in words", "content": json("ErrorBody")])

  private static func json(_ name: String) -> Value {
    .map(["application/json": .map(["schema": .map(["$ref": .text("#/components/schemas/\(name)")])])])
  }

  private static func template(_ path: String) -> String {
    path.split(separator: "/").reduce("") { $0 + "/" + ($1.hasPrefix(":") ? "{\($1.dropFirst())}" : String($1)) }
  }

  private static func pathParameters(_ path: String) -> [Value] {
    path.split(separator: "/").filter { $0.hasPrefix(":") }.map { parameter(String($0.dropFirst()), in: "path", isRequired: true) }
  }

  private static func parameter(_ name: String, in place: String, isRequired: Bool) -> Value {
    .map(["name": .text(name), "in": .text(place), "required": .bool(isRequired), "schema": .map(["type": "string"])])
  }

  /// Calls that answer something other than one JSON body.
  private static var streams: [(String, Value)] {
    func answers(_ type: String, _ words: String) -> Value {
      .map([
        "default": failure,
        "200": .map(["description": .text(words), "content": .map([type: .map(["schema": .map(["type": "string"])])])]),
      ])
    }
    return [
      (
        Streams.watch,
        .map([
          "summary": "Tells, as server-sent events, which access requests moved.", "description": .text(Access.person.words),
          "parameters": .list([parameter("after", in: "query", isRequired: false)]),
          "security": .list([.map(["clientCertificate": .list([])])]),
          "responses": answers(
            "text/event-stream", "events named `request` with a WatchedRequest; their `id` is the position to resume behind"),
        ])
      ),
      (
        Streams.exportAuthority,
        .map([
          "summary": "Shows public authorities as text: `openssh`, `ssh-host`, `host` or `user`.",
          "description": .text(Access.anyone.words),
          "parameters": .list([parameter("type", in: "query", isRequired: true)]),
          "responses": answers("text/plain", "one authority after the other"),
        ])
      ),
    ]
  }
}

extension Access {
  fileprivate var words: String {
    switch self {
    case .anyone: "For anybody who reaches the port."
    case .caller: "For signed-in people, and at the server's Unix socket."
    case .person: "For signed-in people only."
    }
  }
}
