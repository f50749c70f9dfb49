/// A review of a list: who looked, when, and what they changed. Document kind `access_list_review`,
/// version `v1`; `metadata.name` is a lower-case UUID of the server's choice. Ended history: kept by the
/// store and in no World. Source: reference, lists-and-requests §2.2.
public typealias ListReview = Document<ListReviewSpec>

extension Subject {
  public enum ListReview {}
}

/// A list review's `metadata.name`: a lower-case UUID.
public typealias ListReviewID = Name<Subject.ListReview>

/// What a review says.
public struct ListReviewSpec: DocumentSpec {
  public var list: ListName
  /// Who reviewed: one signed-in person; at least one. Set by the server.
  public var reviewers: [String]
  /// When. Set by the server; 1970-01-01 before that.
  public var date: Moment
  /// Free text; what is over ``longestNotes`` is cut.
  public var notes: String
  /// What the review changed, or, when ``isHandedOut``, what it asks for.
  public var changes: ListReviewChanges
  /// True for a static list: nothing was changed here; the changes are for whoever keeps the list's code.
  public var isHandedOut: Bool

  /// In bytes of UTF-8.
  public static let longestNotes = 4096

  public init(
    list: ListName, reviewers: [String] = [], date: Moment = Moment(milliseconds: 0), notes: String = "",
    changes: ListReviewChanges = ListReviewChanges(), isHandedOut: Bool = false
  ) {
    self.list = list
    self.reviewers = reviewers
    self.date = date
    self.notes = notes
    self.changes = changes
    self.isHandedOut = isHandedOut
  }

  public static let fields = FieldTable(
    kind: "access_list_review", versions: ["v1"],
    fields: [
      Field("spec.access_list", .text, limit: 256, "the list"),
      Field("spec.reviewers", .texts, owner: .server, "who reviewed"),
      Field("spec.review_date", .time, owner: .server, "when"),
      Field("spec.notes", .text, "free text; cut when it is too long"),
      Field("spec.changes", .object, "what the review changes"),
    ] + RolesAndTraits.fields(at: "spec.changes.membership_requirements_changed", "replaces `membership_requires`") + [
      Field("spec.changes.removed_members", .texts, limit: 10_000, "users and lists that lose their membership"),
      Field("spec.changes.review_frequency_changed", .textOrInteger, "replaces the frequency"),
      Field("spec.changes.review_day_of_month_changed", .textOrInteger, "replaces the day of the month"),
      Field("spec.handed_out", .bool, owner: .server, "whether the changes are left to the list's code"),
    ])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    list = try container.decode(ListName.self, forKey: .list)
    reviewers = try container.list(.reviewers)
    date = try container.value(.date, or: Moment(milliseconds: 0))
    notes = try container.value(.notes, or: "")
    changes = try container.value(.changes, or: ListReviewChanges())
    isHandedOut = try container.value(.isHandedOut, or: false)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(list, forKey: .list)
    try container.encode(reviewers, forKey: .reviewers)
    try container.encode(date, forKey: .date)
    try container.encodeFilled(notes, forKey: .notes)
    if !changes.isEmpty { try container.encode(changes, forKey: .changes) }
    if isHandedOut { try container.encode(isHandedOut, forKey: .isHandedOut) }
  }

  private enum CodingKeys: String, CodingKey {
    case reviewers, notes, changes
    case list = "access_list"
    case date = "review_date"
    case isHandedOut = "handed_out"
  }

  /// Notes as they are kept: the longest beginning of whole characters that is not over ``longestNotes``.
  public static func cut(_ notes: String) -> String {
    guard notes.utf8.count > longestNotes else { return notes }
    var length = 0
    return String(
      notes.prefix { character in
        length += String(character).utf8.count
        return length <= longestNotes
      })
  }
}

/// What a review changes; nil and empty mean "as it is".
public struct ListReviewChanges: Codable, Hashable, Sendable {
  /// Replaces the list's `membership_requires`.
  public var membershipRequirements: Requirements?
  /// Names of members, users or lists.
  public var removedMembers: [String]
  public var frequency: ReviewFrequency?
  public var day: ReviewDay?

  public init(
    membershipRequirements: Requirements? = nil, removedMembers: [String] = [], frequency: ReviewFrequency? = nil, day: ReviewDay? = nil
  ) {
    self.membershipRequirements = membershipRequirements
    self.removedMembers = removedMembers
    self.frequency = frequency
    self.day = day
  }

  public var isEmpty: Bool { self == ListReviewChanges() }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    membershipRequirements = try container.decodeIfPresent(Requirements.self, forKey: .membershipRequirements)
    removedMembers = try container.decodeIfPresent(OneOrMany.self, forKey: .removedMembers)?.values ?? []
    frequency = try container.decodeIfPresent(Value.self, forKey: .frequency).flatMap { try ReviewFrequency.read($0) }
    day = try container.decodeIfPresent(Value.self, forKey: .day).flatMap { try ReviewDay.read($0) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(membershipRequirements, forKey: .membershipRequirements)
    try container.encodeFilled(removedMembers, forKey: .removedMembers)
    try container.encodeIfPresent(frequency, forKey: .frequency)
    try container.encodeIfPresent(day, forKey: .day)
  }

  private enum CodingKeys: String, CodingKey {
    case membershipRequirements = "membership_requirements_changed"
    case removedMembers = "removed_members"
    case frequency = "review_frequency_changed"
    case day = "review_day_of_month_changed"
  }
}

extension Document where Spec == ListReviewSpec {
  public var id: ListReviewID { ListReviewID(metadata.name) }

  public init(id: ListReviewID, _ spec: ListReviewSpec) {
    self.init(version: "v1", metadata: Metadata(name: id.text), spec: spec)
  }

  /// Reads a review that a person wrote, cutting notes that are too long.
  /// - Throws: ``Problem`` as ``Document/init(reading:)`` does.
  public init(readingReview value: Value) throws(Problem) {
    guard case .map(var top) = value, case .map(var spec)? = top["spec"], case .text(let notes)? = spec["notes"] else {
      try self.init(reading: value)
      return
    }
    spec["notes"] = .text(ListReviewSpec.cut(notes))
    top["spec"] = .map(spec)
    try self.init(reading: .map(top))
  }
}
