public import ThresholdModel

/// A review, or with the right to bypass reviews an override.
public struct ReviewBody: Body, Hashable {
  /// `APPROVED` or `DENIED`.
  public var proposedState: String
  /// An override needs one.
  public var reason: String
  public var assumeStartTime: Moment?

  public init(proposedState: String, reason: String = "", assumeStartTime: Moment? = nil) {
    self.proposedState = proposedState
    self.reason = reason
    self.assumeStartTime = assumeStartTime
  }

  public static let example = ReviewBody(proposedState: "APPROVED", reason: "go ahead", assumeStartTime: Moment(seconds: 1_770_000_000))
  private enum CodingKeys: String, CodingKey {
    case reason
    case proposedState = "proposed_state"
    case assumeStartTime = "assume_start_time"
  }
}
