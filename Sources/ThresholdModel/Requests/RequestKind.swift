/// Whether a request is for access or for a place on a list; the number is what JSON carries.
/// Source: reference, lists-and-requests §5 and §5.7.
public enum RequestKind: Int, Hashable, Sendable, Codable, CaseIterable {
  /// Not said: access, as ever.
  case undefined = 0
  /// Access for a while.
  case shortTerm = 1
  /// Membership of a list that reaches what is asked for.
  case longTerm = 2

  /// As people write it; empty for `undefined`.
  public var text: String {
    switch self {
    case .undefined: ""
    case .shortTerm: "short-term"
    case .longTerm: "long-term"
    }
  }

  /// Reads `short-term` or `long-term` in any case, and nothing as `undefined`.
  public init?(text: String) {
    guard let kind = Self.allCases.first(where: { $0.text == text.lowercased() }) else { return nil }
    self = kind
  }
}

/// The list of which a requester was made a member.
public struct PromotedList: Codable, Hashable, Sendable {
  public var name: ListName
  /// The list's title at that time.
  public var title: String

  public init(name: ListName, title: String) {
    self.name = name
    self.title = title
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(ListName.self, forKey: .name)
    title = try container.value(.title, or: "")
  }

  private enum CodingKeys: String, CodingKey { case name, title }
}

/// What the dialog of a new request shows beside the request itself. Source: reference, lists-and-requests §5.5 and §8.
public struct DryRunEnrichment: Codable, Hashable, Sendable {
  /// Whether the request needs a reason.
  public var isReasonRequired: Bool
  /// What to think of when writing the reason: of the user's options and of the requested roles; sorted, each once.
  public var reasonPrompts: [String]
  /// With a long-term request: which lists could give what is asked for. Nil for others.
  public var grouping: LongTermGrouping?

  public init(isReasonRequired: Bool, reasonPrompts: [String], grouping: LongTermGrouping? = nil) {
    self.isReasonRequired = isReasonRequired
    self.reasonPrompts = reasonPrompts
    self.grouping = grouping
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    isReasonRequired = try container.value(.reasonMode, or: "") == "required"
    reasonPrompts = try container.list(.reasonPrompts)
    grouping = try container.decodeIfPresent(LongTermGrouping.self, forKey: .grouping)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(isReasonRequired ? "required" : "optional", forKey: .reasonMode)
    try container.encode(reasonPrompts, forKey: .reasonPrompts)
    try container.encodeIfPresent(grouping, forKey: .grouping)
  }

  private enum CodingKeys: String, CodingKey {
    case reasonMode = "reason_mode"
    case reasonPrompts = "reason_prompts"
    case grouping = "long_term_grouping"
  }
}

/// Which lists could give the resources of a long-term request by membership. Source: reference, lists-and-requests §5.7.
public struct LongTermGrouping: Codable, Hashable, Sendable {
  /// By list, the requested resources that it reaches.
  public var resources: [ListName: [ResourceID]]
  /// The list to be made a member of: it reaches them all. Nil when none does.
  public var recommended: ListName?
  /// What to do instead when no one list reaches everything; empty otherwise.
  public var message: String

  /// Whether one list covers the request.
  public var canProceed: Bool { recommended != nil }

  public init(resources: [ListName: [ResourceID]], recommended: ListName?, message: String = "") {
    self.resources = resources
    self.recommended = recommended
    self.message = message
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let groups = try container.value(.resources, or: [String: [ResourceID]]())
    resources = Dictionary(groups.map { (ListName($0.key), $0.value) }) { first, _ in first }
    recommended = try container.decodeIfPresent(ListName.self, forKey: .recommended)
    message = try container.value(.message, or: "")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Dictionary(resources.map { ($0.key.text, $0.value) }) { first, _ in first }, forKey: .resources)
    try container.encodeIfPresent(recommended, forKey: .recommended)
    try container.encode(canProceed, forKey: .canProceed)
    try container.encodeFilled(message, forKey: .message)
  }

  private enum CodingKeys: String, CodingKey {
    case resources = "access_list_to_resources"
    case recommended = "recommended_access_list"
    case canProceed = "can_proceed"
    case message = "validation_message"
  }
}
