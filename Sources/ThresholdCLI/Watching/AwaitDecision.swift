import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

/// Waits until a request is decided.
///
/// It follows `/v1/watch`, and looks at the request itself whenever a connection is made: what was decided before is not missed.
struct AwaitDecision {
  let client: APIClient

  /// - Returns: the request in its new state.
  /// - Throws: ``Problem`` when the request is gone or the sign-in ends.
  func run(_ created: RequestAnswer) async throws(Problem) -> RequestAnswer {
    let terminal = Terminal.current
    terminal.note("Waiting for request approval...")
    let id = created.request.id
    var decided: RequestAnswer?
    var isInterrupted = false
    try await RequestWatch(client).follow { event throws(Problem) in
      switch event {
      case .interrupted(let problem):
        if !isInterrupted { terminal.note("\(problem.message.escapedForDisplay); trying again") }
        isInterrupted = true
        return .more
      case .moved(let moved) where moved.id != id: return .more
      case .moved(let moved) where moved.state == "DELETED":
        throw Problem(.notFound, "the request `\(id)` was deleted before anybody decided it")
      case .connected, .moved:
        isInterrupted = false
        let answer = try await client.call(Endpoints.request, path: ["id": id.text])
        guard answer.request.spec.state != .pending else { return .more }
        decided = answer
        return .stop
      }
    }
    guard let decided else { throw Problem(.unavailable, "the request `\(id)` was not decided") }
    return decided
  }

  /// What a decision other than an approval means for whoever waits.
  static func refusal(_ answer: RequestAnswer) -> Problem {
    let spec = answer.request.spec
    let reason = spec.resolveReason.isEmpty ? spec.reviews.last?.reason ?? "" : spec.resolveReason
    let because = reason.isEmpty ? "" : ": \(reason.escapedForDisplay)"
    switch spec.state {
    case .denied: return Problem(.accessDenied, "the request was denied\(because)", hint: "tsh request show \(answer.request.id)")
    case .expired: return Problem(.accessDenied, "nobody answered the request in time", hint: "ask again: tsh request create")
    case .ended: return Problem(.accessDenied, "the request was ended\(because)", hint: "tsh request show \(answer.request.id)")
    case .pending, .approved, .promoted:
      return Problem(.accessDenied, "the request is \(spec.state.text)\(because)", hint: "tsh request show \(answer.request.id)")
    }
  }
}
