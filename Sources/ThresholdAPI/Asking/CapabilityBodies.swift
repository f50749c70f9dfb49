public import ThresholdModel

/// Asks what somebody may ask for.
public struct CapabilitiesBody: Body, Hashable {
  /// Whose capabilities; nil for whoever asks. Those of others take the right to list and read `access_request`.
  public var user: UserName?
  /// What `applicable_roles` is about: text forms of ``ResourceID``.
  public var resourceIDs: [String]
  /// As whom the requester means to log in; empty for no choice.
  public var login: String
  /// Whether only roles that reach all of the resources are requestable.
  public var onlyReaching: Bool

  public init(user: UserName? = nil, resourceIDs: [String] = [], login: String = "", onlyReaching: Bool = false) {
    self.user = user
    self.resourceIDs = resourceIDs
    self.login = login
    self.onlyReaching = onlyReaching
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    user = try container.decodeIfPresent(UserName.self, forKey: .user)
    resourceIDs = try container.decodeIfPresent([String].self, forKey: .resourceIDs) ?? []
    login = try container.decodeIfPresent(String.self, forKey: .login) ?? ""
    onlyReaching = try container.decodeIfPresent(Bool.self, forKey: .onlyReaching) ?? false
  }

  public static let example = CapabilitiesBody(user: "max", resourceIDs: ["/main/node/3f0c…"], login: "ubuntu")
  private enum CodingKeys: String, CodingKey {
    case user, login
    case resourceIDs = "resource_ids"
    case onlyReaching = "filter_requestable_roles_by_resource"
  }
}

/// What somebody may ask for, and how. Source: reference, lists-and-requests §5.6 and §8.
public struct CapabilitiesAnswer: Body, Hashable {
  /// Roles that may be asked for by name and are lacked, sorted.
  public var requestableRoles: [RoleName]
  /// Whom the user's roles suggest as reviewers, sorted.
  public var suggestedReviewers: [UserName]
  /// The roles that a request for the resources would take; empty without resources.
  public var applicableRoles: [RoleName]
  /// What the user's roles say to whoever asks; empty for nothing.
  public var requestPrompt: String
  /// Whether every request needs a reason.
  public var requireReason: Bool
  /// Whether signing in asks for every requestable role by itself.
  public var autoRequest: Bool

  public init(
    requestableRoles: [RoleName], suggestedReviewers: [UserName], applicableRoles: [RoleName], requestPrompt: String, requireReason: Bool,
    autoRequest: Bool
  ) {
    self.requestableRoles = requestableRoles
    self.suggestedReviewers = suggestedReviewers
    self.applicableRoles = applicableRoles
    self.requestPrompt = requestPrompt
    self.requireReason = requireReason
    self.autoRequest = autoRequest
  }

  public static let example = CapabilitiesAnswer(
    requestableRoles: ["dba"], suggestedReviewers: ["olivia"], applicableRoles: ["access-standard-acl-preset-1"],
    requestPrompt: "name the ticket", requireReason: true, autoRequest: false)
  private enum CodingKeys: String, CodingKey {
    case requestableRoles = "requestable_roles"
    case suggestedReviewers = "suggested_reviewers"
    case applicableRoles = "applicable_roles"
    case requestPrompt = "request_prompt"
    case requireReason = "require_reason"
    case autoRequest = "auto_request"
  }
}
