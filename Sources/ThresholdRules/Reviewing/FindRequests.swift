public import ThresholdModel

/// Which of the visible requests a listing is about. Source: reference, lists-and-requests §6.5.
public enum RequestScope: String, Sendable, Hashable, Codable, CaseIterable {
  /// All that may be seen.
  case `default` = "DEFAULT"
  /// One's own.
  case mine = "MY_REQUESTS"
  /// Somebody else's, open, and not reviewed by oneself.
  case needsReview = "NEEDS_REVIEW"
  /// Somebody else's that one has reviewed.
  case reviewed = "REVIEWED"

  /// Reads the name in any case; `nil` for other words.
  public init?(text: String) { self.init(rawValue: text.uppercased()) }

  /// Whether a request is in the scope for somebody.
  public func includes(_ request: AccessRequest, for user: UserName) -> Bool {
    let spec = request.spec
    let isOwn = spec.user.key == user.key
    let isReviewed = spec.reviews.contains { $0.author.key == user.key }
    return switch self {
    case .default: true
    case .mine: isOwn
    case .needsReview: !isOwn && spec.state == .pending && !isReviewed
    case .reviewed: !isOwn && isReviewed
    }
  }
}

/// Words that are looked for in requests: each must stand somewhere, in any case.
public struct RequestSearch: Sendable, Hashable {
  private let words: [String]

  /// - Parameter text: words with spaces between them; empty finds everything.
  public init(_ text: String) { words = text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init) }

  public var isEmpty: Bool { words.isEmpty }

  /// Whether a request is found: by its name and labels, its user, its roles, and the names and labels of its resources.
  /// - Parameter resources: further texts about the resources, such as host names and labels; asked for only when
  ///   something is looked for.
  public func finds(_ request: AccessRequest, resources: () -> [String]) -> Bool {
    guard !words.isEmpty else { return true }
    let (spec, metadata) = (request.spec, request.metadata)
    let texts =
      [metadata.name, spec.user.text] + metadata.labels.flatMap { [$0.key, $0.value] } + spec.reviewedRoles.map(\.text)
      + spec.resources.map(\.description) + resources()
    let folded = texts.map { $0.lowercased() }
    return words.allSatisfy { word in folded.contains { $0.contains(word) } }
  }
}

extension World {
  /// The pending and approved requests that a user may see, in a scope, found by words; newest first.
  public func requests(
    in scope: RequestScope = .default, matching search: RequestSearch = RequestSearch(""), for user: UserName, at now: Moment
  ) -> [AccessRequest] {
    visibleRequests(to: user, at: now).filter { request in
      scope.includes(request, for: user) && search.finds(request) { searchTexts(of: request, for: user, at: now) }
    }
  }

  /// What the requested resources are called and labelled, of those that somebody may know of.
  /// - Parameter user: nil for whoever may know of all.
  public func searchTexts(of request: AccessRequest, for user: UserName?, at now: Moment) -> [String] {
    request.spec.resources.flatMap { id -> [String] in
      guard let key = key(of: id), let resource = resource(key), user.map({ isVisible(key, to: $0, at: now) }) ?? true else { return [] }
      return [resource.displayName] + labels(of: resource).flatMap { [$0.key, $0.value, "\($0.key)=\($0.value)"] }
    }
  }
}
