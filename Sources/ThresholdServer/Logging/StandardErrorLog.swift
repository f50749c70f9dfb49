import Foundation
public import Logging
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// Writes the log to standard error: text for people, or one JSON object a line.
///
/// Keys are dotted (`request.id`). Control characters are shown escaped, so that data cannot move the
/// cursor or add lines.
public struct StandardErrorLog: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var logLevel: Logger.Level
  private let label: String
  private let writesJSON: Bool
  private let write: @Sendable (String) -> Void

  /// - Parameter label: which part of the server speaks.
  public init(label: String, level: Logger.Level, format: ServerConfiguration.LogFormat) {
    self.init(label: label, level: level, format: format, write: Self.writeToStandardError)
  }

  init(label: String, level: Logger.Level, format: ServerConfiguration.LogFormat, write: @escaping @Sendable (String) -> Void) {
    self.label = label
    logLevel = level
    writesJSON = format == .json
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    var all = metadata.merging(event.metadata ?? [:]) { $1 }
    // The HTTP library's name for what our own lines call `request.id`.
    if let id = all.removeValue(forKey: "hb.request.id") { all["request.id"] = id }
    if let error = event.error { all["error"] = "\(error)" }
    let facts = all.mapValues(Self.shown)
    write(writesJSON ? json(event, time: time, facts: facts) : text(event, time: time, facts: facts))
  }

  private func text(_ event: LogEvent, time: String, facts: [String: String]) -> String {
    let level = event.level.rawValue.uppercased().padding(toLength: 8, withPad: " ", startingAt: 0)
    let tail = facts.sorted { $0.key < $1.key }.map { key, value in
      let isPlain = !value.isEmpty && value.allSatisfy { !$0.isWhitespace && $0 != "\"" && $0 != "=" }
      return " \(key)=" + (isPlain ? value : "\"\(value.replacing("\"", with: "\\\""))\"")
    }.joined()
    return "\(time) \(level) [\(label)] \(Self.escaped(event.message.description))\(tail)\n"
  }

  private func json(_ event: LogEvent, time: String, facts: [String: String]) -> String {
    var object = facts
    object["time"] = time
    object["level"] = event.level.rawValue
    object["label"] = label
    object["message"] = event.message.description
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts always encode; a line without content would still show that something was said.
    let line = (try? encoder.encode(object)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    return line + "\n"
  }

  private static func shown(_ value: Logger.MetadataValue) -> String { escaped(value.description) }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? text.debugDescription.dropFirst().dropLast().description : text
  }

  /// One line is one write, so that lines of several threads do not mix.
  private static func writeToStandardError(_ line: String) {
    var rest = Array(line.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
