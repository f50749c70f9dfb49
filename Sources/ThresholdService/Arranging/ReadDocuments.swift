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
      records = world.lists.filter { mayRead || (try? Self.visibleList($0.name, to: caller, in: situation)) != nil }.map(Record.list)
    case .member:
      guard let parent else {
        throw Problem(.badParameter, "members are listed by list", hint: "tctl acl users ls LIST")
      }
      let list = try Self.visibleList(ListName(parent), to: caller, in: situation)
      let mayList = caller.user.map { world.mayWithMembers($0, .list, of: list.name, at: situation.now) } ?? true
      records = world.members(of: list.name).filter { mayList || $0.spec.user.key == caller.user?.key }.map(Record.member)
    case .request:
      records = try await requests(scope: .visible, state: nil, pageToken: nil, pageSize: 1000, by: caller).requests.map(Record.request)
    case .user:
      records = world.users.filter { mayRead || $0.name.key == caller.user?.key }.map(Record.user)
    case .role, .lock, .server:
      try demand(.read, kind.rightsKind, of: caller)
      records =
        switch kind {
        case .role: world.roles.map(Record.role)
        case .lock: world.locks.map(Record.lock)
        default: world.servers.map(Record.server)
        }
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
          member.spec.user.key == caller.user?.key
            || (caller.user.map { situation.world.isOwner($0, of: member.spec.list, at: situation.now) } ?? false)
        default: false
        }
      guard isOwn else { throw missing }
    }
    return try record.value()
  }
}
