import HashTreeCollections
public import ThresholdModel

/// A request that was answered with a place on a list, and that place.
public struct Promotion: Sendable, Hashable {
  /// In the state `promoted`: it gives nothing by itself.
  public let request: AccessRequest
  public let member: Member

  /// Both go together.
  public var changes: [Change] { [.put(.request(request)), .put(.member(member))] }
}

extension World {
  /// The request after a reviewer made its requester a member of a list instead; thresholds do not matter.
  ///
  /// Since a membership outlasts the access that was asked for, the reviewer must be one who may add members to the
  /// list, beside reviewing the request. Source: reference, lists-and-requests §5.7.
  /// - Throws: ``Problem`` of kind `notFound` or `accessDenied` as for a review; `accessDenied` when the reviewer may
  ///   not add members to the list; `badParameter` for a list that was not offered when the request was made, or of
  ///   which the requester cannot become a member now.
  public func promoted(
    _ request: AccessRequest, to list: ListName, by reviewer: UserName, reason: String = "", at now: Moment
  ) throws(Problem) -> Promotion {
    if let problem = mayReview(reviewer, request, at: now) { throw problem }
    try checkReviewable(request, by: reviewer, at: now)
    try checkReason(reason)
    let found = try checkPromotion(of: request.spec, to: list, by: reviewer, at: now)
    let promoted = PromotedList(name: list, title: found.spec.title)
    var result = request
    result.spec.reviews.append(Review(author: reviewer, proposed: .promoted, reason: reason, created: now, accessList: promoted))
    result.spec.accessList = promoted
    result.resolve(.promoted, reason: reason)
    let member = Member(MemberSpec(list: list, user: request.spec.user, joined: now, reason: reason, addedBy: reviewer.text))
    return Promotion(request: result, member: member)
  }

  /// The list, when a reviewer may make a requester a member of it.
  func checkPromotion(of spec: AccessRequestSpec, to list: ListName, by reviewer: UserName, at now: Moment) throws(Problem) -> AccessList {
    let name = "list `\(list.text.escapedForDisplay)`"
    guard spec.promotions.contains(list), let found = listsByName[list] else {
      throw Problem(
        .badParameter, "\(name) was not offered for this access request",
        hint: spec.promotions.isEmpty
          ? "approve or deny" : "one of \(spec.promotions.prefix(5).map(\.text.escapedForDisplay).joined(separator: ", "))",
        path: "access_list")
    }
    guard mayWithMembers(reviewer, .create, of: list, at: now) else {
      throw Problem(.accessDenied, "you may not add members to \(name)", hint: "ask one of its owners to promote the request")
    }
    guard let user = usersByKey[spec.user.key], user.exists(at: now), canJoin(list, user, at: now) else {
      throw Problem(
        .badParameter, "`\(spec.user.text.escapedForDisplay)` cannot become a member of \(name) now", hint: "approve or deny",
        path: "access_list")
    }
    return found
  }
}
