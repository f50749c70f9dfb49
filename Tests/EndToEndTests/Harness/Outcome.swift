import Foundation
import Testing

/// How a program ended.
struct Outcome: Sendable, CustomStringConvertible {
  let command: String
  /// The exit status; 128 and the signal's number for one that was killed.
  let status: Int32
  let output: String
  let errors: String

  var isSuccess: Bool { status == 0 }
  /// Everything that it said.
  var text: String { output + errors }
  /// The output without the line end.
  var line: String { output.trimmingCharacters(in: .whitespacesAndNewlines) }

  var description: String { "`\(command)` ended with \(status)\nstdout: \(output)\nstderr: \(errors)" }

  /// The output read as JSON.
  func json<Content: Decodable>(_ type: Content.Type = Content.self) throws -> Content {
    do {
      return try JSONDecoder().decode(type, from: Data(output.utf8))
    } catch {
      throw NeverHappened(description: "no \(type) in: \(self)\n\(error)")
    }
  }

  /// Fails the test unless the program succeeded.
  @discardableResult
  func expectSuccess(at place: SourceLocation = #_sourceLocation) throws -> Outcome {
    try #require(isSuccess, "\(self)", sourceLocation: place)
    return self
  }

  /// Fails the test unless the program was refused: the exit status, each of some texts in what it said on
  /// standard error, in any case; and nothing on standard output that could be taken for a result.
  @discardableResult
  func expectRefusal(_ wanted: Int32 = 1, saying texts: String..., at place: SourceLocation = #_sourceLocation) -> Outcome {
    #expect(status == wanted, "\(self)", sourceLocation: place)
    for text in texts {
      #expect(errors.lowercased().contains(text.lowercased()), "should say `\(text)`: \(self)", sourceLocation: place)
    }
    return self
  }
}
