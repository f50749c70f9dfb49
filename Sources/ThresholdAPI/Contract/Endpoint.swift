/// A body of the API: what travels, with an example that the API document shows and is derived from.
public protocol Body: Codable, Sendable {
  /// A filled-in value: every optional field set, every list with an item.
  static var example: Self { get }
}

/// Nothing: requests without a body and answers without content.
public struct Empty: Body, Hashable {
  public init() {}
  public static let example = Empty()
}

/// The methods that the API uses.
public enum Method: String, Sendable, Hashable {
  case get = "GET"
  case post = "POST"
  case put = "PUT"
  case delete = "DELETE"
}

/// Who may call an endpoint at all; what they may do there is decided from the World.
public enum Access: String, Sendable, Hashable {
  /// Anybody who reaches the port.
  case anyone
  /// A signed-in person, or the operating-system user at the server's Unix socket.
  case caller
  /// A signed-in person only: what must carry somebody's name.
  case person
}

/// One call of the API, declared once: server, client, links and the API document read it.
public struct Endpoint<Input: Body, Output: Body>: Sendable {
  public let method: Method
  /// The path, with parameters as `:name`.
  public let path: String
  /// What it does, in one sentence.
  public let summary: String
  public let access: Access
  /// Names of the query parameters that it reads; others are refused.
  public let query: [String]

  init(_ method: Method, _ path: String, _ access: Access, query: [String] = [], _ summary: String) {
    self.method = method
    self.path = path
    self.access = access
    self.query = query
    self.summary = summary
  }

  /// The path with its parameters filled in, each percent-encoded.
  /// - Parameter parameters: by name, without the colon. A missing one stays empty, which no route matches.
  public func path(_ parameters: [String: String]) -> String {
    path.split(separator: "/").map { part in
      part.hasPrefix(":") ? PathText.encode(parameters[String(part.dropFirst())] ?? "") : String(part)
    }.reduce("") { "\($0)/\($1)" }
  }
}

/// Percent-encoding of one path segment or query value (RFC 3986: everything but unreserved characters).
public enum PathText {
  public static func encode(_ text: String) -> String {
    text.utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      let plain =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-._~".unicodeScalars.contains(scalar))
      guard !plain else { return String(scalar) }
      let hex = String(byte, radix: 16, uppercase: true)
      return "%" + (hex.count == 1 ? "0" : "") + hex
    }.joined()
  }
}
