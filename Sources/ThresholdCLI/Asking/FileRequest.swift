import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

/// Files a request, asking for a reason where one is needed, and waits for what becomes of it.
struct FileRequest {
  let client: APIClient

  /// Files it. On a terminal a missing reason is asked for.
  func file(_ body: CreateRequestBody) async throws(Problem) -> RequestAnswer {
    do throws(Problem) {
      return try await client.call(Endpoints.createRequest, body)
    } catch {
      let terminal = Terminal.current
      guard error.path == "reason", body.reason.allSatisfy(\.isWhitespace), terminal.isInteractive else { throw error }
      terminal.note("\(error.message.escapedForDisplay).")
      var body = body
      body.reason = try terminal.ask("Enter request reason:")
      return try await client.call(Endpoints.createRequest, body)
    }
  }

  /// What became of a request that somebody waited for.
  enum Outcome {
    /// It counts for this sign-in from now on.
    case assumed(RequestAnswer, StatusAnswer)
    /// It is approved, and counts from a later moment on.
    case waiting(RequestAnswer, until: Moment)
    /// The requester was made a member of a list instead.
    case promoted(RequestAnswer)

    var request: RequestAnswer {
      switch self {
      case .assumed(let request, _), .waiting(let request, _), .promoted(let request): request
      }
    }
  }

  /// Waits until it is decided, and makes an approved one count.
  /// - Throws: ``Problem`` with the reason when it is denied, over or gone.
  func outcome(of created: RequestAnswer) async throws(Problem) -> Outcome {
    let decided = try await AwaitDecision(client: client).run(created)
    switch decided.request.spec.state {
    case .approved:
      if let start = decided.request.spec.assumeStart, start > Moment(Date()) { return .waiting(decided, until: start) }
      return .assumed(decided, try await client.call(Endpoints.assume, RequestIDsBody(requestIDs: [decided.request.id])))
    case .promoted: return .promoted(decided)
    default: throw AwaitDecision.refusal(decided)
    }
  }

  /// Says what became of it.
  static func tell(_ outcome: Outcome) {
    let terminal = Terminal.current
    switch outcome {
    case .assumed: terminal.note("Approval received, the request counts from now on.")
    case .waiting(let request, let start):
      terminal.note("Approval received. The access begins at \(start.inTables) UTC; then: tsh login --request-id=\(request.request.id)")
    case .promoted(let request):
      let list = request.request.spec.accessList.map { "\"\($0.title.isEmpty ? $0.name.text : $0.title)\"" } ?? "a list"
      terminal.note("You were made a member of \(list.escapedForDisplay) instead: what it gives is yours without a request.")
    }
  }
}
