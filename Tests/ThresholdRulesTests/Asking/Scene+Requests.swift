import ThresholdModel

@testable import ThresholdRules

extension Scene {
  /// A role that says something about requests.
  mutating func role(
    _ name: RoleName, request: RequestConditions = RequestConditions(), denyRequest: RequestConditions = RequestConditions(),
    review: ReviewConditions = ReviewConditions(), denyReview: ReviewConditions = ReviewConditions(), labels: LabelMap = [:],
    logins: [String] = [], access: RequestAccess? = nil, prompt: String? = nil
  ) {
    var options = RoleOptions()
    options.requestAccess = access
    options.requestPrompt = prompt
    records.append(
      .role(
        Role(
          name: name, options: options,
          allow: RoleConditions(nodeLabels: labels, logins: logins, request: request, reviewRequests: review),
          deny: RoleConditions(request: denyRequest, reviewRequests: denyReview))))
  }

  /// The request that a user would make.
  func draft(
    _ wish: RequestWish, by user: UserName = "max", number: Int = 77, at now: Moment = noon
  ) throws(Problem) -> AccessRequest {
    try world.draftRequest(wish, by: user, signIn: SignInID("s-\(user)"), id: RequestID(uuid(number)), at: now)
  }

  func id(_ server: ServerID) -> ResourceID { ResourceID(cluster: "main", kind: "node", name: server.text) }
}
