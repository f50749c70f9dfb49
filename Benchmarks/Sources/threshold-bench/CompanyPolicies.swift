import ThresholdModel

/// The same company as Cedar policies and entities: roles are policies about those in a group of that name, lists are
/// groups, nesting and grants are parents. A request that was assumed is a policy of its own.
extension Company {
  /// An entity as Cedar reads it from JSON.
  struct Entity: Encodable {
    struct ID: Encodable {
      let type: String
      let id: String
    }

    let uid: ID
    let attrs: [String: String]
    let parents: [ID]
  }

  /// Everything that another engine needs for the same verdicts.
  struct Export: Encodable {
    struct Asked: Encodable {
      let user: String
      let server: String
      let login: String
    }

    let policies: String
    let entities: [Entity]
    let questions: [Asked]
  }

  func export(_ questions: [Question]) -> Export {
    Export(
      policies: policies.joined(separator: "\n"), entities: entities,
      questions: questions.map { Export.Asked(user: userName($0.user).text, server: Self.uuid($0.server), login: $0.login) })
  }

  private var policies: [String] {
    var texts: [String] = []
    for number in 0..<roleCount {
      let scope = "principal in Role::\"\(roleName(number))\", action == Action::\"connect\", resource"
      let team = "resource.team == \"t\(team(ofRole: number))\""
      let logins = "[\(logins(ofRole: number).map { "\"\($0)\"" }.joined(separator: ", "))].contains(context.login)"
      texts.append("permit (\(scope)) when { \(team) && [\"dev\", \"test\", \"prod\"].contains(resource.env) && \(logins) };")
      if deniesRestricted(number) { texts.append("forbid (\(scope)) when { resource.env == \"restricted\" };") }
      if deniesRoot(number) { texts.append("forbid (\(scope)) when { context.login == \"root\" };") }
    }
    for user in 0..<sizes.users {
      let scope =
        "principal == User::\"\(userName(user))\", action == Action::\"connect\", resource == Server::\"\(Self.uuid(requested(by: user)))\""
      texts.append("permit (\(scope)) when { resource.env == \"prod\" && [\"ubuntu\", \"deploy\"].contains(context.login) };")
    }
    return texts
  }

  private var entities: [Entity] {
    var found: [Entity] = []
    for user in 0..<sizes.users { found.append(group("User", userName(user).text, in: [("List", listName(list(of: user)).text)])) }
    for number in 0..<sizes.lists {
      let above = parent(ofList: number).map { [("List", listName($0).text)] } ?? []
      found.append(group("List", listName(number).text, in: above + [("Role", roleName(role(ofList: number)).text)]))
    }
    for number in 0..<roleCount { found.append(group("Role", roleName(number).text, in: [])) }
    for number in 0..<sizes.resources {
      found.append(Entity(uid: Entity.ID(type: "Server", id: Self.uuid(number)), attrs: labels(ofResource: number), parents: []))
    }
    return found
  }

  private func group(_ type: String, _ id: String, in parents: [(String, String)]) -> Entity {
    Entity(uid: Entity.ID(type: type, id: id), attrs: [:], parents: parents.map { Entity.ID(type: $0.0, id: $0.1) })
  }
}
