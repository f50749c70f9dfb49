import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdClient

@Suite struct VersionSkewTests {
  @Test(
    "a server serves its own major version and the one before",
    arguments: [
      ("18.10.0", "18.0.0", "17.0.0", true), ("18.10.0", "19.2.0", "18.0.0", true), ("18.10.0", "20.0.0", "19.0.0", false),
      ("18.10.0", "17.9.0", "16.0.0", false), ("18.10.0", "19.0.0", "18.11.0", false), ("18.10.0", "18.10.0", "18.10.0-aa", true),
      ("18.10.0", "junk", "17.0.0", false),
    ])
  func skew(client: String, server: String, oldest: String, works: Bool) {
    var found = FindAnswer.example
    found.serverVersion = server
    found.minClientVersion = oldest
    let problem: Problem?
    do throws(Problem) {
      try VersionSkew.check(found, client: client)
      problem = nil
    } catch { problem = error }
    #expect((problem == nil) == works, "\(String(describing: problem))")
  }
}
