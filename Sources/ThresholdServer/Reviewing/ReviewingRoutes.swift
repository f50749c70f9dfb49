import ThresholdAPI
import ThresholdModel
import ThresholdService

/// Reviews, and decisions that bypass them.
struct ReviewingRoutes {
  let stories: Stories

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.review) { (body, call) throws(Problem) in
      stories.answer(
        for: try await stories.review(
          RequestID(call.path("id")), proposing: try Self.state(body.proposedState, at: "proposed_state"), reason: body.reason,
          assumeStart: body.assumeStartTime, roles: body.roles, annotations: body.annotations, by: call.person()))
    }
    mounts.mount(Endpoints.promote) { (body, call) throws(Problem) in
      stories.answer(
        for: try await stories.promote(RequestID(call.path("id")), to: body.accessList, reason: body.reason, by: call.person()))
    }
    mounts.mount(Endpoints.override) { (body, call) throws(Problem) in
      let wish = OverrideWish(
        state: try Self.state(body.state, at: "state"), reason: body.reason, roles: body.roles, annotations: body.annotations,
        assumeStart: body.assumeStartTime, delegator: body.delegator)
      return stories.answer(for: try await stories.override(RequestID(call.path("id")), wish, by: call.someone()))
    }
  }

  private static func state(_ text: String, at path: String) throws(Problem) -> RequestState {
    guard let state = RequestState(text: text), state == .approved || state == .denied else {
      let hint = RequestState(text: text) == .promoted ? "promote with POST /v1/access-requests/ID/promotion" : "APPROVED or DENIED"
      throw Problem(.badParameter, "`\(text.escapedForDisplay)` cannot be proposed", hint: hint, path: path)
    }
    return state
  }
}
