public import ThresholdModel

/// One thing that refuses an access by itself, whatever else is granted.
public struct AccessObstacle: Sendable, Hashable {
  /// The same reasons as a refusal's.
  public let reason: Refusal.Reason
  /// One sentence, lower case, no final period.
  public let message: String
  /// Through what the role counts that refuses; nil when no role does.
  public let source: Grant.Source?
  /// What of the resource the role's deny side is about; empty for other obstacles.
  public let conditions: [LabelCondition]

  public init(_ reason: Refusal.Reason, _ message: String, source: Grant.Source? = nil, conditions: [LabelCondition] = []) {
    self.reason = reason
    self.message = message
    self.source = source
    self.conditions = conditions
  }

  /// The role that refuses; nil when no role does.
  public var role: RoleName? {
    switch reason {
    case .deniedLabels(let role), .deniedPrincipal(let role, _), .deniedObject(let role), .unreadableLabels(let role): role
    case .needsMFA(let role), .needsTrustedDevice(let role), .unenforceable(_, let role): role
    case .noSuchResource, .noSuchUser, .signInEnded, .locked, .noGrant: nil
    }
  }
}

/// A role that would allow an access, but for something.
public struct NearRole: Sendable, Hashable {
  /// One thing that is missing.
  public enum Shortfall: Sendable, Hashable {
    /// The resource does not have what the role asks for.
    case labels(LabelCondition)
    /// The role's label expression cannot be evaluated for the resource.
    case unreadableLabels
    /// The role does not allow the account; these are the ones of its kind that it does allow there.
    case account(Principal, allowed: [String])
    /// The role does not allow the act on the object inside the cluster.
    case object
    /// The role has run out.
    case roleEnded(RoleName, at: Moment)
    /// Another role of the block that gives it does not exist, so the block gives nothing.
    case missingRole(RoleName)
    /// The list has run out.
    case listEnded(ListName, at: Moment)
    /// The user's or list's place on a list has run out.
    case membershipEnded(Party, of: ListName, at: Moment)
    /// A list asks its members or owners for a role that the user does not hold by themselves.
    case requiredRole(RoleName, by: ListName)
    /// A list asks its members or owners for values of a trait; without values for the trait alone.
    case requiredTrait(String, values: [String], by: ListName)

    /// In a person's words: what would have to be otherwise.
    public var words: String {
      switch self {
      case .labels(let condition): condition.shortfallWords
      case .unreadableLabels: "its label expression cannot be evaluated for the resource"
      case .account(let principal, let allowed):
        allowed.isEmpty
          ? "it does not allow the \(principal)"
          : "it does not allow the \(principal), only \(Self.listed(allowed))"
      case .object: "it does not allow this on that object"
      case .roleEnded(let role, let end): "role `\(role.text.escapedForDisplay)` ended at \(end)"
      case .missingRole(let role):
        "role `\(role.text.escapedForDisplay)`, which is given together with it, does not exist"
      case .listEnded(let list, let end): "list `\(list.text.escapedForDisplay)` ended at \(end)"
      case .membershipEnded(let party, let list, let end):
        "the membership of \(party) in list `\(list.text.escapedForDisplay)` ended at \(end)"
      case .requiredRole(let role, let list):
        "list `\(list.text.escapedForDisplay)` requires role `\(role.text.escapedForDisplay)` of the user's own"
      case .requiredTrait(let key, let values, let list):
        values.isEmpty
          ? "list `\(list.text.escapedForDisplay)` requires trait `\(key.escapedForDisplay)` of the user's own"
          : "list `\(list.text.escapedForDisplay)` requires trait `\(key.escapedForDisplay)` of the user's own with \(Self.listed(values))"
      }
    }

    private static func listed(_ texts: [String]) -> String {
      let shown = texts.prefix(5).map { "`\($0.escapedForDisplay)`" }.joined(separator: ", ")
      return texts.count > 5 ? "\(shown) and \(texts.count - 5) more" : shown
    }
  }

  public let role: RoleName
  /// Through what the role is held, or would be.
  public let source: Grant.Source
  /// The lists on the way; see ``AccessGround/via``.
  public let via: [ListName]
  /// All of it is missing; never empty.
  public let missing: [Shortfall]

  public init(role: RoleName, source: Grant.Source, via: [ListName] = [], missing: [Shortfall]) {
    self.role = role
    self.source = source
    self.via = via
    self.missing = missing
  }
}

extension LabelCondition {
  /// What the resource would need, in a person's words.
  var shortfallWords: String {
    let values = wanted.prefix(5).map { "`\($0.escapedForDisplay)`" }.joined(separator: ", ")
    switch subject {
    case .label(let key):
      let has = found.map { "has `\($0.escapedForDisplay)`" } ?? "does not have it"
      return "it asks for label `\(key.escapedForDisplay)` with \(values.isEmpty ? "no value at all" : values); the resource \(has)"
    case .expression: return "its label expression \(values) does not hold for the resource"
    case .name: return values.isEmpty ? "it names nothing of this kind" : "it names \(values)"
    case .everything, .nothing: return "it says nothing about resources of this kind"
    }
  }
}
