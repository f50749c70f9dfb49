public import ThresholdModel

/// What changing a guided list comes to. Source: reference, lists-and-requests §4.2 and cli-api-terraform §1.3.
public struct GuidedListChange: Sendable, Hashable {
  /// The list with its labels and grants.
  public let list: AccessList
  /// Roles that are made or written again, access first.
  public let roles: [Role]
  /// Roles that the list named before and does not name any more. They stay: others may hold them by now.
  public let rolesToDelete: [RoleName]

  public init(list: AccessList, roles: [Role], rolesToDelete: [RoleName]) {
    self.list = list
    self.roles = roles
    self.rolesToDelete = rolesToDelete
  }
}

extension World {
  /// Changes what a list opens or how members come to it; a plain list becomes a guided one.
  ///
  /// Roles that are as they should be are not written again, and one that exists keeps its labels and
  /// description. Roles are never deleted here: those that the list does not name any more are told.
  /// - Parameters:
  ///   - list: the list with everything else as it should become.
  ///   - kind: nil keeps the kind of a guided list.
  ///   - change: what of the access is said anew.
  /// - Throws: ``Problem`` of kind `badParameter` for a plain list without a kind, and for roles that were
  ///   changed by hand; of kind `alreadyExists` when a role of the guide's name exists and is not its own.
  public func changedByGuide(
    _ list: AccessList, kind: GuidedList.Kind?, opening change: GuidedAccess
  ) throws(Problem) -> GuidedListChange {
    let before = try guidedList(list)
    guard let kind = kind ?? before?.kind else {
      throw Problem(
        .badParameter, "access list `\(list.name.text.escapedForDisplay)` was not made by the guide, so it opens nothing by itself",
        hint: "say how members get the access: --access-type standing, or access-request")
    }
    let opens = (before?.opens ?? GuidedAccess()).changed(by: change)
    let guided = GuidedList(id: list.name, kind: kind, spec: list.spec, opens: opens)
    let after = guided.written(over: list)
    let known = Set(list.generatedRoles)
    var roles: [Role] = []
    for made in guided.roles {
      guard var stored = role(made.name) else {
        roles.append(made)
        continue
      }
      guard known.contains(made.name) || stored.metadata.labels[GuidedList.presetLabel] == list.name.text else {
        throw Problem(
          .alreadyExists, "role `\(made.name.text.escapedForDisplay)` exists and was not made for this list",
          hint: "tctl rm roles/\(made.name.text.escapedForDisplay)")
      }
      guard stored.spec != made.spec || stored.version != made.version else { continue }
      stored.spec = made.spec
      stored.version = made.version
      roles.append(stored)
    }
    let named = Set(after.generatedRoles)
    return GuidedListChange(list: after, roles: roles, rolesToDelete: list.generatedRoles.filter { !named.contains($0) })
  }

  /// Takes away what a guided list opens: it becomes a plain list that grants nothing.
  /// - Throws: ``Problem`` of kind `badParameter` for a list that the guide did not make.
  public func withoutGuidedAccess(_ list: AccessList) throws(Problem) -> GuidedListChange {
    guard list.isGuided else {
      throw Problem(
        .badParameter, "access list `\(list.name.text.escapedForDisplay)` was not made by the guide, so there is no access to remove",
        hint: "clear what it grants: --member-grant-roles \"\"")
    }
    var after = list
    after.metadata.labels[GuidedList.presetLabel] = nil
    after.metadata.labels[GuidedList.rolesLabel] = nil
    after.spec.grants = Grants()
    after.spec.ownerGrants = Grants()
    return GuidedListChange(list: after, roles: [], rolesToDelete: list.generatedRoles)
  }

  /// A list and the access roles that somebody made for it, brought into the form of a guided list.
  ///
  /// A role without the guide's label is renamed to `NAME-acl-preset-LIST` and its labels are replaced; one
  /// with the label keeps its name. Source: reference, lists-and-requests §4.2 and §4.3.
  /// - Parameter preset: `short-term` or `long-term`.
  /// - Throws: ``Problem`` of kind `badParameter` for another kind, a list without a name, or a role whose
  ///   label names another list; `limitExceeded` for more than ten access roles.
  public func guided(_ list: AccessList, preset: String, accessRoles submitted: [Role]) throws(Problem) -> GuidedListChange {
    guard let kind = GuidedList.Kind(rawValue: preset) else {
      throw Problem(.badParameter, "`\(preset.escapedForDisplay)` is not a kind of guided list", hint: "short-term or long-term")
    }
    guard !list.metadata.name.isEmpty else {
      throw Problem(.badParameter, "a guided list needs a name", hint: "write metadata.name", path: "metadata.name")
    }
    guard submitted.count <= GuidedList.mostAccessRoles else {
      throw Problem(.limitExceeded, "a guided list has at most \(GuidedList.mostAccessRoles) access roles, not \(submitted.count)")
    }
    var access: [Role] = []
    for role in submitted { access.append(try adopted(role, by: list.name)) }
    let guided = GuidedList(id: list.name, kind: kind, spec: list.spec, opens: GuidedAccess())
    let names = access.map(\.name)
    var (requester, reviewer) = (guided.roles[0], guided.roles[1])
    requester.spec.allow = GuidedList.requesterConditions(of: names)
    reviewer.spec.allow = GuidedList.reviewerConditions(of: names)
    var after = guided.written(over: list)
    after.metadata.labels[GuidedList.rolesLabel] = ([reviewer.name, requester.name] + names).map(\.text).joined(separator: ",")
    if kind == .longTerm { after.spec.grants = Grants(roles: names) }
    let before = self.list(list.name)?.generatedRoles ?? []
    let named = Set(after.generatedRoles)
    return GuidedListChange(
      list: after, roles: access + [requester, reviewer], rolesToDelete: before.filter { !named.contains($0) })
  }

  private func adopted(_ role: Role, by list: ListName) throws(Problem) -> Role {
    var role = role
    if let label = role.metadata.labels[GuidedList.presetLabel] {
      guard label.isExactly(list.text) else {
        throw Problem(
          .badParameter, "role `\(role.name.text.escapedForDisplay)` was made for list `\(label.escapedForDisplay)`",
          path: "metadata.labels.\(GuidedList.presetLabel)")
      }
      return role
    }
    role.metadata.name = GuidedList.name(role.name.text, of: list).text
    role.metadata.labels = [GuidedList.presetLabel: list.text]
    return role
  }
}

extension GuidedList {
  /// The most access roles of one list. Source: reference, lists-and-requests §4.1.
  public static let mostAccessRoles = 10
}
