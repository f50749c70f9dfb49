import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

/// Which resources a listing shows, and in which order (reference, roles-and-resources §3.7).
struct ResourceFilters: ParsableArguments {
  enum Sort: String, ExpressibleByArgument, CaseIterable { case name, kind, labels }

  @Option(help: ArgumentHelp("Only what matches all of these words.", valueName: "a,b")) var search: String?
  @Option(
    help: ArgumentHelp("Only what a filter lets through, for example 'labels[\"env\"] == \"test\"'.", valueName: "predicate"))
  var query: String?
  @Option(help: "What to sort by.") var sort: Sort?

  /// The query of a listing call.
  /// - Parameter labels: `k=v,…` as it was typed.
  /// - Throws: ``Misuse`` for labels that are none.
  func parameters(kinds: [ResourceKind], labels: String?) throws -> [String: String] {
    var parameters = ["kind": kinds.map(\.rawValue).joined(separator: ",")]
    if let labels { parameters["labels"] = ValueList.text(try Misuse.reading { try ValueList.labels(labels) }) }
    if let search { parameters["search"] = ValueList.parse(search).joined(separator: ",") }
    parameters["query"] = query
    parameters["sort"] = sort?.rawValue
    return parameters
  }
}

/// Reads listings page by page.
enum ResourceListing {
  /// Everything of a listing, in its order.
  /// - Parameter endpoint: ``Endpoints/resources`` or ``Endpoints/inventory``.
  static func all(
    _ endpoint: Endpoint<Empty, ResourcesAnswer>, _ client: APIClient, query: [String: String]
  ) async throws(Problem) -> [ResourcesAnswer.Item] {
    var found: [ResourcesAnswer.Item] = []
    var query = query
    repeat {
      let page = try await client.call(endpoint, query: query)
      found += page.resources
      query["page_token"] = page.nextPageToken
    } while query["page_token"] != nil
    return found
  }

  /// What a person may reach, and then what they may request.
  static func reachableFirst(_ client: APIClient, query: [String: String]) async throws(Problem) -> [ResourcesAnswer.Item] {
    let all = try await all(Endpoints.resources, client, query: query.merging(["scope": "all"]) { $1 })
    return all.filter { !$0.requiresRequest } + all.filter(\.requiresRequest)
  }

  /// The servers that a host name or an id stands for.
  static func servers(named host: String, _ client: APIClient, requestable: Bool) async throws(Problem) -> [ResourcesAnswer.Item] {
    var query = ["kind": ResourceKind.node.rawValue, "scope": requestable ? "requestable" : "reachable"]
    // The word narrows the listing; what is meant is told apart below.
    if !host.contains(",") { query["search"] = host }
    return try await all(Endpoints.resources, client, query: query).filter { item in
      (item.hostname == host || item.name == host) && item.requiresRequest == requestable
    }
  }
}

/// How listings show a resource.
extension ResourcesAnswer.Item {
  /// What one can do with it now (reference, cli-api-terraform §2.2).
  var nextStep: String { requiresRequest ? "Request Access" : "Connect" }

  /// The accounts of one list, as tables show them.
  func accounts(_ field: String) -> String { (principals?[field] ?? []).joined(separator: ",") }

  var shownLabels: String { ValueList.text(labels) }

  /// The column of labels, cut unless asked for whole.
  static func labelColumn(whole: Bool) -> Table.Column {
    Table.Column("Labels", limit: whole ? nil : 40, footnote: "Labels are cut; -v shows them whole.")
  }
}
