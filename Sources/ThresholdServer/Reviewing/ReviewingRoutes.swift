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
          RequestID(call.path("id")), proposing: try Self.state(body), reason: body.reason, assumeStart: body.assumeStartTime,
          by: call.person()))
    }
    mounts.mount(Endpoints.override) { (body, call) throws(Problem) in
      guard body.assumeStartTime == nil else {
        throw Problem(
          .notImplemented, "an override cannot move the start of a request in this version", hint: "leave the field out",
          path: "assume_start_time")
      }
      return stories.answer(
        for: try await stories.override(RequestID(call.path("id")), to: try Self.state(body), reason: body.reason, by: call.someone()))
    }
  }

  private static func state(_ body: ReviewBody) throws(Problem) -> RequestState {
    guard let state = RequestState(text: body.proposedState), state == .approved || state == .denied else {
      throw Problem(
        .badParameter, "`\(body.proposedState.escapedForDisplay)` cannot be proposed", hint: "APPROVED or DENIED", path: "proposed_state")
    }
    return state
  }
}
