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
    let mayRead = Self.may(.read, kind.rightsKind, caller, in: situation)
    let records: [Record]
    switch kind {
    case .list:
      let visible = mayRead ? world.lists : caller.user.map { world.visibleLists(to: $0, at: situation.now) } ?? []
      var values: [Value] = []
      for list in visible { values.append(try Self.seen(list, by: caller, in: situation).value()) }
      return values
    case .member:
      guard let parent else {
        throw Problem(.badParameter, "members are listed by list", hint: "tctl acl users ls LIST")
      }
      let list = try Self.visibleList(ListName(parent), to: caller, in: situation)
      records = Self.visibleMembers(of: list, to: caller, in: situation).map { .member(world.shown($0, at: situation.now)) }
    case .request:
      records = try await requests(scope: .visible, state: nil, pageToken: nil, pageSize: 1000, by: caller).requests.map(Record.request)
    case .user:
      records = world.users.filter { mayRead || $0.name.key == caller.user?.key }.map(Record.user)
    default:
      try demand(.read, kind.rightsKind, of: caller)
      records = Self.records(of: kind, in: world)
    }
    var values: [Value] = []
    for record in records { values.append(try record.value()) }
    return values
  }

  /// One document.
  /// - Throws: ``Problem`` of kind `notFound`, also for what the caller may not see.
  public func document(kind text: String, name: String, parent: String?, by caller: Caller) async throws(Problem) -> Value {
    let situation = Situation(world: world, now: now)
    let kind = try DocumentKind(text: text)
    if kind == .request { return try Record.request(await request(RequestID(name), by: caller)).value() }
    let missing = Problem.notFound(kind.rawValue, name)
    guard let record = situation.world.record(try kind.key(name, parent: parent)) else { throw missing }
    if !Self.may(.read, kind.rightsKind, caller, in: situation) {
      let isOwn: Bool =
        switch record {
        case .user(let user): user.name.key == caller.user?.key
        case .list(let list): (try? Self.visibleList(list.name, to: caller, in: situation)) != nil
        case .member(let member):
          (member.spec.user.map { $0.key == caller.user?.key } ?? false)
            || (caller.user.map { situation.world.isOwner($0, of: member.spec.list, at: situation.now) } ?? false)
        default: false
        }
      guard isOwn else { throw missing }
    }
    switch record {
    case .list(let list): return try Self.seen(list, by: caller, in: situation).value()
    case .member(let member): return try Record.member(situation.world.shown(member, at: situation.now)).value()
    default: return try record.value()
    }
  }

  /// Everything of a kind that is read by right only; empty for the kinds of which one may see one's own.
  private static func records(of kind: DocumentKind, in world: World) -> [Record] {
    switch kind {
    case .user, .list, .member, .request: []
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
