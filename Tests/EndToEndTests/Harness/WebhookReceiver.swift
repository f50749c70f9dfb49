import Foundation
import Glibc
import Synchronization

/// A small HTTP server on loopback that answers as it is told, and keeps what it was sent. One connection at a time.
final class WebhookReceiver: Sendable {
  struct Post: Sendable {
    /// By name in lower case.
    let headers: [String: String]
    let body: String
    /// What it was answered with.
    var status = 200
  }

  let port: Int
  private let socket: Int32
  private let state = Mutex<(statuses: [Int], posts: [Post])>(([], []))

  init() throws {
    port = try Ports.free()
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard Ports.bind(socket, UInt16(port)), listen(socket, 16) == 0 else { throw NeverHappened(description: "no receiver at \(port)") }
    Thread.detachNewThread { [self] in serve() }
  }

  /// What it answers next; 200 afterwards.
  func answer(_ statuses: [Int]) { state.withLock { $0.statuses = statuses } }
  var posts: [Post] { state.withLock { $0.posts } }

  /// Wakes the thread that accepts, so that it ends.
  func end() {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }

  private func serve() {
    while true {
      let peer = accept(socket, nil, nil)
      guard peer >= 0 else { return }
      var limit = timeval(tv_sec: 5, tv_usec: 0)
      setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      if var post = Self.read(peer) {
        let status = state.withLock { state in
          post.status = state.statuses.isEmpty ? 200 : state.statuses.removeFirst()
          state.posts.append(post)
          return post.status
        }
        let answer = Array("HTTP/1.1 \(status) Told\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        _ = send(peer, answer, answer.count, Int32(MSG_NOSIGNAL))
      }
      close(peer)
    }
  }

  private static func read(_ peer: Int32) -> Post? {
    var received: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let post = parse(received) { return post }
      let count = recv(peer, &chunk, chunk.count, 0)
      guard count > 0, received.count < 1 << 20 else { return nil }
      received += chunk.prefix(count)
    }
  }

  /// Nil until everything is there.
  private static func parse(_ bytes: [UInt8]) -> Post? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n").dropFirst()
    let pairs = lines.compactMap { line in
      line.firstIndex(of: ":").map { (line[..<$0].lowercased(), line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces)) }
    }
    let headers = Dictionary(pairs) { first, _ in first }
    let body = String(text[end.upperBound...])
    guard body.utf8.count >= Int(headers["content-length"] ?? "0") ?? 0 else { return nil }
    return Post(headers: headers, body: body)
  }
}
