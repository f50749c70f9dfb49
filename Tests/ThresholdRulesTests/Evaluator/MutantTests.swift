import Foundation
import Testing

/// `scripts/mutants` takes long and runs seldom; that its mutants still apply is checked with every run of the tests.
@Suite("The mutants of the rules")
struct MutantTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private struct Mutant {
    let name: String
    let why: String
    let file: String
    let tests: String
    let was: String
    let becomes: String

    init?(_ url: URL) throws {
      name = url.lastPathComponent
      let text = try String(contentsOf: url, encoding: .utf8)
      guard let cut = text.range(of: "\nwas:\n"), let middle = text.range(of: "\nbecomes:\n"), text.hasSuffix("\n") else { return nil }
      func part(_ key: String) -> String {
        text[..<cut.lowerBound].split(separator: "\n").first { $0.hasPrefix(key + ": ") }.map { String($0.dropFirst(key.count + 2)) } ?? ""
      }
      (why, file, tests) = (part("why"), part("file"), part("tests"))
      was = String(text[cut.upperBound..<middle.lowerBound])
      becomes = String(text[middle.upperBound...].dropLast())
    }
  }

  @Test("each applies to one place in the sources, and names tests that exist")
  func apply() throws {
    let folder = Self.root.appending(path: "Tests/Mutants")
    let urls = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "mutant" }
    #expect(urls.count >= 25)
    let suites = try Self.suites()
    for url in urls {
      let mutant = try #require(try Mutant(url), "\(url.lastPathComponent) lacks a part")
      let source = try String(contentsOf: Self.root.appending(path: mutant.file), encoding: .utf8)
      #expect(source.components(separatedBy: mutant.was).count == 2, "\(mutant.name) applies to one place in \(mutant.file)")
      #expect(mutant.was != mutant.becomes && !mutant.why.isEmpty, "\(mutant.name)")
      for suite in mutant.tests.split(separator: "|") { #expect(suites.contains(String(suite)), "\(mutant.name) names \(suite)") }
    }
  }

  /// The names of the files of tests, which are those of the suites in them.
  private static func suites() throws -> Set<String> {
    let folder = root.appending(path: "Tests/ThresholdRulesTests")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    return Set(files.filter { $0.pathExtension == "swift" }.map { $0.deletingPathExtension().lastPathComponent })
  }
}
