import HashTreeCollections
public import ThresholdModel

extension World {
  /// The pending and approved requests that a user may see: their own, those they may review, and all for
  /// whoever may list and read `access_request`; newest first. Source: reference, lists-and-requests §6.5.
  public func visibleRequests(to user: UserName, at now: Moment) -> [AccessRequest] {
    guard let holder = holder(user, at: now), !holder.isLocked else { return [] }
    return requestsByID.values.filter { $0.isAlive(at: now) && canSee($0.spec, holder) }.sorted(by: AccessRequest.byAge)
  }

  /// Whether a user may know of a request, ended ones included.
  public func canSee(_ request: AccessRequest, as user: UserName, at now: Moment) -> Bool {
    guard let holder = holder(user, at: now), !holder.isLocked else { return false }
    return canSee(request.spec, holder)
  }

  private func canSee(_ spec: AccessRequestSpec, _ holder: Holder) -> Bool {
    let isOwn = spec.user.key == holder.user.name.key
    let mayReadAll = holder.may(.list, AccessRequest.kind) && holder.may(.read, AccessRequest.kind)
    if mayReadAll { return true }
    if isOwn { return !holder.isDenied(.read, AccessRequest.kind) && !holder.isDenied(.list, AccessRequest.kind) }
    return !spec.roles.isEmpty && holder.mayReview(spec.roles)
  }
}
