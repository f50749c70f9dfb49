public import ThresholdModel

/// "May this user act as that user with these roles?" Source: reference, roles-and-resources §3.6.
public struct ImpersonationQuestion: Sendable, Hashable {
  /// A role that is asked for, with its document for `impersonate_role.…`.
  public struct Part: Sendable, Hashable {
    public let name: RoleName
    public let document: Value

    public init(_ name: RoleName, document: Value = .map([:])) {
      self.name = name
      self.document = document
    }
  }

  /// As whom; nil asks for roles alone, as bots do.
  public let user: UserName?
  /// The user's document, for `impersonate_user.…`.
  public let userDocument: Value
  /// At least one when no user is named.
  public let roles: [Part]

  public init(user: UserName?, userDocument: Value = .map([:]), roles: [Part]) {
    self.user = user
    self.userDocument = userDocument
    self.roles = roles
  }
}

/// The answer, with the role that decided.
public enum ImpersonationVerdict: Sendable, Hashable {
  /// One allow block covers the user and every role.
  case allowed(RoleName)
  /// A deny block names the user or one of the roles.
  case denied(RoleName)
  case notAllowed

  public var isAllowed: Bool {
    if case .allowed = self { true } else { false }
  }
}

/// Decides one impersonation.
///
/// Of a user: one allow block must name the user and all roles, with its `where` true for each of them. A deny block
/// counts only if it names both users and roles, and then the user, or any one role, is enough. Of roles alone: only
/// blocks without users count, and again one must cover all roles.
struct ImpersonationDecision {
  let denying: [(role: RoleName, block: CompiledImpersonation)]
  let granting: [(role: RoleName, block: CompiledImpersonation)]
  let user: UserScope
  let traits: Traits

  func verdict(_ question: ImpersonationQuestion) -> ImpersonationVerdict {
    if let part = denying.first(where: { denies($0.block, question) }) { return .denied(part.role) }
    if let part = granting.first(where: { allows($0.block, question) }) { return .allowed(part.role) }
    return .notAllowed
  }

  private func denies(_ block: CompiledImpersonation, _ question: ImpersonationQuestion) -> Bool {
    let namesRole = question.roles.contains { block.names(role: $0.name, with: traits) }
    guard let target = question.user else { return !block.hasUsers && namesRole }
    return block.hasUsers && block.hasRoles && (namesRole || block.names(user: target, with: traits))
  }

  private func allows(_ block: CompiledImpersonation, _ question: ImpersonationQuestion) -> Bool {
    guard block.hasRoles, !block.isUnreadable else { return false }
    if let target = question.user {
      guard block.hasUsers, block.names(user: target, with: traits) else { return false }
    } else {
      // Nobody and nothing cannot be impersonated.
      guard !block.hasUsers, !question.roles.isEmpty else { return false }
    }
    guard question.roles.allSatisfy({ block.names(role: $0.name, with: traits) }) else { return false }
    guard let condition = block.condition else { return true }
    // Without a role the condition is asked once, about the user alone.
    let parts: [ImpersonationQuestion.Part?] = question.roles.isEmpty ? [nil] : question.roles
    return parts.allSatisfy { part in
      var documents: [String: Value] = [:]
      if question.user != nil { documents["impersonate_user"] = question.userDocument }
      if let part { documents["impersonate_role"] = part.document }
      return (try? condition.isTrue(in: JoinedScope(user, DocumentScope(documents)))) ?? false
    }
  }
}

extension World {
  /// Whether a user may act as another one, or with roles that are not theirs. Users who are locked or do not exist may not.
  public func decideImpersonation(by user: UserName, _ question: ImpersonationQuestion, at now: Moment) -> ImpersonationVerdict {
    guard let holder = holder(user, at: now), !holder.isLocked else { return .notAllowed }
    return ImpersonationDecision(
      denying: holder.holdings.map { ($0.role.name, $0.role.deny.impersonation) },
      granting: holder.granting.map { ($0.role.name, $0.role.allow.impersonation) }, user: holder.userScope, traits: holder.traits
    ).verdict(question)
  }
}
