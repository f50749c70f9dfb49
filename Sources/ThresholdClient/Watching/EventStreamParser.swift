import ThresholdModel

/// One server-sent event.
struct ServerSentEvent: Hashable, Sendable {
  /// What resuming starts behind; empty when the stream has named none.
  var id: String
  /// `message` when the stream says nothing.
  var name: String
  var data: String
}

/// Reads server-sent events from bytes in pieces of any size (WHATWG HTML §9.2.6).
///
/// Lines end with LF, CR or both; a piece may end in the middle of any of it. Lines and events over ``largest`` bytes are refused,
/// so that a server can't fill the client's memory.
struct EventStreamParser {
  static let largest = 256 * 1024

  private var line: [UInt8] = []
  private var id = ""
  private var name = ""
  private var data: [String] = []
  private var dataSize = 0
  private var endedWithReturn = false
  private var isAtStart = true
  /// How long the server asks to wait before connecting again; nil when it has not.
  private(set) var retry: Span?

  /// - Returns: the events that these bytes complete.
  /// - Throws: ``Problem`` of kind `limitExceeded`.
  mutating func feed(_ bytes: some Sequence<UInt8>) throws(Problem) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    for byte in bytes {
      let followsReturn = endedWithReturn
      endedWithReturn = byte == 0x0D
      if byte == 0x0A && followsReturn { continue }
      if byte == 0x0A || byte == 0x0D {
        if let event = endLine() { events.append(event) }
        continue
      }
      guard line.count + dataSize < Self.largest else {
        throw Problem(.limitExceeded, "the server sent an event of more than \(Self.largest) bytes")
      }
      line.append(byte)
    }
    return events
  }

  private mutating func endLine() -> ServerSentEvent? {
    if isAtStart, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    isAtStart = false
    let text = String(decoding: line, as: UTF8.self)
    line.removeAll(keepingCapacity: true)
    guard !text.isEmpty else { return dispatch() }
    let colon = text.firstIndex(of: ":")
    let field = text[..<(colon ?? text.endIndex)]
    var value = colon.map { text[text.index(after: $0)...] } ?? ""
    if value.hasPrefix(" ") { value = value.dropFirst() }
    set(field, String(value))
    return nil
  }

  /// A line that starts with a colon is a comment: its field is empty and no case takes it.
  private mutating func set(_ field: Substring, _ value: String) {
    switch field {
    case "id": if !value.unicodeScalars.contains("\0") { id = value }
    case "event": name = value
    case "data":
      data.append(value)
      dataSize += value.utf8.count + 1
    case "retry": if let count = Int64(value), (0...3_600_000).contains(count) { retry = Span(milliseconds: count) }
    default: break
    }
  }

  private mutating func dispatch() -> ServerSentEvent? {
    defer {
      name = ""
      data = []
      dataSize = 0
    }
    guard !data.isEmpty else { return nil }
    return ServerSentEvent(id: id, name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
  }
}
