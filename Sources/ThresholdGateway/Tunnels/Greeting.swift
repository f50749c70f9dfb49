import NIOCore

/// The first line of a target, which must say that it speaks SSH 2 before anything is passed on.
///
/// RFC 4253, section 4.2, lets a server send other lines first; none of ours does, so they are refused: a
/// line of something else must not reach the client, nor the client's bytes something else.
struct Greeting: Sendable {
  enum Verdict: Hashable, Sendable {
    /// So far nothing is wrong.
    case incomplete
    case speaksSSH
    case refused
  }

  /// The longest line allowed, with its line break, in bytes.
  static let longestLine = 255
  private static let start = Array("SSH-2.0-".utf8)

  /// Everything received so far: the line and what came with it.
  private(set) var received = ByteBuffer()
  private var verdict = Verdict.incomplete

  /// Looks at more bytes of the target.
  mutating func add(_ bytes: ByteBuffer) -> Verdict {
    received.writeImmutableBuffer(bytes)
    if verdict == .incomplete { verdict = judge() }
    return verdict
  }

  private func judge() -> Verdict {
    let seen = received.readableBytesView
    guard seen.prefix(Self.start.count).elementsEqual(Self.start.prefix(seen.count)) else { return .refused }
    let line = seen.prefix(Self.longestLine).prefix { $0 != 0x0A }
    guard !line.dropLast().contains(where: Self.isControl), line.last.map({ $0 == 0x0D || !Self.isControl($0) }) ?? true else {
      return .refused
    }
    if line.count < min(seen.count, Self.longestLine) {
      // Something must stand behind the second dash: the software's name.
      return line.filter { $0 != 0x0D }.count > Self.start.count ? .speaksSSH : .refused
    }
    return seen.count >= Self.longestLine ? .refused : .incomplete
  }

  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
}
