import Foundation
import Testing

@testable import ThresholdServer

/// The project's own files, found from where this file stands.
enum ProjectFile {
  static func text(_ path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}

@Suite struct ReferencePageTests {
  @Test("docs/reference/configuration.md holds the table of keys as the server reads them")
  func table() throws {
    let page = try ProjectFile.text("docs/reference/configuration.md")
    #expect(page.contains(ServerConfiguration.referenceTable), "replace the table by:\n\(ServerConfiguration.referenceTable)")
  }
}
