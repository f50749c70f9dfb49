import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdServer

@Suite struct ClientVersionTests {
  @Test(
    "clients of this major version and the one before are served, others are not",
    arguments: [
      ("18.0.0", true), ("18.99.1", true), ("17.0.0", true), ("17.5.2", true), ("16.9.9", false), ("19.0.0", false), ("x", false),
      ("", false),
    ])
  func skew(version: String, isServed: Bool) {
    if isServed {
      #expect(throws: Never.self) { try ClientVersion.check(version) }
    } else {
      let problem = #expect(throws: Problem.self) { try ClientVersion.check(version) }
      #expect(problem?.kind == .badParameter)
    }
  }
}
