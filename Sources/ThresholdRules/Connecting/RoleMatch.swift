import ThresholdModel

/// A resource as decisions see it: with every label that counts, and what they ask of it again and again.
///
/// Never changed once made; a class, so that decisions and Worlds share it.
final class Target: Sendable {
  let resource: Resource
  let key: ResourceKey
  let labels: [String: String]
  let facts: AccountFacts
  /// When it runs out; nil means it does not.
  let expires: Moment?
  /// Whether it is a database that can make its users on demand.
  let supportsAutoUsers: Bool

  var kind: ResourceKind { key.kind }

  init(resource: Resource, labels: [String: String]) {
    self.resource = resource
    self.labels = labels
    key = resource.key
    facts = AccountFacts(resource)
    expires = resource.metadata.expires
    supportsAutoUsers = if case .database(let database) = resource { database.supportsAutoUsers } else { false }
  }

  /// Whether the resource has not run out at a moment.
  func exists(at now: Moment) -> Bool { expires.map { now < $0 } ?? true }
}

extension ResourceKind {
  /// The label field that opens the kind; nil for kinds that roles name in other ways.
  /// Source: reference, roles-and-resources §1.2.
  var labelField: LabelField? {
    switch self {
    case .node: .node
    case .database: .database
    case .databaseService: .databaseService
    case .kubeCluster: .kubernetes
    case .app, .samlProvider: .app
    case .windowsDesktop: .desktop
    case .userGroup: .group
    case .remoteCluster: .cluster
    case .workloadIdentity: .workloadIdentity
    case .gitServer, .account, .assignment: nil
    }
  }
}

extension ResolvedRole {
  /// Whether the role's allow side is about a resource.
  func allows(_ target: Target) -> LabelMatch {
    if target.kind == .samlProvider, !compiled.version.decidesSAMLByLabels {
      // Up to v7 the option alone decides; its default is on. Source: roles-and-resources §2.
      return options.samlIdPEnabled == false ? .differs : .matches
    }
    return allow.match(target)
  }

  /// Whether the role's deny side is about a resource.
  func denies(_ target: Target) -> LabelMatch {
    if target.kind == .samlProvider {
      if options.samlIdPEnabled == false { return .matches }
      // Up to v7 labels of apps say nothing about them, on either side.
      if !compiled.version.decidesSAMLByLabels { return .differs }
    }
    return deny.match(target)
  }
}

extension ResolvedConditions {
  /// Whether this side is about a resource: by its labels, or for kinds without a label field by what it names.
  func match(_ target: Target) -> LabelMatch {
    if let field = target.kind.labelField { return labels(field)?.match(target.labels) ?? .differs }
    let isNamed =
      switch target.resource {
      case .gitServer(let server): gitHubOrganizations.contains { $0.matches(server.organization) }
      case .account(let account): accountAssignments.contains { $0.account.matches(account.spec.accountID) }
      case .assignment(let assignment):
        accountAssignments.contains {
          $0.account.matches(assignment.spec.accountID) && $0.permissionSet.matches(assignment.spec.permissionSet.arn)
        }
      default: false
      }
    return isNamed ? .matches : .differs
  }
}
