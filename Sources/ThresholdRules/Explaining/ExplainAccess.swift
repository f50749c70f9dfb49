public import ThresholdModel

/// How much of an explanation is listed; what is left out is counted.
public enum ExplanationLimit {
  public static let near = 10
  public static let approvers = 20
  /// Requests of the user's that would do.
  public static let requests = 10
}

extension World {
  /// Explains one access to whoever asks: the same verdict as ``decide(_:at:)``, for a login on an SSH server as
  /// ``decideConnection(_:to:as:signIn:at:)``, with everything that led to it and everything that would change it.
  ///
  /// People may ask about themselves. Others may be asked about with the right to read users and roles, about
  /// resources that the asker may know of. Lists that the asker may not see are not named.
  /// - Parameter asker: who reads the answer; nil for somebody at the server itself, who may see everything.
  /// - Throws: ``Problem`` of kind `notFound`, in the same words for a user or resource that does not exist and for
  ///   one that the asker may not know of.
  public func explain(_ question: AccessQuestion, to asker: UserName?, at now: Moment) throws(Problem) -> Explanation {
    try checkMayExplain(question.user, to: asker, at: now)
    // A sign-in that is over gives nothing, and its end is among the obstacles.
    let live = question.signIn.flatMap(signIn).flatMap { $0.user.key == question.user.key && now < $0.expires ? $0 : nil }
    guard let presence = presence(of: question.user, signIn: live, at: now) else { throw .notFound("user", question.user.text) }
    guard let target = target(question.resource, at: now), mayKnow(target, of: presence, reader: asker, at: now) else {
      throw Self.noSuchResource(question.resource).problem
    }
    let check = AccessCheck(presence.roles(on: target, for: question.act, in: self), on: target, user: presence.user.name)
    let asked = Asked(question: question, presence: presence, check: check)
    return explanation(of: asked, to: asker, at: now)
  }

  /// The one resource of a name that an asker may know of, to be explained for a user: as
  /// ``resolve(_:kind:for:signIn:at:)`` finds it for people themselves.
  /// - Throws: ``Problem`` of kind `notFound` or `badParameter`; `notFound` for the user, too.
  public func resolve(
    _ name: String, kind: ResourceKind, explaining user: UserName, signIn: SignInID?, to asker: UserName?, at now: Moment
  ) throws(Problem) -> Resource {
    try checkMayExplain(user, to: asker, at: now)
    if let asker { return try resolve(name, kind: kind, for: asker, signIn: asker.key == user.key ? signIn : nil, at: now) }
    let found = resources(named: name, kind: kind).filter { $0.exists(at: now) }
    guard let resource = found.first else { throw Self.noSuchResource(ResourceKey(kind, name)).problem }
    guard found.count == 1 else {
      let names = found.prefix(5).map(\.name.escapedForDisplay).joined(separator: ", ")
      throw Problem(
        .badParameter, "\(found.count) \(kind.subject)s are called `\(name.escapedForDisplay)`", hint: "name one by its id: \(names)")
    }
    return resource
  }

  /// Oneself, or with the right to read users and roles anybody.
  private func checkMayExplain(_ user: UserName, to asker: UserName?, at now: Moment) throws(Problem) {
    if let asker, asker.key != user.key {
      guard may(asker, .read, User.kind, at: now), may(asker, .read, Role.kind, at: now) else { throw .notFound("user", user.text) }
    }
    guard holder(user, at: now) != nil else { throw .notFound("user", user.text) }
  }

  private func mayKnow(_ target: Target, of presence: Presence, reader: UserName?, at now: Moment) -> Bool {
    guard let reader else { return true }
    if reader.key == presence.user.name.key { return isVisible(target, to: presence, at: now) }
    return isVisible(target.resource.key, to: reader, at: now)
  }

  private func explanation(of asked: Asked, to asker: UserName?, at now: Moment) -> Explanation {
    let verdict = explainedVerdict(on: asked, at: now)
    let mayName: (ListName) -> Bool = { list in asker.map { maySee($0, list: list, at: now) } ?? true }
    var (near, shortest, usable): ([NearRole], ShortestRequest?, [UsableRequest]) = ([], nil, [])
    var approvers: [Approver] = []
    // Once the sign-in is over the question has to be asked again with another.
    if let refusal = verdict.refusal, refusal.reason != .signInEnded {
      near = nearRoles(to: asked, at: now).filter { $0.lists.allSatisfy(mayName) }
      let draft = shortestRequest(opening: asked, at: now)
      shortest = draft?.request
      usable = usableRequests(opening: asked, at: now)
      approvers = self.approvers(of: draft?.spec, usable, mayName: mayName, at: now)
    }
    return Explanation(
      question: asked.question, at: now, resource: asked.check.target.resource, verdict: verdict,
      grounds: verdict.grant == nil ? [] : grounds(of: asked, at: now), obstacles: obstacles(to: asked, verdict, at: now),
      near: Array(near.prefix(ExplanationLimit.near)), moreNear: max(0, near.count - ExplanationLimit.near),
      principals: asked.check.access.flatMap { unlocked($0, of: asked.presence, on: asked.question.resource, at: now) },
      shortestRequest: shortest,
      requests: Array(usable.prefix(ExplanationLimit.requests)), approvers: Array(approvers.prefix(ExplanationLimit.approvers)),
      moreApprovers: max(0, approvers.count - ExplanationLimit.approvers))
  }

  /// The verdict with its true reason; on SSH servers with what SSH cannot enforce.
  func explainedVerdict(on asked: Asked, at now: Moment) -> Verdict {
    let verdict = decideKnown(asked.question, at: now)
    guard case .allowed = verdict, asked.check.target.resource.kind == .node,
      let refusal = unenforceable(asked, granting: granting(asked))
    else { return verdict }
    return .refused(refusal)
  }
}

extension NearRole {
  /// Every list that this is about.
  var lists: [ListName] {
    let own: [ListName] =
      switch source {
      case .own, .request: []
      case .member(let list), .owner(let list): [list]
      }
    return own + via
  }
}
