public import ThresholdModel
import ThresholdRules
import ThresholdStore

/// Which requests to list.
public enum RequestScope: String, Sendable, CaseIterable {
  /// All that one may see.
  case visible = "default"
  /// One's own.
  case mine
  /// Pending ones of others that one may review and has not.
  case reviewable
  /// Ones of others that one has reviewed.
  case reviewed
}

extension Stories {
  /// Requests, newest first, ended ones included.
  /// - Parameters:
  ///   - pageToken: what the page before answered; nil for the first.
  ///   - pageSize: 1 to 1,000.
  /// - Returns: at most a page; it may hold fewer than `pageSize` while `next` is set.
  public func requests(
    scope: RequestScope, state: RequestState?, pageToken: String?, pageSize: Int, by caller: Caller
  ) async throws(Problem) -> (requests: [AccessRequest], next: String?) {
    let size = min(max(pageSize, 1), 1000)
    let (world, now) = (world, now)
    let user: UserName? = scope == .mine ? caller.user ?? UserName("") : nil
    let page: (requests: [AccessRequest], next: String?)
    do {
      page = try await store.requests(user: user, states: state.map { [$0] }, after: pageToken, limit: size)
    } catch {
      throw error.problem
    }
    let seen = page.requests.filter { request in
      guard canSee(request, caller, in: world, at: now) else { return false }
      let isOwn = request.spec.user.key == caller.user?.key
      let hasReviewed = request.spec.reviews.contains { $0.author.key == caller.user?.key }
      return switch scope {
      case .visible: true
      case .mine: isOwn
      case .reviewed: !isOwn && hasReviewed
      case .reviewable:
        !isOwn && !hasReviewed && request.spec.state == .pending && request.isAlive(at: now)
          && (caller.user.map { world.mayReview($0, request, at: now) == nil } ?? false)
      }
    }
    return (seen, page.next)
  }

  /// One request, also an ended one.
  /// - Throws: ``Problem`` of kind `notFound`, also for what the caller may not see.
  public func request(_ id: RequestID, by caller: Caller) async throws(Problem) -> AccessRequest {
    let stored: Record?
    do { stored = try await store.record(.request(id)) } catch { throw error.problem }
    guard case .request(let request) = stored, canSee(request, caller, in: world, at: now) else {
      throw Problem.notFound("access request", id.text)
    }
    return request
  }

  /// What people call a requested resource; nil when it is gone.
  public func hostname(of resource: ResourceID) -> String? { world.server(ServerID(resource.name))?.spec.hostname }

  func canSee(_ request: AccessRequest, _ caller: Caller, in world: World, at now: Moment) -> Bool {
    switch caller {
    case .local: true
    case .person(let person): world.canSee(request, as: person.user, at: now)
    }
  }
}
