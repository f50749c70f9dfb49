import HashTreeCollections
public import ThresholdModel

extension World {
  /// The World after a group of changes, if all rules allow it: the one door for writes.
  ///
  /// The group is validated as one change: what it names may stand anywhere in it, so a role and the list
  /// that grants it, or a list and its members, come and go together. ``sequence`` stays: see ``advanced(to:)``.
  /// - Throws: ``Problem`` of kind `badParameter`, `notFound`, `alreadyExists`, `inUse`, `accessDenied` or
  ///   `compareFailed`, with the change's key as its subject; nothing is changed then.
  public func applying(_ changes: [Change], at now: Moment) throws(Problem) -> World {
    let changes = changes.map { completed($0, at: now) }
    var after = self
    var seen: Set<Record.Key> = []
    for change in changes {
      guard seen.insert(change.key).inserted else {
        throw Problem(.badParameter, "one change writes `\(change.key.description.escapedForDisplay)` twice", subject: change.key)
      }
      after.applyUnchecked(change)
    }
    let arrangement = Arrangement(before: self, after: after, now: now)
    for change in changes {
      do throws(Problem) { try arrangement.check(change) } catch { throw error.about(change.key) }
    }
    return after
  }

  /// Checks that a person's edit starts from what is stored.
  /// - Parameter expected: the revision that the edit starts from; empty for "whatever is stored".
  /// - Throws: ``Problem`` of kind `compareFailed`.
  public func checkRevision(of key: Record.Key, expected: String) throws(Problem) {
    guard !expected.isEmpty, record(key)?.revision != expected else { return }
    throw Problem(
      .compareFailed, "`\(key.description.escapedForDisplay)` was changed by somebody else in between",
      hint: "read it again and repeat your change")
  }

  /// What stands under a key; nil when nothing does, and for passwords and list reviews, which a World does not hold.
  public func record(_ key: Record.Key) -> Record? {
    switch key.kind {
    case .user: usersByKey[UserName(key.name).key].map(Record.user)
    case .role: role(RoleName(key.name)).map(Record.role)
    case .server, .database, .kubeCluster, .app, .desktop, .gitServer, .userGroup, .account, .assignment, .samlProvider, .remoteCluster,
      .workloadIdentity, .databaseService:
      key.kind.resourceKind.flatMap { written(ResourceKey($0, key.name)) }.map(Record.resource)
    case .dynamicDesktop: dynamicDesktop(key.name).map(Record.dynamicDesktop)
    case .serverInfo: serverInfosByName[key.name].map(Record.serverInfo)
    case .list: list(ListName(key.name)).map(Record.list)
    case .member: member(named: key.name, of: ListName(key.parent)).map(Record.member)
    case .request: request(RequestID(key.name)).map(Record.request)
    case .lock: lock(LockName(key.name)).map(Record.lock)
    case .monitoringRule: monitoringRule(key.name).map(Record.monitoringRule)
    case .authPreference: key == .authPreference ? authPreference.map(Record.authPreference) : nil
    case .recordingConfig: key == .recordingConfig ? recordingConfig.map(Record.recordingConfig) : nil
    case .token: token(TokenHash(key.name)).map(Record.token)
    case .signIn: signIn(SignInID(key.name)).map(Record.signIn)
    case .certificate: UInt64(key.name).flatMap { certificatesBySerial[$0] }.map(Record.certificate)
    case .authority: authoritiesByID[key.name].map(Record.authority)
    case .cluster: cluster.map(Record.cluster)
    case .password, .listReview, .notice, .noticeReader: nil
    }
  }
}

/// A group of changes under validation: what was, and what would be.
struct Arrangement {
  let before: World
  let after: World
  let now: Moment

  func check(_ change: Change) throws(Problem) {
    switch change {
    case .delete(let key): try checkDeletion(of: key)
    case .put(let record):
      switch record {
      case .user(let user): try check(user)
      case .role(let role): try check(role)
      case .resource(let resource): try check(resource)
      case .dynamicDesktop(let desktop): try check(desktop)
      case .serverInfo(let info): try check(info)
      case .list(let list): try check(list)
      case .member(let member): try check(member)
      case .listReview(let review): try check(review)
      case .request(let request): try check(request)
      case .lock(let lock): try check(lock)
      case .monitoringRule(let rule): try check(rule)
      case .authPreference(let settings): try check(settings)
      case .recordingConfig(let settings): try check(settings)
      case .token(let token): try check(token)
      case .signIn(let signIn): try check(signIn)
      case .certificate(let certificate): try check(certificate)
      case .authority(let authority): try check(authority)
      case .password(let password): try check(password)
      case .cluster(let cluster): try check(cluster)
      // Only the server writes them.
      case .notice, .noticeReader: break
      }
    }
  }

  /// Every role must exist after the change.
  func check(roles: [RoleName], at path: String) throws(Problem) {
    for role in roles where after.role(role) == nil {
      throw Problem(
        .badParameter, "role `\(role.text.escapedForDisplay)` does not exist",
        hint: "create the role first, or name one of `tctl get roles`", path: path)
    }
  }

  /// A lower-case UUID, as the cluster makes them.
  static func checkUUID(_ text: String, of subject: String) throws(Problem) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let isHexadecimal = text.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    guard isHexadecimal, parts.map(\.count) == [8, 4, 4, 4, 12] else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` cannot name \(subject): it must be a lower-case UUID", path: "metadata.name")
    }
  }
}
