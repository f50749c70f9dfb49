import ThresholdAPI
import ThresholdModel
import ThresholdService

/// Listings of resources: what may be reached or requested, and what one may know of.
struct ListingRoutes {
  private static let pageSize: Int64 = 1000

  let stories: Stories

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.resources) { (_, call) throws(Problem) in
      ResourcesAnswer(try await stories.resources(Self.scope(call), Self.selection(call), by: call.person()))
    }
    mounts.mount(Endpoints.inventory) { (_, call) throws(Problem) in
      ResourcesAnswer(try stories.inventory(Self.selection(call), by: call.someone()))
    }
  }

  private static func scope(_ call: Call) throws(Problem) -> ResourceScopeOfListing {
    let isRequestable = try call.flag("requestable")
    guard let text = call.query("scope") else { return isRequestable ? .requestable : .reachable }
    guard let scope = ResourceScopeOfListing(rawValue: text), !isRequestable || scope == .requestable else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a scope of this listing",
        hint: "one of \(ResourceScopeOfListing.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return scope
  }

  private static func selection(_ call: Call) throws(Problem) -> ResourceSelection {
    let words = (call.query("search") ?? "").split(separator: ",").map(String.init)
    return try ResourceSelection(
      kinds: try kinds(call.query("kind")), search: words, labels: try labels(call.query("labels")), query: call.query("query"),
      sort: try choice("sort", call, .name), order: try choice("order", call, .ascending), pageToken: call.query("page_token"),
      pageSize: Int(clamping: try call.number("page_size") ?? pageSize))
  }

  /// Reads `db,app` or `all`.
  private static func kinds(_ text: String?) throws(Problem) -> [ResourceKind] {
    guard let text else { return [.node] }
    if text == "all" { return ResourceKind.allCases }
    var kinds: [ResourceKind] = []
    for word in text.split(separator: ",") {
      guard let kind = ResourceKind(alias: String(word)) else {
        throw Problem(
          .badParameter, "`\(String(word).escapedForDisplay)` is not a kind of resource",
          hint: "one of \(ResourceKind.allCases.map(\.rawValue).joined(separator: ", ")), or all")
      }
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ call: Call, _ usual: Choice
  ) throws(Problem) -> Choice {
    guard let text = call.query(name) else { return usual }
    guard let choice = Choice(rawValue: text) else {
      throw Problem(
        .badParameter, "`\(name)` cannot be `\(text.escapedForDisplay)`",
        hint: "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
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
}

extension ResourcesAnswer {
  fileprivate init(_ page: ResourcePage) {
    self.init(resources: page.resources.map { Item($0) }, nextPageToken: page.next)
  }
}

extension ResourcesAnswer.Item {
  fileprivate init(_ listed: ListedResource) {
    self.init(
      id: listed.id.description, kind: listed.id.kind, name: listed.id.name, hostname: listed.displayName, address: listed.address,
      labels: listed.labels, logins: listed.accounts[PrincipalField.logins.rawValue] ?? [], requiresRequest: listed.requiresRequest,
      description: listed.description, type: listed.type.isEmpty ? nil : listed.type, principals: listed.accounts,
      document: listed.document)
  }
}
