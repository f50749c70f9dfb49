import ThresholdAPI
import ThresholdModel
import ThresholdService

/// Ends of approved requests, with the receipt of what that cut.
struct EndingRoutes {
  let stories: Stories

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.revokeRequest) { (body, call) throws(Problem) in
      ReceiptAnswer(try await stories.revoke(RequestID(call.path("id")), reason: body.reason, by: call.someone()))
    }
    mounts.mount(Endpoints.endRequest) { (body, call) throws(Problem) in
      ReceiptAnswer(try await stories.end(RequestID(call.path("id")), reason: body.reason, by: call.person()))
    }
  }
}

extension ReceiptAnswer {
  init(_ receipt: Receipt) {
    self.init(
      request: receipt.request, sequence: receipt.sequence, at: receipt.at,
      connections: receipt.lines.map { line in
        let open = line.connection
        return Connection(
          id: open.id, user: open.person.user, server: open.server, hostname: open.hostname, logins: open.logins.sorted(),
          ended: line.ended)
      })
  }
}
