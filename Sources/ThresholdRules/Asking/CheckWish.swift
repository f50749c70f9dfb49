import ThresholdModel

/// What every request must look like, whoever asks. Source: reference, lists-and-requests §5.1.
extension RequestWish {
  /// The resources, sorted, each once.
  /// - Throws: ``Problem`` of kind `badParameter` naming the field.
  func checkedResources() throws(Problem) -> [ResourceID] {
    try checkReason(reason)
    guard suggestedReviewers.count <= RequestLimit.suggestedReviewers else {
      throw Problem(.badParameter, "more than \(RequestLimit.suggestedReviewers) reviewers are suggested", path: "suggested_reviewers")
    }
    for reviewer in suggestedReviewers { try NameRule.user.check(reviewer.text, at: "suggested_reviewers") }
    guard roles.count <= RequestLimit.roles else {
      throw Problem(.limitExceeded, "a request may name at most \(RequestLimit.roles) roles", path: "roles")
    }
    guard loginHint.utf8.count <= 256 else { throw Problem(.badParameter, "the login hint is longer than 256 bytes", path: "login_hint") }
    guard !roles.isEmpty || !resources.isEmpty else {
      throw Problem(
        .badParameter, "a request needs at least one role or resource", hint: "find resources with `tsh request search --kind node`",
        path: "resource_ids")
    }
    let resources = Set(resources).sorted()
    try checkSize(of: resources)
    return resources
  }
}

/// Bounds on the resources of one request, each named once.
/// - Throws: ``Problem`` of kind `badParameter`.
func checkSize(of resources: [ResourceID]) throws(Problem) {
  guard resources.count <= RequestLimit.resources else {
    throw Problem(
      .badParameter, "a request may name at most \(RequestLimit.resources) resources", hint: "ask in several requests", path: "resource_ids"
    )
  }
  guard resources.reduce(0, { $0 + $1.description.utf8.count }) <= RequestLimit.combinedLength else {
    throw Problem(
      .badParameter, "the ids of the resources are together longer than \(RequestLimit.combinedLength) bytes",
      hint: "ask in several requests", path: "resource_ids")
  }
}

/// A reason that may be kept.
/// - Throws: ``Problem`` of kind `badParameter` when it is too long, or blank although one is needed.
func checkReason(_ reason: String, isRequired: Bool = false) throws(Problem) {
  guard reason.utf8.count <= RequestLimit.reason else {
    throw Problem(.badParameter, "the reason is longer than \(RequestLimit.reason) bytes", hint: "write a shorter reason", path: "reason")
  }
  guard !isRequired || !reason.allSatisfy(\.isWhitespace) else {
    throw Problem(.badParameter, "a reason is required", hint: "add --reason \"why\"", path: "reason")
  }
}
