import Foundation
import ThresholdModel

/// Typing without an echo: what the keys do while a secret is entered.
///
/// The terminal is set to hand over single keys and no signals, because a Ctrl-C that ended the process here
/// would leave the terminal without its echo.
struct HiddenLine {
  enum Step: Equatable {
    case more
    case done(String)
    case cancelled
    case endOfInput
  }

  private var bytes: [UInt8] = []

  mutating func take(_ byte: UInt8) -> Step {
    switch byte {
    case 0x0A, 0x0D: return String(validating: bytes, as: UTF8.self).map(Step.done) ?? .cancelled
    case 0x03: return .cancelled
    case 0x04: return bytes.isEmpty ? .endOfInput : .more
    case 0x08, 0x7F: removeCharacter()
    case 0x15: bytes.removeAll()
    case 0..<0x20: break
    default: if bytes.count < 4096 { bytes.append(byte) }
    }
    return .more
  }

  /// Removes one Unicode scalar: its continuation bytes and its first byte.
  private mutating func removeCharacter() {
    while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
  }

  /// Reads a line from the terminal on standard input.
  /// - Throws: ``Problem/interrupted`` after Ctrl-C.
  static func read() throws -> String? {
    var saved = termios()
    guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return try LineInput.read() }
    var hidden = saved
    hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
    withUnsafeMutableBytes(of: &hidden.c_cc) { keys in
      keys[Int(VMIN)] = 1
      keys[Int(VTIME)] = 0
    }
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved)
      FileOutput.write("\n", to: STDERR_FILENO)
    }
    var line = HiddenLine()
    while let byte = LineInput.nextByte() {
      switch line.take(byte) {
      case .more: continue
      case .done(let text): return text
      case .cancelled: throw Problem.interrupted
      case .endOfInput: return nil
      }
    }
    return nil
  }
}

extension Problem {
  /// The person pressed Ctrl-C at a prompt: the command ends without a word, with the status of an interrupt.
  static let interrupted = Problem(.unavailable, "interrupted")
}
