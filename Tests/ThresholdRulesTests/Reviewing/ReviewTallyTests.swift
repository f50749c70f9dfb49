import Testing
import ThresholdModel

@testable import ThresholdRules

/// Lists-and-requests §6.4.
@Suite("What reviews come to")
struct ReviewTallyTests {
  /// `+ann:0,1` approves toward thresholds 0 and 1, `-bob:` denies toward none.
  private static func reviews(_ text: String) -> [Review] {
    text.split(separator: " ").map { word in
      let parts = word.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
      return Review(
        author: UserName(String(parts[0])), proposed: word.first == "+" ? .approved : .denied, created: noon,
        thresholds: parts[1].split(separator: ",").compactMap { Int($0) })
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let about: String
    /// Approve and deny counts.
    var thresholds: [(Int, Int)] = [(1, 1)]
    var sets: [RoleName: [[Int]]] = ["a": [[0]]]
    var roles: [RoleName] = ["a"]
    let reviews: String
    var ineligible: Set<UserName> = []
    let outcome: ReviewTally.Outcome
    var testDescription: String { about }
  }

  static let rows: [Row] = [
    Row(about: "nothing yet", reviews: "", outcome: .open),
    Row(about: "one approval", reviews: "+ann:0", outcome: .approved),
    Row(about: "one denial", reviews: "-ann:0", outcome: .denied),
    Row(about: "a review toward nothing changes nothing", reviews: "+ann: -bob:", outcome: .open),
    Row(about: "a review toward what does not exist", reviews: "+ann:7 -bob:7", outcome: .open),
    Row(about: "two are needed", thresholds: [(2, 1)], reviews: "+ann:0", outcome: .open),
    Row(about: "two there are", thresholds: [(2, 1)], reviews: "+ann:0 +bob:0", outcome: .approved),
    Row(about: "the same person twice", thresholds: [(2, 1)], reviews: "+ann:0 +Ann:0", outcome: .open),
    Row(about: "two denials are needed", thresholds: [(1, 2)], reviews: "-ann:0", outcome: .open),
    Row(about: "two denials there are", thresholds: [(9, 2)], reviews: "-ann:0 +bob:0 -cid:0", outcome: .denied),
    Row(about: "one person's two denials", thresholds: [(9, 2)], reviews: "-ann:0 -ANN:0", outcome: .open),
    Row(about: "a zero never approves", thresholds: [(0, 1)], reviews: "+ann:0 +bob:0", outcome: .open),
    Row(about: "a zero never denies", thresholds: [(1, 0)], reviews: "-ann:0 -bob:0", outcome: .open),
    Row(about: "and does not keep from approving", thresholds: [(1, 0)], reviews: "-ann:0 +bob:0", outcome: .approved),
    Row(about: "one of a set suffices", thresholds: [(2, 0), (1, 0)], sets: ["a": [[0, 1]]], reviews: "+ann:1", outcome: .approved),
    Row(about: "every set must pass", thresholds: [(1, 0), (1, 0)], sets: ["a": [[0], [1]]], reviews: "+ann:0", outcome: .open),
    Row(
      about: "one review may pass both", thresholds: [(1, 0), (1, 0)], sets: ["a": [[0], [1]]], reviews: "+ann:0,1", outcome: .approved),
    Row(about: "every role must pass", sets: ["a": [[0]], "b": [[1]]], roles: ["a", "b"], reviews: "+ann:0", outcome: .open),
    Row(
      about: "and does", thresholds: [(1, 0), (1, 0)], sets: ["a": [[0]], "b": [[1]]], roles: ["a", "b"], reviews: "+ann:0 +bob:1",
      outcome: .approved),
    Row(
      about: "any one threshold denies, whatever role it stands for", thresholds: [(1, 1), (1, 1)], sets: ["a": [[0]], "b": [[1]]],
      roles: ["a", "b"], reviews: "-ann:1", outcome: .denied),
    Row(about: "a role without sets is never approved", sets: ["a": []], reviews: "+ann:0", outcome: .open),
    Row(about: "nor with an empty one", sets: ["a": [[]]], reviews: "+ann:0", outcome: .open),
    Row(about: "nor with one that points nowhere", sets: ["a": [[5, -1]]], reviews: "+ann:0,5,-1", outcome: .open),
    Row(about: "nor without sets at all", sets: [:], reviews: "+ann:0", outcome: .open),
    Row(about: "an approval of somebody who may not review any more", reviews: "+ann:0", ineligible: ["ann"], outcome: .open),
    Row(
      about: "of two one may not", thresholds: [(2, 0)], reviews: "+ann:0 +bob:0 +cid:0", ineligible: ["bob"], outcome: .approved),
    Row(about: "their denial stays", reviews: "-ann:0", ineligible: ["ann"], outcome: .denied),
    Row(about: "the requester's own word", reviews: "+max:0", outcome: .open),
  ]

  @Test("the state machine", arguments: rows)
  func outcomes(row: Row) {
    var spec = AccessRequestSpec(
      user: "Max", roles: row.roles, resources: [], created: noon, accessExpires: noon + .hours(1), recordExpires: noon + .hours(1),
      sessionTTL: noon + .hours(1))
    spec.thresholds = row.thresholds.map { ReviewThreshold(approve: $0.0, deny: $0.1) }
    spec.thresholdSets = row.sets
    spec.reviews = Self.reviews(row.reviews)
    #expect(ReviewTally(spec) { !row.ineligible.contains($0) }.outcome == row.outcome)
  }
}
