import ThresholdAPI
import ThresholdModel
import ThresholdService

/// What may be reached or requested, and requests from their filing to the end of their record.
struct AskingRoutes {
  private static let pageSize: Int64 = 100

  let stories: Stories

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.resources, resources)
    mounts.mount(Endpoints.createRequest, create)
    mounts.mount(Endpoints.requests, requests)
    mounts.mount(Endpoints.request) { (_, call) throws(Problem) in
      stories.answer(for: try await stories.request(RequestID(call.path("id")), by: call.someone()))
    }
    mounts.mount(Endpoints.deleteRequest) { (_, call) throws(Problem) in
      ReceiptAnswer(try await stories.deleteRequest(RequestID(call.path("id")), by: call.someone()))
    }
  }

  @Sendable private func resources(_: Empty, _ call: Call) async throws(Problem) -> ResourcesAnswer {
    let words = (call.query("search") ?? "").split(separator: ",").map(String.init)
    let found = try await stories.resources(
      kind: call.query("kind") ?? "node", requestable: call.flag("requestable"), search: words, labels: Self.labels(call.query("labels")),
      by: call.person())
    return ResourcesAnswer(
      resources: found.map { found in
        ResourcesAnswer.Item(
          id: found.id.description, kind: found.id.kind, name: found.id.name, hostname: found.server.spec.hostname,
          address: found.server.spec.address, labels: found.server.labels, logins: found.logins, requiresRequest: found.requiresRequest)
      })
  }

  /// Reads `k=v,k2=v2`.
  private static func labels(_ text: String?) throws(Problem) -> [String: String] {
    var labels: [String: String] = [:]
    for part in (text ?? "").split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2, !pair[0].isEmpty, labels.updateValue(pair[1], forKey: pair[0]) == nil else {
        throw Problem(.badParameter, "`\(String(part).escapedForDisplay)` is not a label", hint: "write labels as env=test,team=web")
      }
    }
    return labels
  }

  @Sendable private func create(_ body: CreateRequestBody, _ call: Call) async throws(Problem) -> RequestAnswer {
    var resources: [ResourceID] = []
    for text in body.resourceIDs { resources.append(try ResourceID(text: text)) }
    let wish = AccessWish(
      resources: resources, reason: body.reason, suggestedReviewers: body.suggestedReviewers,
      maxDuration: try Seconds.span(body.maxDuration, at: "max_duration"), sessionTTL: try Seconds.span(body.sessionTTL, at: "session_ttl"),
      requestTTL: try Seconds.span(body.requestTTL, at: "request_ttl"), assumeStart: body.assumeStartTime)
    return stories.answer(for: try await stories.submitRequest(wish, dryRun: body.dryRun, by: call.person()))
  }

  @Sendable private func requests(_: Empty, _ call: Call) async throws(Problem) -> RequestsAnswer {
    let scope = call.query("scope") ?? RequestScope.visible.rawValue
    guard let scope = RequestScope(rawValue: scope) else {
      let known = RequestScope.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(.badParameter, "`\(scope.escapedForDisplay)` is not a scope of requests", hint: "one of \(known)")
    }
    let page = try await stories.requests(
      scope: scope, state: try Self.state(call.query("state")), pageToken: call.query("page_token"),
      pageSize: Int(clamping: call.number("page_size") ?? Self.pageSize), by: call.someone())
    return RequestsAnswer(requests: page.requests.map { stories.answer(for: $0) }, nextPageToken: page.next)
  }

  private static func state(_ text: String?) throws(Problem) -> RequestState? {
    guard let text else { return nil }
    guard let state = RequestState(text: text) else {
      let known = RequestState.allCases.map(\.text).joined(separator: ", ")
      throw Problem(.badParameter, "`\(text.escapedForDisplay)` is not a state of requests", hint: "one of \(known)")
    }
    return state
  }
}

extension Stories {
  /// A request with what people call its resources.
  func answer(for request: AccessRequest) -> RequestAnswer {
    RequestAnswer(
      request: request,
      resources: request.spec.resources.map { RequestAnswer.Resource(id: $0.description, hostname: hostname(of: $0)) })
  }
}
