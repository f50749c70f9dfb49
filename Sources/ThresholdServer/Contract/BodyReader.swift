import Foundation
import Hummingbird
import NIOCore
import ThresholdAPI
import ThresholdModel

/// Reads the JSON body of a request, strictly: what is not understood is refused, not ignored.
enum BodyReader {
  /// Reads a body.
  /// - Throws: ``Problem`` of kind `limitExceeded` for a body that is too large, `badParameter` for one
  ///   that is missing, superfluous, no JSON, of another shape or with fields that do not exist.
  /// - Parameter limit: the most bytes; decoding costs far more than reading, so strangers get little.
  static func read<Input: Body>(_ request: Request, limit: Int, deadline: BodyDeadline) async throws -> Input {
    let tooLate = deadline.start()
    defer { tooLate.cancel() }
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw Problem(.limitExceeded, "the body is larger than \(limit) bytes")
    } catch {
      // Nobody is left to read this; it keeps clients that go away from looking like failures of the server.
      throw Problem(.badParameter, "the body broke off", cause: "\(error)")
    }
    return try decode(Data(buffer.readableBytesView))
  }

  static func decode<Input: Body>(_ data: Data) throws(Problem) -> Input {
    if let empty = Empty() as? Input {
      guard data.isEmpty || (try? JSONDecoder().decode(Value.self, from: data)) == .map([:]) else {
        throw Problem(.badParameter, "this call takes no body")
      }
      return empty
    }
    guard !data.isEmpty else { throw Problem(.badParameter, "this call needs a JSON body") }
    do {
      try refuseUnknownFields(try JSONDecoder().decode(Value.self, from: data), of: Input.self)
      return try JSONDecoder().decode(Input.self, from: data)
    } catch let problem as Problem {
      throw problem
    } catch let error as DecodingError {
      throw words(for: error)
    } catch {
      throw Problem(.badParameter, "the body cannot be read", cause: "\(error)")
    }
  }

  /// A body's example fills in every field, so what it lacks does not exist.
  private static func refuseUnknownFields<Input: Body>(_ sent: Value, of type: Input.Type) throws {
    guard case .map(let entries) = sent else { throw Problem(.badParameter, "the body must be a JSON object") }
    let example = try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(Input.example))
    guard case .map(let known) = example else { return }
    for name in entries.keys.sorted() where known[name] == nil {
      let shown = name.escapedForDisplay
      throw Problem(
        .badParameter, "`\(shown)` is not a field of this call",
        hint: "it takes \(known.keys.sorted().map { "`\($0)`" }.joined(separator: ", "))", path: shown)
    }
  }

  private static func words(for error: DecodingError) -> Problem {
    switch error {
    case .keyNotFound(let key, let context):
      let path = path(context.codingPath + [key])
      return Problem(.badParameter, "`\(path)` is missing", path: path)
    case .valueNotFound(_, let context):
      let path = path(context.codingPath)
      return Problem(.badParameter, "`\(path)` must not be null", path: path)
    case .typeMismatch(let type, let context):
      let path = path(context.codingPath)
      return Problem(.badParameter, "`\(path)` must be \(kind(of: type))", path: path)
    case .dataCorrupted(let context):
      let path = path(context.codingPath)
      guard !path.isEmpty else { return Problem(.badParameter, "the body is not JSON", cause: "\(context)") }
      return Problem(.badParameter, "`\(path)` cannot be read", path: path, cause: "\(context)")
    @unknown default:
      return Problem(.badParameter, "the body cannot be read", cause: "\(error)")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }.escapedForDisplay
  }

  private static func kind(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is [Any].Type: "a list"
    case is [String: Any].Type: "an object"
    default: "of another type"
    }
  }
}

/// Ends the connection of a client that sends its body too slowly: a few bytes now and then would
/// otherwise keep it for ever.
struct BodyDeadline: Sendable {
  /// For a body of at most ``Mounts/largestBody`` bytes.
  private static let patience = TimeAmount.seconds(30)

  let channel: any Channel

  /// Starts to wait.
  /// - Returns: what to cancel once the body is there.
  func start() -> Scheduled<Void> {
    let channel = channel
    return channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
  }
}
