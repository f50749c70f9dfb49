public import ThresholdModel

/// As whom somebody may act inside one Kubernetes cluster. The cluster's own permissions still apply to
/// whatever is chosen. Source: reference, roles-and-resources §7.2.
public struct KubernetesPrincipals: Hashable, Sendable {
  /// Kubernetes users and groups as one side of one role names them, traits filled in.
  public struct Named: Hashable, Sendable {
    public var users: [String]
    public var groups: [String]

    public init(users: [String] = [], groups: [String] = []) {
      self.users = users
      self.groups = groups
    }
  }

  /// Whom one request inside the cluster is made as: the two impersonation headers.
  public struct Choice: Hashable, Sendable {
    public let user: String
    public let groups: [String]
  }

  /// Users by the roles, sorted by bytes, without duplicates and without denied ones.
  public let users: [String]
  /// Groups, likewise.
  public let groups: [String]
  private let deniedUsers: Set<ExactText>

  /// Adds up what the roles give and takes off what is denied.
  /// - Parameters:
  ///   - allow: allow sides of roles whose labels match the cluster.
  ///   - deny: deny sides of roles whose deny labels match it or are empty. `*` denies all.
  public init(allow: [Named], deny: [Named]) {
    deniedUsers = Set(deny.flatMap(\.users).map(ExactText.init))
    let deniedGroups = Set(deny.flatMap(\.groups).map(ExactText.init))
    users = Self.remaining(allow.flatMap(\.users), without: deniedUsers)
    groups = Self.remaining(allow.flatMap(\.groups), without: deniedGroups)
  }

  /// Decides as whom to act.
  ///
  /// Without users by any role one acts under one's own name, which must not be denied: who denies `*`, or
  /// this name, means that nobody acts so. Without a choice of groups all count.
  /// - Parameters:
  ///   - user: `--as`; nil when none was chosen.
  ///   - groups: `--as-groups`; empty when none were chosen.
  ///   - ownName: the name of the user who asks.
  /// - Throws: ``Problem`` of kind `accessDenied`: no principal at all, one that is not among the roles', or
  ///   several users and none chosen.
  public func chosen(user: String? = nil, groups chosenGroups: [String] = [], ownName: UserName) throws(Problem) -> Choice {
    guard !users.isEmpty || !groups.isEmpty else {
      throw Problem(
        .accessDenied, "your roles name no Kubernetes users or groups for this cluster",
        hint: "ask for a role with kubernetes_groups; `tsh request search --kind kube_cluster` lists clusters")
    }
    let wished = Set(chosenGroups.map(ExactText.init))
    let available = Set(groups.map(ExactText.init))
    if let other = chosenGroups.first(where: { !available.contains(ExactText($0)) }) {
      throw Problem(
        .accessDenied, "your roles do not let you act in the Kubernetes group `\(other.escapedForDisplay)`",
        hint: groups.isEmpty ? "leave out --as-groups" : "choose with --as-groups from \(Self.shown(groups))")
    }
    return Choice(
      user: try chosen(user: user, ownName: ownName), groups: wished.isEmpty ? groups : groups.filter { wished.contains(ExactText($0)) })
  }

  private func chosen(user: String?, ownName: UserName) throws(Problem) -> String {
    let candidates = users.isEmpty && !Self.denies(deniedUsers, ownName.text) ? [ownName.text] : users
    if let user {
      guard candidates.contains(where: { $0.isExactly(user) }) else {
        throw Problem(
          .accessDenied, "your roles do not let you act as the Kubernetes user `\(user.escapedForDisplay)`",
          hint: candidates.isEmpty ? "ask for a role with kubernetes_users" : "choose with --as from \(Self.shown(candidates))")
      }
      return user
    }
    guard let only = candidates.first else {
      throw Problem(
        .accessDenied, "your own name is denied as a Kubernetes user, and your roles name no other",
        hint: "ask for a role with kubernetes_users")
    }
    guard candidates.count == 1 else {
      throw Problem(
        .accessDenied, "your roles name several Kubernetes users for this cluster", hint: "choose with --as from \(Self.shown(candidates))")
    }
    return only
  }

  private static func remaining(_ texts: [String], without denied: Set<ExactText>) -> [String] {
    var seen: Set<ExactText> = []
    return texts.filter { !$0.isEmpty && !denies(denied, $0) && seen.insert(ExactText($0)).inserted }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func denies(_ denied: Set<ExactText>, _ text: String) -> Bool {
    denied.contains(ExactText("*")) || denied.contains(ExactText(text))
  }

  private static func shown(_ texts: [String]) -> String {
    let few = texts.prefix(10).map(\.escapedForDisplay).joined(separator: ", ")
    return texts.count > 10 ? "\(few), …" : few
  }
}
