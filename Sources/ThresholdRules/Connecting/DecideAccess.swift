import HashTreeCollections
public import ThresholdModel

extension World {
  /// Decides one access.
  ///
  /// In this order: the sign-in is the user's and lasts; the user exists; no lock; the resource exists; a
  /// second factor where the whole cluster asks for one; no deny of any role that counts (labels or an
  /// account, each by itself; several label keys in one deny must all match); then one role must allow the
  /// labels and every account. A role that allows may ask for a second factor or an enrolled device.
  /// Everything that is not allowed is refused, and what the user may not see does not exist.
  /// Source: reference, roles-and-resources §3.1.
  public func decide(_ question: AccessQuestion, at now: Moment) -> Verdict {
    switch ask(question, at: now) {
    case .closed(let refusal): .refused(refusal)
    case .open(let asked): shown(verdict(on: asked, at: now), on: asked, at: now)
    }
  }

  /// The verdict as the user may see it: what they cannot see has no reason either.
  private func shown(_ verdict: Verdict, on asked: Asked, at now: Moment) -> Verdict {
    guard case .refused = verdict, !isVisible(asked.check.target, to: asked.presence, knowing: asked.check, at: now) else { return verdict }
    return .refused(Self.noSuchResource(asked.question.resource))
  }

  /// The verdict with its true reason, for somebody who may know that the resource exists.
  func decideKnown(_ question: AccessQuestion, at now: Moment) -> Verdict {
    switch ask(question, at: now) {
    case .closed(let refusal): .refused(refusal)
    case .open(let asked): verdict(on: asked, at: now)
    }
  }

  /// A question with everything that its answer depends on.
  struct Asked {
    let question: AccessQuestion
    let presence: Presence
    let check: AccessCheck
  }

  enum Asking {
    case open(Asked)
    case closed(Refusal)
  }

  func ask(_ question: AccessQuestion, at now: Moment) -> Asking {
    var live: SignIn?
    if let id = question.signIn {
      guard let found = signInsByID[id], found.user.key == question.user.key, now < found.expires else {
        return .closed(Refusal(.signInEnded, "your sign-in has ended", hint: "sign in again with `tsh login`"))
      }
      live = found
    }
    guard let presence = presence(of: question.user, signIn: live, at: now) else {
      return .closed(Refusal(.noSuchUser, "user `\(question.user.text.escapedForDisplay)` does not exist"))
    }
    if let lock = lockInForce(on: question, by: presence, at: now) {
      return .closed(Refusal(.locked(lock.name), lock.refusal.escapedForDisplay))
    }
    guard let target = target(question.resource, at: now) else { return .closed(Self.noSuchResource(question.resource)) }
    let check = AccessCheck(presence.roles(on: target, for: question.act, in: self), on: target, user: presence.user.name)
    return .open(Asked(question: question, presence: presence, check: check))
  }

  /// The lock that shuts this access out: of the user, any of their roles, an assumed request, the account or
  /// the resource. Source: reference, roles-and-resources §8.
  /// - Parameter requested: roles that would count, too.
  func lockInForce(on question: AccessQuestion, by presence: Presence, with requested: [RoleName] = [], at now: Moment) -> Lock? {
    guard !locksByName.isEmpty else { return nil }
    var subject = LockSubject(presence, on: question.resource)
    subject.roles += requested
    let logins = question.principals.filter { $0.field == .logins || $0.field == .windowsLogins }.map(\.value)
    guard !logins.isEmpty else { return lockInForce(matching: subject, at: now) }
    return logins.lazy.compactMap { lockInForce(matching: subject.as($0), at: now) }.first
  }

  func verdict(on asked: Asked, at now: Moment) -> Verdict {
    let question = asked.question
    let authentication = authentication
    if authentication.sessionMFA != .off, !question.factors.hasVerifiedMFA {
      return .refused(Self.needsMFA(nil))
    }
    if let refusal = refusal(of: asked, at: now) { return .refused(refusal) }
    let granting = granting(asked)
    guard let best = granting.first(where: { one in granting.allSatisfy { $0.until <= one.until } }) else {
      return .refused(noGrant(asked, at: now))
    }
    if let refusal = undecidedUser(asked) { return .refused(refusal) }
    // Every role that grants is asked: what one of them demands holds. Source: §3.1, step 5.
    if !question.factors.hasVerifiedMFA, let role = granting.first(where: \.role.compiled.requiresSessionMFA) {
      return .refused(Self.needsMFA(role.role.name))
    }
    if authentication.deviceTrust == .required, !question.factors.hasTrustedDevice { return .refused(Self.needsDevice(nil)) }
    if !question.factors.hasTrustedDevice, let role = granting.first(where: \.role.compiled.requiresTrustedDevice) {
      return .refused(Self.needsDevice(role.role.name))
    }
    // What lists add to the traits may go before the role does: then it is asked again.
    let lasting = min(best.until, asked.presence.holder.traitsUntil, asked.presence.user.metadata.expires.orNever)
    let until = asked.presence.signIn.map { min(lasting, $0.expires) } ?? lasting
    return .allowed(
      Grant(
        resource: question.resource, principals: question.principals,
        until: min(until, asked.check.target.expires.orNever),
        through: best.role.name, source: best.source))
  }

  /// The deny pass.
  private func refusal(of asked: Asked, at now: Moment) -> Refusal? {
    var name: String { asked.check.target.resource.displayName.escapedForDisplay }
    switch asked.check.obstacle {
    case .deniedLabels(let role):
      return Refusal(.deniedLabels(role), "role `\(role.text.escapedForDisplay)` denies access to `\(name)`")
    case .unreadable(let role):
      return Refusal(
        .unreadableLabels(role), "the label expression of role `\(role.text.escapedForDisplay)` cannot be evaluated for `\(name)`",
        hint: "ask an administrator to mend the role")
    case nil: break
    }
    // Accounts of a Kubernetes cluster that are denied are taken away from the union instead. Source: §7.2.
    for principal in asked.question.principals where !asked.check.facts.isUnion && !asked.check.ignores(principal.field) {
      if let role = asked.check.denial(of: principal) {
        return Refusal(.deniedPrincipal(role, principal), "role `\(role.text.escapedForDisplay)` denies the \(principal)")
      }
    }
    if let act = asked.question.act, let role = kubernetesDenial(of: act, in: asked.check) {
      return Refusal(
        .deniedObject(role),
        "role `\(role.text.escapedForDisplay)` denies `\(act.verb.rawValue)` on `\(act.object.description.escapedForDisplay)`")
    }
    return nil
  }

  /// The allow pass: the roles that grant everything asked, in the order in which they count.
  func granting(_ asked: Asked) -> [CountedRole] {
    let (question, check) = (asked.question, asked.check)
    if check.facts.isUnion { return kubernetesGranting(asked) }
    let principals = question.principals.filter { !check.ignores($0.field) && $0.field != .databaseRoles }
    guard principals.allSatisfy({ check.facts.fields.contains($0.field) }) else { return [] }
    let granting = check.matching.filter { counted in principals.allSatisfy { check.allows($0, counted.role) } }
    guard check.facts.automaticUser != nil || principals.count != question.principals.count else { return granting }
    // What is made on demand ends with what makes it, whichever role grants the rest.
    let databaseRoles = question.principals.filter { $0.field == .databaseRoles }
    let ends = databaseRoles.map { check.until(ofDatabaseRole: $0) }
    guard let given = ends.reduce(Moment?.some(.never), { end, next in end.flatMap { end in next.map { min(end, $0) } } }) else {
      return []
    }
    let isAutomatic = check.facts.automaticUser != nil && principals.contains { $0.field == .databaseUsers }
    let until = isAutomatic ? min(given, check.automaticUntil) : given
    return granting.map { CountedRole(role: $0.role, until: min($0.until, until), source: $0.source) }
  }

  /// Whether a user may be a login on a server: ``decide(_:at:)`` for the one way of connecting that there is.
  /// A role option that an SSH connection cannot enforce refuses it. Source: design, §2.
  public func decideConnection(
    _ user: UserName, to server: ServerID, as login: String, signIn: SignInID, at now: Moment
  ) -> Verdict {
    switch ask(sshQuestion(user, server, login, signIn), at: now) {
    case .closed(let refusal): return .refused(refusal)
    case .open(let asked):
      let verdict = shown(verdict(on: asked, at: now), on: asked, at: now)
      guard case .allowed = verdict, let refusal = unenforceable(asked, granting: granting(asked)) else { return verdict }
      return .refused(refusal)
    }
  }

  func sshQuestion(_ user: UserName, _ server: ServerID, _ login: String, _ signIn: SignInID) -> AccessQuestion {
    AccessQuestion(user: user, resource: ResourceKey(.node, server.text), principals: [Principal(.logins, login)], signIn: signIn)
  }

  private static func needsDevice(_ role: RoleName?) -> Refusal {
    let asker = role.map { "role `\($0.text.escapedForDisplay)`" } ?? "the cluster"
    return Refusal(.needsTrustedDevice(role), "\(asker) asks for an enrolled device, which this server cannot verify yet")
  }

  private static func needsMFA(_ role: RoleName?) -> Refusal {
    let asker = role.map { "role `\($0.text.escapedForDisplay)`" } ?? "the cluster"
    return Refusal(
      .needsMFA(role), "session MFA required: \(asker) asks for a second factor for each session, which this server cannot verify yet")
  }

  private func noGrant(_ asked: Asked, at now: Moment) -> Refusal {
    let target = asked.check.target
    let name = target.resource.displayName.escapedForDisplay
    let wanted = asked.question.principals.map(\.description).joined(separator: " and ")
    let message =
      wanted.isEmpty ? "no role of yours allows access to `\(name)`" : "no role of yours allows the \(wanted) on `\(name)`"
    if let access = asked.check.access, !access.accounts.isEmpty {
      let known = access.accounts.sorted { $0.key.rawValue < $1.key.rawValue }.map { field, values in
        "\(field.subject) \(values.prefix(5).map { "`\($0.escapedForDisplay)`" }.joined(separator: ", "))"
      }
      if case .server = target.resource {
        return Refusal(
          .noGrant, message, hint: "log in as \(access[.logins].prefix(5).map { "`\($0.escapedForDisplay)`" }.joined(separator: ", "))")
      }
      return Refusal(.noGrant, message, hint: "you may be: \(known.joined(separator: "; "))")
    }
    guard let cluster, requestOffer(of: target, for: asked.presence.standingAlone, at: now) != nil else {
      return Refusal(.noGrant, message)
    }
    let resource = ResourceID(cluster: cluster.name, kind: target.resource.kind.rawValue, name: target.resource.name)
    return Refusal(
      .noGrant, message, hint: "ask for it: tsh request create --resource \(resource.description.escapedForDisplay) --reason WHY")
  }

  static func noSuchResource(_ key: ResourceKey) -> Refusal {
    let problem = Problem.notFound(key.kind.subject, key.name)
    return Refusal(.noSuchResource, problem.message, hint: key.kind == .node ? "list what you can reach with `tsh ls`" : nil)
  }
}

extension AccessCheck {
  /// Whether the resource has nothing to do with a list of accounts that a question may name all the same:
  /// the database name for engines that check users only. Source: §7.1.
  func ignores(_ field: PrincipalField) -> Bool {
    field == .databaseNames && target.kind == .database && !facts.needed.contains(.databaseNames)
  }
}

extension Grant.Source {
  /// A role that is held counts through what it is held.
  public init(_ source: RoleHolding.Source) {
    self =
      switch source {
      case .own: .own
      case .member(let list): .member(list)
      case .owner(let list): .owner(list)
      }
  }
}
