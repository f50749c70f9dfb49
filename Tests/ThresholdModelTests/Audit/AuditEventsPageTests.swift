import Foundation
import Testing
import ThresholdModel

@Suite("The reference page of audit events")
struct AuditEventsPageTests {
  @Test("every event stands on the page, with its code")
  func complete() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../docs/reference/audit-events.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    for type in AuditType.allCases {
      #expect(text.contains("| `\(type.name)` | \(type.code) |"), "\(type.rawValue) is missing")
    }
  }
}
