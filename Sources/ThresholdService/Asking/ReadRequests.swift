public import ThresholdModel
import ThresholdRules
import ThresholdStore

/// Which requests to list. Source: reference, lists-and-requests §6.5.
public struct RequestSelection: Sendable {
  let scope: RequestScope
  let state: RequestState?
  let search: RequestSearch

  /// - Parameters:
  ///   - scope: `DEFAULT` (all one may see), `MY_REQUESTS`, `NEEDS_REVIEW` (one may review it, and has not) or `REVIEWED`, in
  ///     any case; nil for `DEFAULT`.
  ///   - state: as tables print it; nil for all.
  ///   - search: words that must each stand in the name, user, roles, resources or their labels; nil for none.
  /// - Throws: ``Problem`` of kind `badParameter` for an unknown scope or state.
  public init(scope: String? = nil, state: String? = nil, search: String? = nil) throws(Problem) {
    guard let found = RequestScope(text: scope ?? RequestScope.default.rawValue) else {
      let known = RequestScope.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(
        .badParameter, "`\((scope ?? "").escapedForDisplay)` is not a scope of requests", hint: "one of \(known)", path: "scope")
    }
    if let state, RequestState(text: state) == nil {
      let known = RequestState.allCases.map(\.text).joined(separator: ", ")
      throw Problem(.badParameter, "`\(state.escapedForDisplay)` is not a state of requests", hint: "one of \(known)", path: "state")
    }
    self.scope = found
    self.state = state.flatMap { RequestState(text: $0) }
    self.search = RequestSearch(search ?? "")
  }
}

extension Stories {
  /// Requests, newest first, ended ones included.
  /// - Parameters:
  ///   - pageToken: what the page before answered; nil for the first.
  ///   - pageSize: 1 to 1,000.
  /// - Returns: at most a page; it may hold fewer than `pageSize` while `next` is set.
  /// - Throws: ``Problem`` of kind `accessDenied` for one's own when a role denies seeing requests.
  public func requests(
    _ selection: RequestSelection, pageToken: String?, pageSize: Int, by caller: Caller
  ) async throws(Problem) -> (requests: [AccessRequest], next: String?) {
    let size = min(max(pageSize, 1), 1000)
    let (world, now) = (world, now)
    let isOwn = selection.scope == .mine
    // Who is denied to see requests is told so instead of shown nothing; what waits for them to review is another matter.
    if isOwn || selection.scope == .default, let user = caller.user, let problem = world.mayListRequests(user, at: now) { throw problem }
    let page: (requests: [AccessRequest], next: String?)
    do {
      page = try await store.requests(
        user: isOwn ? caller.user ?? UserName("") : nil, states: selection.state.map { [$0] }, after: pageToken, limit: size)
    } catch {
      throw error.problem
    }
    let seen = page.requests.filter { request in
      guard canSee(request, caller, in: world, at: now), selection.scope.includes(request, for: caller.user ?? UserName("")) else {
        return false
      }
      if selection.scope == .needsReview {
        guard request.isAlive(at: now), let user = caller.user, world.mayReview(user, request, at: now) == nil else { return false }
      }
      return selection.search.finds(request) { world.searchTexts(of: request, for: caller.user, at: now) }
    }
    return (seen, page.next)
  }

  /// One request, also an ended one.
  /// - Throws: ``Problem`` of kind `notFound`, also for what the caller may not see.
  public func request(_ id: RequestID, by caller: Caller) async throws(Problem) -> AccessRequest {
    let stored: Record?
    do { stored = try await store.record(.request(id)) } catch { throw error.problem }
    guard case .request(let request) = stored, canSee(request, caller, in: world, at: now) else {
      if case .request(let request) = stored, let user = caller.user, user.key == request.spec.user.key,
        let problem = world.mayListRequests(user, at: now)
      {
        throw problem
      }
      throw Problem.notFound("access request", id.text)
    }
    return request
  }

  /// What people call a requested resource; nil when it is gone.
  public func hostname(of resource: ResourceID) -> String? { world.server(ServerID(resource.name))?.spec.hostname }

  /// Who may decide an open request now.
  public func reviewers(of request: AccessRequest) -> [UserName] { world.reviewers(of: request, at: now) }

  func canSee(_ request: AccessRequest, _ caller: Caller, in world: World, at now: Moment) -> Bool {
    switch caller {
    case .local: true
    case .person(let person): world.canSee(request, as: person.user, at: now)
    }
  }
}
