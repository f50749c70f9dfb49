import ThresholdAPI
import ThresholdModel
import ThresholdService

/// What may be reached or requested, and requests from their filing to the end of their record.
struct AskingRoutes {
  private static let pageSize: Int64 = 100

  let stories: Stories

  func mount(on mounts: Mounts) {
    ListingRoutes(stories: stories).mount(on: mounts)
    mounts.mount(Endpoints.createRequest, create)
    mounts.mount(Endpoints.capabilities, capabilities)
    mounts.mount(Endpoints.requests, requests)
    mounts.mount(Endpoints.request) { (_, call) throws(Problem) in
      stories.answer(for: try await stories.request(RequestID(call.path("id")), by: call.someone()))
    }
    mounts.mount(Endpoints.deleteRequest) { (_, call) throws(Problem) in
      ReceiptAnswer(try await stories.deleteRequest(RequestID(call.path("id")), by: call.someone()))
    }
  }

  @Sendable private func create(_ body: CreateRequestBody, _ call: Call) async throws(Problem) -> RequestAnswer {
    guard let kind = RequestKind(text: body.kind) else {
      throw Problem(
        .badParameter, "`\(body.kind.escapedForDisplay)` is not a kind of request", hint: "short-term or long-term", path: "request_kind")
    }
    let wish = AccessWish(
      resources: try Self.resources(body.resourceIDs), roles: body.roles, reason: body.reason, suggestedReviewers: body.suggestedReviewers,
      maxDuration: try Seconds.span(body.maxDuration, at: "max_duration"), sessionTTL: try Seconds.span(body.sessionTTL, at: "session_ttl"),
      requestTTL: try Seconds.span(body.requestTTL, at: "request_ttl"), assumeStart: body.assumeStartTime, loginHint: body.loginHint,
      kind: kind)
    return stories.answer(for: try await stories.submitRequest(wish, for: body.user, dryRun: body.dryRun, by: call.someone()))
  }

  @Sendable private func capabilities(_ body: CapabilitiesBody, _ call: Call) async throws(Problem) -> CapabilitiesAnswer {
    let found = try stories.capabilities(
      of: body.user, resources: try Self.resources(body.resourceIDs), login: body.login, onlyReaching: body.onlyReaching,
      by: call.someone())
    return CapabilitiesAnswer(
      requestableRoles: found.requestableRoles, suggestedReviewers: found.suggestedReviewers, applicableRoles: found.applicableRoles,
      requestPrompt: found.requestPrompt, requireReason: found.requireReason, autoRequest: found.autoRequest)
  }

  private static func resources(_ texts: [String]) throws(Problem) -> [ResourceID] {
    var resources: [ResourceID] = []
    for text in texts { resources.append(try ResourceID(text: text)) }
    return resources
  }

  @Sendable private func requests(_: Empty, _ call: Call) async throws(Problem) -> RequestsAnswer {
    let selection = try RequestSelection(scope: call.query("scope"), state: call.query("state"), search: call.query("search"))
    let page = try await stories.requests(
      selection, pageToken: call.query("page_token"), pageSize: Int(clamping: call.number("page_size") ?? Self.pageSize),
      by: call.someone())
    return RequestsAnswer(requests: page.requests.map { stories.answer(for: $0, withReviewers: false) }, nextPageToken: page.next)
  }
}

extension Stories {
  /// A request with what people call its resources.
  func answer(for request: AccessRequest, withReviewers: Bool = true) -> RequestAnswer {
    RequestAnswer(
      request: request,
      resources: request.spec.resources.map { RequestAnswer.Resource(id: $0.description, hostname: hostname(of: $0)) },
      reviewers: withReviewers ? reviewers(of: request) : nil)
  }
}
