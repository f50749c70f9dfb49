import ThresholdCertificates
import ThresholdModel

/// Joins that have begun: each waits at most 2 minutes for its signatures, and works once.
actor PendingJoins {
  struct Pending: Sendable {
    let claim: JoinClaim
    let hostKeys: [SSHPublicKey]
    let challenge: JoinChallenge
    let labels: [String: String]
    let expires: Moment
  }

  static let patience = Span.minutes(2)
  private static let most = 1000
  private var pending: [String: Pending] = [:]

  /// - Throws: ``Problem`` of kind `tooManyRequests` when too many joins wait at once.
  func add(_ join: Pending, at now: Moment) throws(Problem) -> String {
    pending = pending.filter { now < $0.value.expires }
    guard pending.count < Self.most else {
      throw Problem(.tooManyRequests, "too many servers are joining at once", hint: "try again in a minute", retryAfter: 60)
    }
    let id = randomHex(bytes: 16)
    pending[id] = join
    return id
  }

  /// Takes a join out: a challenge is answered once, rightly or wrongly.
  func take(_ id: String, at now: Moment) -> Pending? {
    guard let join = pending.removeValue(forKey: id), now < join.expires else { return nil }
    return join
  }
}
