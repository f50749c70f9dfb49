import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct UpdateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Changes the labels or the end of a document.",
    discussion: """
      What is given replaces what was there. `tctl edit` changes anything else.

      Examples:
        tctl update role/dba --set-labels team=data,env=prod
        tctl update lock/8d2e… --set-ttl 8h
      """)

  @Argument(help: ArgumentHelp("The document; members as access_list_member/LIST/USER.", valueName: "kind/name")) var document: String
  @Option(help: ArgumentHelp("The labels that it has from now on; empty removes them.", valueName: "k=v,…")) var setLabels: PairList?
  @Option(help: ArgumentHelp("How long it goes on to exist, for example 8h.", valueName: "duration")) var setTTL: SpanArgument?
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let (reference, name) = try DocumentReference.one(document)
    let labels = try setLabels?.labels("--set-labels")
    guard labels != nil || setTTL != nil else {
      throw Misuse("there is nothing to update", hint: "say --set-labels or --set-ttl; `tctl edit` changes anything else")
    }
    guard reference.kind != .request else {
      throw Misuse("access requests are not written as documents", hint: "`tctl requests` has what can be done to them")
    }
    let expires = setTTL.map { Moment(Date()) + $0.span }
    let written = try await connection.use { client in
      let current = try await client.call(
        Endpoints.document, path: ["kind": reference.kind.rawValue, "name": name], query: reference.query
      ).document
      // The revision that was read goes back with the document, so that nobody's change in between is lost.
      let body = DocumentBody(document: Self.changed(current, reference.kind, labels: labels, expires: expires), mode: .update)
      return try await client.call(Endpoints.writeDocument, body)
    }
    let text = WrittenText(written)
    Terminal.current.print(text.line)
    text.warn()
  }

  /// A document with other labels or another end; locks and memberships have theirs in `spec`.
  static func changed(_ document: Value, _ kind: DocumentKind, labels: [String: String]?, expires: Moment?) -> Value {
    var document = document
    if let labels {
      document = document.setting(["metadata", "labels"], to: labels.isEmpty ? nil : .map(labels.mapValues { .text($0) }))
    }
    if let expires {
      let place = [.lock, .member].contains(kind) ? "spec" : "metadata"
      document = document.setting([place, "expires"], to: .text(expires.rfc3339))
    }
    return document
  }
}
