import Foundation
import ThresholdModel

/// The file of checkpoints: one JSON object a line, in the order in which they were made.
struct CheckpointFile: Sendable {
  let path: String
  /// No line is longer; one that is makes the file damaged.
  private static let longestLine = 65_536

  /// The last whole line's checkpoint, nil when there is none that can be read, and how many bytes whole
  /// lines take.
  /// - Throws: ``StoreError`` of kind `io`, or `damaged` when no line ends near the file's end.
  func end() throws(StoreError) -> (last: Checkpoint?, whole: Int64) {
    guard FileManager.default.fileExists(atPath: path) else { return (nil, 0) }
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      let length = try file.seekToEnd()
      let start = length - min(length, UInt64(2 * Self.longestLine))
      try file.seek(toOffset: start)
      let tail = try file.readToEnd() ?? Data()
      guard let lineEnd = tail.lastIndex(of: 0x0A) else {
        if start == 0 { return (nil, 0) }
        throw unreadable
      }
      let before = tail[..<lineEnd]
      let line = before.lastIndex(of: 0x0A).map { before[(before.index(after: $0))...] } ?? before
      let last = try? JSONDecoder().decode(Checkpoint.self, from: Data(line))
      return (last, Int64(start) + Int64(tail.distance(from: tail.startIndex, to: lineEnd)) + 1)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.io, "the checkpoint file `\(path.escapedForDisplay)` cannot be read", cause: "\(error)")
    }
  }

  /// Appends and syncs.
  /// - Throws: ``StoreError`` of kind `io` or `full`.
  func append(_ checkpoint: Checkpoint, after whole: Int64) throws(StoreError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line: Data
    do { line = try encoder.encode(checkpoint) } catch {
      throw StoreError(.refused, "the checkpoint cannot be written as JSON", cause: "\(error)")
    }
    try DurableFile.append(line + [0x0A], to: path, keeping: whole)
  }

  /// One line of the file.
  enum Line: Sendable {
    case checkpoint(Checkpoint)
    /// Not a checkpoint, with the line's number from 1.
    case unreadable(Int)
  }

  /// Reads all whole lines, some at a time; what follows the last line end was never acknowledged.
  /// - Throws: ``StoreError`` of kind `io`, or whatever the body throws.
  func forEachLine(_ body: ([Line]) async throws -> Void) async throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? file.close() }
    var rest = Data()
    var number = 0
    while let chunk = try file.read(upToCount: Self.longestLine), !chunk.isEmpty {
      rest.append(chunk)
      var lines: [Line] = []
      while let lineEnd = rest.firstIndex(of: 0x0A) {
        number += 1
        let checkpoint = try? JSONDecoder().decode(Checkpoint.self, from: Data(rest[..<lineEnd]))
        lines.append(checkpoint.map { .checkpoint($0) } ?? .unreadable(number))
        rest = Data(rest[rest.index(after: lineEnd)...])
      }
      if rest.count > Self.longestLine { throw unreadable }
      try await body(lines)
    }
  }

  private var unreadable: StoreError {
    StoreError(.damaged, "the checkpoint file `\(path.escapedForDisplay)` holds something else than lines", hint: StoreError.restore)
  }
}
