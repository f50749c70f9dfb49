import ThresholdAPI
import ThresholdModel

/// How requests are shown (reference, cli-api-terraform §1.5).
enum RequestText {
  static func table(_ requests: [RequestAnswer], at now: Moment) -> Table {
    let full = "Full text: `tctl requests get ID`"
    var table = Table([
      .init("Token"), .init("Requestor"), .init("Metadata"),
      .init("Resources", limit: 20, mark: "[+]", footnote: "All resources: `tctl requests get ID`"),
      .init("Created At (UTC)"), .init("Request TTL"), .init("Session TTL"), .init("Status"),
      .init("Request Reason", limit: 75, mark: "[*]", footnote: full), .init("Resolve Reason", limit: 75, mark: "[*]", footnote: full),
    ])
    for answer in requests {
      let spec = answer.request.spec
      table.add([
        answer.request.id.text, spec.user.text, "roles=" + spec.roles.map(\.text).joined(separator: ","),
        names(answer).joined(separator: ","),
        spec.created.inRequestTables, spec.state == .pending ? (spec.recordExpires - now).remaining : "-",
        [.pending, .approved].contains(spec.state) ? (spec.sessionTTL - now).remaining : "-", spec.state.text,
        quoted(spec.reason),
        quoted(spec.resolveReason),
      ])
    }
    return table
  }

  private static func names(_ answer: RequestAnswer) -> [String] { answer.resources.map { $0.hostname ?? $0.id } }
  private static func quoted(_ text: String) -> String { text.isEmpty ? "" : "\"\(text)\"" }
}
