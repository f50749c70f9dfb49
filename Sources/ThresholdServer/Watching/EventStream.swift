import Foundation
import Hummingbird
import NIOCore
import ServiceLifecycle
import ThresholdAPI
import ThresholdModel
import ThresholdService

/// Server-sent events (HTML standard §9.2) of what moves, kept alive by comments.
enum EventStream {
  /// How often something is sent when nothing moves: proxies and clients give up on silent streams.
  private static let heartbeat = Duration.seconds(15)
  /// How many events wait for a slow reader; one that is slower is told to come back, and resumes.
  private static let longestQueue = 256

  /// A response that tells `watched` until it ends: with the sign-in, or because the server stops.
  static func response(_ watched: AsyncStream<Watched>) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream"],
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(string: ": watching\n\n"))
        let (lines, queue) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(longestQueue))
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { await beat(into: queue) }
          group.addTask {
            await tell(watched, into: queue)
            queue.finish()
          }
          for await line in lines.cancelOnGracefulShutdown() { try await writer.write(ByteBuffer(string: line)) }
          group.cancelAll()
        }
        try await writer.finish(nil)
      })
  }

  private static func tell(_ watched: AsyncStream<Watched>, into queue: AsyncStream<String>.Continuation) async {
    for await moved in watched {
      guard let line = event(moved) else { continue }
      if case .dropped = queue.yield(line) { return }
    }
  }

  private static func beat(into queue: AsyncStream<String>.Continuation) async {
    while !Task.isCancelled {
      do { try await Task.sleep(for: heartbeat, clock: .continuous) } catch { return }
      queue.yield(": still here\n\n")
    }
  }

  /// One event; its data is one line, since JSON escapes line ends.
  static func event(_ moved: Watched) -> String? {
    let body = WatchedRequest(id: moved.request, user: moved.user, state: moved.state, resolveReason: moved.resolveReason)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(body) else { return nil }
    return "id: \(moved.sequence)\nevent: request\ndata: \(String(decoding: data, as: UTF8.self))\n\n"
  }
}
