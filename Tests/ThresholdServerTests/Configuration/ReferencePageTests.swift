import Foundation
import Testing

@testable import ThresholdServer

/// The project's own files, found from where this file stands.
enum ProjectFile {
  static func text(_ path: String) throws -> String {
    try String(contentsOf: place(path), encoding: .utf8)
  }

  /// Replaces a generated file: only when somebody asks for it.
  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: place(path))
  }

  private static func place(_ path: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(path)
  }
}

@Suite struct ReferencePageTests {
  @Test("docs/reference/configuration.md holds the table of keys as the server reads them")
  func table() throws {
    let page = try ProjectFile.text("docs/reference/configuration.md")
    #expect(page.contains(ServerConfiguration.referenceTable), "replace the table by:\n\(ServerConfiguration.referenceTable)")
  }
}
