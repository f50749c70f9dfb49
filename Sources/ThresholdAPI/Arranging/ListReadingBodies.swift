public import ThresholdModel

/// A list as a listing shows it.
public struct ListedList: Codable, Hashable, Sendable {
  /// A document of kind `access_list`.
  public var accessList: Value
  /// Users on it, expired ones included; nil for whoever may not see its members.
  public var memberCount: Int?
  /// Lists on it, as above.
  public var memberListCount: Int?
  /// What the caller is to it: `unspecified`, `explicit` or `inherited`; nil for whoever is no user.
  public var currentUserAssignments: Assignments?

  public struct Assignments: Codable, Hashable, Sendable {
    public var ownershipType: String
    public var membershipType: String

    public init(ownershipType: String, membershipType: String) {
      self.ownershipType = ownershipType
      self.membershipType = membershipType
    }

    private enum CodingKeys: String, CodingKey {
      case ownershipType = "ownership_type"
      case membershipType = "membership_type"
    }
  }

  public init(accessList: Value, memberCount: Int?, memberListCount: Int?, currentUserAssignments: Assignments?) {
    self.accessList = accessList
    self.memberCount = memberCount
    self.memberListCount = memberListCount
    self.currentUserAssignments = currentUserAssignments
  }

  private enum CodingKeys: String, CodingKey {
    case accessList = "access_list"
    case memberCount = "member_count"
    case memberListCount = "member_list_count"
    case currentUserAssignments = "current_user_assignments"
  }
}

/// A page of lists, sorted by name; at most 100.
public struct ListsAnswer: Body, Hashable {
  public var lists: [ListedList]
  /// Nil on the last page.
  public var nextPageToken: String?

  public init(lists: [ListedList], nextPageToken: String?) {
    self.lists = lists
    self.nextPageToken = nextPageToken
  }

  public static let example = ListsAnswer(
    lists: [
      ListedList(
        accessList: .map(["kind": "access_list"]), memberCount: 3, memberListCount: 1,
        currentUserAssignments: .init(ownershipType: "explicit", membershipType: "unspecified"))
    ], nextPageToken: "testers")
  private enum CodingKeys: String, CodingKey {
    case lists
    case nextPageToken = "next_page_token"
  }
}

/// Everything of a list at a glance. Source: reference, cli-api-terraform §1.2.
public struct SummarizedList: Codable, Hashable, Sendable {
  public struct Person: Codable, Hashable, Sendable {
    public var name: String
    public var kind: MembershipKind

    public init(name: String, kind: MembershipKind) {
      self.name = name
      self.kind = kind
    }

    private enum CodingKeys: String, CodingKey {
      case name
      case kind = "membership_kind"
    }
  }

  public struct Member: Codable, Hashable, Sendable {
    public var name: String
    public var kind: MembershipKind
    public var joined: Moment
    public var reason: String
    /// Nil means without end.
    public var expires: Moment?
    public var eligibility: Eligibility

    public init(_ spec: MemberSpec) {
      name = spec.party.name
      kind = spec.party.kind
      joined = spec.joined
      reason = spec.reason
      expires = spec.expires
      eligibility = spec.eligibility
    }

    private enum CodingKeys: String, CodingKey {
      case name, joined, reason, expires
      case kind = "membership_kind"
      case eligibility = "ineligible_status"
    }
  }

  public struct LastReview: Codable, Hashable, Sendable {
    public var date: Moment
    public var reviewers: [String]
    public var notes: String
    public var removedMembers: [String]

    public init(_ spec: ListReviewSpec) {
      date = spec.date
      reviewers = spec.reviewers
      notes = spec.notes
      removedMembers = spec.changes.removedMembers
    }

    private enum CodingKeys: String, CodingKey {
      case reviewers, notes
      case date = "review_date"
      case removedMembers = "removed_members"
    }
  }

  public var name: String
  public var title: String
  public var description: String
  /// Nil for lists that are not reviewed again and again.
  public var nextDate: Moment?
  public var owners: [Person]
  public var grants: Grants
  /// Empty, too, for whoever may not see the members.
  public var members: [Member]
  /// Nil before the first review.
  public var lastReview: LastReview?

  public init(_ list: AccessList, members: [MemberSpec], lastReview: ListReviewSpec?) {
    name = list.metadata.name
    title = list.spec.title
    description = list.spec.description
    nextDate = list.spec.type.hasReviewDates ? list.spec.audit.nextDate : nil
    owners = list.spec.owners.map { Person(name: $0.name, kind: $0.party.kind) }
    grants = list.spec.grants
    self.members = members.map(Member.init)
    self.lastReview = lastReview.map(LastReview.init)
  }

  private enum CodingKeys: String, CodingKey {
    case name, title, description, owners, grants, members
    case nextDate = "next_audit_date"
    case lastReview = "last_review"
  }
}

/// Lists with their members and last reviews, sorted by name.
public struct ListSummariesAnswer: Body, Hashable {
  public var summaries: [SummarizedList]

  public init(summaries: [SummarizedList]) { self.summaries = summaries }

  public static let example: ListSummariesAnswer = {
    let date = Moment(seconds: 1_770_000_000)
    let spec = AccessListSpec(
      title: "Test servers", description: "For the web team", owners: [Owner(name: "olivia")], audit: ListAudit(nextDate: date),
      grants: Grants(roles: ["access"], traits: ["logins": ["ubuntu"]]))
    let member = MemberSpec(
      list: "testers", party: .user("max"), joined: date, expires: date, reason: "on call", addedBy: "alice", eligibility: .eligible)
    let review = ListReviewSpec(
      list: "testers", reviewers: ["olivia"], date: date, notes: "as it should be", changes: ListReviewChanges(removedMembers: ["nina"]))
    return ListSummariesAnswer(summaries: [
      SummarizedList(
        AccessList(version: "v1", metadata: Metadata(name: "testers"), spec: spec), members: [member], lastReview: review)
    ])
  }()
}
