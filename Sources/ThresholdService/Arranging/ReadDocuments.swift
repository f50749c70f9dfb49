public import ThresholdModel
import ThresholdRules

extension Stories {
  /// The documents of a kind, sorted by name. Without the right to read the kind one sees what is one's
  /// own: oneself, the lists that one owns or is on, the requests that one may see.
  /// - Parameter parent: the list, for members.
  /// - Throws: ``Problem`` of kind `accessDenied` where nothing can be one's own.
  public func documents(kind text: String, parent: String?, by caller: Caller) async throws(Problem) -> [Value] {
    let situation = Situation(world: world, now: now)
    let (world, kind) = (situation.world, try DocumentKind(text: text))
    switch kind {
    case .member: return try members(of: parent, by: caller, in: situation)
    case .request:
      let all = try RequestSelection()
      var found: [Value] = []
      var token: String?
      repeat {
        let page = try await requests(all, pageToken: token, pageSize: 1000, by: caller)
        for request in page.requests { found.append(try Record.request(request).value()) }
        token = page.next
      } while token != nil
      return found
    default: break
    }
    guard let user = caller.user else {
      return try Self.records(of: kind, in: world).map { (record) throws(Problem) in try Self.shown(record, to: caller, in: situation) }
    }
    let filter = world.rights(of: user, at: situation.now).filter([.list, .read], kind.rightsKind)
    if filter.isRefusal {
      // Of some kinds one may see one's own; of the others an empty answer would say something that is not true.
      switch kind {
      case .user: return try world.user(user).map { (user) throws(Problem) in [try Record.user(user).value()] } ?? []
      case .list:
        return try world.visibleLists(to: user, at: situation.now).map { (list) throws(Problem) in
          try Self.shown(.list(list), to: caller, in: situation)
        }
      default:
        guard let person = caller.person, let found = try known(kind, to: person) else {
          throw Self.accessDenied(filter.refusedVerb, kind.rightsKind)
        }
        return found
      }
    }
    var values: [Value] = []
    for record in Self.records(of: kind, in: world) {
      let value = try record.value()
      guard filter.includes(value) || isOwn(record, of: caller, in: situation) else { continue }
      values.append(try Self.shown(record, to: caller, in: situation))
    }
    return values
  }

  /// The resources of a kind that somebody knows of without a right to read it: labels and accounts decide.
  /// - Returns: nil for kinds that are not shown by access, and where a role denies to list them.
  private func known(_ kind: DocumentKind, to person: Person) throws(Problem) -> [Value]? {
    guard let kind = kind.resourceKind, ImplicitRole.showsByAccess(kind.rawValue),
      KindGate(world.rights(of: person.user, at: now)).mayOpen(kind)
    else { return nil }
    var found: [Value] = []
    var token: String?
    repeat {
      let page = try inventory(ResourceSelection(kinds: [kind], pageToken: token), by: .person(person))
      found += page.resources.compactMap(\.document)
      token = page.next
    } while token != nil
    return found
  }

  /// A document with what is worked out for its reader: how many members a list has, whether a member counts.
  private static func shown(_ record: Record, to caller: Caller, in situation: Situation) throws(Problem) -> Value {
    switch record {
    case .list(let list): return try seen(list, by: caller, in: situation).value()
    case .member(let member): return try Record.member(situation.world.shown(member, at: situation.now)).value()
    default: return try record.value()
    }
  }

  /// Members of a list: all to whoever may list them, oneself to a member.
  private func members(of parent: String?, by caller: Caller, in situation: Situation) throws(Problem) -> [Value] {
    guard let parent else {
      throw Problem(.badParameter, "members are listed by list", hint: "tctl acl users ls LIST")
    }
    let list = try Self.visibleList(ListName(parent), to: caller, in: situation)
    return try Self.visibleMembers(of: list, to: caller, in: situation).map { (member) throws(Problem) in
      try Self.shown(.member(member), to: caller, in: situation)
    }
  }

  /// One document.
  /// - Throws: ``Problem`` of kind `notFound`, also for what the caller may not see.
  public func document(kind text: String, name: String, parent: String?, by caller: Caller) async throws(Problem) -> Value {
    let situation = Situation(world: world, now: now)
    let kind = try DocumentKind(text: text)
    if kind == .request { return try Record.request(await request(RequestID(name), by: caller)).value() }
    let missing = Problem.notFound(kind.rawValue, name)
    guard let record = situation.world.record(try kind.key(name, parent: parent)) else { throw missing }
    guard Self.may(.read, kind.rightsKind, about: record, caller, in: situation) || isOwn(record, of: caller, in: situation) else {
      if let person = caller.person, let known = try known(kind, to: person)?.first(where: { $0["metadata"]?["name"]?.text == name }) {
        return known
      }
      throw missing
    }
    return try Self.shown(record, to: caller, in: situation)
  }

  /// Whether a document is the caller's own to see, without any right: oneself, one's lists, one's memberships.
  private func isOwn(_ record: Record, of caller: Caller, in situation: Situation) -> Bool {
    guard let user = caller.user else { return true }
    switch record {
    case .user(let document): return document.name.key == user.key
    case .list(let list): return situation.world.maySee(user, list: list.name, at: situation.now)
    case .member(let member):
      return (member.spec.user.map { $0.key == user.key } ?? false)
        || situation.world.isOwner(user, of: member.spec.list, at: situation.now)
    default: return false
    }
  }

  /// Everything of a kind that the World holds whole; empty for members, which are read list by list, and requests.
  private static func records(of kind: DocumentKind, in world: World) -> [Record] {
    switch kind {
    case .member, .request: []
    case .user: world.users.map(Record.user)
    case .list: world.lists.map(Record.list)
    case .role: world.roles.map(Record.role)
    case .lock: world.locks.map(Record.lock)
    case .dynamicDesktop: world.dynamicDesktops.map(Record.dynamicDesktop)
    case .serverInfo: world.serverInfos.map(Record.serverInfo)
    case .monitoringRule: world.monitoringRules.map(Record.monitoringRule)
    case .authPreference: world.authPreference.map { [Record.authPreference($0)] } ?? []
    case .recordingConfig: world.recordingConfig.map { [Record.recordingConfig($0)] } ?? []
    case .server, .database, .kubeCluster, .app, .desktop, .gitServer, .userGroup, .account, .assignment, .samlProvider, .remoteCluster,
      .workloadIdentity, .databaseService:
      kind.resourceKind.map { world.documents(of: $0).map(Record.resource) } ?? []
    }
  }
}
