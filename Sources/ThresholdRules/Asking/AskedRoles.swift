import HashTreeCollections
import ThresholdModel

extension World {
  /// Every existing role that a user may ask for by name and does not hold, sorted; the cluster's own roles are for nobody.
  ///
  /// What ``RequestWish/everyRole`` stands for, and the `requestable_roles` of a user.
  /// Source: reference, lists-and-requests §5.2 and §5.6.
  func requestableRoles(of holder: Holder, at now: Moment) -> [RoleName] {
    let held = Set(holder.granting.map(\.role.name))
    guard !holder.isLocked, holder.granting.contains(where: { $0.role.allow.request.namesRoles }) else { return [] }
    return rolesByName.filter { name, role in
      role.role.exists(at: now) && !held.contains(name) && !Presets.isSystem(name) && holder.askable(name, isForResources: false) != nil
    }.keys.sorted()
  }

  /// The roles of a request for roles: each may be asked for by name, and exists.
  /// - Throws: ``Problem`` of kind `accessDenied`, in the same words whether or not the role exists; `notFound`
  ///   for a role that may be asked for and does not exist; `badParameter` when ``RequestWish/everyRole`` stands
  ///   for none, or does not stand alone.
  func askedRoles(_ names: [RoleName], by holder: Holder, at now: Moment) throws(Problem) -> [RoleName] {
    if names.contains(RequestWish.everyRole) {
      guard Set(names).count == 1 else {
        throw Problem(.badParameter, "`*` asks for every role and cannot stand beside others", hint: "name the roles", path: "roles")
      }
      let all = requestableRoles(of: holder, at: now)
      guard !all.isEmpty else {
        throw Problem(
          .badParameter, "there is no role that you may ask for and do not have", hint: "ask for resources: tsh request search --kind node",
          path: "roles")
      }
      return all
    }
    let roles = Set(names).sorted()
    for role in roles {
      guard holder.askable(role, isForResources: false) != nil else {
        throw Problem(
          .accessDenied, "you may not ask for role `\(role.text.escapedForDisplay)`",
          hint: "tsh request search --roles lists those that you may, tsh request search --kind node what they open",
          path: "roles")
      }
      guard rolesByName[role]?.role.exists(at: now) == true else { throw .notFound("role", role.text) }
    }
    return roles
  }

  /// The roles that a requester names for resources: each must be one through which resources may be asked for.
  /// - Throws: ``Problem`` of kind `accessDenied`, in the same words whether or not the role exists; `badParameter`
  ///   for ``RequestWish/everyRole``.
  func searchRoles(_ names: [RoleName], among usable: [CompiledRole]) throws(Problem) -> [CompiledRole] {
    guard !names.contains(RequestWish.everyRole) else {
      throw Problem(
        .badParameter, "`*` cannot be asked for together with resources", hint: "leave the roles out: they are chosen by the resources",
        path: "roles")
    }
    let byName = Dictionary(usable.map { ($0.name, $0) }) { first, _ in first }
    var roles: [CompiledRole] = []
    for name in Set(names).sorted() {
      guard let role = byName[name] else {
        throw Problem(
          .accessDenied, "you may not ask for resources through role `\(name.text.escapedForDisplay)`",
          hint: "leave the roles out: they are chosen by the resources", path: "roles")
      }
      roles.append(role)
    }
    return roles
  }
}

extension CompiledRequest {
  /// Whether any role could be asked for by name.
  fileprivate var namesRoles: Bool { !roles.isEmpty || !claims.isEmpty }
}
