extension Predicate {
  /// Where a predicate stands, and so which names and functions it may use.
  public enum Language: String, Sendable, Hashable, CaseIterable {
    /// `*_labels_expression` of a role. Source: reference, roles-and-resources §3.3.
    case labels
    /// `where` of an administrative rule. Source: reference, roles-and-resources §3.5.
    case rule
    /// `where` of a role's `impersonate`. Source: reference, roles-and-resources §3.5 and §3.6.
    case impersonation
    /// `where` of a role's `review_requests`. Source: reference, lists-and-requests §6.2.
    case review
    /// `filter` of a threshold of reviews: also reads the review. Source: reference, lists-and-requests §6.2.
    case reviewFilter
    /// `--query` over resources. Source: reference, roles-and-resources §3.7.
    case resources
    /// `condition` of an `access_monitoring_rule`. Source: reference, lists-and-requests §6.6.
    case monitoring

    /// What a text in the language is called in messages.
    var noun: String {
      switch self {
      case .labels: "a label expression"
      case .rule, .impersonation, .review: "a `where` condition"
      case .reviewFilter: "a threshold filter"
      case .resources: "a resource filter"
      case .monitoring: "a condition of a monitoring rule"
      }
    }

    /// Whether lists may be compared with `==`. Label expressions and conditions have functions for what is meant.
    var comparesLists: Bool { self != .labels && self != .monitoring }

    /// Whether functions of a list may be written behind it: `request.roles.contains("x")`.
    var hasMethods: Bool { self == .monitoring }

    var functions: [PredicateFunction] {
      switch self {
      case .labels:
        [
          .contains, .containsAny, .containsAll, .labelsMatching, .match, .replace, .emailLocal, .upper, .lower, .set,
        ]
      case .rule, .impersonation:
        [
          .equals, .contains, .containsAll, .containsAny, .set, .hasPrefix, .allEndWith, .allEqual, .isSubset, .authorityType, .canView,
        ]
      case .review, .reviewFilter: [.equals, .contains, .match]
      case .resources: [.equals, .exists, .search, .hasPrefixOfFilters, .split, .contains]
      case .monitoring: [.set, .contains, .containsAll, .containsAny, .isEmpty]
      }
    }

    var identifiers: [PredicateIdentifier] {
      switch self {
      case .labels: Self.ofLabels
      case .rule: Self.ofRules
      case .impersonation: Self.ofRules + [.init("impersonate_user", .open), .init("impersonate_role", .open)]
      case .review: Self.ofReviews
      case .reviewFilter: Self.ofReviews + [.init("review.reason", .known(.text)), .init("review.annotations", .keyed(.list))]
      case .resources: [.init("name", .known(.text)), .init("labels", .keyed(.text)), .init("resource", .open)]
      case .monitoring: Self.ofConditions
      }
    }

    private static let ofLabels: [PredicateIdentifier] = [
      .init("labels", .keyed(.text)), .init("user.spec.traits", .keyed(.list)), .init("user.metadata.name", .known(.text)),
    ]

    private static let ofRules: [PredicateIdentifier] = [
      .init("user.metadata.name", .known(.text)), .init("user.metadata.labels", .keyed(.text)),
      .init("user.spec.roles", .known(.list)), .init("user.spec.traits", .keyed(.list)),
      .init("resource", .open), .init("session", .open), .init("session_tracker", .open), .init("ssh_session", .open),
      .init("host_cert", .open),
    ]

    private static let ofReviews: [PredicateIdentifier] = [
      .init("reviewer.roles", .known(.list)), .init("reviewer.traits", .keyed(.list)), .init("request.roles", .known(.list)),
      .init("request.reason", .known(.text)), .init("request.system_annotations", .keyed(.list)),
    ]

    private static let ofConditions: [PredicateIdentifier] = [
      .init("access_request.spec.roles", .known(.list)), .init("access_request.spec.suggested_reviewers", .known(.list)),
      .init("access_request.spec.system_annotations", .keyed(.list)), .init("access_request.spec.user", .known(.text)),
      .init("access_request.spec.request_reason", .known(.text)),
      // Times, as RFC 3339 text: compared byte for byte, and empty where the request has none.
      .init("access_request.spec.creation_time", .value(.text, isOptional: true)),
      .init("access_request.spec.expiry", .value(.text, isOptional: true)),
      .init("access_request.spec.resource_labels_intersection", .keyed(.list)),
      .init("access_request.spec.resource_labels_union", .keyed(.list)),
      .init("user.traits", .keyed(.list)),
    ]
  }
}

extension PredicateIdentifier.Shape {
  /// A value that the scope must have.
  fileprivate static func known(_ type: PredicateType) -> Self { .value(type, isOptional: false) }
}
