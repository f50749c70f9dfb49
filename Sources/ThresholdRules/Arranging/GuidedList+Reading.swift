public import ThresholdModel

/// Reading a guided list again, to change what it opens: only from roles as the guide left them.
/// Source: reference, lists-and-requests §4.3.
extension World {
  /// A list as the guide sees it.
  /// - Returns: nil for a list that was not made by the guide.
  /// - Throws: ``Problem`` of kind `badParameter` when the list's labels or one of its roles were changed by
  ///   hand into what the guide cannot say: the roles are then kept by hand.
  public func guidedList(_ list: AccessList) throws(Problem) -> GuidedList? {
    guard let label = list.metadata.labels[GuidedList.presetLabel], !label.isEmpty else { return nil }
    guard let kind = GuidedList.Kind(rawValue: label) else {
      throw Problem(
        .badParameter, "`\(label.escapedForDisplay)` is not a kind of guided list",
        hint: "write short-term or long-term with `tctl edit access_list/\(list.name.text.escapedForDisplay)`",
        path: "metadata.labels.\(GuidedList.presetLabel)")
    }
    var guided = GuidedList(id: list.name, kind: kind, spec: list.spec, opens: GuidedAccess())
    let names = list.generatedRoles
    var roles: [Role] = []
    for name in names { roles.append(try generated(name, for: guided)) }
    for name in [guided.requesterRole, guided.reviewerRole] where !names.contains(name) {
      throw Self.handmade(name, of: list.name, "is not named in the list's label `\(GuidedList.rolesLabel)`")
    }
    if let standard = roles.first(where: { $0.name == guided.accessRole }) { guided.opens = GuidedAccess(standard: standard.spec.allow) }
    if let center = roles.first(where: { $0.name == guided.identityCenterRole }) {
      guided.opens.assignments = center.spec.allow.accountAssignments
    }
    try checkUnchanged(roles, in: guided)
    return guided
  }

  /// A role that a guided list names, as far as it bears the guide's marks.
  private func generated(_ name: RoleName, for guided: GuidedList) throws(Problem) -> Role {
    guard [guided.accessRole, guided.identityCenterRole, guided.requesterRole, guided.reviewerRole].contains(name) else {
      throw Self.handmade(name, of: guided.id, "does not have one of the guide's names")
    }
    guard let role = role(name) else { throw Self.handmade(name, of: guided.id, "does not exist any more") }
    guard role.metadata.labels[GuidedList.presetLabel]?.isExactly(guided.id.text) == true else {
      throw Self.handmade(name, of: guided.id, "lost its label `\(GuidedList.presetLabel)`")
    }
    guard role.version == GuidedList.roleVersion.rawValue else {
      throw Self.handmade(
        name, of: guided.id, "has version `\(role.version.escapedForDisplay)` and the guide writes \(GuidedList.roleVersion)")
    }
    return role
  }

  /// Makes the roles again from what was read: whatever differs, the guide cannot say.
  private func checkUnchanged(_ roles: [Role], in guided: GuidedList) throws(Problem) {
    let made = Dictionary(guided.roles.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for role in roles {
      let expected = made[role.name]?.spec ?? RoleSpec()
      guard role.spec != expected || made[role.name] == nil || role.metadata.expires != nil else { continue }
      let fields = (role.metadata.expires == nil ? [] : ["metadata.expires"]) + Self.differences(role.spec, expected)
      let named = fields.isEmpty ? "what it holds" : fields.map { "`\($0)`" }.joined(separator: ", ")
      throw Self.handmade(role.name, of: guided.id, "was changed by hand: the guide cannot keep \(named)")
    }
  }

  /// The fields in which two roles differ, sorted, by their names in the document.
  private static func differences(_ left: RoleSpec, _ right: RoleSpec) -> [String] {
    let options = left.options == right.options ? [] : ["spec.options"]
    return options + differences(left.allow, right.allow, at: "spec.allow") + differences(left.deny, right.deny, at: "spec.deny")
  }

  private static func differences(_ left: RoleConditions, _ right: RoleConditions, at path: String) -> [String] {
    var fields: [String] = []
    fields += LabelField.allCases.filter { left.labels[$0] != right.labels[$0] }.map(\.rawValue)
    fields += LabelField.allCases.filter { left.labelExpressions[$0] != right.labelExpressions[$0] }.map(\.expression)
    fields += PrincipalField.allCases.filter { left[$0] != right[$0] }.map(\.rawValue)
    if left.databasePermissions != right.databasePermissions { fields.append("db_permissions") }
    if left.kubernetesResources != right.kubernetesResources { fields.append("kubernetes_resources") }
    if left.githubPermissions != right.githubPermissions { fields.append("github_permissions") }
    if left.accountAssignments != right.accountAssignments { fields.append("account_assignments") }
    if left.spiffe != right.spiffe { fields.append("spiffe") }
    if left.request != right.request { fields.append("request") }
    if left.reviewRequests != right.reviewRequests { fields.append("review_requests") }
    if left.rules != right.rules { fields.append("rules") }
    if left.impersonate != right.impersonate { fields.append("impersonate") }
    if left.joinSessions != right.joinSessions { fields.append("join_sessions") }
    if left.requireSessionJoin != right.requireSessionJoin { fields.append("require_session_join") }
    return fields.map { "\(path).\($0)" }
  }

  private static func handmade(_ role: RoleName, of list: ListName, _ what: String) -> Problem {
    let name = role.text.escapedForDisplay
    return Problem(
      .badParameter, "the guide cannot change what access list `\(list.text.escapedForDisplay)` opens: role `\(name)` \(what)",
      hint: "keep its roles by hand from here: tctl edit role/\(name)")
  }
}

extension Document where Spec == AccessListSpec {
  /// Whether the guide made the list. Source: reference, lists-and-requests §4.2.
  public var isGuided: Bool { metadata.labels[GuidedList.presetLabel]?.isEmpty == false }

  /// The roles that a guided list names in its label: reviewer, requester, then access roles.
  public var generatedRoles: [RoleName] {
    (metadata.labels[GuidedList.rolesLabel] ?? "").split(separator: ",").map { RoleName(String($0)) }
  }
}
