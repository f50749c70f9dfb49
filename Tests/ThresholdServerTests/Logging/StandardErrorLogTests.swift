import Foundation
import Logging
import Synchronization
import Testing

@testable import ThresholdServer

@Suite struct StandardErrorLogTests {
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  private func logged(_ format: ServerConfiguration.LogFormat, _ log: (Logger) -> Void) -> [String] {
    let lines = Lines()
    log(
      Logger(label: "part") { label in
        StandardErrorLog(label: label, level: .info, format: format) { line in lines.all.withLock { $0.append(line) } }
      })
    return lines.all.withLock { $0 }
  }

  @Test("text lines carry level, part, message and sorted facts")
  func text() throws {
    let lines = logged(.text) { $0.info("ready", metadata: ["b.c": "two words", "a.b": "1"]) }
    #expect(lines.count == 1)
    #expect(try #/^[-0-9T:.]+Z INFO     \[part\] ready a\.b=1 b\.c="two words"\n$/#.wholeMatch(in: lines[0]) != nil, "\(lines[0])")
  }

  @Test("levels below the configured one are left out")
  func level() {
    #expect(logged(.text) { $0.debug("x") }.isEmpty)
  }

  @Test("JSON is one object a line", arguments: ["plain", "with \"quotes\" and\nline ends"])
  func json(message: String) throws {
    let lines = logged(.json) { $0.error("\(message)", metadata: ["user": "a\nb"]) }
    #expect(lines.count == 1 && lines[0].filter { $0 == "\n" }.count == 1)
    let object = try JSONDecoder().decode([String: String].self, from: Data(lines[0].utf8))
    #expect(object["message"] == message)
    #expect(object["level"] == "error")
  }

  @Test("data cannot add lines or move the cursor")
  func escaped() {
    let lines = logged(.text) { $0.info("a\nb", metadata: ["user": "x\u{1B}[2J\ny"]) }
    #expect(lines.count == 1)
    #expect(lines[0].unicodeScalars.filter { $0.value < 0x20 }.count == 1)
  }
}
