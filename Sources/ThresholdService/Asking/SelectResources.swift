import Foundation
public import ThresholdModel
import ThresholdRules

/// Which resources of a listing to answer, in which order, and which page of them.
///
/// Filters only narrow what access has let through. Source: reference, roles-and-resources §3.7.
public struct ResourceSelection: Sendable {
  public enum Sort: String, Sendable, CaseIterable { case name, kind, labels }
  public enum Order: String, Sendable, CaseIterable {
    case ascending = "asc"
    case descending = "desc"
  }

  /// The largest page.
  public static let largestPage = 1000

  public let kinds: [ResourceKind]
  public let search: [String]
  public let labels: [String: String]
  let query: ThresholdRules.Predicate?
  let sort: Sort
  let order: Order
  let start: PagePlace?
  let pageSize: Int

  /// - Parameters:
  ///   - search: words that must each occur somewhere in the name, address, description, type or a label, in any case.
  ///   - labels: labels that must be there exactly.
  ///   - query: a predicate over `name`, `labels["k"]` and `resource.…`; nil for none.
  ///   - pageToken: what the page before answered; nil for the first.
  ///   - pageSize: brought into 1...1,000.
  /// - Throws: ``Problem`` of kind `badParameter` for a predicate or a page token that cannot be read.
  public init(
    kinds: [ResourceKind], search: [String] = [], labels: [String: String] = [:], query: String? = nil, sort: Sort = .name,
    order: Order = .ascending, pageToken: String? = nil, pageSize: Int = largestPage
  ) throws(Problem) {
    self.kinds = kinds
    self.search = search.filter { !$0.isEmpty }
    self.labels = labels
    if let query {
      do { self.query = try ThresholdRules.Predicate(query, .resources) } catch {
        throw Problem(error.kind, error.message, hint: error.hint, path: "query")
      }
    } else {
      self.query = nil
    }
    self.sort = sort
    self.order = order
    self.start = try pageToken.map { (token) throws(Problem) in try PagePlace(token: token, sort: sort, order: order) }
    self.pageSize = min(max(pageSize, 1), Self.largestPage)
  }

  /// Whether the filters let a resource through.
  /// - Throws: ``Problem`` of kind `badParameter` for a query that reads something as what it is not.
  func includes(_ item: ListedResource) throws(Problem) -> Bool {
    guard
      labels.allSatisfy({ key, value in
        item.labels.contains { $0.key.utf8.elementsEqual(key.utf8) && $0.value.utf8.elementsEqual(value.utf8) }
      })
    else {
      return false
    }
    guard search.allSatisfy(item.holds) else { return false }
    guard let query else { return true }
    do { return try query.isTrue(in: item.scope) } catch {
      throw Problem(error.kind, error.message, hint: error.hint, path: "query")
    }
  }

  /// What the filters let through, in the same order.
  /// - Throws: as ``includes(_:)``.
  func matching(_ items: [ListedResource]) throws(Problem) -> [ListedResource] {
    var kept: [ListedResource] = []
    for item in items where try includes(item) { kept.append(item) }
    return kept
  }

  /// The page of a whole listing that was asked for.
  func page(of items: [ListedResource]) -> ResourcePage {
    let placed = items.map { (place: PagePlace($0, sort: sort, order: order), item: $0) }.sorted { $0.place < $1.place }
    let rest = start.map { start in placed.drop { !(start < $0.place) } } ?? placed[...]
    let page = rest.prefix(pageSize)
    return ResourcePage(resources: page.map(\.item), next: page.count < rest.count ? page.last?.place.token : nil)
  }
}

/// One page of a listing.
public struct ResourcePage: Sendable {
  public let resources: [ListedResource]
  /// Pass as `pageToken` for the next page; nil on the last.
  public let next: String?
}

/// Where in the order of a listing something stands, so that a page goes on right behind it, whatever has come or gone.
struct PagePlace: Codable, Comparable {
  private let sort: String
  private let order: String
  /// What is sorted by, then what tells equals apart.
  private let keys: [String]

  init(_ item: ListedResource, sort: ResourceSelection.Sort, order: ResourceSelection.Order) {
    let usual = [item.displayName, item.id.name, item.id.kind]
    keys =
      switch sort {
      case .name: usual
      case .kind: [item.id.kind] + usual
      case .labels: [item.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")] + usual
      }
    self.sort = sort.rawValue
    self.order = order.rawValue
  }

  /// - Throws: ``Problem`` of kind `badParameter` for a text that is no place in this order.
  init(token: String, sort: ResourceSelection.Sort, order: ResourceSelection.Order) throws(Problem) {
    let place = Data(base64Encoded: token).flatMap { try? JSONDecoder().decode(PagePlace.self, from: $0) }
    guard let place, place.sort == sort.rawValue, place.order == order.rawValue, place.keys.count == (sort == .name ? 3 : 4) else {
      throw Problem(
        .badParameter, "the page token is not of this listing", hint: "start over without a page token", path: "page_token")
    }
    self = place
  }

  var token: String { (try? JSONEncoder().encode(self).base64EncodedString()) ?? "" }

  /// Only the first key follows the order; equals keep theirs.
  static func < (left: PagePlace, right: PagePlace) -> Bool {
    guard let first = left.keys.first, let other = right.keys.first, left.keys.count == right.keys.count else { return false }
    if first != other { return left.order == ResourceSelection.Order.descending.rawValue ? other < first : first < other }
    return left.keys.lexicographicallyPrecedes(right.keys)
  }
}
