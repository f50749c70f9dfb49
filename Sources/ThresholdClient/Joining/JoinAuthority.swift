public import ThresholdAPI
public import ThresholdModel

/// The cluster as a joining server meets it.
public protocol JoinAuthority: Sendable {
  /// First step: says who wants to join.
  func begin(_ claim: BeginJoinBody) async throws(Problem) -> JoinChallengeAnswer
  /// Second step: the host keys' signatures. The cluster dials back before it answers.
  func finish(_ proof: FinishJoinBody) async throws(Problem) -> JoinAnswer
}

extension APIClient: JoinAuthority {
  public func begin(_ claim: BeginJoinBody) async throws(Problem) -> JoinChallengeAnswer {
    try await call(Endpoints.beginJoin, claim)
  }

  public func finish(_ proof: FinishJoinBody) async throws(Problem) -> JoinAnswer {
    try await call(Endpoints.finishJoin, proof)
  }
}
