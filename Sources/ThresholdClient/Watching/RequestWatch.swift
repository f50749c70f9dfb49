import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
public import ThresholdAPI
public import ThresholdModel

/// Follows the requests that the caller may see, over connections that break and come back.
///
/// Every connection resumes behind the last event that was seen. The server sends a comment every 15 s; after 45 s of
/// silence the connection counts as lost. Between two tries it waits 1 s, then 2 s, up to 30 s.
public struct RequestWatch: Sendable {
  public enum Event: Hashable, Sendable {
    /// A connection stands. What happened before the first one is not told: look once.
    case connected
    case moved(WatchedRequest)
    /// The connection is lost and will be tried again; for the person.
    case interrupted(Problem)
  }

  /// What the receiver wants next.
  public enum Next: Sendable { case more, stop }

  private let client: APIClient
  private let pause: @Sendable (Span) async throws -> Void

  /// - Parameter pause: waits between two tries; a test waits for nothing.
  public init(
    _ client: APIClient,
    pause: @escaping @Sendable (Span) async throws -> Void = { try await Task.sleep(for: .milliseconds($0.milliseconds)) }
  ) {
    self.client = client
    self.pause = pause
  }

  /// Follows until the receiver stops.
  /// - Parameter after: the feed position to resume behind; nil starts now.
  /// - Throws: what the receiver throws, or the server's refusal: no sign-in, no right. A server that is away is waited for.
  public func follow(after: Int64? = nil, _ receive: (Event) async throws(Problem) -> Next) async throws(Problem) {
    var last = after.map(String.init)
    var wait = Span.seconds(1)
    while true {
      do {
        let ended = try await connection(&last) { event throws(Problem) in
          wait = .seconds(1)
          return try await receive(event)
        }
        if ended == .stop { return }
      } catch {
        guard error.kind == .unavailable || error.kind == .tooManyRequests else { throw error }
        guard try await receive(.interrupted(error)) == .more else { return }
      }
      do { try await pause(wait) } catch { throw Problem(.unavailable, "waiting was cancelled") }
      wait = min(Span(milliseconds: wait.milliseconds * 2), .seconds(30))
    }
  }

  /// Follows over one connection.
  private func connection(_ last: inout String?, _ receive: (Event) async throws(Problem) -> Next) async throws(Problem) -> Next {
    var request = client.request("GET", Streams.watch, query: [:])
    request.headers.replaceOrAdd(name: "Accept", value: "text/event-stream")
    if let last { request.headers.add(name: "Last-Event-ID", value: last) }
    let origin = client.origin
    do {
      let response = try await client.http.execute(request, deadline: .distantFuture)
      guard response.status == .ok else {
        let body = try await response.body.collect(upTo: 64 * 1024)
        throw APIClient.problem(status: Int(response.status.code), body: Array(body.readableBytesView), from: origin)
      }
      guard try await receive(.connected) == .more else { return .stop }
      var parser = EventStreamParser()
      for try await piece in response.body {
        for event in try parser.feed(piece.readableBytesView) {
          if !event.id.isEmpty { last = event.id }
          guard event.name == "request" else { continue }
          let moved = try JSONDecoder().decode(WatchedRequest.self, from: Data(event.data.utf8))
          guard try await receive(.moved(moved)) == .more else { return .stop }
        }
      }
      return .more
    } catch let problem as Problem {
      throw problem
    } catch is DecodingError {
      throw Problem(.badParameter, "`\(origin)` tells of requests in a form that this client does not understand", hint: "tsh version")
    } catch {
      throw await TransportFailure(error, at: origin).problem()
    }
  }
}
