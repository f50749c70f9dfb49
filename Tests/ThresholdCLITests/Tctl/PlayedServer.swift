import Foundation
import Synchronization
import ThresholdAPI
import ThresholdModel

@testable import ThresholdCLI

/// A server's Unix socket that answers what a test says, and notes what came in. One call a connection.
final class PlayedServer: Sendable {
  struct Call: Sendable, Equatable {
    var method: String
    /// With the query, percent-encoded as it came.
    var target: String
    var body: Value
  }

  struct Answer: Sendable {
    var status = 200
    var body: Data

    static func ok(_ value: some Encodable) -> Answer { Answer(body: (try? JSONEncoder().encode(value)) ?? Data()) }
    static func problem(_ problem: Problem, status: Int = 400) -> Answer {
      Answer(status: status, body: (try? JSONEncoder().encode(ErrorBody(problem))) ?? Data())
    }
  }

  let folder: String
  private let listener: Int32
  private let noted = Mutex<[Call]>([])
  private let answer: @Sendable (Call) -> Answer

  init(_ answer: @escaping @Sendable (Call) -> Answer) throws {
    self.answer = answer
    folder = "/tmp/threshold-tctl-\(UUID().uuidString.lowercased().prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(folder)/admin.sock".utf8) }
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 }
    }
    guard isBound, listen(listener, 16) == 0 else { throw Problem(.unavailable, "the test's socket cannot be opened") }
    let descriptor = listener
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0, let server = self else { return }
        server.serve(connection)
        close(connection)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    try? FileManager.default.removeItem(atPath: folder)
  }

  var calls: [Call] { noted.withLock { $0 } }

  /// Runs `tctl` against this server.
  func tctl(_ arguments: String..., input: [String] = [], interactive: Bool = false) async -> Spoken {
    await Spoken.tctl(arguments + ["--data-dir", folder], input: input, interactive: interactive)
  }

  private func serve(_ connection: Int32) {
    var received = Data()
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(connection, &chunk, chunk.count)
      guard count > 0 else { return }
      received.append(contentsOf: chunk[..<count])
      guard let end = received.firstRange(of: Data("\r\n\r\n".utf8)) else { continue }
      let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
      let length =
        head.compactMap { line -> Int? in
          line.lowercased().hasPrefix("content-length:") ? Int(line.dropFirst(15).trimmingCharacters(in: .whitespaces)) : nil
        }.first ?? 0
      guard received.count >= end.upperBound + length else { continue }
      let words = head[0].split(separator: " ").map(String.init)
      let call = Call(
        method: words[0], target: words[1], body: (try? JSONDecoder().decode(Value.self, from: received[end.upperBound...])) ?? .null)
      noted.withLock { $0.append(call) }
      let answer = answer(call)
      var response = Data(
        "HTTP/1.1 \(answer.status) X\r\nContent-Type: application/json\r\nContent-Length: \(answer.body.count)\r\nConnection: close\r\n\r\n"
          .utf8)
      response.append(answer.body)
      _ = response.withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
      return
    }
  }
}

/// What a command said and how it ended.
struct Spoken: Sendable {
  let status: Int32
  let output: String
  let errors: String

  /// Runs `tctl` with a terminal that gives the lines of `input`.
  static func tctl(
    _ arguments: [String], input: [String] = [], interactive: Bool = false,
    environment: [String: String] = ["TELEPORT_HOME": "/nonexistent"]
  ) async -> Spoken {
    let said = Mutex<(output: String, errors: String)>(("", ""))
    let lines = Mutex(input)
    let box = Box(said: said, lines: lines)
    let terminal = Terminal(
      environment: environment, isInteractive: interactive, output: { text in box.said.withLock { $0.output += text } },
      errors: { text in box.said.withLock { $0.errors += text } },
      line: { _ in box.lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } })
    let status = await Terminal.$current.withValue(terminal) { await runTctl(arguments: arguments) }
    return box.said.withLock { Spoken(status: status, output: $0.output, errors: $0.errors) }
  }

  private final class Box: Sendable {
    let said: Mutex<(output: String, errors: String)>
    let lines: Mutex<[String]>
    init(said: consuming Mutex<(output: String, errors: String)>, lines: consuming Mutex<[String]>) {
      self.said = said
      self.lines = lines
    }
  }
}
