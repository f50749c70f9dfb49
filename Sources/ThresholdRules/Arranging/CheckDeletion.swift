import HashTreeCollections
import ThresholdModel

/// What may be removed: nothing that something left behind still needs.
extension Arrangement {
  func checkDeletion(of key: Record.Key) throws(Problem) {
    switch key.kind {
    case .listReview, .request, .certificate, .authority, .password, .cluster, .notice, .noticeReader: break
    default:
      guard before.record(key) != nil else { throw Problem.notFound(Self.subject(key.kind), key.name) }
    }
    switch key.kind {
    case .user: try checkUserDeletion(UserName(key.name))
    case .role: try checkRoleDeletion(RoleName(key.name))
    case .list:
      try checkListDeletion(ListName(key.name))
      let members = after.members(of: ListName(key.name)).count
      guard members == 0 else {
        throw Problem(.inUse, "list `\(key.name.escapedForDisplay)` still has \(members) members", hint: "remove them with it")
      }
    case .authority:
      if let authority = before.authoritiesByID[key.name], authority.isActive {
        throw Problem(.inUse, "authority `\(key.name.escapedForDisplay)` signs; make another one active first")
      }
    case .cluster: throw Problem(.accessDenied, "the cluster itself cannot be removed")
    default: break
    }
  }

  private func checkUserDeletion(_ user: UserName) throws(Problem) {
    let orphaned = after.lists(ownedBy: user).filter { name in
      let owners = after.list(name)?.spec.owners ?? []
      // A list as owner is another owner: whoever is on it.
      return !owners.contains { owner in owner.user.map { $0.key != user.key && after.user($0) != nil } ?? true }
    }
    guard orphaned.isEmpty else {
      throw Problem(
        .inUse,
        "user `\(user.text.escapedForDisplay)` is the only owner of \(Self.named(orphaned.map { "list `\($0.text.escapedForDisplay)`" }))",
        hint: "give the list another owner first")
    }
    guard after.signIns(of: user).isEmpty else {
      throw Problem(.inUse, "user `\(user.text.escapedForDisplay)` still has sign-ins", hint: "end them with the user")
    }
  }

  /// Whatever it contains, a list goes only when no list that stays has it as a member or an owner.
  /// Source: reference, lists-and-requests §3.1.
  private func checkListDeletion(_ list: ListName) throws(Problem) {
    let status = after.status(of: list)
    let uses =
      status.memberOf.map { "a member of list `\($0.text.escapedForDisplay)`" }
      + status.ownerOf.map { "an owner of list `\($0.text.escapedForDisplay)`" }
    guard uses.isEmpty else {
      throw Problem(
        .accessDenied, "list `\(list.text.escapedForDisplay)` cannot be deleted: it is \(Self.named(uses))", hint: "remove it there first")
    }
  }

  private func checkRoleDeletion(_ role: RoleName) throws(Problem) {
    let uses = after.uses(of: role)
    guard !uses.isEmpty else { return }
    let users = uses.users.sorted().map { "user `\((after.user(UserName($0.folded))?.name.text ?? $0.folded).escapedForDisplay)`" }
    let lists = uses.lists.sorted().map { "list `\($0.text.escapedForDisplay)`" }
    let roles = uses.roles.sorted().map { "role `\($0.text.escapedForDisplay)`" }
    throw Problem(
      .inUse, "role `\(role.text.escapedForDisplay)` is used by \(Self.named(users + lists + roles))",
      hint: "take the role away from them first")
  }

  /// Up to five names, and how many more.
  static func named(_ names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }

  private static func subject(_ kind: Record.Kind) -> String {
    switch kind {
    case .user: "user"
    case .role: "role"
    case .server, .database, .kubeCluster, .app, .desktop, .gitServer, .userGroup, .account, .assignment, .samlProvider, .remoteCluster,
      .workloadIdentity, .databaseService:
      kind.resourceKind?.subject ?? kind.rawValue
    case .dynamicDesktop: "dynamic Windows desktop"
    case .serverInfo: "server info"
    case .monitoringRule: "access monitoring rule"
    case .authPreference, .recordingConfig: "setting"
    case .list: "list"
    case .member: "member"
    case .listReview: "list review"
    case .request: "access request"
    case .lock: "lock"
    case .token: "join token"
    case .signIn: "sign-in"
    case .certificate: "certificate"
    case .authority: "authority"
    case .password: "password"
    case .cluster: "cluster"
    case .notice: "notification"
    case .noticeReader: "reader of notifications"
    }
  }
}
